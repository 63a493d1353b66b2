/** Starts a model server on this machine, waits until it is ready, and stops it. */

import type { ChildProcess } from 'node:child_process';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import spawn from 'cross-spawn';
import type { Clock, Timer } from '../../core/clock.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { Environment } from '../named-upstreams.ts';
import { endWithUs } from './end-with-us.ts';
import { type ArgumentTemplate, serverArguments } from './server-arguments.ts';

export interface LocalServerOptions {
  readonly name: string;
  readonly command: readonly ArgumentTemplate[];
  /** What stands for `{{model_path}}` and the like; `host` and `port` are added. */
  readonly values: ReadonlyMap<string, string>;
  /** 0 picks a free one. */
  readonly port: number;
  /** All of the server's environment. */
  readonly env: Environment;
  /** Undefined for the working directory. */
  readonly folder: string | undefined;
  /** The path that answers with a 2xx when the server is ready. */
  readonly readyPath: string;
  /** Milliseconds; a large model takes minutes to load. */
  readonly readyTimeout: number;
  /** How long it may take to end by itself before it is killed, in ms. */
  readonly stopTimeout: number;
}

export interface LocalServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly pid: number;
  /** SIGTERM, and SIGKILL where that does not help. Resolves when the process has ended; harmless when it has. */
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const pollEvery = 250;
const pollTimeout = 2_000;
/** What is shown of the output of a server that did not start, in characters. */
const outputShown = 2_000;

/**
 * Throws LlmsimError `usage` where it cannot be started, ends before it is ready, or is not ready in time; nothing of it runs then.
 * @param onEnd hears of it when the server ends although nobody stopped it
 */
export async function startLocalServer(
  options: LocalServerOptions,
  clock: Clock,
  onEnd: (problem: string) => void,
): Promise<LocalServer> {
  const port = options.port === 0 ? await freePort() : options.port;
  const values = new Map([...options.values, ['host', host], ['port', String(port)]]);
  const [command = '', ...args] = serverArguments(options.command, values);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...options.env },
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
    windowsHide: true,
    // Ctrl-C on a terminal is for llmsim, which lets open answers end before it stops the server.
    detached: process.platform !== 'win32',
  });
  const running = new RunningServer(options, child, clock);
  const url = `http://${host}:${port}`;
  try {
    await running.ready(url + options.readyPath);
  } catch (error) {
    await running.stop();
    throw error;
  }
  void running.ended.then((how) => {
    if (!running.stopping) onEnd(`The local server "${options.name}" ended: ${how}.`);
  });
  return { url, pid: child.pid ?? 0, stop: () => running.stop() };
}

class RunningServer {
  readonly #options: LocalServerOptions;
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  /** Resolves with how the process ended, in words. */
  readonly ended: Promise<string>;
  #how: string | undefined;
  #output = '';
  stopping = false;

  constructor(options: LocalServerOptions, child: ChildProcess, clock: Clock) {
    this.#options = options;
    this.#child = child;
    this.#clock = clock;
    const letGo = endWithUs(child);
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        letGo();
        this.#how ??= how;
        resolve(how);
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes: Buffer) => {
        this.#output = (this.#output + bytes.toString()).slice(-outputShown);
      });
    }
  }

  async ready(url: string): Promise<void> {
    const { name, readyTimeout, readyPath } = this.#options;
    const until = this.#clock.now() + readyTimeout;
    while (this.#how === undefined) {
      if (await this.#answers(url)) return;
      if (this.#how !== undefined) break;
      if (this.#clock.now() >= until) {
        throw this.#problem(
          `The local server "${name}" was not ready after ${readyTimeout / 1000} s: ${readyPath} did not answer with a 2xx.`,
          'Give it longer with ready.timeout, or name the path that tells when it is ready with ready.path.',
        );
      }
      await Promise.race([this.#pause(pollEvery), this.ended]);
    }
    throw this.#problem(
      `The local server "${name}" ended before it was ready: ${this.#how}.`,
      'Check its command, its model_path and its port.',
    );
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.#how !== undefined) return;
    this.#child.kill('SIGTERM');
    const last = this.#clock.after(this.#options.stopTimeout, () => this.#child.kill('SIGKILL'));
    await this.ended;
    last.cancel();
  }

  #answers(url: string): Promise<boolean> {
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const tell = (ready: boolean): void => {
        timer?.cancel();
        resolve(ready);
      };
      const request = get(url, { agent: false }, (response) => {
        response.resume();
        const { statusCode = 0 } = response;
        tell(statusCode >= 200 && statusCode < 300);
      });
      request.on('error', () => tell(false));
      timer = this.#clock.after(pollTimeout, () => request.destroy());
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }

  #problem(message: string, hint: string): LlmsimError {
    const said = this.#output.trim();
    return new LlmsimError('usage', said === '' ? message : `${message} It said:\n${said}`, hint);
  }
}

/** Free a moment ago: another process may be quicker, and then the server says so and ends. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
