/** Finds the recordings of a cassette that may be near to a request, by the words in their file names alone. */

import { interactionStem } from '../file-name.ts';

/** What the name of a recording of the request would be made of. */
export interface NameParts {
  readonly endpoint: string;
  readonly model: string | undefined;
  readonly prompt: string | undefined;
}

export interface NamedCandidate {
  readonly name: string;
  readonly sameEndpoint: boolean;
  /** Words of model and prompt that it shares with the request. */
  readonly words: number;
}

/** So many entries of the index are looked at for one request: the rarest words first. */
const mostLookedAt = 8_000;
const noKey = '0'.repeat(16);

export class NameIndex {
  readonly #names: string[] = [];
  /** Word → numbers of the names with it. */
  readonly #withWord = new Map<string, number[]>();

  /** @param names of recordings; of those of one key, which have one request, the first counts */
  constructor(names: Iterable<string>) {
    const stems = new Set<string>();
    for (const name of names) {
      const stem = stemOf(name);
      if (stems.has(stem)) continue;
      stems.add(stem);
      const number = this.#names.push(name) - 1;
      for (const word of new Set(wordsOf(stem))) {
        const others = this.#withWord.get(word);
        if (others === undefined) this.#withWord.set(word, [number]);
        else others.push(number);
      }
    }
  }

  /** At most `limit`, the most promising first: those of the same endpoint, then those that share most words. */
  candidates(parts: NameParts, limit: number): readonly NamedCandidate[] {
    const endpoint = wordsOf(stemFor({ ...parts, model: undefined, prompt: undefined }));
    const words = new Set(wordsOf(stemFor(parts)).slice(endpoint.length));
    const scores = new Map<number, number>();
    let left = mostLookedAt;
    const rarestFirst = [...words].map((word) => this.#withWord.get(word) ?? []).sort((a, b) => a.length - b.length);
    for (const numbers of rarestFirst) {
      for (const number of numbers) {
        if (left === 0) break;
        left -= 1;
        scores.set(number, (scores.get(number) ?? 0) + 1);
      }
    }
    const start = endpoint.join('-');
    const scored = [...scores]
      .map(([number, shared]) => this.#candidate(number, shared, start))
      .sort(mostPromisingFirst);
    const enough = scored.filter(({ sameEndpoint }) => sameEndpoint).length >= limit;
    return (enough ? scored : [...scored, ...this.#others(scores, endpoint, limit)].sort(mostPromisingFirst)).slice(
      0,
      limit,
    );
  }

  /** Names without a word in common: of the same endpoint, then any. */
  *#others(known: ReadonlyMap<number, number>, endpoint: readonly string[], limit: number): Generator<NamedCandidate> {
    const start = endpoint.join('-');
    const sources: Iterable<number>[] = [this.#withWord.get(endpoint[0] ?? '') ?? [], this.#names.keys()];
    const given = new Set<number>();
    let left = mostLookedAt;
    for (const source of sources) {
      for (const number of source) {
        if (given.size === limit || left === 0) return;
        left -= 1;
        if (known.has(number) || given.has(number)) continue;
        given.add(number);
        yield this.#candidate(number, 0, start);
      }
    }
  }

  #candidate(number: number, words: number, endpoint: string): NamedCandidate {
    const name = this.#names[number] ?? '';
    const dot = name.indexOf('.') + 1;
    const sameEndpoint = name.startsWith(`${endpoint}-`, dot);
    return { name, sameEndpoint, words };
  }
}

function mostPromisingFirst(a: NamedCandidate, b: NamedCandidate): number {
  return Number(b.sameEndpoint) - Number(a.sameEndpoint) || b.words - a.words;
}

function stemFor(parts: NameParts): string {
  return interactionStem({ ...parts, upstream: 'x', keyHex: noKey });
}

/** Without `.json` and the number in front of it. */
function stemOf(name: string): string {
  return name.slice(0, name.indexOf('.', name.indexOf('.') + 1));
}

/** The words between upstream and key. */
function wordsOf(stem: string): readonly string[] {
  return stem.slice(stem.indexOf('.') + 1, -noKey.length - 1).split('-');
}
