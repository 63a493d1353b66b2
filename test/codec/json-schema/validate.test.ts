/** The check of a value against a schema: what another validator says, and the place of what is wrong. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../../src/codec/json-schema/compile-schema.ts';
import { satisfies, violationOf } from '../../../src/codec/json-schema/validate.ts';
import type { JsonValue } from '../../../src/codec/json-style.ts';
import { anySchema } from './arbitrary-schemas.ts';
import { schemas } from './schemas.ts';

const ajv = new Ajv2020({ strict: false, logger: false });
addFormats.default(ajv);

const value = fc
  .oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(
      { name: 'a', age: 3, email: 'a@b.c' },
      { kind: 'a', x: '1' },
      { a: 'x', b: 1 },
      { city: 'Paris', 'x-1': 1 },
      [1, 2, 3],
      ['a', 1],
      'AB-1234',
      'abc',
    ),
  )
  // Beyond safe integers the other one takes any number for a multiple.
  .map(
    (one): JsonValue =>
      JSON.parse(JSON.stringify(one, (_, part) => (typeof part === 'number' && Math.abs(part) > 1e9 ? 1e9 : part))),
  );

/** The other validator has mistakes of its own: what is compared with it is the same at each run. */
const seed = 20_261_121;

describe('the check of a value', () => {
  it('agrees with the other validator on the schemas of the table, valid or not', () => {
    const both = Object.values(schemas)
      // The other one finds `__proto__` in every object, and takes `{` for an expression, which it is not with the flag `u`.
      .filter((schema) => !/__proto__|"regex"/.test(JSON.stringify(schema)))
      .map((schema) => ({ schema, node: compileSchema(schema).root, validate: ajv.compile(schema) }));
    fc.assert(
      fc.property(value, fc.constantFrom(...both), (one, { schema, node, validate }) => {
        expect({ schema, one, valid: satisfies(node, one) }).toEqual({ schema, one, valid: validate(one) });
      }),
      { numRuns: 2_000, seed },
    );
  });

  it('agrees with the other validator on schemas put together at random', () => {
    fc.assert(
      fc.property(anySchema, fc.array(value, { minLength: 10, maxLength: 20 }), (schema, values) => {
        const validate = ajv.compile(schema);
        const { root } = compileSchema(schema);
        for (const one of values) expect({ one, valid: satisfies(root, one) }).toEqual({ one, valid: validate(one) });
      }),
      { numRuns: 120, seed },
    );
  });

  it.each<readonly [object, JsonValue, string, string]>([
    [{ type: 'string' }, 1, '', '#/type'],
    [{ type: 'integer' }, 1.5, '', '#/type'],
    [
      { properties: { a: { properties: { 'b/c': { minimum: 2 } } } } },
      { a: { 'b/c': 1 } },
      '/a/b~1c',
      '#/properties/a/properties/b~1c',
    ],
    [{ items: { type: 'array', items: { const: 1 } } }, [[1], [1, 2]], '/1/1', '#/items/items'],
    [{ required: ['a'] }, {}, '', '#/required'],
    [{ additionalProperties: false }, { a: 1 }, '/a', '#/additionalProperties'],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, '/ab', '#/propertyNames/maxLength'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, '', '#/anyOf'],
    [{ oneOf: [{ type: 'number' }, { type: 'integer' }] }, 1, '', '#/oneOf'],
    [{ not: { const: 1 } }, 1, '', '#/not'],
    [{ $ref: '#/$defs/n', $defs: { n: { type: 'string' } } }, 1, '', '#/$defs/n/type'],
    [{ format: 'date' }, '2026-02-30', '', '#/format'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      '',
      '#/uniqueItems',
    ],
    [{ unevaluatedProperties: false, properties: { a: {} } }, { a: 1, b: 2 }, '/b', '#/unevaluatedProperties'],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, '', '#/dependentRequired'],
  ])('tells the place in the value and in the schema: %j, %j', (schema, one, at, pointer) => {
    expect(violationOf(compileSchema(schema).root, one)).toMatchObject({
      at,
      pointer,
      why: expect.stringMatching(/./),
    });
  });

  it('counts characters, not code units, and knows decimal fractions', () => {
    expect(satisfies(compileSchema({ maxLength: 2 }).root, '😀😀')).toBe(true);
    expect(satisfies(compileSchema({ minLength: 3 }).root, '😀😀')).toBe(false);
    expect(satisfies(compileSchema({ multipleOf: 0.01 }).root, 0.07)).toBe(true);
    expect(satisfies(compileSchema({ multipleOf: 0.01 }).root, 0.075)).toBe(false);
  });

  it('finds what a nested schema evaluates, and only that', () => {
    const { root } = compileSchema({
      anyOf: [{ properties: { a: { const: 1 } }, required: ['a'] }, { properties: { b: {} } }],
      unevaluatedProperties: false,
    });
    expect(satisfies(root, { a: 1, b: 2 })).toBe(true);
    expect(satisfies(root, { a: 2, b: 2 })).toBe(false);
    const items = compileSchema({ prefixItems: [{ const: 1 }], contains: { const: 'x' }, unevaluatedItems: false });
    expect(satisfies(items.root, [1, 'x', 'x'])).toBe(true);
    expect(satisfies(items.root, [1, 'x', 'y'])).toBe(false);
  });
});
