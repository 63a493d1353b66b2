/** Finds the recordings that are nearest to a request for which there is none, at a bounded cost. */

import { setImmediate as turn } from 'node:timers/promises';
import type { CanonicalRequest } from '../../core/canonical.ts';
import type { SimRequest } from '../../core/request.ts';
import { dialectOf } from '../../dialects/list.ts';
import type { OpenCassette } from '../cassette-index.ts';
import type { DecodedInteraction } from '../decode-interaction.ts';
import { equalFields } from '../diff/equal-fields.ts';
import { likeness, type Traits, traitsOf, wordLikeness } from '../diff/traits.ts';
import type { Entry } from '../entry.ts';
import { canonicalRequest } from '../match/canonical-request.ts';
import type { MatchRules } from '../match/match-rules.ts';
import { type NamedCandidate, NameIndex, type NameParts } from './name-index.ts';

/** A recording near to a request. */
export interface Neighbour {
  readonly cassette: OpenCassette;
  readonly entry: Entry;
  /** Whether it is a recording of the same operation of the same dialect. */
  readonly sameEndpoint: boolean;
  /** Fields of the request that the recording has too. */
  readonly equal: number;
  /** All fields of the request or of the recording, whichever has more. */
  readonly fields: number;
  /** Equal fields of all that the two have. */
  readonly share: number;
}

export interface NeighbourOptions {
  /** What counts in a cassette; the same object for the same rules. */
  readonly rulesOf: (cassette: string) => MatchRules;
}

/** How many recordings are read for the first misses, together; they are known from then on. */
const mostReadAtFirst = 200;
/** And for each one after that: else a miss in a large cassette would always cost a multiple of one in a small cassette. */
const mostReadLater = 10;

/** So many are compared, because those that earlier misses read cost next to nothing. */
const mostCompared = 1000;

/** No more are read for one request when they come to so many bytes. */
const mostBytes = 64 * 1024 * 1024;

export class Neighbours {
  readonly #options: NeighbourOptions;
  readonly #indexes = new WeakMap<OpenCassette, NameIndex>();
  /** What recordings are like, so that none is read for a second miss. */
  readonly #known = new WeakMap<Entry, Known>();
  /** How many recordings have been read. */
  #read = 0;

  constructor(options: NeighbourOptions) {
    this.#options = options;
  }

  /**
   * The recordings nearest to `request`, which is redacted, at most `count`, the nearest first: those of the same endpoint, then those
   * with most fields in common. File names choose what is read, hashes what is compared. What cannot be read is passed over.
   */
  async nearest(request: SimRequest, cassettes: readonly OpenCassette[], count: number): Promise<readonly Neighbour[]> {
    const { dialect, operation } = dialectOf(request);
    const { model, prompt } = dialect.describe(request);
    const wanted = endpointOf(dialect.id, operation.endpoint);
    const parts = { endpoint: operation.endpoint, model, prompt };
    const mostRead = Math.max(mostReadAtFirst - this.#read, mostReadLater);
    const traits = new Map<MatchRules, Traits>();
    const ranked: Ranked[] = [];
    let [read, bytes] = [0, 0];
    for (const { cassette, entry } of this.#candidates(parts, cassettes)) {
      const rules = this.#options.rulesOf(cassette.name);
      const own = traits.get(rules) ?? traitsOf(canonicalRequest(request, rules));
      traits.set(rules, own);
      let known = this.#known.get(entry);
      if (known === undefined) {
        if (read === mostRead || bytes > mostBytes) continue;
        read += 1;
        this.#read += 1;
        // Requests come first.
        await turn();
        known = await this.#readOne(entry, rules);
        if (known === undefined) continue;
        bytes += known.bytes;
      }
      ranked.push({
        cassette,
        entry,
        sameEndpoint: known.endpoint === wanted,
        likeness: likeness(own, known.traits),
        words: wordLikeness(own, known.traits),
      });
    }
    const nearest = await Promise.all(
      ranked
        .sort(mostAlikeFirst)
        .slice(0, count)
        .map((one) => this.#compare(request, one)),
    );
    return nearest.sort(nearestFirst);
  }

  /** Looks at the two side by side. */
  async #compare(request: SimRequest, { cassette, entry, sameEndpoint }: Ranked): Promise<Neighbour> {
    const rules = this.#options.rulesOf(cassette.name);
    const recorded = await entry.load();
    const { equal, from, to } = equalFields(
      canonicalRequest(recorded.request, rules),
      canonicalRequest(request, rules),
    );
    return { cassette, entry, sameEndpoint, equal, fields: Math.max(from, to), share: (2 * equal) / (from + to) };
  }

  #candidates(
    parts: NameParts,
    cassettes: readonly OpenCassette[],
  ): readonly { cassette: OpenCassette; entry: Entry }[] {
    const all: { cassette: OpenCassette; named: NamedCandidate }[] = [];
    for (const cassette of cassettes) {
      for (const named of this.#index(cassette).candidates(parts, mostCompared)) all.push({ cassette, named });
    }
    return all
      .sort((a, b) => Number(b.named.sameEndpoint) - Number(a.named.sameEndpoint) || b.named.words - a.named.words)
      .slice(0, mostCompared)
      .flatMap(({ cassette, named }) => {
        const entry = cassette.entry(named.name);
        return entry === undefined ? [] : [{ cassette, entry }];
      });
  }

  #index(cassette: OpenCassette): NameIndex {
    let index = this.#indexes.get(cassette);
    if (index === undefined) {
      index = new NameIndex(cassette.names());
      this.#indexes.set(cassette, index);
    }
    return index;
  }

  async #readOne(entry: Entry, rules: MatchRules): Promise<Known | undefined> {
    let interaction: DecodedInteraction;
    try {
      interaction = await entry.load();
    } catch {
      return undefined;
    }
    const { request, response } = interaction;
    // Redacted when it was recorded; what rules have been added since then makes no difference to what it is like.
    const canonical: CanonicalRequest = canonicalRequest(request, rules);
    const { dialect, operation } = dialectOf(request);
    const known = {
      traits: traitsOf(canonical),
      endpoint: endpointOf(dialect.id, operation.endpoint),
      bytes: request.body.byteLength + response.bytes.byteLength,
    };
    this.#known.set(entry, known);
    return known;
  }
}

interface Known {
  readonly traits: Traits;
  readonly endpoint: string;
  /** What reading it cost. */
  readonly bytes: number;
}

interface Ranked extends Pick<Neighbour, 'cassette' | 'entry' | 'sameEndpoint'> {
  readonly likeness: number;
  readonly words: number;
}

function mostAlikeFirst(a: Ranked, b: Ranked): number {
  return (
    Number(b.sameEndpoint) - Number(a.sameEndpoint) ||
    b.likeness - a.likeness ||
    b.words - a.words ||
    (a.entry.id < b.entry.id ? -1 : 1)
  );
}

/** The recording of a longer conversation has as many equal fields, but more that differ: the share counts. */
function nearestFirst(a: Neighbour, b: Neighbour): number {
  return Number(b.sameEndpoint) - Number(a.sameEndpoint) || b.share - a.share;
}

function endpointOf(dialect: string, endpoint: string): string {
  return `${dialect}/${endpoint}`;
}
