/** One spelling for every JSON value, so that two texts of the same JSON are the same string. */

import stringify from 'fast-json-stable-stringify';
import { closingQuote, jsonDepth } from './json-nesting.ts';

const MAX_DEPTH = 500;

/**
 * Keys sorted by UTF-16 code units, spacing gone, array order kept, numbers by value: `1.0` and `1` are `1`, `1e2` is `100`, and
 * a number that a double does not hold exactly (integers beyond 2^53, say) keeps its digits. A key given twice has its last value.
 * Equal strings mean equal JSON, and the reverse. Undefined when `text` is not JSON or nested deeper than 500. Never throws.
 */
export function canonicalJson(text: string): string | undefined {
  if (jsonDepth(text, MAX_DEPTH) > MAX_DEPTH) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return LONG_NUMBER.test(text) ? new ExactReader(text).read() : stringify(value);
}

/** 16 digits or more, or an exponent of three: a double may not hold such a number. A hit inside a string costs only time. */
const LONG_NUMBER = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/** Reads JSON that is known to be valid and not too deep, and writes what `stringify(JSON.parse(text))` would, with numbers exact. */
class ExactReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): string {
    switch (this.#next()) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return JSON.stringify(this.#string());
      default:
        return this.#scalar();
    }
  }

  #object(): string {
    const members = new Map<string, string>();
    this.#at++;
    while (this.#next() !== '}') {
      if (this.#text[this.#at] === ',') {
        this.#at++;
        this.#next();
      }
      const key = this.#string();
      this.#next();
      this.#at++;
      members.set(key, this.read());
    }
    this.#at++;
    const keys = [...members.keys()].sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${members.get(key)}`).join(',')}}`;
  }

  #array(): string {
    const items: string[] = [];
    this.#at++;
    while (this.#next() !== ']') {
      if (this.#text[this.#at] === ',') this.#at++;
      items.push(this.read());
    }
    this.#at++;
    return `[${items.join(',')}]`;
  }

  #string(): string {
    const end = closingQuote(this.#text, this.#at) + 1;
    const raw = this.#text.slice(this.#at, end);
    this.#at = end;
    return String(JSON.parse(raw));
  }

  /** A number, `true`, `false` or `null`. */
  #scalar(): string {
    SCALAR.lastIndex = this.#at;
    const token = SCALAR.exec(this.#text)?.[0] ?? '';
    this.#at += token.length;
    return token === 'true' || token === 'false' || token === 'null' ? token : canonicalNumber(token);
  }

  /** Skips white space; the character behind it, or empty at the end. */
  #next(): string {
    while (WHITE_SPACE.has(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text[this.#at] ?? '';
  }
}

const SCALAR = /[^\s,\]}]+/y;
const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** JavaScript's spelling where it has exactly the token's value, else the value's digits and exponent. */
function canonicalNumber(token: string): string {
  const exact = decimal(token);
  const double = String(Number(token));
  return Number.isFinite(Number(token)) && decimal(double) === exact ? double : exact;
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
