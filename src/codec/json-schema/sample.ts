/** Draws a JSON value that validates against a JSON schema, as structured output and tool arguments must. */

import type { Random } from '../../core/random.ts';
import type { JsonValue } from '../json-style.ts';
import { type CompiledSchema, compileSchema } from './compile-schema.ts';
import { Impossible } from './drawing.ts';
import { plausibleText } from './plausible.ts';
import { Sampler } from './sampler.ts';
import { violationOf } from './validate.ts';

export type Sample =
  | { readonly kind: 'sampled'; readonly value: JsonValue }
  | {
      /** No value can satisfy the schema, or it says what cannot be read here, or none was found. */
      readonly kind: 'unsatisfiable' | 'unsupported';
      /** The place in the schema, as a `$ref` would say it: `#` is the whole, `#/properties/city`. */
      readonly pointer: string;
      readonly why: string;
    };

export interface SampleOptions {
  /** A text for a property of that name, where the schema does not decide; must draw from the random source it is given. */
  readonly words?: (random: Random, name: string | undefined) => string;
}

const tries = 3;
const compiled = new WeakMap<object, CompiledSchema>();

/**
 * `schema` is parsed JSON: a JSON Schema (2020-12 or older), OpenAPI's or Gemini's subset. Equal schema and seed, equal value.
 * Properties come in the order of the schema; those that need not be there are there three times of four. The value may
 * share parts with the schema (`enum`, `examples`), which is kept compiled as long as it lives: change neither.
 */
export function sampleSchema(schema: unknown, random: Random, options: SampleOptions = {}): Sample {
  try {
    return sampled(schema, random, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'unsupported', pointer: '#', why: 'it nests too deep to be read' };
  }
}

function sampled(schema: unknown, random: Random, options: SampleOptions): Sample {
  const { root, problem } = compiledOnce(schema);
  if (problem !== undefined) return { kind: 'unsupported', ...problem };
  let failed = new Impossible('#', 'no value was found that satisfies all of it', false);
  for (let i = 0; i < tries; i += 1) {
    const sampler = new Sampler(random, options.words ?? plausibleText);
    const value = sampler.draw([root], { name: undefined, depth: 0, trail: undefined, frugal: i > 0 });
    if (value instanceof Impossible) {
      failed = value;
      if (value.proven || sampler.exhausted) break;
      continue;
    }
    const violation = violationOf(root, value);
    if (violation === undefined) return { kind: 'sampled', value };
    failed = new Impossible(violation.pointer, violation.why, false);
  }
  const { pointer, why, proven } = failed;
  return { kind: proven ? 'unsatisfiable' : 'unsupported', pointer, why };
}

/** Why there is no value, in one line; a schema that nests deep has places whose names are as long. */
export function sampleProblem({ pointer, why }: Exclude<Sample, { kind: 'sampled' }>): string {
  const short = (text: string): string => (text.length <= 200 ? text : `${text.slice(0, 120)}…${text.slice(-60)}`);
  return `${short(pointer)}: ${short(why)}`;
}

function compiledOnce(schema: unknown): CompiledSchema {
  if (typeof schema !== 'object' || schema === null) return compileSchema(schema);
  let known = compiled.get(schema);
  if (known === undefined) {
    known = compileSchema(schema);
    compiled.set(schema, known);
  }
  return known;
}
