/** A JSON schema read once: every keyword in the form in which the validator and the sampler ask for it. */

import type { JsonValue } from '../json-style.ts';
import type { TextPattern } from './text-pattern.ts';

/** Types are bits, so that what several schemas allow together is an `&`. A number is an integer or has a fraction. */
export const typeBits = { null: 1, boolean: 2, integer: 4, fraction: 8, string: 16, array: 32, object: 64 } as const;
export const numberBits = typeBits.integer | typeBits.fraction;
export const containerBits = typeBits.array | typeBits.object;
export const anyType = 127;

export interface NumberKeywords {
  readonly min: number;
  readonly minOpen: boolean;
  readonly max: number;
  readonly maxOpen: boolean;
  readonly multipleOf: number | undefined;
}

export interface StringKeywords {
  /** In code points. */
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern: TextPattern | undefined;
  readonly format: string | undefined;
}

export interface ArrayKeywords {
  readonly prefix: readonly SchemaNode[];
  /** Of the items behind the prefix; undefined: any. */
  readonly rest: SchemaNode | undefined;
  readonly minItems: number;
  readonly maxItems: number;
  readonly unique: boolean;
  readonly contains: SchemaNode | undefined;
  readonly minContains: number;
  readonly maxContains: number;
  readonly unevaluated: SchemaNode | undefined;
}

export interface ObjectKeywords {
  readonly properties: ReadonlyMap<string, SchemaNode>;
  /** `name` allows the texts that the pattern matches. */
  readonly patterns: readonly { readonly pattern: TextPattern; readonly node: SchemaNode; readonly name: SchemaNode }[];
  readonly additional: SchemaNode | undefined;
  readonly required: readonly string[];
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly names: SchemaNode | undefined;
  readonly dependentRequired: readonly (readonly [string, readonly string[]])[];
  readonly dependentSchemas: readonly (readonly [string, SchemaNode])[];
  /** Gemini's `propertyOrdering`. */
  readonly ordering: readonly string[];
  readonly unevaluated: SchemaNode | undefined;
}

/** One of the branches must hold, and a branch is schemas that hold together. */
export interface Choice {
  readonly pointer: string;
  readonly branches: readonly (readonly SchemaNode[])[];
}

export interface SchemaNode {
  /** Where it stands, as a `$ref` would say it: `#`, `#/properties/city`. */
  readonly pointer: string;
  /** The schema `false`. */
  readonly never: boolean;
  readonly types: number;
  /** Of `enum` and `const`. */
  readonly values: readonly JsonValue[] | undefined;
  readonly examples: readonly JsonValue[];
  readonly fallback: JsonValue | undefined;
  readonly numbers: NumberKeywords | undefined;
  readonly strings: StringKeywords | undefined;
  readonly arrays: ArrayKeywords | undefined;
  readonly objects: ObjectKeywords | undefined;
  /** What its references lead to. */
  readonly targets: readonly SchemaNode[];
  readonly allOf: readonly SchemaNode[];
  readonly anyOf: readonly SchemaNode[] | undefined;
  readonly oneOf: readonly SchemaNode[] | undefined;
  readonly not: SchemaNode | undefined;
  readonly condition:
    | { readonly if: SchemaNode; readonly holds: SchemaNode | undefined; readonly fails: SchemaNode | undefined }
    | undefined;
  /** For drawing: `anyOf`, `oneOf`, `if` and `dependentSchemas` as choices. */
  readonly choices: readonly Choice[];
  /** Whether a value drawn by the keywords and choices may still fail, so that it is to be checked. */
  readonly residual: boolean;
  /** How many levels a value has at least; infinite where it would never end. */
  readonly height: number;
}

/** The schema `{}` with some of its fields. */
export function nodeOf(pointer: string, fields: Partial<SchemaNode> = {}): SchemaNode {
  return {
    pointer,
    never: false,
    types: anyType,
    values: undefined,
    examples: [],
    fallback: undefined,
    numbers: undefined,
    strings: undefined,
    arrays: undefined,
    objects: undefined,
    targets: [],
    allOf: [],
    anyOf: undefined,
    oneOf: undefined,
    not: undefined,
    condition: undefined,
    choices: [],
    residual: false,
    height: 0,
    ...fields,
  };
}

export const noObjectKeywords: ObjectKeywords = {
  properties: new Map(),
  patterns: [],
  additional: undefined,
  required: [],
  minProperties: 0,
  maxProperties: Number.POSITIVE_INFINITY,
  names: undefined,
  dependentRequired: [],
  dependentSchemas: [],
  ordering: [],
  unevaluated: undefined,
};

/** Anything but these values. */
export function otherThan(values: readonly JsonValue[], pointer: string): SchemaNode {
  return nodeOf(pointer, { not: nodeOf(pointer, { values }), residual: true });
}
