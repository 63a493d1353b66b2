/** Draws texts that a regular expression is likely to match; whether one does, the caller asks the expression itself. */

import type { Random } from '../../core/random.ts';
import { type PatternNode, parsePattern } from './pattern-syntax.ts';

const span = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
const printable = span(0x20, 0x7e);
const ordinary = [...span(0x61, 0x7a), ...span(0x41, 0x5a), ...span(0x30, 0x39)];
const foreign = [...'\t\néüßñçøåÉÜαβγδΩΣжднЯИ中文日本語ひカ한글שלعرب😀✓→'];

/** Sets with more members than this mean "no matter which". */
const broad = 70;
/** A text is cut off here while it is drawn: bounds of nested repetitions multiply. */
const mostSteps = 50_000;

/**
 * A text for each draw. `stretch` is by how much a repetition may exceed its least number. Undefined for the few expressions
 * that it cannot read.
 */
export function patternSampler(source: string, flags: string): (random: Random, stretch: number) => string | undefined {
  const node = parsePattern(source);
  if (node === undefined) return () => undefined;
  const sets = new Map<string, CharacterSet>();
  const setOf = (of: string): CharacterSet => {
    let set = sets.get(of);
    if (set === undefined) {
      set = characterSet(of, flags);
      sets.set(of, set);
    }
    return set;
  };
  const ahead = assertions(node);
  return (random, stretch) => {
    const text = new PatternDraw(random, stretch, setOf).text(node);
    return ahead.length === 0
      ? text
      : withAssertions(text, ahead, (one) => new PatternDraw(random, 0, setOf).text(one), random);
  };
}

interface CharacterSet {
  readonly members: readonly string[];
  readonly ordinary: readonly string[];
}

/** A set holds what the engine itself accepts for it, of the usual characters and of those that it names. */
function characterSet(source: string, flags: string): CharacterSet {
  const expression = new RegExp(`^${source}$`, flags);
  const accepts = (character: string): boolean => expression.test(character);
  const usual = printable.filter(accepts);
  const members = usual.length > 0 ? usual : [...foreign, ...named(source)].filter(accepts);
  return { members, ordinary: usual.length > broad ? ordinary.filter(accepts) : [] };
}

/** The characters that a class names beyond ASCII, and some between the ends of its ranges. */
function named(source: string): string[] {
  const plain = source.replace(/\\u\{([\da-f]+)\}|\\u([\da-f]{4})|\\x([\da-f]{2})/gi, (_, a, b, c) =>
    String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(a ?? b ?? c, 16))),
  );
  const found = [...plain];
  for (const [, from = '', to = ''] of plain.matchAll(/(.)-(.)/gsu)) {
    const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
    for (let i = 1; i < 30; i += 1) found.push(String.fromCodePoint(first + Math.floor(((last - first) * i) / 30)));
  }
  return found;
}

class PatternDraw {
  readonly #random: Random;
  readonly #stretch: number;
  readonly #setOf: (source: string) => CharacterSet;
  readonly #captured = new Map<number | string, string>();
  #steps = 0;

  constructor(random: Random, stretch: number, setOf: (source: string) => CharacterSet) {
    this.#random = random;
    this.#stretch = stretch;
    this.#setOf = setOf;
  }

  text(node: PatternNode): string {
    this.#steps += 1;
    switch (node.kind) {
      case 'literal':
        return node.text;
      case 'set':
        return this.#character(this.#setOf(node.source));
      case 'sequence': {
        let text = '';
        for (const one of node.nodes) text += this.text(one);
        return text;
      }
      case 'choice': {
        const one = node.nodes[this.#random.below(node.nodes.length)];
        return one === undefined ? '' : this.text(one);
      }
      case 'repeat': {
        const more = Math.min(node.max - node.min, this.#stretch);
        let text = '';
        for (let times = node.min + this.#random.below(more + 1); times > 0 && this.#steps < mostSteps; times -= 1) {
          text += this.text(node.node);
        }
        return text;
      }
      case 'group': {
        const text = this.text(node.node);
        this.#captured.set(node.number, text);
        if (node.name !== undefined) this.#captured.set(node.name, text);
        return text;
      }
      case 'back-reference':
        return this.#captured.get(node.to) ?? '';
      case 'ahead':
        return '';
    }
  }

  #character({ members, ordinary: usual }: CharacterSet): string {
    const from = usual.length > 0 && this.#random.below(8) > 0 ? usual : members;
    return from[this.#random.below(from.length)] ?? '';
  }
}

function assertions(node: PatternNode): readonly PatternNode[] {
  if (node.kind === 'ahead') return [node.node];
  return node.kind === 'sequence' ? node.nodes.flatMap(assertions) : [];
}

/** `^(?=.*[A-Z])(?=.*\d).{8,}$`: puts what the assertions ask for over places drawn at random, in half of the draws. */
function withAssertions(
  text: string,
  ahead: readonly PatternNode[],
  draw: (node: PatternNode) => string,
  random: Random,
): string {
  if (random.below(2) === 0) return text;
  let out = text;
  for (const one of ahead) {
    const needed = draw(one);
    const at = random.below(Math.max(1, out.length - needed.length + 1));
    out = out.slice(0, at) + needed + out.slice(at + needed.length);
  }
  return out;
}
