/** A target of fuzzing: a parser, where its inputs come from, and what must hold for any of them. */

import type { Random } from '../../src/core/random.ts';
import type { Source } from './mutate.ts';

export interface FuzzTarget extends Source {
  /** The parser's own name, and the folder that it stands in: `codec/sse`. */
  readonly name: string;
  /**
   * Gives the input to the parser and checks what comes out. Throws for what must not be; an error that the parser is allowed to throw is
   * caught here.
   */
  check(input: Uint8Array, random: Random): unknown;
  /** Inputs of about `size` bytes that a careless reader takes more than linear time for. */
  readonly growing: readonly ((size: number) => Uint8Array)[];
}

export interface TextTarget {
  readonly name: string;
  readonly samples: readonly string[];
  readonly words?: readonly string[];
  readonly growing?: readonly ((size: number) => string)[];
  check(input: string, random: Random): unknown;
}

export interface BytesTarget {
  readonly name: string;
  readonly samples: readonly Uint8Array[];
  readonly words?: readonly string[];
  readonly growing?: readonly ((size: number) => Uint8Array)[];
  check(input: Uint8Array, random: Random): unknown;
}

/** A parser of text. Bytes that are no UTF-8 reach it with U+FFFD in them, and some as one character a byte. */
export function textTarget({ name, samples, words = [], growing = [], check }: TextTarget): FuzzTarget {
  return {
    name,
    samples: samples.map((sample) => Buffer.from(sample)),
    words,
    growing: growing.map((grow) => (size) => Buffer.from(grow(size))),
    check: (input, random) => check(Buffer.from(input).toString(random.below(8) === 0 ? 'latin1' : 'utf8'), random),
  };
}

export function bytesTarget({ words = [], growing = [], ...target }: BytesTarget): FuzzTarget {
  return { ...target, words, growing };
}

/** What a parser promises and did not keep. */
export class BrokenPromise extends Error {}

export function holds(condition: boolean, promise: string): void {
  if (!condition) throw new BrokenPromise(`does not hold: ${promise}`);
}

/** The value of `read`, or undefined where it throws what it may throw. */
export function allowing<T>(mayThrow: (error: unknown) => boolean, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (mayThrow(error)) return undefined;
    throw error;
  }
}

/** Texts that get longer by one piece again and again. */
export function repeated(piece: string, before = '', behind = ''): (size: number) => string {
  return (size) => before + piece.repeat(Math.max(1, Math.floor(size / piece.length))) + behind;
}
