/** Schemas that strict mode takes, and what it says of others. */

import { describe, expect, it } from 'vitest';
import { strictProblem } from '../../../src/dialects/openai-responses/strict-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

const closed = (properties: Schema, required = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text = { type: 'string' };
const open = { type: 'object', properties: { a: text }, required: ['a'] };

/** What is said of a schema as the format, without its beginning. */
function said(schema: Schema, strict: boolean | null = true): string | undefined {
  const format = { type: 'json_schema' as const, name: 'answer', schema, strict };
  return strictProblem({ model: 'gpt-4o', text: { format } })?.message.replace(/^.*?'answer': /, '');
}

const notClosed = "'additionalProperties' is required to be supplied and to be false.";
const notRequired =
  "'required' is required to be supplied and to be an array including every key in properties. Missing";

describe('strict mode', () => {
  it.each<[string, Schema]>([
    ['a closed object', closed({ a: text })],
    ['one without properties', closed({})],
    [
      'objects in lists, branches and definitions',
      {
        ...closed({ list: { type: 'array', items: closed({ a: text }) }, one: { anyOf: [text, closed({ a: text })] } }),
        $defs: { node: closed({ next: { $ref: '#/$defs/node' } }) },
      },
    ],
  ])('takes %s', (_, schema) => {
    expect(said(schema)).toBeUndefined();
  });

  it.each<[string, Schema, string]>([
    ['an open object', open, `In context=(), ${notClosed}`],
    ['an object that allows more', { ...open, additionalProperties: true }, `In context=(), ${notClosed}`],
    ['what may be left out', closed({ a: text, b: text }, ['a']), `In context=(), ${notRequired} 'b'.`],
    ['one inside', closed({ a: open }), `In context=('properties', 'a'), ${notClosed}`],
    ['one in a list', closed({ a: { items: open } }), `In context=('properties', 'a', 'items'), ${notClosed}`],
    [
      'one in a branch',
      closed({ a: { anyOf: [text, open] } }),
      `In context=('properties', 'a', 'anyOf', '1'), ${notClosed}`,
    ],
    ['one among definitions', { ...closed({}), $defs: { x: open } }, `In context=('$defs', 'x'), ${notClosed}`],
    ['what is no object', { type: 'array' }, `schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`],
    ['what has no type', {}, `schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`],
  ])('refuses %s', (_, schema, words) => {
    expect(said(schema)).toBe(words);
  });

  it('is for those who ask for it', () => {
    expect([said(open, false), said(open, null)]).toEqual([undefined, undefined]);
  });

  it('holds for functions too, each by its place', () => {
    const tool = (strict: boolean) => ({ type: 'function' as const, name: 'f', parameters: open, strict });
    expect(strictProblem({ model: 'gpt-4o', tools: [tool(false), tool(true)] })).toMatchObject({
      param: 'tools[1].parameters',
      code: 'invalid_function_parameters',
      message: `Invalid schema for function 'f': In context=(), ${notClosed}`,
    });
  });

  it('reads a schema of any depth', () => {
    let schema = closed({});
    for (let i = 0; i < 20_000; i += 1) schema = { type: 'array', items: schema };
    expect(said(closed({ a: schema }))).toBeUndefined();
  });
});
