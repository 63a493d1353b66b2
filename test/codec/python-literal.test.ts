import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePythonLiteral } from '../../src/codec/python-literal.ts';

/** As Python's `repr` writes a value. */
function repr(value: unknown): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : String(value);
  if (typeof value === 'string') return reprText(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  return `{${Object.entries(value as object)
    .map(([key, member]) => `${reprText(key)}: ${repr(member)}`)
    .join(', ')}}`;
}

/** Single quotes, unless only those are in it. */
function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let written = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\\' || character === quote) written += `\\${character}`;
    else if (character === '\n') written += '\\n';
    else if (character === '\r') written += '\\r';
    else if (character === '\t') written += '\\t';
    else if (code < 0x20 || code === 0x7f || (code > 0x7f && code < 0xa1))
      written += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code >= 0xd800 && code < 0xe000) written += `\\u${code.toString(16)}`;
    else written += character;
  }
  return quote + written + quote;
}

describe('a Python literal', () => {
  it.each([
    ["{'type': 'response', 'data': 'word'}", { type: 'response', data: 'word' }],
    [`{'data': "it's", "b": 'say "hi"'}`, { data: "it's", b: 'say "hi"' }],
    ["{'a': True, 'b': False, 'c': None}", { a: true, b: false, c: null }],
    ["{'a': true, 'b': null}", { a: true, b: null }],
    ['[1, -2, 3.5, 1e3, .5, 5., 0xff, 1_000]', [1, -2, 3.5, 1000, 0.5, 5, 255, 1000]],
    ["('a', 'b')", ['a', 'b']],
    ["('a')", 'a'],
    ["('a',)", ['a']],
    ['()', []],
    ["{'b', 'c'}", ['b', 'c']],
    ['{}', {}],
    ["{1: 'a', None: 'b', True: 'c', 2.5: 'd'}", { 1: 'a', null: 'b', true: 'c', 2.5: 'd' }],
    ["['x', 'y',]", ['x', 'y']],
    [" {'a' : [ ] }\n", { a: [] }],
    ['\'one\' "two"', 'onetwo'],
    ["u'text'", 'text'],
    ["'\\x41\\u00e9\\U0001f600\\101\\n\\'\\q'", "Aé😀A\n'\\q"],
    ['[nan, inf, -inf]', [null, null, null]],
    ["{'a': 1, 'a': 2}", { a: 2 }],
  ])('%s is read', (text, value) => {
    expect(parsePythonLiteral(text)).toEqual(value);
  });

  it.each([
    '',
    'word',
    "{'a'",
    "{'a': }",
    "{'a': 1 'b': 2}",
    "{'a': 1, 'b'}",
    "'open",
    "'a' b",
    '[1 2]',
    '[1)',
    "b'bytes'",
    '{[1]: 2}',
    '1e999',
    "'\\x4'",
    "'\\U00110000'",
    '__import__("os")',
    "f'{x}'",
    '1 + 1',
    '[,]',
    '\\',
  ])('%j is none', (text) => {
    expect(parsePythonLiteral(text)).toBeUndefined();
  });

  it('has no deeper nesting than a message has', () => {
    expect(parsePythonLiteral('['.repeat(100_000))).toBeUndefined();
    expect(parsePythonLiteral('['.repeat(150) + ']'.repeat(150))).toBeDefined();
  });

  it('makes no prototype of a key', () => {
    const value = parsePythonLiteral("{'__proto__': {'x': 1}}");
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect((value as { x?: unknown }).x).toBeUndefined();
  });

  it('is read as it was written, whatever the value', () => {
    const values = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom("'", '"', '\\', 'n', 'x', '\n', 'u', ' ', '{') }),
        fc.constantFrom(null, true, false),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(values, (value) => {
        expect(parsePythonLiteral(repr(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('reads all JSON too', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: fc.constantFrom('a', '"', '\\', 'é', '\n', "'") }), (json) => {
        expect(parsePythonLiteral(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('never throws, and needs time in proportion to the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]()\'",:\\ux0eE.-+_ \nTrueNone') }), (text) => {
        parsePythonLiteral(text);
      }),
      { numRuns: 2_000 },
    );
    expect(parsePythonLiteral(`['${'a'.repeat(2_000_000)}'${', 1'.repeat(300_000)}]`)).toHaveLength(300_001);
  });
});
