/** Values drawn for JSON schemas: another validator finds each of them valid. */

import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sample, sampleSchema } from '../../../src/codec/json-schema/sample.ts';
import type { JsonValue } from '../../../src/codec/json-style.ts';
import { randomOf } from '../../../src/core/random.ts';
import { anySchema, soundSchema } from './arbitrary-schemas.ts';
import { person, schemas } from './schemas.ts';

const ajv = new Ajv2020({ strict: false, logger: false });
addFormats.default(ajv);
const seventh = new Ajv({ strict: false, logger: false });
addFormats.default(seventh);

describe('a value drawn for a schema', () => {
  it.each(Object.entries(schemas))('validates: %s', (_, schema) => {
    const validate = ajv.compile(schema);
    for (let seed = 0; seed < 40; seed += 1) {
      const value = drawn(schema, seed);
      expect({ value, valid: validate(plain(value)) }).toMatchObject({ valid: true });
    }
  });

  it.each([
    { type: 'array', items: [{ type: 'string' }, { type: 'integer' }], additionalItems: false, minItems: 2 },
    { type: 'array', items: [{ type: 'string' }], additionalItems: { type: 'boolean' }, minItems: 3 },
    { type: 'object', properties: { a: {}, b: {} }, required: ['a'], dependencies: { a: ['b'] } },
    {
      type: 'object',
      properties: { a: {} },
      required: ['a'],
      dependencies: { a: { required: ['c'], properties: { c: { const: 1 } } } },
    },
  ])('validates where the schema is of an older draft: %j', (schema) => {
    const validate = seventh.compile(schema);
    for (let seed = 0; seed < 40; seed += 1) expect(validate(plain(drawn(schema, seed)))).toBe(true);
  });

  it('stays within the exclusive bounds of draft 4', () => {
    const schema = { type: 'integer', minimum: 3, exclusiveMinimum: true, maximum: 6, exclusiveMaximum: true };
    const values = new Set(Array.from({ length: 40 }, (_, seed) => drawn(schema, seed)));
    expect([...values].sort()).toEqual([4, 5]);
  });

  it('differs from seed to seed, and is the same for the same', () => {
    const twenty = () => Array.from({ length: 20 }, (_, seed) => JSON.stringify(drawn(person, seed)));
    expect(new Set(twenty()).size).toBeGreaterThan(10);
    expect(twenty()).toEqual(twenty());
  });

  it('has its properties in the order of the schema, and each optional one now and then', () => {
    const schema = { ...person, required: ['email'] };
    const orders = new Set(Array.from({ length: 60 }, (_, seed) => Object.keys(Object(drawn(schema, seed))).join()));
    expect([...orders].sort()).toEqual(['age,email', 'email', 'name,age,email', 'name,email']);
  });

  it('reads Gemini’s spelling, in the order that it wants', () => {
    const schema = {
      type: 'OBJECT',
      properties: {
        b: { type: 'STRING', nullable: true },
        a: { type: 'ARRAY', items: { type: 'INTEGER', format: 'int64' }, minItems: '2', maxItems: '3' },
        c: { type: 'STRING', format: 'enum', enum: ['x', 'y'] },
      },
      required: ['a', 'b', 'c'],
      propertyOrdering: ['c', 'a', 'b'],
    };
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed += 1) {
      const value = Object(drawn(schema, seed));
      expect(Object.keys(value)).toEqual(['c', 'a', 'b']);
      expect([2, 3]).toContain(value.a.length);
      expect(value.a.every(Number.isInteger)).toBe(true);
      expect(['x', 'y']).toContain(value.c);
      seen.add(value.b === null ? 'null' : typeof value.b);
    }
    expect([...seen].sort()).toEqual(['null', 'string']);
  });

  it('follows dynamic and recursive references', () => {
    const dynamic = { $dynamicRef: '#n', $defs: { n: { $dynamicAnchor: 'n', const: 5 } } };
    expect(drawn(dynamic, 1)).toBe(5);
    const next = { anyOf: [{ $recursiveRef: '#' }, { const: 5 }] };
    const texts = Array.from({ length: 20 }, (_, seed) =>
      JSON.stringify(drawn({ type: 'object', properties: { next }, required: ['next'] }, seed)),
    );
    expect(texts).toContain('{"next":5}');
    expect(texts).toContain('{"next":{"next":5}}');
  });

  it('fits the names of properties, or what the caller says for them', () => {
    const schema = {
      type: 'object',
      properties: { home_city: { type: 'string' }, tags: { type: 'array', items: { type: 'string' }, minItems: 1 } },
      required: ['home_city', 'tags'],
    };
    expect(['Paris', 'Berlin', 'Lisbon', 'Oslo', 'Kyoto', 'Montréal']).toContain(Object(drawn(schema, 1)).home_city);
    const words = sampleSchema(schema, randomOf(1), { words: (_, name) => `<${name}>` });
    expect(words).toMatchObject({ value: { home_city: '<home_city>', tags: expect.arrayContaining(['<tag>']) } });
  });

  it('takes an example that validates and passes over one that does not', () => {
    const schema = { type: 'string', maxLength: 4, examples: ['too long', 'fits'] };
    for (let seed = 0; seed < 20; seed += 1) expect(drawn(schema, seed)).toBe('fits');
  });

  it('ends and stays small, however much a schema refers to itself', () => {
    const many = {
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`p${i}`, { $ref: '#' }])),
    };
    for (const schema of [schemas['a tree'], schemas['an expression'], schemas['schemas that need each other'], many]) {
      for (let seed = 0; seed < 50; seed += 1) {
        expect(JSON.stringify(drawn(schema, seed)).length).toBeLessThan(8_000);
      }
    }
  });

  it('does not hang on an expression that backtracks', () => {
    expect(drawn({ type: 'string', pattern: '^(a+)+$', minLength: 60 }, 1)).toMatch(/^a{60,}$/);
    const impossible = { type: 'string', format: 'email', pattern: '^(\\w+\\s?)*$', minLength: 80 };
    expect(sampleSchema(impossible, randomOf(1)).kind).toBe('unsupported');
  });

  it('validates for every sound schema that is put together at random', () => {
    fc.assert(
      fc.property(soundSchema, fc.nat(), (schema, seed) => {
        expect(ajv.compile(schema)(plain(drawn(schema, seed)))).toBe(true);
      }),
      // The other validator has mistakes of its own: what is compared with it is the same at each run.
      { numRuns: 150, seed: 20_261_121 },
    );
  });

  it('validates where there is one, for any schema that is put together at random', () => {
    fc.assert(
      fc.property(anySchema, fc.nat(), (schema, seed) => {
        const sample = sampleSchema(schema, randomOf(seed));
        if (sample.kind === 'sampled') expect(ajv.compile(schema)(plain(sample.value))).toBe(true);
        else expect(sample).toMatchObject({ pointer: expect.stringMatching(/^#/), why: expect.stringMatching(/./) });
      }),
      // The other validator has mistakes of its own: what is compared with it is the same at each run.
      { numRuns: 150, seed: 20_261_121 },
    );
  });

  it('is called unsatisfiable only where no value satisfies the schema', () => {
    fc.assert(
      fc.property(anySchema, fc.array(fc.jsonValue(), { minLength: 30, maxLength: 30 }), (schema, values) => {
        if (sampleSchema(schema, randomOf(1)).kind !== 'unsatisfiable') return;
        const validate = ajv.compile(schema);
        expect([...values, {}, [], '', 0, null, true].filter((value) => validate(plain(value)))).toEqual([]);
      }),
      // The other validator has mistakes of its own: what is compared with it is the same at each run.
      { numRuns: 150, seed: 20_261_121 },
    );
  });
});

describe('a schema that no value satisfies', () => {
  const self = { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] };
  it.each<readonly [string, unknown, string]>([
    ['false', false, '#'],
    ['bounds', property({ type: 'integer', minimum: 3, maximum: 2 }), '#/properties/a'],
    ['no multiple between', property({ type: 'integer', minimum: 8, maximum: 13, multipleOf: 7 }), '#/properties/a'],
    ['no integer between', property({ type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 }), '#/properties/a'],
    ['lengths', property({ type: 'string', minLength: 3, maxLength: 2 }), '#/properties/a'],
    ['an enum of another type', property({ type: 'string', enum: [1, 2] }), '#/properties/a'],
    ['an empty enum', { enum: [] }, '#'],
    ['types', { allOf: [{ type: 'string' }, { type: 'integer' }] }, '#/allOf/1'],
    ['no end', self, '#'],
    ['too few different items', { type: 'array', items: { enum: [1] }, uniqueItems: true, minItems: 2 }, '#/items'],
    ['no room for items', { type: 'array', items: false, minItems: 1 }, '#/items'],
    ['required and forbidden', { type: 'object', required: ['a'], additionalProperties: false }, '#'],
    ['too few names', { type: 'object', properties: { a: {} }, additionalProperties: false, minProperties: 2 }, '#'],
    ['everything denied', { not: {} }, '#'],
    ['alternatives', { anyOf: [false, { type: 'string', enum: [1] }] }, '#/anyOf'],
    ['no alternatives', { oneOf: [] }, '#/oneOf'],
    ['a name with a slash', property(false, 'a/b~c'), '#'],
  ])('is told with its place: %s', (_, schema, pointer) => {
    expect(sampleSchema(schema, randomOf(1))).toMatchObject({ kind: 'unsatisfiable', pointer });
  });
});

describe('a schema that cannot be read', () => {
  it.each<readonly [unknown, string]>([
    [{ $ref: '#/$defs/none' }, '#/$ref'],
    [{ $ref: 'https://example.com/other.json' }, '#/$ref'],
    [{ $ref: '#' }, '#'],
    [{ anyOf: [{ $ref: '#' }, { type: 'string' }] }, '#'],
    [property({ type: 'text' }), '#/properties/a/type'],
    [property({ type: 'string', pattern: '(' }), '#/properties/a/pattern'],
    [property({ type: 'number', multipleOf: 0 }), '#/properties/a/multipleOf'],
    [property({ type: 'string', minLength: 'x' }), '#/properties/a/minLength'],
    [property('string'), '#/properties/a'],
    [{ anyOf: {} }, '#/anyOf'],
    [{ properties: [] }, '#/properties'],
    [{ type: 'array', minItems: 1e9 }, '#'],
    [{ type: 'string', minLength: 1e9 }, '#'],
    [deep(300), `#${'/items'.repeat(250)}`],
    ['a text', '#'],
  ])('is told with its place: %j', (schema, pointer) => {
    expect(sampleSchema(schema, randomOf(1))).toMatchObject({ kind: 'unsupported', pointer });
  });

  it('may be a definition that nothing refers to', () => {
    expect(sampleSchema({ const: 1, $defs: { a: { $ref: '#/none' } } }, randomOf(1))).toEqual({
      kind: 'sampled',
      value: 1,
    });
  });
});

function drawn(schema: unknown, seed: number): JsonValue {
  const sample: Sample = sampleSchema(schema, randomOf(seed));
  if (sample.kind !== 'sampled') throw new Error(`${sample.kind}: ${sample.pointer}: ${sample.why}`);
  return sample.value;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function property(schema: unknown, name = 'a'): object {
  return { type: 'object', properties: { [name]: schema }, required: [name] };
}

function deep(levels: number): object {
  let schema: object = {};
  for (let i = 0; i < levels; i += 1) schema = { items: schema };
  return schema;
}
