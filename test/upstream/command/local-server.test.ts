import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import {
  type LocalServer,
  type LocalServerOptions,
  startLocalServer,
} from '../../../src/upstream/command/local-server.ts';
import { llamaServer, serverArguments } from '../../../src/upstream/command/server-arguments.ts';
import { PROJECT_ROOT } from '../../support/run-cli.ts';

/** A server that is not ready at first, says what it was started with, and leaves SIGTERM alone if told so. */
const program = `
const { createServer } = require('node:http');
let asked = 0;
createServer((request, response) => {
  if (request.url !== '/health') return response.end(JSON.stringify({ args: process.argv.slice(1), env: process.env.MARK }));
  asked += 1;
  response.statusCode = asked > 1 ? 200 : 503;
  response.end();
}).listen(Number(process.argv.at(-1)), '127.0.0.1');
if (process.env.STUBBORN) process.on('SIGTERM', () => {});
if (process.env.FAIL) { console.error('no such model: ' + process.argv[1]); process.exit(3); }
`;

function options(parts: Partial<LocalServerOptions> = {}): LocalServerOptions {
  return {
    name: 'local',
    command: [
      process.execPath,
      '-e',
      program,
      '--',
      ['--model', '{{model_path}}'],
      ['--draft', '{{draft_model}}'],
      '{{port}}',
    ],
    values: new Map([['model_path', 'm.gguf']]),
    port: 0,
    env: process.env,
    folder: undefined,
    readyPath: '/health',
    readyTimeout: 20_000,
    stopTimeout: 20_000,
    ...parts,
  };
}

async function started(
  parts: Partial<LocalServerOptions> = {},
  onEnd: (problem: string) => void = () => {},
): Promise<LocalServer> {
  const server = await startLocalServer(options(parts), systemClock, onEnd);
  onTestFinished(() => server.stop());
  return server;
}

/** A killed process may be listed for long; it does not answer. */
async function answers(url: string): Promise<boolean> {
  for (let i = 0; i < 50; i += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer === undefined) return false;
    await answer.text();
  }
  return true;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a local model server', () => {
  it('is started with its arguments, and used when it is ready', async () => {
    const server = await started({ env: { ...process.env, MARK: 'here' } });
    const answer = await fetch(`${server.url}/props`);
    expect(await answer.json()).toEqual({
      args: ['--model', 'm.gguf', new URL(server.url).port],
      env: 'here',
    });
  });

  it('ends when it is stopped, once and for all', async () => {
    const server = await started();
    expect(runs(server.pid)).toBe(true);
    await server.stop();
    expect(runs(server.pid)).toBe(false);
    await server.stop();
  });

  it('is killed when it does not end by itself', async () => {
    const server = await started({ env: { ...process.env, STUBBORN: '1' }, stopTimeout: 50 });
    await server.stop();
    expect(runs(server.pid)).toBe(false);
  });

  it('that ends before it is ready is told with what it said', async () => {
    await expect(started({ env: { ...process.env, FAIL: '1' } })).rejects.toMatchObject({
      code: 'usage',
      message: 'The local server "local" ended before it was ready: exit code 3. It said:\nno such model: --model',
    });
  });

  it('that does not exist is told', async () => {
    await expect(started({ command: ['llmsim-no-such-program'] })).rejects.toThrow(
      /ended before it was ready: .*ENOENT/,
    );
  });

  it('that is never ready is stopped', async () => {
    const problem = started({
      readyPath: '/never',
      readyTimeout: 0,
      command: [process.execPath, '-e', 'setTimeout(() => {}, 60_000)'],
    });
    await expect(problem).rejects.toThrow('was not ready after 0 s: /never did not answer with a 2xx.');
  });

  it('that ends while it is used is told of', async () => {
    let heard: (problem: string) => void = () => {};
    const ended = new Promise<string>((resolve) => {
      heard = resolve;
    });
    const server = await started({}, heard);
    process.kill(server.pid, 'SIGKILL');
    expect(await ended).toBe('The local server "local" ended: signal SIGKILL.');
  });
});

describe('a server that llmsim started', () => {
  it('leaves no listeners behind', async () => {
    const before = ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name));
    const [one, other] = [await started(), await started()];
    await one.stop();
    await other.stop();
    expect(['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name))).toEqual(before);
  });

  it.each(['SIGTERM', 'SIGINT', 'exit'])('ends with a process that ends by %s', async (how) => {
    const script = `
      import { startLocalServer } from ${JSON.stringify(pathToFileURL(join(PROJECT_ROOT, 'dist/upstream/command/local-server.js')).href)};
      import { systemClock } from ${JSON.stringify(pathToFileURL(join(PROJECT_ROOT, 'dist/core/clock.js')).href)};
      const options = { ...${JSON.stringify({ ...options(), values: undefined, env: {} })}, values: new Map(), env: process.env };
      const { url } = await startLocalServer(options, systemClock, () => {});
      console.log(url);
      if (${how === 'exit'}) process.exit(0);
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    // It was ready, and so it would answer if it still ran.
    expect(url).toMatch(/^http:/);
    if (how !== 'exit') parent.kill(how as NodeJS.Signals);
    await once(parent, 'close');
    expect(await answers(url)).toBe(false);
  });
});

describe('the command line of a server', () => {
  it('leaves out what has no value', () => {
    const values = new Map([
      ['model_path', '/models/a b.gguf'],
      ['n_ctx', '4096'],
      ['host', '127.0.0.1'],
      ['port', '8081'],
    ]);
    expect(serverArguments(llamaServer, values)).toEqual([
      'llama-server',
      '--model',
      '/models/a b.gguf',
      '--ctx-size',
      '4096',
      '--host',
      '127.0.0.1',
      '--port',
      '8081',
    ]);
  });

  it('is no text that a shell reads', () => {
    expect(serverArguments(['run', '{{x}}'], new Map([['x', '$(id); {{y}}']]))).toEqual(['run', '$(id); {{y}}']);
  });
});
