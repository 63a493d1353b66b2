/** The recording side of a simulator: forwarder, stores and responders; loaded only where a mode goes upstream. */

import { type CassetteStore, openStore } from '../cassette/folder-store.ts';
import type { Recipe } from '../cassette/recipe.ts';
import type { Exchange } from '../core/exchange.ts';
import type { Responder } from '../core/outcome.ts';
import type { Recording } from '../pipeline/responders/recording.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { createDoor } from '../scan/door.ts';
import { adapting } from './adapting.ts';
import { lastDoor } from './last-door.ts';
import type { SimulatorConfig } from './simulator-config.ts';

export interface Recorder {
  recording(into: 'replace' | 'append'): Responder;
  passingThrough(): Responder;
  /** Resolves when everything that is complete has been written. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface RecorderParts {
  readonly redactor: Redactor;
  /** This machine's name, for temp files on shared disks. */
  readonly host: string;
  readonly cassetteOf: (exchange: Exchange) => string;
  readonly recipeOf: (cassette: string) => Recipe;
  readonly requestId: (exchange: Exchange) => string;
}

export async function startRecorder(config: SimulatorConfig, parts: RecorderParts): Promise<Recorder> {
  const [{ recording }, { createForwarder }] = await Promise.all([
    import('../pipeline/responders/recording.ts'),
    import('../upstream/forward.ts'),
  ]);
  const forwarder = createForwarder({
    clock: config.clock,
    timeoutMs: config.upstreamTimeout,
    env: config.env,
    sign: config.sign,
  });
  const forward = await adapting(forwarder.forward, config);
  const recordings: Recording[] = [];
  const openRecordingStore = (mode: 'replace' | 'append'): CassetteStore => {
    const store = openStore({
      root: config.root,
      mode,
      host: parts.host,
      pid: process.pid,
      recipeOf: (cassette) => parts.recipeOf(cassette).id,
      inspect: lastDoor(createDoor()),
    });
    // Not awaited: the first recordings wait for it, their clients do not.
    store.start().catch((error: unknown) => config.onProblem(String(error)));
    return store;
  };
  const record = (into: 'replace' | 'append' | undefined): Responder => {
    const made = recording({
      forward,
      upstreams: config.upstreams,
      store: into === undefined ? undefined : openRecordingStore(into),
      cassetteOf: parts.cassetteOf,
      recipeOf: parts.recipeOf,
      redactor: parts.redactor,
      clock: config.clock,
      authErrors: config.recordAuthErrors,
      maxBody: config.maxBody,
      report: config.onReport,
      requestId: parts.requestId,
    });
    recordings.push(made);
    return made.responder;
  };
  return {
    recording: record,
    passingThrough: () => record(undefined),
    async drain() {
      await Promise.all(recordings.map((made) => made.drain()));
    },
    close: () => forwarder.close(),
  };
}
