/** Sends recorded requests again, tells how the answers have drifted, and renews the recordings. */

import { type CassetteLibrary, type Entry, openLibrary } from '../cassette/cassette-library.ts';
import { type DriftFinding, driftBetween } from '../cassette/compare/drift.ts';
import type { EncodedInteraction } from '../cassette/encode-interaction.ts';
import { readStanding, replaceWith, rewrite, type StandingFile } from '../cassette/in-place.ts';
import type { Clock } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Interaction } from '../core/interaction.ts';
import { type AskingOptions, askAgain } from '../pipeline/ask-again.ts';
import { Turns } from '../pipeline/turns.ts';
import { createRedactor, type RedactionPolicy } from '../redaction/redactor.ts';
import { createDoor } from '../scan/door.ts';
import type { Environment } from '../upstream/named-upstreams.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { adapting } from './adapting.ts';
import { lastDoor } from './last-door.ts';
import { refersToUpstream, sendableRequest } from './sendable-request.ts';

export interface RefreshOptions {
  readonly paths: readonly string[];
  /** Only this cassette; undefined for all. */
  readonly cassette: string | undefined;
  /** A recording is sent to the one of its own upstream's name. */
  readonly upstreams: readonly Upstream[];
  /** Look only, write nothing. */
  readonly check: boolean;
  readonly redaction: RedactionPolicy;
  readonly sign: 'aws' | undefined;
  /** Milliseconds. */
  readonly upstreamTimeout: number;
  /** Bytes. */
  readonly maxBody: number;
  readonly env: Environment;
  readonly clock: Clock;
  /** Hears how many of how many are done. */
  readonly onProgress: (done: number, total: number) => void;
}

/** What became of a recording. */
export type RefreshOutcome =
  /** The same by meaning; of the file only `refreshedAt` is new. */
  | { readonly kind: 'unchanged' }
  /** Recorded anew, unless only a check was asked for. */
  | { readonly kind: 'drifted'; readonly findings: readonly DriftFinding[] }
  /** Not sent: without what was redacted it would be another request. */
  | { readonly kind: 'redacted'; readonly places: readonly string[] }
  /** Not sent: no upstream repeats a failure on request. */
  | { readonly kind: 'unrepeatable'; readonly why: string }
  /** The upstream does not have any more what the request refers to by an id; left as it was. */
  | { readonly kind: 'gone' }
  /** Not sent: it came from an upstream that was not given. */
  | { readonly kind: 'elsewhere'; readonly upstream: string }
  /** Should have been refreshed and was not; left as it was. */
  | { readonly kind: 'failed'; readonly why: string };

export interface Refreshed {
  /** `<cassette>/<file name without .json>`. */
  readonly interaction: string;
  readonly file: string;
  readonly outcome: RefreshOutcome;
}

/** How many keys are asked for at once; the recordings of one key one after the other. */
const together = 4;

/** So many requests in a row that an upstream does not take at all, and it is left in peace. */
const patience = 3;

/**
 * In the order of the files. Rejects with `cassette-missing` for paths or a cassette that are not there, and with `usage` when no
 * recording came from any of the upstreams.
 */
export async function refresh(options: RefreshOptions): Promise<readonly Refreshed[]> {
  const entries = entriesIn(await openLibrary(options.paths), options);
  const { createForwarder } = await import('../upstream/forward.ts');
  const forwarder = createForwarder({
    clock: options.clock,
    timeoutMs: options.upstreamTimeout,
    env: options.env,
    sign: options.sign,
  });
  const redactor = createRedactor(options.redaction);
  const asking: AskingOptions = {
    forward: await adapting(forwarder.forward, options),
    redactor,
    clock: options.clock,
    maxBody: options.maxBody,
  };
  const run = new RefreshRun(options, asking, lastDoor(createDoor()));
  try {
    return await run.all(entries);
  } finally {
    await forwarder.close();
  }
}

function entriesIn(library: CassetteLibrary, { cassette, upstreams, paths }: RefreshOptions): readonly Entry[] {
  const chosen = library.cassettes.filter(({ name }) => cassette === undefined || name === cassette);
  if (cassette !== undefined && chosen.length === 0) {
    const names = library.cassettes.map(({ name }) => name).join(', ');
    const message = `There is no cassette "${cassette}" in ${paths.join(', ')}.`;
    throw new LlmsimError('cassette-missing', message, names === '' ? '' : `There are: ${names}.`);
  }
  const entries = chosen.flatMap((one) => [...one.entries()]);
  const given = new Set(upstreams.map(({ name }) => name));
  if (entries.length > 0 && !entries.some(({ upstream }) => given.has(upstream))) {
    const recorded = [...new Set(entries.map(({ upstream }) => upstream))].join(', ');
    const message = `No recording came from an upstream called ${[...given].join(' or ')}.`;
    const hint = `They came from: ${recorded}. Another server takes that name's place by --upstream <name>=<url>.`;
    throw new LlmsimError('usage', message, hint);
  }
  return entries;
}

/** A status that speaks of the moment or of who asks, not of the request. */
function isPassing(status: number): boolean {
  return status >= 500 || [401, 403, 407, 408, 425, 429].includes(status);
}

class RefreshRun {
  readonly #options: RefreshOptions;
  readonly #asking: AskingOptions;
  readonly #inspect: (encoded: EncodedInteraction) => Promise<void>;
  /** By upstream, how many requests in a row it did not take. */
  readonly #refusals = new Map<string, number>();

  constructor(options: RefreshOptions, asking: AskingOptions, inspect: (encoded: EncodedInteraction) => Promise<void>) {
    this.#options = options;
    this.#asking = asking;
    this.#inspect = inspect;
  }

  async all(entries: readonly Entry[]): Promise<readonly Refreshed[]> {
    const turns = new Turns(together);
    const outcomes = new Map<Entry, RefreshOutcome>();
    const work = [...byKey(entries).values()].map((recordings) =>
      turns.run(async () => {
        for (const entry of recordings) {
          outcomes.set(entry, await this.#one(entry));
          this.#options.onProgress(outcomes.size, entries.length);
        }
      }),
    );
    await Promise.all(work);
    return entries.map((entry) => ({
      interaction: entry.id,
      file: entry.path,
      outcome: outcomes.get(entry) ?? { kind: 'failed', why: 'not tried' },
    }));
  }

  async #one(entry: Entry): Promise<RefreshOutcome> {
    const upstream = this.#options.upstreams.find(({ name }) => name === entry.upstream);
    if (upstream === undefined) return { kind: 'elsewhere', upstream: entry.upstream };
    try {
      return await this.#refresh(await readStanding(entry.path), upstream);
    } catch (error) {
      if (error instanceof LlmsimError) return { kind: 'failed', why: `${error.message} ${error.hint}`.trimEnd() };
      throw error;
    }
  }

  async #refresh(standing: StandingFile, upstream: Upstream): Promise<RefreshOutcome> {
    const recorded = standing.interaction;
    const failure = failureIn(recorded);
    if (failure !== undefined) return { kind: 'unrepeatable', why: failure };
    const sendable = sendableRequest(recorded.request, upstream.apiKey !== undefined);
    if (sendable.kind === 'redacted') return sendable;
    if ((this.#refusals.get(upstream.name) ?? 0) >= patience) {
      return { kind: 'failed', why: `not tried, because ${upstream.name} did not answer ${patience} times in a row` };
    }
    const asked = await askAgain(recorded, sendable.request, upstream, this.#asking);
    if (asked.kind === 'unreachable') this.#refusals.set(upstream.name, (this.#refusals.get(upstream.name) ?? 0) + 1);
    else this.#refusals.delete(upstream.name);
    if (asked.kind !== 'interaction') return { kind: 'failed', why: asked.why };
    const fresh = asked.interaction;
    const { status, end } = fresh.response;
    if (isPassing(status)) return { kind: 'failed', why: `the upstream answered ${status}${remedyFor(status)}` };
    if (end !== 'complete') return { kind: 'failed', why: `the answer broke off (${end})` };
    if (status === 404 && recorded.response.status !== 404 && refersToUpstream(recorded.request)) {
      return { kind: 'gone' };
    }
    const findings = driftBetween(recorded, fresh);
    if (!this.#options.check) {
      if (findings.length > 0) await replaceWith(standing, fresh, this.#inspect);
      else await rewrite(standing, this.#options.clock.date().toISOString());
    }
    return findings.length > 0 ? { kind: 'drifted', findings } : { kind: 'unchanged' };
  }
}

function byKey(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const keys = new Map<string, Entry[]>();
  for (const entry of entries) {
    const cassette = entry.id.slice(0, entry.id.indexOf('/'));
    const key = `${cassette}/${entry.upstream}/${entry.key16}`;
    const others = keys.get(key);
    if (others === undefined) keys.set(key, [entry]);
    else others.push(entry);
  }
  return keys;
}

function failureIn({ response: { status, end } }: Interaction): string | undefined {
  if (end !== 'complete') return `a stream that broke off (${end})`;
  return isPassing(status) ? `status ${status}` : undefined;
}

function remedyFor(status: number): string {
  if (status === 401 || status === 403) return ': give a key that it takes with --key-from-env';
  if (status === 407) return ': the proxy wants credentials';
  return ': try again later';
}
