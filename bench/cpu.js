/** CPU time and memory of a child process: it answers over IPC with `process.cpuUsage()`, all its threads included, or its RSS. */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);

/**
 * Starts `module` as a child that can be asked for its CPU time, and waits for the URL that it prints first on stdout.
 * @returns {Promise<{ child: import('node:child_process').ChildProcess, url: URL }>}
 */
export async function startServer(module, args = [], env = {}) {
  const child = fork(module, args, {
    execArgv: ['--import', new URL('./cpu.js', import.meta.url).href],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...env, LLMSIM_BENCH_CHILD: '1' },
  });
  const line = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${module} ended with code ${code} before it was ready`)));
  });
  return { child, url: new URL(line) };
}

/** Milliseconds of CPU, user and system, that `child` has used so far. */
export async function cpuOf(child) {
  const { user, system } = await ask(child, 'cpu');
  return (user + system) / 1000;
}

/** Sends one message and waits for the next one back. */
export function ask(child, message) {
  return new Promise((resolve, reject) => {
    const gone = (code) => reject(new Error(`the child has ended with code ${code}`));
    child.once('exit', gone);
    child.once('message', (answer) => {
      child.off('exit', gone);
      resolve(answer);
    });
    child.send(message);
  });
}

/** Ends a child that this process started. */
export function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  });
}

// The other side: this file is preloaded into every measured process.
if (process.env.LLMSIM_BENCH_CHILD === '1' && process.argv[1] !== here && process.send !== undefined) {
  process.on('message', (message) => {
    if (message === 'cpu') process.send(process.cpuUsage());
    if (message === 'rss') process.send(process.memoryUsage.rss());
  });
  process.on('disconnect', () => process.exit());
  // A listener for messages would hold the process open; the server alone decides how long it lives.
  process.channel.unref();
}
