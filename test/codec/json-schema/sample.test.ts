/** Values drawn for JSON schemas: another validator finds each of them valid. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../../src/codec/json-schema/compile-schema.ts';
import { sampleSchema } from '../../../src/codec/json-schema/sample.ts';
import { satisfies } from '../../../src/codec/json-schema/validate.ts';
import { randomOf } from '../../../src/core/random.ts';
import { person, schemas } from './schemas.ts';

const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
addFormats.default(ajv);

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
