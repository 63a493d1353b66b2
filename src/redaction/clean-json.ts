/** Tells JSON requests in which redaction finds nothing, by a way that is shorter than taking them apart for editing. */

import { closingQuote } from '../codec/json-nesting.ts';
import { type CanonicalObject, type CanonicalValue, isCanonicalArray, isCanonicalObject } from '../core/canonical.ts';
import type { SecretFinder } from './finder.ts';
import { shortestKey, shortestNumber } from './json-text.ts';
import { wall } from './search-pieces.ts';

/**
 * What may make the text below a key join another one, so that the two must be searched as one (see `channelOf`): a value that
 * says which text this is, elements that continue one another, a name that is read as another one or as more than a name.
 */
type Joining = 'nothing' | 'scalar' | 'nested' | 'anything';

interface Key {
  readonly joining: Joining;
  /** The name alone may make a secret of the string behind it. */
  readonly suspect: boolean;
  /** Long keys are searched themselves: `repeated` ones as one text. */
  readonly itself: 'clean' | 'clean unless repeated' | 'not clean';
}

/** Requests have few different keys; a client that makes up ever new ones must not fill the memory. */
const mostKeys = 4096;
const longestKey = 128;

/** Deeper values are left to those who do not recurse. */
const deepest = 100;

/**
 * Puts together from the parsed value what `Pieces` lays out for the search: each string behind its key, and long keys. Whatever
 * makes a text join others, is spelled otherwise than it is read (escapes in keys) or is no string (long numbers) is not certain.
 */
export class CleanJson {
  readonly #finder: SecretFinder;
  readonly #keys = new Map<string, Key>();
  /** Keys and strings of the value being read. */
  #strings = 0;
  /** Keys in it that must not stand in it again. */
  readonly #once = new Set<string>();

  constructor(finder: SecretFinder) {
    this.#finder = finder;
  }

  /** The value of a JSON object in which there is nothing to redact; undefined where that is not certain. Never throws. */
  read(text: string): CanonicalObject | undefined {
    const strings = countStrings(text);
    if (strings < 0) return undefined;
    let value: CanonicalValue;
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
    if (!isCanonicalObject(value)) return undefined;
    this.#strings = 0;
    if (this.#once.size > 0) this.#once.clear();
    // Of a key given twice, the value has the last only.
    return this.#isObjectClean(value) && this.#strings === strings ? value : undefined;
  }

  #isObjectClean(object: CanonicalObject): boolean {
    for (const name in object) {
      const value = object[name] ?? null;
      const key = this.#keys.get(name) ?? this.#learn(name);
      this.#strings += 1;
      if (key.itself !== 'clean' && !this.#isFirst(name, key)) return false;
      const isNested = typeof value === 'object' && value !== null;
      if (
        key.joining !== 'nothing' &&
        (key.joining !== 'nested' || isNested) &&
        (key.joining !== 'scalar' || !isNested)
      )
        return false;
      if (isNested) {
        if (!this.#isClean(value)) return false;
      } else if (typeof value === 'string') {
        this.#strings += 1;
        if ((key.suspect || this.#finder.suspects(value)) && !this.#isTextClean(`"${name}": "${value}"`)) return false;
      }
    }
    return true;
  }

  #isClean(value: CanonicalValue): boolean {
    if (isCanonicalObject(value)) return this.#isObjectClean(value);
    if (!isCanonicalArray(value)) return true;
    for (const item of value) {
      if (typeof item === 'string') {
        this.#strings += 1;
        if (this.#finder.suspects(item) && !this.#isTextClean(item)) return false;
      } else if (typeof item === 'object' && item !== null && !this.#isClean(item)) {
        return false;
      }
    }
    return true;
  }

  #isTextClean(text: string): boolean {
    return this.#finder.find(`${wall}${text}${wall}`).length === 0;
  }

  #isFirst(name: string, { itself }: Key): boolean {
    if (itself === 'not clean' || this.#once.has(name)) return false;
    this.#once.add(name);
    return true;
  }

  #learn(name: string): Key {
    const suspect = this.#finder.suspects(`"${name}": "`);
    const key: Key = { joining: joiningOf(name), suspect, itself: this.#itself(name) };
    if (this.#keys.size >= mostKeys) this.#keys.clear();
    if (name.length <= longestKey) this.#keys.set(name, key);
    return key;
  }

  #itself(name: string): Key['itself'] {
    if (name.length < shortestKey || !this.#finder.suspects(name.repeat(3))) return 'clean';
    return this.#isTextClean(name) ? 'clean unless repeated' : 'not clean';
  }
}

function joiningOf(name: string): Joining {
  // The empty key is not laid in front of its text.
  if (name === '' || name === 'content_block' || name.includes('(')) return 'anything';
  if (name === 'logprobs') return 'nested';
  return name === 'index' ? 'scalar' : 'nothing';
}

/**
 * How many strings, keys too, a JSON text has; any number where it is none. -1 for one with an escape in a key, a number
 * that a double may not hold or that is searched for card numbers, or much nesting.
 */
function countStrings(text: string): number {
  const { length } = text;
  let strings = 0;
  let depth = 0;
  let nextEscape = escapeFrom(text, 0);
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      let close = text.indexOf('"', at + 1);
      if (close < 0) return -1;
      if (nextEscape < close) {
        close = closingQuote(text, at);
        if (isKeyEnd(text, close + 1)) return -1;
        nextEscape = escapeFrom(text, close);
      }
      strings += 1;
      at = close + 1;
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const end = endOfNumber(text, at);
      if (end < 0 || end - at >= shortestNumber) return -1;
      at = end;
    } else {
      if (code === 0x7b || code === 0x5b) {
        depth += 1;
        if (depth > deepest) return -1;
      } else if (code === 0x7d || code === 0x5d) {
        depth -= 1;
      }
      at += 1;
    }
  }
  return strings;
}

function escapeFrom(text: string, from: number): number {
  const at = text.indexOf('\\', from);
  return at < 0 ? text.length : at;
}

function isKeyEnd(text: string, from: number): boolean {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return text.charCodeAt(at) === 0x3a;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** -1 for a number with an exponent. */
function endOfNumber(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if ((code | 0x20) === 0x65) return -1;
    if (!((code >= 0x30 && code <= 0x39) || code === 0x2e)) return at;
    at += 1;
  }
}
