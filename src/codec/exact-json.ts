/** JSON text as a value in which no number has lost a digit. */

import { type CanonicalValue, ExactNumber } from '../core/canonical.ts';
import { closingQuote, jsonDepth } from './json-nesting.ts';

const MAX_DEPTH = 500;

/**
 * The value of a JSON text. A number that a double does not hold exactly (an integer beyond 2^53, say) is an `ExactNumber`; a key
 * given twice has its last value. Undefined when `text` is not JSON or nested deeper than 500. Never throws.
 */
export function parseExactJson(text: string): CanonicalValue | undefined {
  if (jsonDepth(text, MAX_DEPTH) > MAX_DEPTH) return undefined;
  let value: CanonicalValue;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return LONG_NUMBER.test(text) ? new ExactReader(text).read() : value;
}

/** 16 digits or more, or an exponent of three: a double may not hold such a number. A hit inside a string costs only time. */
const LONG_NUMBER = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/** Reads JSON that is known to be valid and not too deep. */
class ExactReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): CanonicalValue {
    switch (this.#next()) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(): CanonicalValue {
    const members: [string, CanonicalValue][] = [];
    this.#at++;
    while (this.#next() !== '}') {
      if (this.#text[this.#at] === ',') {
        this.#at++;
        this.#next();
      }
      const key = this.#string();
      this.#next();
      this.#at++;
      members.push([key, this.read()]);
    }
    this.#at++;
    // Also `__proto__` becomes a plain member, as with JSON.parse.
    return Object.fromEntries(members);
  }

  #array(): CanonicalValue {
    const items: CanonicalValue[] = [];
    this.#at++;
    while (this.#next() !== ']') {
      if (this.#text[this.#at] === ',') this.#at++;
      items.push(this.read());
    }
    this.#at++;
    return items;
  }

  #string(): string {
    const end = closingQuote(this.#text, this.#at) + 1;
    const raw = this.#text.slice(this.#at, end);
    this.#at = end;
    return String(JSON.parse(raw));
  }

  /** A number, `true`, `false` or `null`. */
  #scalar(): CanonicalValue {
    SCALAR.lastIndex = this.#at;
    const token = SCALAR.exec(this.#text)?.[0] ?? '';
    this.#at += token.length;
    if (token === 'true') return true;
    if (token === 'false') return false;
    return token === 'null' ? null : exactNumber(token);
  }

  /** Skips white space; the character behind it, or empty at the end. */
  #next(): string {
    while (WHITE_SPACE.has(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text[this.#at] ?? '';
  }
}

const SCALAR = /[^\s,\]}]+/y;
const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** A double where it has exactly the token's value, else the value's digits and exponent. */
function exactNumber(token: string): number | ExactNumber {
  const exact = decimal(token);
  const double = Number(token);
  return Number.isFinite(double) && decimal(String(double)) === exact ? double : new ExactNumber(exact);
}

/** The value as `-digits` `e` `exponent`, without zeros at either end of the digits; `0` for all zeros. */
function decimal(number: string): string {
  const [, sign = '', whole = '', fraction = '', minus = '', exponent = '0'] = NUMBER.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = withoutTrailingZeros(digits);
  if (significant === '') return '0';
  // Arithmetic on a hostile exponent of a million digits would take minutes: such a number is told apart by its spelling.
  if (exponent.length > 1000) return number;
  const shift = BigInt(minus + exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${shift}`;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]\+?(-?)0*(\d+))?$/;

/** By hand: `/0+$/` takes quadratic time on many runs of zeros. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end--;
  return digits.slice(0, end);
}
