/** Cuts bytes into chunks at seeded random places, and on purpose where a careless parser breaks. */

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface CutPlaces {
  /** Between the CR and the LF of a CRLF. */
  readonly crlf: readonly number[];
  /** Inside the bytes of one UTF-8 character. */
  readonly character: readonly number[];
  /** Between the two line ends that close an SSE frame. */
  readonly frameEnd: readonly number[];
  /** Inside a frame's line, away from line ends. */
  readonly line: readonly number[];
}

/** Every offset of `bytes` at which a cut is nasty, by kind; a cut at `i` is in front of byte `i`. */
export function nastyPlaces(bytes: Uint8Array): CutPlaces {
  const places = { crlf: [] as number[], character: [] as number[], frameEnd: [] as number[], line: [] as number[] };
  for (let i = 1; i < bytes.length; i += 1) {
    const before = bytes[i - 1] ?? 0;
    const after = bytes[i] ?? 0;
    if (before === CR && after === LF) places.crlf.push(i);
    else if (after >= 0x80 && after < 0xc0 && before >= 0x80) places.character.push(i);
    else if (before === LF && (after === LF || after === CR)) places.frameEnd.push(i);
    else if (before !== LF && before !== CR && after !== LF && after !== CR) places.line.push(i);
  }
  return places;
}

/**
 * Chunks, none of them empty, that put together are `bytes`. At least one cut of every kind of nasty place that the
 * bytes have is among them; `cuts` more fall anywhere (default: about one for 40 bytes).
 */
export function randomCuts(bytes: Uint8Array, seed: number, cuts = Math.ceil(bytes.length / 40)): Uint8Array[] {
  const random = seededRandom(seed);
  const offsets = new Set<number>();
  const places = nastyPlaces(bytes);
  for (const kind of [places.crlf, places.character, places.frameEnd, places.line]) {
    const place = kind[Math.floor(random() * kind.length)];
    if (place !== undefined) offsets.add(place);
  }
  for (let i = 0; i < cuts && bytes.length > 1; i += 1) offsets.add(1 + Math.floor(random() * (bytes.length - 1)));
  return cutAt(bytes, [...offsets]);
}

/** Cuts in front of each of the given offsets, in any order; offsets outside the bytes cut nothing. */
export function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let start = 0;
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    if (offset <= start || offset >= bytes.length) continue;
    chunks.push(bytes.subarray(start, offset));
    start = offset;
  }
  if (start < bytes.length) chunks.push(bytes.subarray(start));
  return chunks;
}

const CR = 0x0d;
const LF = 0x0a;
