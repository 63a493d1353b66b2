/** Draws a text that matches a regular expression: the parts of the language that schemas use. */

import type { Random } from '../../core/random.ts';

type Node =
  | { readonly kind: 'set'; readonly characters: readonly string[] }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number };

/** Where an expression says no upper bound. */
const openEnd = 6;
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i));
const digits = range(48, 57);
const lower = range(97, 122);
const words = [...lower, ...range(65, 90), ...digits, '_'];
const printable = range(32, 126);

/** Undefined for an expression with what this does not know (looking around, references back): the caller checks each text. */
export function samplePattern(pattern: string, random: Random): string | undefined {
  try {
    const parser = new PatternParser(pattern);
    const node = parser.choice();
    return parser.done ? drawn(node, random) : undefined;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

class Unsupported extends Error {}

class PatternParser {
  readonly #text: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#text = [...pattern];
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  choice(): Node {
    const nodes = [this.#sequence()];
    while (this.#take('|')) nodes.push(this.#sequence());
    const [only] = nodes;
    return nodes.length === 1 && only !== undefined ? only : { kind: 'choice', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    while (!this.done && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom();
      if (atom !== undefined) nodes.push(this.#repeated(atom));
    }
    return { kind: 'sequence', nodes };
  }

  /** Undefined for what matches no character: anchors. */
  #atom(): Node | undefined {
    const character = this.#next();
    switch (character) {
      case '^':
      case '$':
        return undefined;
      case '.':
        return { kind: 'set', characters: words };
      case '(': {
        if (this.#take('?') && !this.#take(':') && !this.#named()) throw new Unsupported();
        const node = this.choice();
        if (!this.#take(')')) throw new Unsupported();
        return node;
      }
      case '[':
        return { kind: 'set', characters: this.#class() };
      case '\\':
        return this.#escape();
      default:
        return { kind: 'set', characters: [character] };
    }
  }

  #named(): boolean {
    if (!this.#take('<') || this.#peek() === '=' || this.#peek() === '!') return false;
    while (!this.done && !this.#take('>')) this.#next();
    return true;
  }

  #repeated(node: Node): Node {
    const [min, max] = this.#quantifier() ?? [1, 1];
    if (min === 1 && max === 1) return node;
    this.#take('?');
    return { kind: 'repeat', node, min, max };
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, openEnd];
    if (this.#take('+')) return [1, openEnd];
    if (this.#take('?')) return [0, 1];
    const bounds = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at, this.#at + 16).join(''));
    if (bounds === null) return undefined;
    this.#at += bounds[0].length;
    const min = Number(bounds[1]);
    const max = bounds[2] === undefined ? min : bounds[3] === '' ? min + openEnd : Number(bounds[3]);
    return [min, Math.min(max, min + 50)];
  }

  #escape(): Node | undefined {
    const characters = this.#escaped();
    return characters === undefined ? undefined : { kind: 'set', characters };
  }

  /** Behind a backslash; undefined for a boundary. */
  #escaped(): readonly string[] | undefined {
    const character = this.#next();
    switch (character) {
      case 'd':
        return digits;
      case 'w':
        return words;
      case 's':
        return [' '];
      case 'D':
      case 'S':
        return lower;
      case 'W':
        return ['-', ' ', '.'];
      case 'b':
        return undefined;
      case 'n':
        return ['\n'];
      case 't':
        return ['\t'];
      case 'r':
        return ['\r'];
      case 'u':
      case 'x':
        return [this.#coded(character === 'x' ? 2 : 4)];
      case 'p':
        return this.#property();
      default:
        if (/[0-9kBPc]/.test(character)) throw new Unsupported();
        return [character];
    }
  }

  #coded(length: number): string {
    const braced = this.#take('{');
    let hex = '';
    while (!this.done && (braced ? this.#peek() !== '}' : hex.length < length)) hex += this.#next();
    if (braced) this.#take('}');
    const code = Number.parseInt(hex, 16);
    if (Number.isNaN(code) || code > 0x10ffff) throw new Unsupported();
    return String.fromCodePoint(code);
  }

  #property(): readonly string[] {
    let name = '';
    if (!this.#take('{')) throw new Unsupported();
    while (!this.done && !this.#take('}')) name += this.#next();
    if (/^(?:L|Letter|Ll|Alphabetic)$/.test(name)) return lower;
    if (/^(?:Lu|Uppercase_Letter)$/.test(name)) return range(65, 90);
    if (/^(?:N|Nd|Number)$/.test(name)) return digits;
    throw new Unsupported();
  }

  #class(): readonly string[] {
    const negated = this.#take('^');
    const found: string[] = [];
    while (!this.done && this.#peek() !== ']') {
      const one = this.#classMember();
      if (one.length !== 1 || this.#peek() !== '-' || this.#text[this.#at + 1] === ']') {
        found.push(...one);
        continue;
      }
      this.#next();
      const end = this.#classMember();
      const [from, to] = [one[0]?.codePointAt(0) ?? 0, end[0]?.codePointAt(0) ?? 0];
      if (end.length !== 1 || to < from || to > 0xffff) throw new Unsupported();
      found.push(...range(from, Math.min(to, from + 500)));
    }
    if (!this.#take(']')) throw new Unsupported();
    const characters = negated ? printable.filter((character) => !found.includes(character)) : found;
    if (characters.length === 0) throw new Unsupported();
    return characters;
  }

  #classMember(): readonly string[] {
    const character = this.#next();
    return character === '\\' ? (this.#escaped() ?? ['\b']) : [character];
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #next(): string {
    const character = this.#text[this.#at];
    if (character === undefined) throw new Unsupported();
    this.#at += 1;
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }
}

function drawn(node: Node, random: Random): string {
  switch (node.kind) {
    case 'set':
      return node.characters[random.below(node.characters.length)] ?? '';
    case 'sequence':
      return node.nodes.map((one) => drawn(one, random)).join('');
    case 'choice': {
      const one = node.nodes[random.below(node.nodes.length)];
      return one === undefined ? '' : drawn(one, random);
    }
    case 'repeat': {
      const times = node.min + random.below(node.max - node.min + 1);
      return Array.from({ length: times }, () => drawn(node.node, random)).join('');
    }
  }
}
