/** Draws a value that validates against a JSON schema, as structured output and tool arguments must. */

import type { Random } from '../../core/random.ts';
import { drawFormat } from './formats.ts';
import { samplePattern } from './pattern-sample.ts';
import { plausibleRange, plausibleText } from './plausible.ts';
import {
  isObject,
  type JsonType,
  listOf,
  merged,
  numberAt,
  resolved,
  type Schema,
  schemaOf,
  typesOf,
} from './schema.ts';
import { equal, isValid, patternOf } from './validate.ts';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

export type Sample =
  | { readonly kind: 'sampled'; readonly value: unknown }
  /** Nothing was found that validates; `pointer` is the deepest place where it failed. */
  | { readonly kind: 'unsatisfiable'; readonly pointer: string; readonly why: string };

const tries = 60;
/** From here on only what must be there is there. */
const comfortable = 4;
const deepest = 24;

/** Properties come in the order of the schema. Equal schema and draws, equal value. */
export function sampleSchema(schema: unknown, random: Random): Sample {
  const root = schemaOf(schema);
  if (root === false) return { kind: 'unsatisfiable', pointer: '', why: 'the schema is false' };
  const sampler = new Sampler(root);
  for (let i = 0; i < tries; i += 1) {
    // The later the try, the less that is optional: it can only be in the way.
    const value = sampler.draw(root, random.fork(`try ${i}`), {
      depth: i > tries / 2 ? comfortable : 0,
      name: undefined,
      pointer: '',
    });
    if (value !== nothing && isValid(value, root, root)) return { kind: 'sampled', value };
  }
  const { pointer, why } = sampler.problem ?? { pointer: '', why: 'no value was found that validates' };
  return { kind: 'unsatisfiable', pointer, why };
}

/** No value could be made here. */
const nothing = Symbol('nothing');

interface Place {
  readonly depth: number;
  /** Of the property. */
  readonly name: string | undefined;
  readonly pointer: string;
}

class Sampler {
  readonly #root: Schema;
  readonly #costs = new Map<Schema, number>();
  problem: { readonly pointer: string; readonly why: string } | undefined;

  constructor(root: Schema) {
    this.#root = root;
  }

  draw(schema: unknown, random: Random, place: Place): unknown {
    const given = schemaOf(schema);
    if (given === false) return this.#fail(place, 'nothing is allowed here');
    if (place.depth > deepest) return this.#fail(place, 'the schema refers to itself without an end');
    const flat = this.#flattened(given, random, place);
    if (flat === undefined) return this.#fail(place, 'its parts contradict each other, or a $ref leads nowhere');
    if ('const' in flat) return flat['const'];
    if (Array.isArray(flat['enum'])) {
      const allowed = flat['enum'].filter((value) => isValid(value, { ...flat, enum: undefined }, this.#root));
      return allowed.length === 0
        ? this.#fail(place, 'no value of its enum is allowed')
        : allowed[random.below(allowed.length)];
    }
    const example = [...listOf(flat['examples']), ...('default' in flat ? [flat['default']] : [])].find((value) =>
      isValid(value, flat, this.#root),
    );
    if (example !== undefined) return example;
    const type = this.#typeFor(flat, random, place);
    if (type === undefined) return this.#fail(place, 'no type is allowed');
    for (let i = 0; i < 8; i += 1) {
      const value = this.#drawType(type, flat, random.fork(`${type} ${i}`), place);
      if (value === nothing || isValid(value, flat, this.#root)) return value;
    }
    return this.#fail(place, `no ${type} was found that validates`);
  }

  #fail({ pointer }: Place, why: string): typeof nothing {
    if (this.problem === undefined || pointer.length >= this.problem.pointer.length) this.problem = { pointer, why };
    return nothing;
  }

  /** The schema with its references, parts and one of its alternatives put together; undefined where they contradict. */
  #flattened(schema: Schema, random: Random, place: Place): Schema | undefined {
    let flat: Schema | undefined = this.#resolved(schema);
    for (let i = 0; flat !== undefined && i < 20; i += 1) {
      const { allOf, anyOf, oneOf, if: condition, then: holds, else: fails, ...rest }: Schema = flat;
      if ([allOf, anyOf, oneOf, condition].every((keyword) => keyword === undefined)) return this.#withDependent(flat);
      let next: Schema | undefined = Array.isArray(allOf) ? this.#all(rest, allOf) : rest;
      for (const [at, choices] of [anyOf, oneOf].entries()) {
        if (next !== undefined && Array.isArray(choices)) {
          next = this.#one(next, choices, random.fork(`branch ${i} ${at}`), place);
        }
      }
      if (next !== undefined && condition !== undefined) {
        const taken = random.fork(`if ${i}`).next() < 0.5;
        next = this.#all(next, taken ? [condition, holds ?? {}] : [fails ?? {}]);
      }
      flat = next === undefined ? undefined : this.#resolved(next);
    }
    return undefined;
  }

  /** What must hold because of properties that must be there. */
  #withDependent(schema: Schema): Schema | undefined {
    const { dependentSchemas: dependent, ...rest } = schema;
    if (!isObject(dependent)) return schema;
    const needed = listOf(schema['required']).flatMap((name) => dependent[String(name)] ?? []);
    return needed.length === 0 ? schema : this.#all(rest, needed);
  }

  #resolved(schema: Schema): Schema | undefined {
    const found = resolved(schema, this.#root);
    return found === false ? undefined : found;
  }

  #all(base: Schema, parts: readonly unknown[]): Schema | undefined {
    let all: Schema = base;
    for (const part of parts) {
      const one = schemaOf(part);
      const flat = one === false ? false : resolved(one, this.#root);
      if (flat === undefined || flat === false) return undefined;
      all = merged(all, flat);
    }
    return all;
  }

  #one(base: Schema, choices: readonly unknown[], random: Random, place: Place): Schema | undefined {
    const possible = choices.map(schemaOf).filter((choice) => choice !== false);
    if (possible.length === 0) return undefined;
    const costs = possible.map((choice) => this.#cost(choice));
    const least = Math.min(...costs);
    // Deep down the branch that ends soonest.
    const eligible = place.depth < comfortable ? possible : possible.filter((_, i) => costs[i] === least);
    const chosen = eligible[random.below(eligible.length)];
    return chosen === undefined ? undefined : this.#all(base, [chosen]);
  }

  /** How deep a value of the schema must be at least. */
  #cost(schema: Schema, open: ReadonlySet<Schema> = new Set()): number {
    if (open.has(schema)) return Number.POSITIVE_INFINITY;
    const known = this.#costs.get(schema);
    if (known !== undefined) return known;
    const flat = resolved(schema, this.#root);
    if (flat === undefined || flat === false) return Number.POSITIVE_INFINITY;
    const within = new Set([...open, schema]);
    const costOf = (value: unknown): number => {
      const one = schemaOf(value);
      return one === false ? Number.POSITIVE_INFINITY : this.#cost(one, within);
    };
    const alternatives = [flat['anyOf'], flat['oneOf']].map((choices) =>
      Array.isArray(choices) ? Math.min(...choices.map(costOf)) : 0,
    );
    const properties = isObject(flat['properties']) ? flat['properties'] : {};
    const needed = listOf(flat['required']).map((name) => 1 + costOf(properties[String(name)] ?? {}));
    const items =
      (numberAt(flat, 'minItems') ?? 0) > 0
        ? [1 + costOf(Array.isArray(flat['items']) ? {} : (flat['items'] ?? {}))]
        : [];
    const parts = listOf(flat['allOf']).map(costOf);
    const nullable = typesOf(flat)?.includes('null') === true;
    const cost = nullable ? 0 : Math.max(0, ...alternatives, ...needed, ...items, ...parts);
    // What was cut off by an open schema above is not known for good.
    if (Number.isFinite(cost)) this.#costs.set(schema, cost);
    return cost;
  }

  #typeFor(schema: Schema, random: Random, place: Place): JsonType | undefined {
    const given = typesOf(schema);
    if (given === undefined) return implied(schema);
    const real = given.filter((type) => type !== 'null');
    const nullable = given.length > real.length;
    if (real.length === 0) return nullable ? 'null' : undefined;
    if (nullable && (place.depth >= comfortable || random.fork('null').next() < 0.15)) return 'null';
    return real[random.below(real.length)];
  }

  #drawType(type: JsonType, schema: Schema, random: Random, place: Place): unknown {
    switch (type) {
      case 'null':
        return null;
      case 'boolean':
        return random.next() < 0.5;
      case 'integer':
      case 'number':
        return drawNumber(schema, random, type, place.name);
      case 'string':
        return drawString(schema, random, place.name);
      case 'array':
        return this.#drawArray(schema, random, place);
      case 'object':
        return this.#drawObject(schema, random, place);
    }
  }

  #drawArray(schema: Schema, random: Random, place: Place): unknown {
    const { prefixItems, items, additionalItems, contains, uniqueItems } = schema;
    const first = listOf(prefixItems ?? (Array.isArray(items) ? items : []));
    const rest = Array.isArray(items) ? additionalItems : items;
    const containsAtLeast = contains === undefined ? 0 : (numberAt(schema, 'minContains') ?? 1);
    const min = Math.max(numberAt(schema, 'minItems') ?? 0, containsAtLeast);
    const max = numberAt(schema, 'maxItems') ?? Number.POSITIVE_INFINITY;
    const more = place.depth >= comfortable ? 0 : 1 + random.below(3);
    const wanted = Math.min(
      max,
      rest === false ? first.length : Math.max(min, first.length, place.depth >= comfortable ? min : more),
    );
    const values: unknown[] = [];
    for (let i = 0, misses = 0; values.length < wanted && misses < 20; i += 1) {
      const at = values.length;
      const own = at < first.length ? first[at] : (rest ?? {});
      const withContained = contains !== undefined && at < containsAtLeast + first.length;
      const both = withContained && at >= first.length ? this.#all(schemaOrAny(own), [contains]) : own;
      const value = this.draw(both, random.fork(`item ${i}`), {
        depth: place.depth + 1,
        name: place.name,
        pointer: `${place.pointer}/${at}`,
      });
      if (value === nothing) {
        if (values.length >= min) break;
        return nothing;
      }
      if (uniqueItems === true && values.some((known) => equal(known, value))) misses += 1;
      else values.push(value);
    }
    return values.length < min ? this.#fail(place, `there are not ${min} different items`) : values;
  }

  #drawObject(schema: Schema, random: Random, place: Place): unknown {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    const required = new Set(listOf(schema['required']).map(String));
    const min = numberAt(schema, 'minProperties') ?? 0;
    const max = numberAt(schema, 'maxProperties') ?? Number.POSITIVE_INFINITY;
    const ordering = listOf(schema['propertyOrdering']).map(String);
    const known = [...new Set([...ordering.filter((name) => name in properties), ...Object.keys(properties)])];
    const names = [...known, ...[...required].filter((name) => !Object.hasOwn(properties, name))];
    const dependent = isObject(schema['dependentRequired']) ? schema['dependentRequired'] : {};
    const value: { [name: string]: unknown } = {};
    let optional = Math.max(0, max - required.size);
    for (const name of names) {
      const must = required.has(name) || Object.keys(value).some((other) => listOf(dependent[other]).includes(name));
      const lean = place.depth >= comfortable;
      const short = Object.keys(value).length + required.size < min;
      if (!must && (optional <= 0 || (lean && !short) || (!short && random.fork(`with ${name}`).next() < 0.2)))
        continue;
      const own = Object.hasOwn(properties, name) ? properties[name] : this.#schemaOfExtra(schema, name);
      const drawn = this.draw(own, random.fork(`property ${name}`), {
        depth: place.depth + 1,
        name,
        pointer: `${place.pointer}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`,
      });
      if (drawn === nothing) {
        if (must) return nothing;
        continue;
      }
      if (!must) optional -= 1;
      define(value, name, drawn);
    }
    for (const other of Object.keys(value).flatMap((name) => listOf(dependent[name]).map(String))) {
      if (Object.hasOwn(value, other)) continue;
      const drawn = this.draw(properties[other] ?? {}, random.fork(`dependent ${other}`), {
        ...place,
        depth: place.depth + 1,
        name: other,
      });
      if (drawn === nothing) return nothing;
      define(value, other, drawn);
    }
    return this.#filled(value, schema, random, place, min);
  }

  /** More properties where there must be more than are named. */
  #filled(value: { [name: string]: unknown }, schema: Schema, random: Random, place: Place, min: number): unknown {
    const patterns = Object.keys(isObject(schema['patternProperties']) ? schema['patternProperties'] : {});
    const open = Object.keys(isObject(schema['properties']) ? schema['properties'] : {}).length === 0;
    const map = open && (isObject(schema['additionalProperties']) || patterns.length > 0);
    const max = numberAt(schema, 'maxProperties') ?? Number.POSITIVE_INFINITY;
    const wanted = Math.min(max, Math.max(min, map && place.depth < comfortable ? 1 + random.below(2) : 0));
    for (let i = 0; Object.keys(value).length < wanted && i < 40; i += 1) {
      const own = random.fork(`extra ${i}`);
      const name = this.#extraName(schema, patterns, own, i);
      if (name === undefined || Object.hasOwn(value, name)) continue;
      const drawn = this.draw(this.#schemaOfExtra(schema, name), own, { ...place, depth: place.depth + 1, name });
      if (drawn !== nothing) define(value, name, drawn);
    }
    return Object.keys(value).length < min ? this.#fail(place, `there are not ${min} properties`) : value;
  }

  #extraName(schema: Schema, patterns: readonly string[], random: Random, i: number): string | undefined {
    const names = schema['propertyNames'];
    if (isObject(names)) {
      const drawn = this.draw({ type: 'string', ...names }, random, { depth: 0, name: undefined, pointer: '' });
      return typeof drawn === 'string' ? drawn : undefined;
    }
    const pattern = patterns[i % Math.max(1, patterns.length)];
    return pattern === undefined ? `key${i + 1}` : samplePattern(pattern, random);
  }

  #schemaOfExtra(schema: Schema, name: string): unknown {
    const patterns = Object.entries(isObject(schema['patternProperties']) ? schema['patternProperties'] : {});
    const fitting = patterns.filter(([pattern]) => patternOf(pattern)?.test(name) ?? false).map(([, of]) => of);
    if (fitting.length > 0) return this.#all({}, fitting) ?? false;
    return schema['additionalProperties'] ?? {};
  }
}

/** Own properties, also of a name such as `__proto__`. */
function define(object: { [name: string]: unknown }, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function schemaOrAny(value: unknown): Schema {
  const schema = schemaOf(value);
  return schema === false ? {} : schema;
}

/** What the keywords are about, where no type is given. */
function implied(schema: Schema): JsonType {
  const has = (...keywords: readonly string[]): boolean => keywords.some((keyword) => schema[keyword] !== undefined);
  if (
    has(
      'properties',
      'required',
      'additionalProperties',
      'patternProperties',
      'minProperties',
      'propertyNames',
      'dependentRequired',
    )
  )
    return 'object';
  if (has('items', 'prefixItems', 'minItems', 'maxItems', 'contains', 'uniqueItems')) return 'array';
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) return 'number';
  return 'string';
}

function drawNumber(schema: Schema, random: Random, type: 'integer' | 'number', name: string | undefined): number {
  const bound = (inclusive: string, exclusive: string): { at: number | undefined; open: boolean } => {
    const closed = numberAt(schema, inclusive);
    const open = schema[exclusive];
    if (open === true) return { at: closed, open: true };
    const outer = typeof open === 'number' ? open : undefined;
    if (outer === undefined) return { at: closed, open: false };
    const tighter = closed === undefined || (inclusive === 'minimum' ? outer >= closed : outer <= closed);
    return tighter ? { at: outer, open: true } : { at: closed, open: false };
  };
  const low = bound('minimum', 'exclusiveMinimum');
  const high = bound('maximum', 'exclusiveMaximum');
  const [usualLow, usualHigh] = plausibleRange(name);
  const width = Math.max(1, usualHigh - usualLow);
  const from = low.at ?? (high.at === undefined ? usualLow : Math.min(usualLow, high.at - width));
  const to = high.at ?? (low.at === undefined ? usualHigh : Math.max(usualHigh, low.at + width));
  const step = numberAt(schema, 'multipleOf') ?? (type === 'integer' ? 1 : undefined);
  if (step === undefined || step <= 0) {
    const value = from + (to - from) * (0.02 + 0.96 * random.next());
    const rounded = Number(value.toFixed(2));
    return rounded > from && rounded < to ? rounded : from === to ? from : value;
  }
  const least = Math.ceil(from / step - 1e-9) + (low.open && isOn(from, step) ? 1 : 0);
  const most = Math.floor(to / step + 1e-9) - (high.open && isOn(to, step) ? 1 : 0);
  const count = Math.max(1, Math.min(most - least + 1, 1_000_000));
  const first = random.below(count);
  let value = 0;
  for (let i = 0; i < Math.min(count, 10); i += 1) {
    // 3 × 0.1 is 0.30000000000000004, and 0.3 ÷ 0.1 is 2.9999999999999996: strict validators want a quotient without rest.
    value = Number(((least + ((first + i) % count)) * step).toPrecision(15));
    if (Number.isInteger(value / step)) break;
  }
  return type === 'integer' ? Math.round(value) : value;
}

function isOn(value: number, step: number): boolean {
  return Math.abs(value / step - Math.round(value / step)) < 1e-9;
}

function drawString(schema: Schema, random: Random, name: string | undefined): string {
  const { pattern, format } = schema;
  const min = numberAt(schema, 'minLength') ?? 0;
  const max = numberAt(schema, 'maxLength') ?? Number.POSITIVE_INFINITY;
  if (typeof pattern === 'string') {
    // Repetitions are drawn, so that some draw has a length that fits.
    for (let i = 0; i < 40; i += 1) {
      const text = samplePattern(pattern, random.fork(`pattern ${i}`));
      if (text === undefined) break;
      const length = [...text].length;
      if (length >= min && length <= max && (patternOf(pattern)?.test(text) ?? true)) return text;
    }
  }
  const formatted = typeof format === 'string' ? drawFormat(format, random) : undefined;
  if (formatted !== undefined && formatted.length >= min && formatted.length <= max) return formatted;
  let text = plausibleText(name, random);
  while ([...text].length < min) text += ` ${plausibleText(name, random)}`;
  return [...text].slice(0, Math.max(min, Math.min([...text].length, max))).join('');
}
