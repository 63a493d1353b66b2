/** Parses a regular expression, ECMAScript's syntax, as far as it must be known to draw texts that match. */

export type PatternNode =
  /** One character of those that the real engine accepts for `source`. */
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number }
  | { readonly kind: 'group'; readonly node: PatternNode; readonly number: number; readonly name: string | undefined }
  | { readonly kind: 'back-reference'; readonly to: number | string }
  /** `(?=…)`; the other assertions match nothing and are left to the check. */
  | { readonly kind: 'ahead'; readonly node: PatternNode };

const nothing: PatternNode = { kind: 'literal', text: '' };
const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', 0: '\0' };

/** `source` is one that RegExp takes; undefined for the few forms that are not known here. */
export function parsePattern(source: string): PatternNode | undefined {
  const parser = new PatternParser(source);
  const node = parser.choice();
  return parser.atEnd ? node : undefined;
}

/** `(a+)+`: on a text that nearly matches, the engine may try each way to divide it, twice as many with each character. */
export function nestsRepetition(node: PatternNode, inside = false): boolean {
  switch (node.kind) {
    case 'repeat': {
      const open = node.max === Number.POSITIVE_INFINITY;
      return (open && inside) || nestsRepetition(node.node, inside || open);
    }
    case 'sequence':
    case 'choice':
      return node.nodes.some((one) => nestsRepetition(one, inside));
    case 'group':
    case 'ahead':
      return nestsRepetition(node.node, inside);
    default:
      return false;
  }
}

/** From so many ways on, a repetition counts as an open one. */
const wide = 32;

/** `\d+\d+\d+`: with each more of them, the engine may try all ways to divide a text among one more. */
export function openRepetitions(node: PatternNode): number {
  switch (node.kind) {
    case 'repeat':
      return (node.max - node.min >= wide ? 1 : 0) + openRepetitions(node.node);
    case 'sequence':
    case 'choice':
      return node.nodes.reduce((sum, one) => sum + openRepetitions(one), 0);
    case 'group':
    case 'ahead':
      return openRepetitions(node.node);
    default:
      return 0;
  }
}

class PatternParser {
  readonly #source: string;
  #at = 0;
  #groups = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get atEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  choice(): PatternNode {
    const nodes = [this.#sequence()];
    while (this.#take('|')) nodes.push(this.#sequence());
    return nodes.length === 1 ? (nodes[0] ?? nothing) : { kind: 'choice', nodes };
  }

  #sequence(): PatternNode {
    const nodes: PatternNode[] = [];
    while (!this.atEnd && !/[|)]/.test(this.#source.charAt(this.#at))) nodes.push(this.#repeated(this.#atom()));
    return nodes.length === 1 ? (nodes[0] ?? nothing) : { kind: 'sequence', nodes };
  }

  #atom(): PatternNode {
    const [whole = '', character = ''] = this.#match(/(.)/suy) ?? [];
    switch (character) {
      case '^':
      case '$':
        return nothing;
      case '.':
        return { kind: 'set', source: '.' };
      case '(':
        return this.#group();
      case '[': {
        this.#at -= 1;
        const [source] = this.#match(/\[(?:\\.|[^\]\\])*\]/suy) ?? [];
        if (source === undefined) return this.#unclosed();
        return { kind: 'set', source };
      }
      case '\\':
        return this.#escape();
      default:
        return { kind: 'literal', text: whole };
    }
  }

  /** RegExp takes no such source; for whoever asks all the same it ends here. */
  #unclosed(): PatternNode {
    this.#at = this.#source.length;
    return nothing;
  }

  #group(): PatternNode {
    const [opening = ''] = this.#match(/\?(?:<?[=!]|:|<[^>]+>)/uy) ?? [];
    const capturing = opening === '' || /^\?<[^=!]/.test(opening);
    // Groups are numbered by where they open.
    if (capturing) this.#groups += 1;
    const number = this.#groups;
    const node = this.choice();
    this.#take(')');
    if (opening === '?=') return { kind: 'ahead', node };
    if (opening === '?:') return node;
    if (!capturing) return nothing;
    return { kind: 'group', node, number, name: opening === '' ? undefined : opening.slice(2, -1) };
  }

  #escape(): PatternNode {
    const boundary = this.#match(/[bB]/uy);
    if (boundary !== undefined) return nothing;
    const reference = this.#match(/([1-9]\d*)|k<([^>]+)>/uy);
    if (reference !== undefined) return { kind: 'back-reference', to: reference[2] ?? Number(reference[1]) };
    const set = this.#match(/[dDwWsS]|[pP]\{[^}]*\}/uy);
    if (set !== undefined) return { kind: 'set', source: `\\${set[0]}` };
    const coded = this.#match(/x([\da-f]{2})|u\{([\da-f]+)\}|u([\da-f]{4})/iuy);
    if (coded !== undefined) {
      const code = Number.parseInt(coded[1] ?? coded[2] ?? coded[3] ?? '0', 16);
      return { kind: 'literal', text: fromCode(code) };
    }
    const control = this.#match(/c([a-z])/iuy);
    if (control !== undefined) return { kind: 'literal', text: fromCode((control[1] ?? '').charCodeAt(0) % 32) };
    const [character = ''] = this.#match(/./suy) ?? [];
    return { kind: 'literal', text: controls[character] ?? character };
  }

  #repeated(node: PatternNode): PatternNode {
    const bounds = this.#match(/(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/uy);
    if (bounds === undefined) return node;
    const [, sign, least, comma, most] = bounds;
    if (sign !== undefined)
      return { kind: 'repeat', node, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    const min = Number(least);
    return { kind: 'repeat', node, min, max: comma === undefined ? min : most === '' ? Infinity : Number(most) };
  }

  /** `expression` is sticky. */
  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source);
    if (found === null) return undefined;
    this.#at = expression.lastIndex;
    return found;
  }

  #take(character: string): boolean {
    if (this.#source.charAt(this.#at) !== character) return false;
    this.#at += 1;
    return true;
  }
}

function fromCode(code: number): string {
  return code > 0x10ffff ? '' : String.fromCodePoint(code);
}
