/** Randomness as a dependency: derived from a seed and a purpose, so that the same request always draws the same. */

import { createHash } from 'node:crypto';

export interface Random {
  /** A number from 0 up to and without 1, with 32 random bits. */
  next(): number;
  /** A whole number from 0 up to and without `below`, which is at least 1. */
  below(below: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Standard normal: mean 0, deviation 1 (Box and Muller, 1958). */
  normal(): number;
  bytes(length: number): Uint8Array;
  /** Another stream of its own; draws here and there do not influence each other. */
  fork(purpose: string): Random;
}

/**
 * Equal parts give equal draws on every system. The parts are a seed, the key of a request, which occurrence of it this is, and what
 * the draws are for; they are length-prefixed, so that no two lists of parts run together.
 */
export function randomOf(...parts: readonly (string | number)[]): Random {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(part).length}:${part}`);
  return new Sfc32(hash.digest(), parts);
}

/** The generator sfc32 of PractRand (Chris Doty-Humphrey): 128 bits of state, passes its tests, and is fast in JavaScript. */
class Sfc32 implements Random {
  readonly #parts: readonly (string | number)[];
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(state: Buffer, parts: readonly (string | number)[]) {
    this.#parts = parts;
    this.#a = state.readInt32LE(0);
    this.#b = state.readInt32LE(4);
    this.#c = state.readInt32LE(8);
    this.#counter = state.readInt32LE(12);
  }

  #bits(): number {
    const t = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    this.#c |= 0;
    return t >>> 0;
  }

  next(): number {
    return this.#bits() / 2 ** 32;
  }

  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i += 1) bytes[i] = this.#bits() >>> 24;
    return bytes;
  }

  fork(purpose: string): Random {
    return randomOf(...this.#parts, purpose);
  }
}
