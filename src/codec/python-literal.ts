/** Values as Python prints them (`{'type': 'response', 'ok': True}`), read as JSON's: what services send that write `str(dict)`. */

/** Deeper ones are no messages. */
const deepest = 200;

/**
 * The value of a literal of strings, numbers, `True`, `False`, `None`, lists, tuples, sets and dicts; undefined for any other text.
 * JSON's `true`, `false` and `null` are read too. Keys become strings; a later key replaces an earlier one. `nan` and `inf`, which
 * JSON does not have, are null. Never throws. https://docs.python.org/3/reference/lexical_analysis.html
 */
export function parsePythonLiteral(text: string): unknown {
  const reader = new LiteralReader(text);
  try {
    return reader.whole();
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
}

class NoLiteral extends Error {}

const words: Readonly<Record<string, unknown>> = {
  True: true,
  False: false,
  None: null,
  true: true,
  false: false,
  null: null,
  nan: null,
  inf: null,
};

const escapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const number = /[+-]?(?:0[xX][\da-fA-F]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y;
const word = /[A-Za-z_]\w*/y;
const prefix = /[uU](?=['"])/y;

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value();
    this.#blanks();
    if (this.#at < this.#text.length) throw new NoLiteral();
    return value;
  }

  #value(): unknown {
    this.#blanks();
    const first = this.#text.charAt(this.#at);
    switch (first) {
      case '{':
        return this.#nested(() => this.#dict());
      case '[':
        return this.#nested(() => this.#list(']'));
      case '(':
        return this.#nested(() => this.#list(')'));
      case "'":
      case '"':
        return this.#strings();
      default:
        return this.#numberOrWord();
    }
  }

  #nested<T>(read: () => T): T {
    if (this.#depth >= deepest) throw new NoLiteral();
    this.#depth += 1;
    this.#at += 1;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  /** A set in the same brackets becomes a list. */
  #dict(): unknown {
    const entries: [string, unknown][] = [];
    const members: unknown[] = [];
    while (!this.#ends('}')) {
      const key = this.#value();
      this.#blanks();
      if (this.#text.charAt(this.#at) === ':') {
        this.#at += 1;
        entries.push([keyText(key), this.#value()]);
      } else {
        members.push(key);
      }
      this.#separator('}');
    }
    if (entries.length > 0 && members.length > 0) throw new NoLiteral();
    return members.length > 0 ? members : Object.fromEntries(entries);
  }

  #list(end: ']' | ')'): unknown {
    const members: unknown[] = [];
    let separated = false;
    while (!this.#ends(end)) {
      members.push(this.#value());
      separated = this.#separator(end) || separated;
    }
    // `('a')` is a text in brackets, `('a',)` a tuple.
    return end === ')' && members.length === 1 && !separated ? members[0] : members;
  }

  #ends(end: string): boolean {
    this.#blanks();
    if (this.#text.charAt(this.#at) !== end) return false;
    this.#at += 1;
    return true;
  }

  /** Whether there was a comma; else the end must follow. */
  #separator(end: string): boolean {
    this.#blanks();
    const next = this.#text.charAt(this.#at);
    if (next === ',') {
      this.#at += 1;
      return true;
    }
    if (next !== end) throw new NoLiteral();
    return false;
  }

  /** Strings beside each other are one. */
  #strings(): string {
    let value = '';
    for (;;) {
      value += this.#string();
      const before = this.#at;
      this.#blanks();
      const next = this.#text.charAt(this.#at);
      if (next !== "'" && next !== '"') {
        this.#at = before;
        return value;
      }
    }
  }

  #string(): string {
    const quote = this.#text.charAt(this.#at);
    this.#at += 1;
    let value = '';
    for (;;) {
      const from = this.#at;
      let character = this.#text.charAt(this.#at);
      while (character !== '' && character !== quote && character !== '\\') {
        this.#at += 1;
        character = this.#text.charAt(this.#at);
      }
      value += this.#text.slice(from, this.#at);
      if (character === '') throw new NoLiteral();
      this.#at += 1;
      if (character === quote) return value;
      value += this.#escape();
    }
  }

  /** An escape that Python does not know stays as it is, with its backslash. */
  #escape(): string {
    const character = this.#text.charAt(this.#at);
    if (character === '') throw new NoLiteral();
    const hexDigits = { x: 2, u: 4, U: 8 }[character];
    if (hexDigits !== undefined) {
      const digits = this.#text.slice(this.#at + 1, this.#at + 1 + hexDigits);
      const whole = digits.length === hexDigits && /^[\da-fA-F]+$/.test(digits);
      const code = whole ? Number.parseInt(digits, 16) : Number.NaN;
      if (!(code <= 0x10ffff)) throw new NoLiteral();
      this.#at += 1 + hexDigits;
      return String.fromCodePoint(code);
    }
    const octal = /^[0-7]{1,3}/.exec(this.#text.slice(this.#at, this.#at + 3))?.[0];
    if (octal !== undefined) {
      this.#at += octal.length;
      return String.fromCodePoint(Number.parseInt(octal, 8));
    }
    this.#at += 1;
    return escapes[character] ?? `\\${character}`;
  }

  #numberOrWord(): unknown {
    if (this.#match(prefix) !== undefined) return this.#strings();
    const digits = this.#match(number);
    if (digits !== undefined) return numberOf(digits);
    const sign = this.#text.charAt(this.#at);
    if (sign === '-' && this.#text.startsWith('inf', this.#at + 1)) this.#at += 1;
    const name = this.#match(word);
    if (name === undefined || !Object.hasOwn(words, name)) throw new NoLiteral();
    return words[name];
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #blanks(): void {
    while (' \t\r\n\f'.includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at += 1;
  }
}

function numberOf(digits: string): number {
  const value = Number(digits.replaceAll('_', '').replace(/^\+/, ''));
  if (!Number.isFinite(value)) throw new NoLiteral();
  return value;
}

/** As Python's own `json` writes keys. */
function keyText(key: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'object' && key !== null) throw new NoLiteral();
  return String(key);
}
