/** Recorders and replays inside a test's own process, on free ports, closed when the test ends. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Simulator, startSimulator } from '../../src/app/simulator.ts';
import type { SimulatorConfig } from '../../src/app/simulator-config.ts';
import { openLibrary } from '../../src/cassette/cassette-library.ts';
import type { DecodedInteraction } from '../../src/cassette/decode-interaction.ts';
import type { HeaderList } from '../../src/core/headers.ts';
import type { ExchangeReport } from '../../src/telemetry/exchange-report.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { bytesOf } from './http-bytes.ts';
import type { RawRequest } from './raw-connection.ts';
import type { RawResponse } from './raw-response.ts';
import { type ScriptedUpstream, type ScriptSource, startUpstream, type UpstreamOptions } from './scripted-upstream.ts';
import { tempFolder } from './temp-folder.ts';

export interface TestRecorder {
  readonly url: string;
  /** The folder of its cassettes. */
  readonly root: string;
  /** What became of each exchange, in the order in which they ended. */
  readonly reports: readonly ExchangeReport[];
  readonly problems: readonly string[];
  /** Resolves to the reports when there are at least `count`: what is saved by then is on the disk. */
  reported(count: number): Promise<readonly ExchangeReport[]>;
  /** Lets open answers end for `grace` milliseconds; once only, and again harmless. */
  close(grace?: number): Promise<void>;
}

export interface TestReplay {
  readonly url: string;
  readonly simulator: Simulator;
  /** Explanations of misses, and what is wrong with cassettes. */
  readonly misses: readonly string[];
  readonly problems: readonly string[];
  /** Resolves when at least `count` problems have been reported. */
  troubled(count: number): Promise<readonly string[]>;
  close(grace?: number): Promise<void>;
}

/** A scripted upstream that ends with the test. */
export async function scripted(source: ScriptSource, options?: UpstreamOptions): Promise<ScriptedUpstream> {
  const upstream = await startUpstream(source, options);
  onTestFinished(() => upstream.close());
  return upstream;
}

/** A recorder for `--upstream` values; mode `all` and a folder of its own unless told otherwise. */
export async function startRecorder(
  upstreams: string | readonly string[],
  config: Partial<SimulatorConfig> = {},
): Promise<TestRecorder> {
  const specs = typeof upstreams === 'string' ? [upstreams] : upstreams;
  const root = config.root ?? tempFolder();
  const reports = new Collected<ExchangeReport>();
  const problems: string[] = [];
  const simulator = await startSimulator({
    mode: 'all',
    upstreams: specs.map((spec) => parseUpstream(spec, {})),
    ...config,
    root,
    onReport: (report) => reports.add(report),
    onProblem: (text) => problems.push(text),
  });
  const close = closer(simulator);
  return {
    url: simulator.url,
    root,
    reports: reports.items,
    problems,
    reported: (count) => reports.until(count),
    close,
  };
}

/** A replay of `folder`, instant unless told otherwise. */
export async function startReplay(folder: string, config: Partial<SimulatorConfig> = {}): Promise<TestReplay> {
  const misses: string[] = [];
  const problems = new Collected<string>();
  const simulator = await startSimulator({
    mode: 'none',
    paths: [folder],
    latency: { kind: 'instant' },
    ...config,
    onMiss: (text) => misses.push(text),
    onProblem: (text) => problems.add(text),
  });
  const close = closer(simulator);
  return {
    url: simulator.url,
    simulator,
    misses,
    problems: problems.items,
    troubled: (count) => problems.until(count),
    close,
  };
}

function closer(simulator: Simulator): (grace?: number) => Promise<void> {
  let closing: Promise<void> | undefined;
  const close = (grace = 0): Promise<void> => {
    closing ??= simulator.close(grace);
    return closing;
  };
  onTestFinished(() => close());
  return close;
}

class Collected<T> {
  readonly items: T[] = [];
  readonly #watchers = new Set<() => void>();

  add(item: T): void {
    this.items.push(item);
    for (const watcher of this.#watchers) watcher();
  }

  until(count: number): Promise<readonly T[]> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (this.items.length < count) return;
        this.#watchers.delete(watcher);
        resolve(this.items);
      };
      this.#watchers.add(watcher);
      watcher();
    });
  }
}

/** All interactions in a folder of cassettes, by file name. */
export async function interactionsIn(folder: string): Promise<readonly DecodedInteraction[]> {
  const { cassettes } = await openLibrary([folder]);
  return Promise.all(cassettes.flatMap((cassette) => [...cassette.entries()].map((entry) => entry.load())));
}

/** Paths of all files below `folder`, relative to it, with working files. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** The interaction files among them. */
export function recordingsIn(folder: string): string[] {
  return filesIn(folder).filter((path) => /-[0-9a-f]{16}(\.\d+)?\.json$/.test(path) && !path.includes('/.'));
}

/** Everything that stands in the files below `folder`, as latin1. */
export function textIn(folder: string): string {
  return filesIn(folder)
    .map((path) => readFileSync(join(folder, path), 'latin1'))
    .join('\n');
}

/** A chat completion request for OpenAI's path; another prompt is another key. */
export function chatRequest(prompt = 'Say hello', headers: HeaderList = []): RawRequest {
  return {
    method: 'POST',
    target: '/v1/chat/completions',
    headers: [['Content-Type', 'application/json'], ...headers],
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }], stream: true }),
  };
}

const ofTheConnection = /^(?:connection|keep-alive|transfer-encoding|x-llmsim-.*)$/i;

/** The headers that came from the upstream, not from the connection or llmsim. */
export function answerHeaders({ headers }: RawResponse): HeaderList {
  return headers.filter(([name]) => !ofTheConnection.test(name));
}

/** The bytes of each HTTP chunk as latin1, so that a difference is legible. */
export function chunksOf({ chunks }: RawResponse): string[] {
  return chunks.map(({ bytes }) => bytes.toString('latin1'));
}

/** The same of the pieces that a script writes. */
export function piecesOf(pieces: readonly (Uint8Array | string)[]): string[] {
  return pieces.map((piece) => bytesOf(piece).toString('latin1'));
}
