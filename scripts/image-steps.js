/** Does what the Dockerfile says without a container engine: its COPY and RUN steps in folders of their own, then its command. */

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'llmsim-image-'));
/** A root folder for each stage, as the engine has one. */
const roots = new Map();
let root = '';
let workdir = '/';
let env = {};
let entrypoint = [];
let command = [];

const steps = readFileSync(join(project, 'Dockerfile'), 'utf8')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line.trim()))
  .filter((step) => step !== null);
const inImage = (path) => join(root, resolve(workdir, path));

const perform = {
  FROM(text) {
    const name = / AS (\S+)/.exec(text)?.[1] ?? 'final';
    root = join(place, name);
    mkdirSync(root);
    roots.set(name, root);
    workdir = '/';
    env = {};
  },
  WORKDIR(text) {
    workdir = resolve(workdir, text);
    mkdirSync(join(root, workdir), { recursive: true });
  },
  ENV(text) {
    const [name, value] = text.split('=');
    env[name] = value;
  },
  COPY(text) {
    const from = /^--from=(\S+) (.*)$/.exec(text);
    const [sources, target] = split(from?.[2] ?? text);
    for (const source of sources) {
      const origin = from === null ? join(project, source) : join(roots.get(from[1]), source);
      const folder = target.endsWith('/');
      cpSync(origin, inImage(folder ? join(target, source) : target), { recursive: true });
    }
  },
  RUN(text) {
    execFileSync('sh', ['-c', text], { cwd: join(root, workdir), env: { ...process.env, ...env }, stdio: 'inherit' });
  },
  ENTRYPOINT(text) {
    entrypoint = JSON.parse(text);
  },
  CMD(text) {
    command = JSON.parse(text);
  },
  // What only an engine does.
  ARG() {},
  USER() {},
  VOLUME() {},
  EXPOSE() {},
  HEALTHCHECK() {},
};

function split(text) {
  const words = text.split(/\s+/);
  return [words.slice(0, -1), words.at(-1)];
}

let server;
try {
  for (const [line, name, text] of steps) {
    if (perform[name] === undefined)
      throw new Error(`The Dockerfile has a step that this script does not know: ${line}`);
    process.stderr.write(`${line}\n`);
    perform[name](text);
  }
  // As it runs in the image: nothing below /app is written to, the cassettes are those that ship, the port is a free one.
  chmodSync(join(root, 'app'), 0o555);
  const [program, ...args] = [...entrypoint, ...command].map((word) => {
    if (word.startsWith('/app/')) return join(root, word);
    return word === '/cassettes' ? join(root, 'app/cassettes') : word;
  });
  args[args.indexOf('--port') + 1] = '0';
  args[args.indexOf('--host') + 1] = '127.0.0.1';
  server = spawn(program, args, {
    cwd: join(root, 'app'),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((found, failed) => {
    let text = '';
    server.stdout.on('data', (piece) => {
      text += piece;
      if (text.includes('\n')) found(text.trim());
    });
    server.once('exit', (code) => failed(new Error(`The image's command ended with ${code}.`)));
  });
  const health = await (await fetch(`${url}/health`)).json();
  if (health.status !== 'ok') throw new Error(JSON.stringify(health));
  const size = execFileSync('du', ['-sk', join(root, 'app')], { encoding: 'utf8' }).split('\t')[0];
  console.log(
    `The image's steps work: ${JSON.stringify(health)}, ${Math.round(Number(size) / 1024)} MiB on top of Node.`,
  );
} finally {
  if (server?.exitCode === null) {
    server.removeAllListeners('exit');
    server.kill('SIGINT');
    await new Promise((ended) => server.once('exit', ended));
  }
  for (const folder of roots.values()) {
    try {
      chmodSync(join(folder, 'app'), 0o755);
    } catch {
      // That stage made none.
    }
  }
  rmSync(place, { recursive: true, force: true });
}
