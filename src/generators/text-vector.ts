/** Unit vectors for texts, in which texts that share words are closer: feature hashing, without a model. */

import { randomOf } from '../core/random.ts';

/** A Chinese character is a word of its own; other words are letters, marks and digits in a row. */
const WORD = /\p{Script=Han}|[\p{L}\p{M}\p{N}]+/gu;

const PAIR_WEIGHT = 0.5;
const TRIGRAM_WEIGHT = 0.25;
/** A word of so many letters counts in full, shorter ones in proportion: most short words say little. */
const FULL_LENGTH = 5;
/** Places in the vector that each feature adds to, so that a word's share does not hang on one collision. */
const SPREAD = 8;
/** Length of the noise to that of the rest; equal words with other punctuation have a cosine of about 0.96. */
const NOISE = 0.2;

/**
 * As many numbers as `dimensions`, a whole number from 1; their squares add up to 1, and practically none is 0. Equal texts
 * have equal vectors on every system. Features are lower-cased words, pairs of neighbours, and trigrams of letters with the
 * ends of the word; one that comes n times counts 1 + ln n times. `''` has a vector too.
 */
export function textVector(text: string, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions);
  featuresOf(text).forEach(({ weight, count }, hash) => {
    addFeature(sums, hash, weight * (1 + Math.log(count)));
  });
  const scale = 1 / (lengthOf(sums) || 1);
  // A number drawn evenly from −a to a has the mean square a² / 3.
  const amplitude = NOISE * Math.sqrt(3 / dimensions);
  const random = randomOf('text-vector', text, dimensions);
  for (let i = 0; i < dimensions; i += 1) {
    sums[i] = (sums[i] ?? 0) * scale + amplitude * (2 * random.next() - 1);
  }
  const length = lengthOf(sums);
  for (let i = 0; i < dimensions; i += 1) sums[i] = (sums[i] ?? 0) / length;
  return Float32Array.from(sums);
}

interface Feature {
  readonly weight: number;
  count: number;
}

function featuresOf(text: string): ReadonlyMap<number, Feature> {
  const features = new Map<number, Feature>();
  let before = 0;
  for (const word of text.toLowerCase().match(WORD) ?? []) {
    const weight = Math.min(1, word.length / FULL_LENGTH);
    const hash = hashOf(word);
    note(features, hash, weight);
    if (before !== 0) note(features, mixed(before, hash), PAIR_WEIGHT * weight);
    noteTrigrams(features, word);
    before = hash;
  }
  return features;
}

function noteTrigrams(features: Map<number, Feature>, word: string): void {
  const space = 32;
  let first = space;
  let second = word.charCodeAt(0);
  for (let i = 1; i <= word.length; i += 1) {
    const third = i < word.length ? word.charCodeAt(i) : space;
    note(features, mixed(mixed(first, second), third), TRIGRAM_WEIGHT);
    first = second;
    second = third;
  }
}

function note(features: Map<number, Feature>, hash: number, weight: number): void {
  const known = features.get(hash);
  if (known === undefined) features.set(hash, { weight, count: 1 });
  else known.count += 1;
}

/** Adds `weight` or its negative at places that the hash picks. */
function addFeature(sums: Float64Array, hash: number, weight: number): void {
  let state = hash;
  for (let i = 0; i < SPREAD; i += 1) {
    state = mixed(state, i);
    const place = (state >>> 1) % sums.length;
    sums[place] = (sums[place] ?? 0) + (state & 1 ? weight : -weight);
  }
}

/** FNV-1a over UTF-16 units. */
function hashOf(word: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 0x0100_0193);
  return mixed(hash, word.length);
}

/** Two numbers as one of 32 bits, each bit of which hangs on all of theirs: the last step of MurmurHash3. */
function mixed(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e37_79b1) + b;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function lengthOf(vector: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < vector.length; i += 1) squares += (vector[i] ?? 0) ** 2;
  return Math.sqrt(squares);
}
