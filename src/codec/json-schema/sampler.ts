/** Draws a value that satisfies several schemas together: follows references, takes branches, goes back where they fail. */

import type { Random } from '../../core/random.ts';
import type { JsonValue } from '../json-style.ts';
import { drawArray } from './arrays.ts';
import { type Accept, type Drawing, Impossible, type Place, type Trail } from './drawing.ts';
import { drawNumber } from './numbers.ts';
import { drawObject } from './objects.ts';
import { anyType, type Choice, containerBits, numberBits, type SchemaNode, typeBits } from './schema-node.ts';
import { drawString } from './strings.ts';
import { satisfies } from './validate.ts';

/** How often a schema may be within itself before a value is brought to its end. */
const mostRecursion = 2;
/** Values after which only what must be there is drawn. */
const manyValues = 400;
/** Values in one value, at most: schemas of a few lines can ask for more than there is memory. */
const mostValues = 20_000;
const deepest = 250;
/** Failed tries in one value: what has not been found by then is not searched for any longer. */
const mostTries = 1_000;
const triesOfContainer = 12;
const shareOfNull = 0.15;
const shareOfDefault = 0.5;

/** What is to be satisfied so far while the branches are tried. */
interface Search {
  readonly nodes: readonly SchemaNode[];
  readonly choices: readonly Choice[];
  readonly types: number;
  readonly trail: Trail | undefined;
  readonly frugal: boolean;
}

export class Sampler implements Drawing {
  readonly random: Random;
  readonly words: Drawing['words'];
  #drawn = 0;
  #tries = 0;

  constructor(random: Random, words: Drawing['words']) {
    this.random = random;
    this.words = words;
  }

  /** It asks for more than is ever drawn: another try would end alike. */
  get exhausted(): boolean {
    return this.#drawn > mostValues;
  }

  mayTryAgain(cost = 1): boolean {
    this.#tries += cost;
    return this.#tries < mostTries;
  }

  draw(nodes: readonly SchemaNode[], place: Place): JsonValue | Impossible {
    this.#drawn += 1;
    if (place.depth > deepest) return new Impossible(nodes[0]?.pointer ?? '#', `nests deeper than ${deepest}`, false);
    if (this.#drawn > mostValues) {
      // Nothing that is tried after this can be there either.
      this.#tries = mostTries + 1;
      return new Impossible(nodes[0]?.pointer ?? '#', `asks for more than ${mostValues} values`, false);
    }
    if (this.#tries > mostTries) return new Impossible(nodes[0]?.pointer ?? '#', 'searched for too long', false);
    const frugal = place.frugal || this.#drawn > manyValues;
    return this.#search(nodes, { nodes: [], choices: [], types: anyType, trail: place.trail, frugal }, place);
  }

  #search(more: readonly SchemaNode[], before: Search, place: Place): JsonValue | Impossible {
    const all = gathered(more, before);
    if (all instanceof Impossible) return all;
    const [choice, ...choices] = all.choices;
    if (choice === undefined) return this.#drawPlain(all, { ...place, trail: all.trail, frugal: all.frugal });
    let failed: Impossible | undefined;
    let proven = true;
    for (const branch of this.#ordered(choice, all.frugal)) {
      const value = this.#search(branch, { ...all, choices }, place);
      if (!(value instanceof Impossible)) return value;
      failed ??= value;
      proven &&= value.proven;
      if (!this.mayTryAgain()) {
        proven = false;
        break;
      }
    }
    if (failed === undefined) return new Impossible(choice.pointer, 'there is no alternative', true);
    if (choice.branches.length === 1) return failed;
    return new Impossible(choice.pointer, `no alternative is possible: ${failed.pointer}: ${failed.why}`, proven);
  }

  /** By chance, `null` seldom first; those that end soonest first where the value is to end. */
  #ordered({ branches }: Choice, frugal: boolean): readonly (readonly SchemaNode[])[] {
    const count = branches.length;
    if (count < 2) return branches;
    const start = this.random.below(count);
    const turned = branches.map((branch, i) => branches[(start + i) % count] ?? branch);
    if (frugal) return turned.sort((one, other) => heightOf(one) - heightOf(other));
    if (isNull(turned[0]) && this.random.next() >= shareOfNull * 2) turned.push(...turned.splice(0, 1));
    return turned;
  }

  #drawPlain({ nodes, types }: Search, place: Place): JsonValue | Impossible {
    const fixed = this.#fixed(nodes);
    if (fixed !== undefined) return fixed;
    const residual = nodes.filter((node) => node.residual);
    const accept: Accept =
      residual.length === 0 ? acceptAll : (value) => residual.every((node) => satisfies(node, value));
    let failed: Impossible | undefined;
    let proven = true;
    for (const kind of this.#kinds(nodes, types, place.frugal)) {
      const value = this.#drawKind(kind, nodes, types, place, accept);
      if (!(value instanceof Impossible)) return value;
      failed ??= value;
      proven &&= value.proven;
    }
    if (failed === undefined) return new Impossible(nodes[0]?.pointer ?? '#', 'no type is allowed here', true);
    return failed.proven === proven ? failed : new Impossible(failed.pointer, failed.why, proven);
  }

  /** One of the values that `enum`, `const`, `examples` or `default` give; undefined where none of them does. */
  #fixed(nodes: readonly SchemaNode[]): JsonValue | Impossible | undefined {
    for (const { values, pointer } of nodes) {
      if (values === undefined) continue;
      const found = this.#oneOf(values, nodes);
      return found === undefined ? new Impossible(pointer, 'none of its values is allowed here', true) : found;
    }
    for (const { examples, fallback } of nodes) {
      const found = examples.length === 0 ? undefined : this.#oneOf(examples, nodes);
      if (found !== undefined) return found;
      if (fallback === undefined || fallback === null || this.random.next() >= shareOfDefault) continue;
      if (nodes.every((node) => satisfies(node, fallback))) return fallback;
    }
    return undefined;
  }

  #oneOf(values: readonly JsonValue[], nodes: readonly SchemaNode[]): JsonValue | undefined {
    const start = this.random.below(Math.max(1, values.length));
    for (let i = 0; i < values.length; i += 1) {
      const value = values[(start + i) % values.length];
      if (value !== undefined && nodes.every((node) => satisfies(node, value))) return value;
    }
    return undefined;
  }

  /** The kinds of value that are allowed, the one to draw first. */
  #kinds(nodes: readonly SchemaNode[], types: number, frugal: boolean): readonly number[] {
    const allowed = kinds.filter((kind) => (types & kind) !== 0);
    if (allowed.length < 2) return allowed;
    if (types === anyType) {
      const hinted = hintOf(nodes);
      return [hinted, ...allowed.filter((kind) => kind !== hinted)];
    }
    if (frugal) return allowed;
    const others = allowed.filter((kind) => kind !== typeBits.null);
    const start = this.random.below(others.length);
    const turned = [...others.slice(start), ...others.slice(0, start)];
    if (others.length === allowed.length) return turned;
    return this.random.next() < shareOfNull ? [typeBits.null, ...turned] : [...turned, typeBits.null];
  }

  #drawKind(
    kind: number,
    nodes: readonly SchemaNode[],
    types: number,
    place: Place,
    accept: Accept,
  ): JsonValue | Impossible {
    switch (kind) {
      case typeBits.null:
        return accept(null) ? null : refused(nodes, 'null');
      case typeBits.boolean: {
        const value = this.random.below(2) === 0;
        if (accept(value)) return value;
        return accept(!value) ? !value : refused(nodes, 'no boolean');
      }
      case numberBits:
        return drawNumber(nodes, types & numberBits, this, place.name, accept);
      case typeBits.string:
        return drawString(nodes, this, place, accept);
      default:
        return this.#drawContainer(kind === typeBits.array ? drawArray : drawObject, nodes, place, accept);
    }
  }

  /** Whether a container is accepted shows when it is there; the later the try, the less is in it that may be in the way. */
  #drawContainer(
    draw: typeof drawArray | typeof drawObject,
    nodes: readonly SchemaNode[],
    place: Place,
    accept: Accept,
  ): JsonValue | Impossible {
    let failed: Impossible | undefined;
    for (let i = 0; i < triesOfContainer; i += 1) {
      const value = draw(
        nodes,
        this,
        i < triesOfContainer / 2 || place.frugal ? place : { ...place, frugal: i % 2 === 0 },
      );
      if (!(value instanceof Impossible)) {
        if (accept(value)) return value;
      } else {
        failed = value;
        if (value.proven) return value;
      }
      if (!this.mayTryAgain()) break;
    }
    const kind = draw === drawArray ? 'array' : 'object';
    return failed ?? new Impossible(nodes[0]?.pointer ?? '#', `no ${kind} was found that satisfies all of it`, false);
  }
}

/** In the order of how soon they end. */
const kinds = [typeBits.null, typeBits.boolean, numberBits, typeBits.string, typeBits.array, typeBits.object];

function acceptAll(): boolean {
  return true;
}

function refused(nodes: readonly SchemaNode[], what: string): Impossible {
  return new Impossible(nodes[0]?.pointer ?? '#', `${what} is allowed here`, true);
}

/** The schemas with all that applies to the same value, as far as nothing is to be chosen. */
function gathered(more: readonly SchemaNode[], before: Search): Search | Impossible {
  const nodes = [...before.nodes];
  const choices = [...before.choices];
  const queue = [...more];
  let { types, trail, frugal } = before;
  // What it leads to is appended while it runs.
  for (const node of queue) {
    if (nodes.includes(node)) continue;
    if (node.never) return new Impossible(node.pointer, 'nothing is allowed here', true);
    nodes.push(node);
    types &= node.types;
    if (node.height === Number.POSITIVE_INFINITY) types &= ~containerBits;
    if (types === 0) {
      const endless = node.height === Number.POSITIVE_INFINITY;
      return new Impossible(
        node.pointer,
        endless ? 'every value would nest without an end' : 'its types and those beside it exclude each other',
        true,
      );
    }
    choices.push(...node.choices);
    for (const target of node.targets) {
      frugal ||= timesIn(trail, target) >= mostRecursion;
      trail = { node: target, before: trail };
      queue.push(target);
    }
    queue.push(...node.allOf);
  }
  return { nodes, choices, types, trail, frugal };
}

function timesIn(trail: Trail | undefined, node: SchemaNode): number {
  let times = 0;
  for (let at = trail; at !== undefined; at = at.before) if (at.node === node) times += 1;
  return times;
}

function heightOf(branch: readonly SchemaNode[]): number {
  return Math.max(0, ...branch.map(({ height }) => height));
}

function isNull(branch: readonly SchemaNode[] | undefined): boolean {
  return branch?.length === 1 && branch[0]?.types === typeBits.null;
}

/** What the keywords are about, where no type is given; a text where nothing is. */
function hintOf(nodes: readonly SchemaNode[]): number {
  if (nodes.some(({ objects }) => objects !== undefined)) return typeBits.object;
  if (nodes.some(({ arrays }) => arrays !== undefined)) return typeBits.array;
  if (nodes.some(({ strings }) => strings !== undefined)) return typeBits.string;
  return nodes.some(({ numbers }) => numbers !== undefined) ? numberBits : typeBits.string;
}
