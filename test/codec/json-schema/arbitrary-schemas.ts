/** Schemas put together at random: sound ones, which some value satisfies, and any, which may contradict themselves. */

import fc from 'fast-check';

const name = fc.constantFrom('a', 'b', 'city', 'x-1', 'a/b');
const scalar = fc.constantFrom<unknown>(null, true, 0, 1, -3, 2.5, '', 'a', 'abc');
const patterns = ['^[a-z]+$', 'b', '^(?:a|b)*\\d?$', '[A-Z]{2}-\\d{2,4}', '^\\S+\\s\\w+$'] as const;
const formats = ['date', 'date-time', 'email', 'uuid', 'uri', 'ipv4', 'time', 'duration', 'hostname'] as const;

/** Bounds are in order, alternatives are of different types, and what must be there may be there. */
export const { sound: soundSchema } = fc.letrec<{ sound: object }>((tie) => ({
  sound: fc.oneof(
    { depthSize: 'small' },
    fc.record(
      {
        type: fc.constantFrom('integer', 'number'),
        minimum: fc.integer({ min: -900, max: 0 }),
        exclusiveMaximum: fc.integer({ min: 30, max: 90 }),
        multipleOf: fc.constantFrom(1, 2, 7, 0.5, 0.1, 0.01),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ type: fc.constant('string'), minLength: fc.nat(20), maxLength: fc.integer({ min: 20, max: 30 }) }),
    fc.record({ type: fc.constant('string'), pattern: fc.constantFrom(...patterns), minLength: fc.constantFrom(0, 1) }),
    fc.record({ type: fc.constantFrom('string', ['string', 'null']), format: fc.constantFrom(...formats) }),
    fc.record({ enum: fc.uniqueArray(scalar, { minLength: 1 }) }),
    fc.record({ const: fc.jsonValue({ maxDepth: 2 }) }).map((schema) => JSON.parse(JSON.stringify(schema))),
    fc.record(
      {
        type: fc.constant('array'),
        items: tie('sound'),
        minItems: fc.nat(2),
        maxItems: fc.integer({ min: 2, max: 4 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({
      type: fc.constant('array'),
      prefixItems: fc.array(tie('sound'), { minLength: 1, maxLength: 2 }),
      items: tie('sound'),
    }),
    fc.record({ type: fc.constant('array'), contains: tie('sound'), minContains: fc.nat(2) }),
    fc.dictionary(name, tie('sound'), { maxKeys: 4 }).chain((properties) => {
      const names = Object.keys(properties);
      return fc.record({
        type: fc.constant('object'),
        properties: fc.constant(properties),
        required: fc.subarray(names),
        additionalProperties: fc.constantFrom(true, false),
        minProperties: fc.nat(names.length),
        dependentRequired: fc.dictionary(name, fc.subarray(names), { maxKeys: 1 }),
      });
    }),
    fc.record({
      type: fc.constant('object'),
      additionalProperties: tie('sound'),
      propertyNames: fc.constantFrom({ pattern: '^[a-z]+$' }, { maxLength: 3 }),
      minProperties: fc.nat(4),
    }),
    fc.record({
      type: fc.constant('object'),
      patternProperties: fc.dictionary(fc.constantFrom('^x', '^y'), tie('sound')),
      minProperties: fc.nat(2),
    }),
    fc.record({ anyOf: fc.array(tie('sound'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.tuple(tie('sound')) }),
    fc.record({ not: fc.record({ type: fc.constantFrom('string', 'null', 'object') }) }),
    fc.record({
      oneOf: fc.tuple(
        fc.record({ type: fc.constant('string'), maxLength: fc.nat(5) }),
        fc.record({ type: fc.constant('integer'), minimum: fc.nat(5) }),
        fc.record({ type: fc.constant('array'), items: tie('sound') }),
      ),
    }),
  ),
}));

/**
 * Every keyword beside every other of its family. Three pairs are left out, which the other validator (8.20) judges wrongly:
 * `contains` and `uniqueItems` beside `prefixItems`, and `unevaluatedProperties` beside `dependentSchemas`.
 */
export const { any: anySchema } = fc.letrec<{ any: object }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    some({
      type: fc.constantFrom('integer', 'number', ['number', 'null']),
      minimum: fc.integer({ min: -20, max: 20 }),
      maximum: fc.integer({ min: -5, max: 60 }),
      exclusiveMinimum: fc.integer({ min: -20, max: 5 }),
      exclusiveMaximum: fc.integer({ min: 0, max: 60 }),
      multipleOf: fc.constantFrom(1, 2, 3, 0.5, 7, 1.5),
    }),
    some({
      type: fc.constantFrom('string', ['string', 'null']),
      minLength: fc.nat(12),
      maxLength: fc.integer({ min: 3, max: 30 }),
      pattern: fc.constantFrom(...patterns),
    }),
    some({ enum: fc.uniqueArray(scalar, { minLength: 1 }), const: scalar, type: fc.constantFrom('string', 'integer') }),
    some({
      type: fc.constant('array'),
      items: tie('any'),
      prefixItems: fc.array(tie('any'), { minLength: 1, maxLength: 2 }),
      minItems: fc.nat(3),
      maxItems: fc.integer({ min: 2, max: 5 }),
    }),
    some({
      type: fc.constant('array'),
      items: tie('any'),
      contains: tie('any'),
      minContains: fc.nat(2),
      maxContains: fc.integer({ min: 1, max: 4 }),
      uniqueItems: fc.boolean(),
    }),
    some({
      type: fc.constant('object'),
      properties: fc.dictionary(name, tie('any'), { maxKeys: 3 }),
      required: fc.uniqueArray(name, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), tie('any')),
      patternProperties: fc.dictionary(fc.constantFrom('^x', '[ab]', '^c'), tie('any'), { maxKeys: 1 }),
      minProperties: fc.nat(3),
      maxProperties: fc.integer({ min: 1, max: 6 }),
      propertyNames: fc.constantFrom({ pattern: '^[a-z]' }, { maxLength: 4 }),
      dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 1 }),
    }),
    some({
      properties: fc.dictionary(name, tie('any'), { maxKeys: 2 }),
      dependentSchemas: fc.dictionary(name, tie('any'), { maxKeys: 2 }),
      allOf: fc.array(tie('any'), { minLength: 1, maxLength: 2 }),
    }),
    some({
      anyOf: fc.array(tie('any'), { minLength: 1, maxLength: 3 }),
      oneOf: fc.array(tie('any'), { minLength: 1, maxLength: 3 }),
      not: tie('any'),
    }),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([condition, holds, fails]) =>
      Object.fromEntries([
        ['if', condition],
        ['then', holds],
        ['else', fails],
      ]),
    ),
  ),
}));

function some(keywords: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  return fc.record(keywords, { requiredKeys: [] });
}
