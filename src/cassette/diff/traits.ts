/** What a request is made of, as hashes: how alike two requests are is told without looking at them side by side. */

import { canonicalText } from '../../codec/canonical-json.ts';
import {
  type CanonicalRequest,
  type CanonicalValue,
  GeneratedId,
  isCanonicalArray,
  isCanonicalObject,
} from '../../core/canonical.ts';

/** Sorted hashes, with repetitions. Array indexes do not count, so that an element put in front changes nothing else. */
export interface Traits {
  /** One for each field: its place and its value. */
  readonly fields: Uint32Array;
  /** One for each array element as a whole. */
  readonly elements: Uint32Array;
  /** Of the words of all texts those with the lowest hashes, which is a fair sample. */
  readonly words: Uint32Array;
}

const mostWords = 512;

export function traitsOf(request: CanonicalRequest): Traits {
  const collecting = new Collecting();
  collecting.text('method', request.method);
  collecting.text('path', request.path.map((piece) => (piece instanceof GeneratedId ? '@' : piece)).join(''));
  for (const [name, value] of request.query) collecting.value(hashOf(name, hashOf('query')), value);
  for (const [name, value] of request.headers) collecting.text(`header ${name}`, value);
  const { body } = request;
  if (body.kind === 'json') collecting.value(hashOf('body'), body.value);
  if (body.kind === 'bytes') collecting.bytes('body', body.bytes);
  for (const part of body.kind === 'multipart' ? body.parts : []) {
    const name = `part ${part.name}`;
    collecting.bytes(name, part.body);
    if (part.filename !== undefined) collecting.text(`${name} filename`, part.filename);
    if (part.contentType !== undefined) collecting.text(`${name} type`, part.contentType);
  }
  return collecting.traits();
}

/** The traits of one JSON value. */
export function traitsOfValue(value: CanonicalValue): Traits {
  const collecting = new Collecting();
  collecting.value(0, value);
  return collecting.traits();
}

/** How many hashes two sorted lists share. */
function shared(a: Uint32Array, b: Uint32Array): number {
  let [i, j, count] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [x = 0, y = 0] = [a[i], b[j]];
    if (x === y) count += 1;
    if (x <= y) i += 1;
    if (y <= x) j += 1;
  }
  return count;
}

/** From 0 for nothing in common to 1 for equal. Fields count; a tenth as much do whole elements, because roles alone say little. */
export function likeness(a: Traits, b: Traits): number {
  return (shareOf(a.fields, b.fields) + 0.1 * shareOf(a.elements, b.elements)) / 1.1;
}

export function wordLikeness(a: Traits, b: Traits): number {
  return shareOf(a.words, b.words);
}

/** Dice's coefficient. */
function shareOf(a: Uint32Array, b: Uint32Array): number {
  const total = a.length + b.length;
  return total === 0 ? 1 : (2 * shared(a, b)) / total;
}

class Collecting {
  readonly #fields: number[] = [];
  readonly #elements: number[] = [];
  readonly #words = new Set<number>();

  traits(): Traits {
    return {
      fields: Uint32Array.from(this.#fields).sort(),
      elements: Uint32Array.from(this.#elements).sort(),
      words: Uint32Array.from(this.#words).sort().slice(0, mostWords),
    };
  }

  text(place: string, text: string): void {
    this.#fields.push(hashOf(text, hashOf(place)));
  }

  bytes(place: string, bytes: Uint8Array): void {
    this.text(place, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
  }

  /** Returns a hash of the value that does not depend on its place; empty arrays and objects are fields too. */
  value(place: number, value: CanonicalValue): number {
    if (isCanonicalArray(value) && value.length > 0) {
      let hash = 17;
      const below = mix(place, 42);
      for (const item of value) {
        const content = this.value(below, item);
        this.#elements.push(mix(below, content));
        hash = mix(hash, content);
      }
      return hash;
    }
    if (isCanonicalObject(value)) {
      const entries = Object.entries(value);
      let hash = 19;
      for (const [name, member] of entries) {
        const key = hashOf(name);
        // A sum, because the order of members means nothing.
        hash = (hash + mix(key, this.value(mix(place, key), member))) >>> 0;
      }
      if (entries.length > 0) return hash;
    }
    const content =
      typeof value === 'string'
        ? hashOf(value)
        : hashOf(
            canonicalText(value, () => '@'),
            7,
          );
    this.#fields.push(mix(place, content));
    if (typeof value === 'string') this.#addWords(value);
    return content;
  }

  #addWords(text: string): void {
    for (const word of text.match(/[\p{L}\p{N}_]+/gu) ?? []) this.#words.add(hashOf(word));
  }
}

/** FNV-1a over UTF-16 code units, 32 bits, stirred once more at the end. */
function hashOf(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function mix(a: number, b: number): number {
  const hash = Math.imul((a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2))) >>> 0, 0x85ebca6b);
  return (hash ^ (hash >>> 15)) >>> 0;
}
