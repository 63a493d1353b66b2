/** Runs the command line as a user does: a process of its own, its output, its exit code, and no process left over. */

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface CliOptions {
  /** Default: the project's root. */
  readonly cwd?: string;
  /** Added to the environment; undefined takes a variable away. Proxies and keys of this machine are never passed on. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  /** How long `startCli` waits for the URL; default 20 s. */
  readonly readyWithin?: number;
  /** `caller`: for `beforeAll`, where the caller must `stop` it. Default `test`: it dies with the test. */
  readonly owner?: 'test' | 'caller';
  /** Default `bin/llmsim.js`. */
  readonly entry?: string;
}

export interface CliExit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly pid: number;
  /** The first line of stdout. */
  readonly url: string;
  readonly port: number;
  /** All that came so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when stderr matches; rejects when the process ends without. */
  stderrMatches(pattern: RegExp): Promise<void>;
  readonly exited: Promise<CliExit>;
  /** Closes the reading end of its stderr, as a `tee` or a pager does that has ended. */
  closeStderr(): void;
  /** Sends a signal (default SIGINT) and waits for the end; does nothing to a process that has ended. */
  stop(signal?: NodeJS.Signals): Promise<CliExit>;
}

export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a command to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliExit> {
  return new CliProcess(args, options).exited;
}

/** Starts a server command and waits for its URL; rejects with all output if it ends or stays silent. */
export async function startCli(args: readonly string[], options: CliOptions = {}): Promise<RunningCli> {
  const cli = new CliProcess(args, options);
  await cli.ready(options.readyWithin ?? 20_000);
  return cli;
}

class CliProcess implements RunningCli {
  readonly exited: Promise<CliExit>;
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #command: string;
  readonly #watchers = new Set<() => void>();
  #exit: CliExit | undefined;

  constructor(args: readonly string[], options: CliOptions) {
    this.#command = ['llmsim', ...args].join(' ');
    const child = spawn(process.execPath, [options.entry ?? `${PROJECT_ROOT}bin/llmsim.js`, ...args], {
      cwd: options.cwd ?? PROJECT_ROOT,
      env: { ...cleanEnvironment(), ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    alive.add(child);
    child.stdin.on('error', () => {}); // a process that ends without reading is no failure
    child.stdin.end(options.stdin ?? '');
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#changed(() => (this.stdout += text)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#changed(() => (this.stderr += text)));
    this.exited = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        alive.delete(child);
        const exit = { code, signal, stdout: this.stdout, stderr: this.stderr };
        this.#changed(() => (this.#exit = exit));
        resolve(exit);
      });
    });
    if (options.owner !== 'caller') onTestFinished(() => this.stop('SIGKILL').then(() => undefined));
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get url(): string {
    return this.stdout.split('\n', 1)[0] ?? '';
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async ready(within: number): Promise<void> {
    let late = false;
    const timer = setTimeout(() => this.#changed(() => (late = true)), within);
    await this.#until(() => this.stdout.includes('\n') || late || this.#exit !== undefined);
    clearTimeout(timer);
    if (!this.stdout.includes('\n')) {
      const exit = await this.stop('SIGKILL');
      throw new Error(this.#report(late ? `gave no URL within ${within} ms` : `ended with ${exit.code}`));
    }
  }

  async stderrMatches(pattern: RegExp): Promise<void> {
    await this.#until(() => pattern.test(this.stderr) || this.#exit !== undefined);
    if (!pattern.test(this.stderr)) throw new Error(this.#report(`ended and never wrote ${pattern}`));
  }

  closeStderr(): void {
    this.#child.stderr?.destroy();
  }

  stop(signal: NodeJS.Signals = 'SIGINT'): Promise<CliExit> {
    if (this.#exit === undefined) this.#child.kill(signal);
    return this.exited;
  }

  #report(what: string): string {
    return `${this.#command}: ${what}\n--- stdout\n${this.stdout}\n--- stderr\n${this.stderr}`;
  }

  #changed(change: () => void): void {
    change();
    for (const watcher of this.#watchers) watcher();
  }

  #until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const watcher = () => {
        if (!condition()) return;
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
    });
  }
}

/** Tests must not reach a provider by accident, nor know that they run in CI: no proxy, key, colour or CI of this machine's own. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /proxy$|_API_KEY$|^AWS_|^LLMSIM_|^GITHUB_|^(CI|FORCE_COLOR|NO_COLOR|NODE_OPTIONS|NODE_V8_COVERAGE)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
