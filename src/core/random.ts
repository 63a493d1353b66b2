/** Randomness as a dependency: derived from a seed and a purpose, so that the same request always draws the same. */

import * as crypto from 'node:crypto';

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
  let text = '';
  for (const part of parts) text += `${String(part).length}:${part}`;
  // As a string, a character a byte: a buffer would cost more than the hash.
  const state = crypto.hash('sha256', text, 'binary');
  return new Sfc32(int32(state, 0), int32(state, 4), int32(state, 8), int32(state, 12));
}

/** Four bytes, the lowest first. */
function int32(bytes: string, at: number): number {
  const [a, b] = [bytes.charCodeAt(at), bytes.charCodeAt(at + 1)];
  return a | (b << 8) | (bytes.charCodeAt(at + 2) << 16) | (bytes.charCodeAt(at + 3) << 24);
}

/** What a seeded state is stepped before its first draw, as PractRand does: by then each bit of it has reached all others. */
const seedingSteps = 15;
/** Parts a fork from its parent, of which it would else be the same stream some draws later: the first 32 bits of the golden ratio. */
const apart = 0x9e3779b9;

/** The generator sfc32 of PractRand (Chris Doty-Humphrey): 128 bits of state, passes its tests, and is fast in JavaScript. */
class Sfc32 implements Random {
  /** The first state, which draws do not change: forks come from it. */
  readonly #first: readonly [number, number, number, number];
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(a: number, b: number, c: number, counter: number) {
    this.#first = [a, b, c, counter];
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
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
    const [a, b, c, counter] = this.#first;
    const state = new Sfc32(a, b ^ apart, c, counter ^ purpose.length);
    for (let i = 0; i < purpose.length; i += 1) {
      state.#a ^= purpose.charCodeAt(i);
      state.#bits();
    }
    for (let i = 0; i < seedingSteps; i += 1) state.#bits();
    return new Sfc32(state.#a, state.#b, state.#c, state.#counter);
  }
}
