/** Cuts text into the tokens of a byte pair encoding, in time that grows with the text and not with its square. */

import { Buffer } from 'node:buffer';

/** An encoding as js-tiktoken packs it: lines of an offset and the tokens from that rank on, in base64. */
export interface PackedRanks {
  readonly pat_str: string;
  readonly bpe_ranks: string;
}

/** Positions within a piece take the lower bits of a queued merge; a piece has less than 16 MiB. */
const POSITIONS = 2 ** 24;

const ASCII = /^[\0-\x7f]*$/;

/**
 * Special tokens are ordinary text here, as in what users write to a provider. The package's own `Tiktoken` gives the same
 * tokens; it takes three times as long to build, and for one long word a time that grows with the word's square.
 */
export class BytePairEncoding {
  readonly #pattern: RegExp;
  /** By the token's bytes, each a character up to U+00FF. */
  readonly #ranks: ReadonlyMap<string, number>;

  constructor(packed: PackedRanks) {
    // Rust's `\s`, for which the patterns are written, is the property; JavaScript's has U+FEFF and lacks U+0085.
    const pattern = packed.pat_str.replaceAll('\\s', '\\p{White_Space}').replaceAll('\\S', '\\P{White_Space}');
    this.#pattern = new RegExp(pattern, 'gu');
    this.#ranks = unpack(packed.bpe_ranks);
  }

  count(text: string): number {
    let count = 0;
    for (const word of text.match(this.#pattern) ?? []) count += this.#tokenLengths(bytesOf(word)).length;
    return count;
  }

  /**
   * The lengths, in UTF-16 units, of the pieces into which the tokens cut the text. Tokens that end within a character are one
   * piece with what follows, up to the character's end: there may be fewer pieces than tokens. The sum is the text's length.
   */
  pieceLengths(text: string): Uint32Array<ArrayBuffer> {
    const lengths: number[] = [];
    for (const word of text.match(this.#pattern) ?? []) {
      const bytes = bytesOf(word);
      const tokens = this.#tokenLengths(bytes);
      // One by one: a word may have more tokens than a call may have arguments.
      for (const length of bytes === word ? tokens : characterLengths(word, tokens)) lengths.push(length);
    }
    return Uint32Array.from(lengths);
  }

  /** The lengths of the tokens of one word, in bytes. */
  #tokenLengths(bytes: string): readonly number[] {
    if (this.#ranks.has(bytes)) return [bytes.length];
    const parts = new Parts(bytes, this.#ranks);
    parts.mergeAll();
    return parts.lengths();
  }
}

function unpack(lines: string): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const line of lines.split('\n')) {
    const [, offset, ...tokens] = line.split(' ');
    let rank = Number(offset);
    for (const token of tokens) ranks.set(Buffer.from(token, 'base64').toString('latin1'), rank++);
  }
  return ranks;
}

function bytesOf(word: string): string {
  return ASCII.test(word) ? word : Buffer.from(word).toString('latin1');
}

/** What byte lengths are in UTF-16 units, where a length that ends within a character counts to the next. */
function characterLengths(word: string, byteLengths: readonly number[]): number[] {
  const lengths: number[] = [];
  let end = 0;
  let bytes = 0;
  let at = 0;
  let from = 0;
  for (const length of byteLengths) {
    end += length;
    while (bytes < end) {
      const code = word.codePointAt(at) ?? 0;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
      at += code < 0x1_0000 ? 1 : 2;
    }
    if (bytes > end) continue;
    lengths.push(at - from);
    from = at;
  }
  return lengths;
}

/** A word's parts, single bytes at first, as a linked list; and a heap of the merges to come, the lowest rank first. */
class Parts {
  readonly #bytes: string;
  readonly #ranks: ReadonlyMap<string, number>;
  /** Where the next part begins, and the one before; by where a part begins. */
  readonly #next: Int32Array;
  readonly #before: Int32Array;
  /** The rank of a part with its next, -1 for no such token; what the heap says otherwise is out of date. */
  readonly #rank: Int32Array;
  readonly #heap: number[] = [];

  constructor(bytes: string, ranks: ReadonlyMap<string, number>) {
    const length = bytes.length;
    this.#bytes = bytes;
    this.#ranks = ranks;
    this.#next = Int32Array.from({ length }, (_, i) => i + 1);
    this.#before = Int32Array.from({ length: length + 1 }, (_, i) => i - 1);
    this.#rank = new Int32Array(length).fill(-1);
    for (let at = 0; at < length; at += 1) this.#rankAt(at);
  }

  mergeAll(): void {
    for (let merge = this.#pop(); merge !== undefined; merge = this.#pop()) {
      const at = merge % POSITIONS;
      if (this.#rank[at] !== (merge - at) / POSITIONS) continue;
      const gone = this.#next[at] ?? 0;
      const next = this.#next[gone] ?? 0;
      this.#next[at] = next;
      this.#before[next] = at;
      this.#rank[gone] = -1;
      this.#rankAt(at);
      if (at > 0) this.#rankAt(this.#before[at] ?? 0);
    }
  }

  lengths(): number[] {
    const lengths: number[] = [];
    for (let at = 0; at < this.#bytes.length; ) {
      const next = this.#next[at] ?? this.#bytes.length;
      lengths.push(next - at);
      at = next;
    }
    return lengths;
  }

  #rankAt(at: number): void {
    const next = this.#next[at] ?? 0;
    const end = next < this.#bytes.length ? (this.#next[next] ?? 0) : 0;
    const rank = end === 0 ? undefined : this.#ranks.get(this.#bytes.slice(at, end));
    this.#rank[at] = rank ?? -1;
    if (rank !== undefined) this.#push(rank * POSITIONS + at);
  }

  #push(merge: number): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (above <= merge) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = merge;
  }

  #pop(): number | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if ((heap[child + 1] ?? Number.POSITIVE_INFINITY) < (heap[child] ?? 0)) child += 1;
      const below = heap[child] ?? 0;
      if (below >= last) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
