/** Schemas that ask for too much: told at once, whatever they say. */

import { describe, expect, it } from 'vitest';
import { sampleProblem, sampleSchema } from '../../../src/codec/json-schema/sample.ts';
import { randomOf } from '../../../src/core/random.ts';

/** Each level needs two of the next. */
function doubling(levels: number): object {
  const $defs: Record<string, object> = {};
  for (let i = 0; i < levels; i += 1) {
    const next = { $ref: `#/$defs/d${i + 1}` };
    $defs[`d${i}`] = { type: 'object', properties: { a: next, b: next }, required: ['a', 'b'] };
  }
  return { $ref: '#/$defs/d0', $defs: { ...$defs, [`d${levels}`]: { type: 'integer' } } };
}

function nested(depth: number): object {
  let schema: object = { type: 'string' };
  for (let i = 0; i < depth; i += 1) schema = { type: 'object', properties: { a: schema }, required: ['a'] };
  return schema;
}

describe('a schema that asks for too much', () => {
  it.each<[string, object]>([
    ['values without number', doubling(40)],
    [
      'lists of lists',
      { type: 'array', minItems: 1_000, items: { type: 'array', minItems: 1_000, items: { type: 'integer' } } },
    ],
    ['a long text by a pattern', { type: 'string', pattern: '^(a+)+$', minLength: 50_000 }],
    ['a depth that no stack holds', nested(20_000)],
  ])(
    'is no value, but a reason: %s',
    (_, schema) => {
      const sample = sampleSchema(schema, randomOf(1));
      if (sample.kind === 'sampled') throw new Error('it was drawn');
      expect(sample.kind).toBe('unsupported');
      expect(sampleProblem(sample).length).toBeLessThan(450);
    },
    10_000,
  );

  it('is drawn as long as it is not too much', () => {
    expect(sampleSchema(doubling(8), randomOf(1))).toMatchObject({ kind: 'sampled' });
    expect(sampleSchema(nested(100), randomOf(1))).toMatchObject({ kind: 'sampled' });
  });
});
