/** Values drawn for JSON schemas: another validator finds each of them valid. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleSchema } from '../../../src/codec/json-schema/sample.ts';
import { isValid } from '../../../src/codec/json-schema/validate.ts';
import { randomOf } from '../../../src/core/random.ts';

const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
addFormats.default(ajv);

const string = { type: 'string' };
const person = {
  type: 'object',
  properties: {
    name: string,
    age: { type: 'integer', minimum: 0, maximum: 130 },
    email: { type: 'string', format: 'email' },
  },
  required: ['name', 'age', 'email'],
  additionalProperties: false,
};

/** By what each shows. */
const schemas: Readonly<Record<string, object | boolean>> = {
  anything: {},
  true: true,
  'a string': string,
  'an integer': { type: 'integer' },
  'a number': { type: 'number' },
  'a boolean': { type: 'boolean' },
  null: { type: 'null' },
  'a type or null': { type: ['string', 'null'] },
  'an enum': { enum: ['a', 1, null, { b: 2 }] },
  'an enum of one type': { type: 'string', enum: ['a', 1] },
  'a const': { const: { a: [1] } },
  'a range': { type: 'integer', minimum: 3, maximum: 5 },
  'open bounds': { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.1 },
  'an integer between open bounds': { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 3 },
  'one number': { type: 'number', minimum: 7, maximum: 7 },
  'far below zero': { type: 'integer', maximum: -1000 },
  'a multiple': { type: 'integer', multipleOf: 7, minimum: 8 },
  'a decimal multiple': { type: 'number', multipleOf: 0.1, minimum: 0, maximum: 1 },
  'a length': { type: 'string', minLength: 20, maxLength: 22 },
  'one letter': { type: 'string', maxLength: 1, minLength: 1 },
  'no letter': { type: 'string', maxLength: 0 },
  'a pattern': { type: 'string', pattern: '^[A-Z]{2}-\\d{4}$' },
  'a pattern without anchors': { type: 'string', pattern: 'ab+c' },
  'a pattern with choices': { type: 'string', pattern: '^(?:red|green|blue)(?:-(?:light|dark))?$' },
  'a pattern and a length': { type: 'string', pattern: '^[a-z]+$', minLength: 3, maxLength: 4 },
  'a pattern of Unicode properties': { type: 'string', pattern: '^\\p{L}+$' },
  ...Object.fromEntries(
    [
      'date-time',
      'date',
      'time',
      'duration',
      'email',
      'hostname',
      'ipv4',
      'ipv6',
      'uuid',
      'uri',
      'uri-reference',
      'json-pointer',
      'regex',
    ].map((format) => [`the format ${format}`, { type: 'string', format }]),
  ),
  'an unknown format': { type: 'string', format: 'of-our-own' },
  'an object': person,
  'an object with optional properties': { ...person, required: ['name'] },
  'properties that nobody describes': { type: 'object', required: ['a', 'b'] },
  'a map': { type: 'object', additionalProperties: { type: 'integer' } },
  'a map with names': {
    type: 'object',
    propertyNames: { pattern: '^[a-z]{3}$' },
    minProperties: 2,
    additionalProperties: string,
  },
  'pattern properties': {
    type: 'object',
    patternProperties: { '^x-[a-z]+$': { type: 'integer' } },
    additionalProperties: false,
    minProperties: 1,
  },
  'few properties': { type: 'object', properties: { a: string, b: string, c: string }, maxProperties: 1 },
  'dependent properties': {
    type: 'object',
    properties: { card: string, code: { type: 'integer' } },
    required: ['card'],
    dependentRequired: { card: ['code'] },
  },
  'dependent schemas': {
    type: 'object',
    properties: { a: string },
    required: ['a'],
    dependentSchemas: { a: { required: ['b'], properties: { b: { type: 'integer' } } } },
  },
  'a list': { type: 'array', items: { type: 'integer' } },
  'a list of a length': { type: 'array', items: string, minItems: 4, maxItems: 5 },
  'an empty list': { type: 'array', maxItems: 0 },
  'different items': { type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 3 },
  'a tuple': { type: 'array', prefixItems: [string, { type: 'integer' }], items: false, minItems: 2 },
  'a list that contains': { type: 'array', contains: { const: 5 }, minContains: 2, items: { type: 'integer' } },
  'nested lists': {
    type: 'array',
    minItems: 1,
    items: { type: 'array', minItems: 1, items: { type: 'array', items: person } },
  },
  'any of': { anyOf: [{ type: 'integer' }, string, person] },
  'any of with more beside': {
    type: 'object',
    properties: { id: { type: 'integer' } },
    required: ['id'],
    anyOf: [{ required: ['a'] }, { required: ['b'] }],
  },
  'one of': {
    oneOf: [
      { type: 'integer', multipleOf: 2 },
      { type: 'integer', multipleOf: 3 },
    ],
  },
  'all of': {
    allOf: [
      { type: 'object', properties: { a: string }, required: ['a'] },
      { properties: { b: { type: 'integer' } }, required: ['b'] },
    ],
  },
  'all of with bounds': { allOf: [{ type: 'integer', minimum: 3 }, { maximum: 4 }, { minimum: 1 }] },
  not: { type: 'integer', minimum: 0, maximum: 3, not: { enum: [0, 1, 2] } },
  'if and then': {
    type: 'object',
    properties: { kind: { enum: ['a', 'b'] } },
    required: ['kind'],
    if: { properties: { kind: { const: 'a' } } },
    // biome-ignore lint/suspicious/noThenProperty: the keyword is called so
    then: { required: ['x'] },
    else: { required: ['y'] },
  },
  'a reference': {
    type: 'object',
    properties: { who: { $ref: '#/$defs/person' } },
    required: ['who'],
    $defs: { person },
  },
  'an old definition': { $ref: '#/definitions/person', definitions: { person } },
  'an anchor': { $ref: '#who', $defs: { person: { ...person, $anchor: 'who' } } },
  'a reference with more beside': { $ref: '#/$defs/n', minimum: 5, $defs: { n: { type: 'integer', maximum: 6 } } },
  'a tree': {
    type: 'object',
    properties: { value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#' } } },
    required: ['value', 'children'],
  },
  'a list by links': {
    $ref: '#/$defs/node',
    $defs: {
      node: {
        type: 'object',
        properties: { next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } },
        required: ['next'],
      },
    },
  },
  'an expression': {
    $ref: '#/$defs/e',
    $defs: {
      e: {
        anyOf: [
          {
            type: 'object',
            properties: { left: { $ref: '#/$defs/e' }, right: { $ref: '#/$defs/e' } },
            required: ['left', 'right'],
          },
          { type: 'number' },
        ],
      },
    },
  },
  examples: { type: 'string', examples: ['just this'] },
  'a default': { type: 'integer', default: 42 },
  'a default that is not valid': { type: 'integer', default: 'x' },
  'a property called __proto__': {
    type: 'object',
    properties: JSON.parse('{"__proto__": {"type": "integer"}}'),
    required: ['__proto__'],
  },
  'an escaped reference': { $ref: '#/$defs/a~1b%25', $defs: { 'a/b%': { type: 'integer' } } },
};

describe('a value drawn for a schema', () => {
  it.each(Object.entries(schemas))('validates: %s', (_, schema) => {
    const validate = ajv.compile(schema);
    for (let seed = 0; seed < 40; seed += 1) {
      const sample = sampleSchema(schema, randomOf(seed));
      expect(sample).toMatchObject({ kind: 'sampled' });
      const value = sample.kind === 'sampled' ? sample.value : undefined;
      expect({ value, valid: validate(JSON.parse(JSON.stringify(value))) }).toMatchObject({ valid: true });
    }
  });

  it('differs from seed to seed, and is the same for the same', () => {
    const drawn = Array.from({ length: 20 }, (_, seed) => JSON.stringify(sampleSchema(person, randomOf(seed))));
    expect(new Set(drawn).size).toBeGreaterThan(10);
    expect(Array.from({ length: 20 }, (_, seed) => JSON.stringify(sampleSchema(person, randomOf(seed))))).toEqual(
      drawn,
    );
  });

  it('reads Gemini’s spelling, in the order that it wants', () => {
    const schema = {
      type: 'OBJECT',
      properties: {
        b: { type: 'STRING', nullable: true },
        a: { type: 'ARRAY', items: { type: 'INTEGER' }, minItems: '2' },
      },
      required: ['a', 'b'],
      propertyOrdering: ['a', 'b'],
    };
    for (let seed = 0; seed < 20; seed += 1) {
      const sample = sampleSchema(schema, randomOf(seed));
      if (sample.kind !== 'sampled') throw new Error(sample.why);
      expect(Object.keys(Object(sample.value))).toEqual(['a', 'b']);
      expect(isValid(sample.value, schema, schema)).toBe(true);
    }
  });

  it('is not there for a schema that nothing satisfies, and the place is told', () => {
    const of = (schema: unknown) => sampleSchema(schema, randomOf(1));
    expect(of(false)).toMatchObject({ kind: 'unsatisfiable', pointer: '' });
    expect(
      of({ type: 'object', properties: { a: { type: 'integer', minimum: 3, maximum: 2 } }, required: ['a'] }),
    ).toMatchObject({
      kind: 'unsatisfiable',
      pointer: '/a',
    });
    expect(of({ type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] })).toMatchObject({
      kind: 'unsatisfiable',
    });
    expect(of({ $ref: '#/$defs/none' })).toMatchObject({ kind: 'unsatisfiable' });
    expect(of({ type: 'array', items: { enum: [1] }, uniqueItems: true, minItems: 2 })).toMatchObject({
      kind: 'unsatisfiable',
    });
  });

  it('stays small, however much a schema refers to itself', () => {
    const tree = schemas['a tree'];
    for (let seed = 0; seed < 50; seed += 1) {
      expect(JSON.stringify(sampleSchema(tree, randomOf(seed))).length).toBeLessThan(5_000);
    }
  });

  it('validates for schemas put together at random', () => {
    const leaf = fc.oneof(
      fc.record({
        type: fc.constant('integer'),
        minimum: fc.integer({ min: -9, max: 0 }),
        maximum: fc.integer({ min: 1, max: 9 }),
      }),
      fc.record({ type: fc.constant('string'), minLength: fc.nat(5), maxLength: fc.integer({ min: 5, max: 9 }) }),
      fc.record({ type: fc.constant('boolean') }),
      fc.record({ enum: fc.array(fc.string(), { minLength: 1 }) }),
      fc.record({ type: fc.constant('number'), multipleOf: fc.constantFrom(0.5, 2, 3) }),
    );
    const { schema } = fc.letrec<{ schema: object }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(2) }),
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
        fc.dictionary(fc.string({ minLength: 1 }), tie('schema'), { maxKeys: 4 }).map((properties) => ({
          type: 'object',
          properties,
          required: Object.keys(properties),
          additionalProperties: false,
        })),
      ),
    }));
    fc.assert(
      fc.property(schema, fc.nat(), (one, seed) => {
        const sample = sampleSchema(one, randomOf(seed));
        if (sample.kind !== 'sampled') throw new Error(`${sample.pointer}: ${sample.why}`);
        expect(ajv.compile(one)(JSON.parse(JSON.stringify(sample.value)))).toBe(true);
        expect(isValid(sample.value, one, { ...one })).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the check of a value', () => {
  it('agrees with the other validator, valid or not', () => {
    const validators = Object.values(schemas).map((schema) => [schema, ajv.compile(schema)] as const);
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom({ name: 'a', age: 3, email: 'a@b.c' }, [1, 2, 3], { kind: 'a', x: 1 }, 'AB-1234'),
    );
    fc.assert(
      fc.property(value, fc.constantFrom(...validators), (one, [schema, validate]) => {
        const plain = JSON.parse(JSON.stringify(one));
        // Formats are checked more loosely here, and the other one finds `__proto__` in every object.
        if (!/"format"|__proto__/.test(JSON.stringify(schema))) {
          expect({ schema, plain, valid: isValid(plain, schema, Object(schema)) }).toEqual({
            schema,
            plain,
            valid: validate(plain),
          });
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
