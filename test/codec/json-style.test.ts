import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonStyle, type JsonValue, readStyled, writeStyled } from '../../src/codec/json-style.ts';

const layout = fc.oneof(
  fc.record({ indent: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant('\t' as const)) }),
  fc.record(
    { spaceAfter: fc.constantFrom(':', ',', ':,'), padding: fc.integer({ min: 1, max: 40 }) },
    { requiredKeys: [] },
  ),
);
const spelling = fc.record(
  {
    ascii: fc.constant(true),
    escape: fc.constantFrom('&<>', "'", '/', '<>', '\u007f', '=`'),
    newline: fc.constant(true),
  },
  { requiredKeys: [] },
);
const style = fc.tuple(layout, spelling).map((parts) => Object.assign({}, ...parts) as JsonStyle);
const value = fc.jsonValue({
  stringUnit: fc.constantFrom('a', '<', '&', '/', "'", '"', '\\', 'é', '😀', '\u2028', '\u007f', '\n'),
});

describe('readStyled', () => {
  it('reads what was written in any style, exactly', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(value), fc.dictionary(fc.string(), value)), style, (json, spelled) => {
        const text = writeStyled(json as JsonValue, spelled);
        const read = readStyled(text);
        expect(read).toBeDefined();
        if (read) expect(writeStyled(read.value, read.style)).toBe(text);
      }),
    );
  });

  it('gives for any text a style that writes it, or nothing', () => {
    const text = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', 'u003c', '<', ':', ',', ' ', '\n', '1', '.0', 'é'),
    });
    fc.assert(
      fc.property(text, (json) => {
        const read = readStyled(json);
        expect(read === undefined ? json : writeStyled(read.value, read.style)).toBe(json);
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, string, JsonStyle]>([
    ['compact JSON', '{"a":[1,2.5,null,true],"b":"é<"}', {}],
    ['a scalar', '"a"', {}],
    ['Python without ensure_ascii', '{"a": [1, 2], "b": "é"}', { spaceAfter: ':,' }],
    ['Python with ensure_ascii', String.raw`{"a": "\u00e9\ud83d\ude00 <"}`, { spaceAfter: ':', ascii: true }],
    ['a Python array', '[1, 2]', { spaceAfter: ',' }],
    ['Python with DEL', String.raw`{"a":"\u00e9\u007f"}`, { ascii: true, escape: '\u007f' }],
    ['Gemini events', String.raw`{"a": [{"text": "\u003cb\u003e"}],"b": 1}`, { spaceAfter: ':', escape: '<>' }],
    ['pretty JSON', '{\n  "a": [],\n  "b": {\n    "c": 1\n  }\n}\n', { indent: 2, newline: true }],
    ['pretty JSON with tabs', '[\n\t{\n\t\t"a": {}\n\t}\n]', { indent: '\t' }],
    ['Go', String.raw`{"a":"\u003cb\u003e \u0026 é \u2028"}`, { escape: '&<>\u2028' }],
    ['PHP', String.raw`{"url":"https:\/\/example.com\/\u00e9"}`, { ascii: true, escape: '/' }],
    ['an Anthropic ping', '{"type":"ping"       }', { padding: 7 }],
    ['a padded empty object', '{  }\n', { padding: 2, newline: true }],
    ['JSON inside JSON', JSON.stringify({ arguments: '{"a":"\\u00e9 \\/"}' }), {}],
    ['a lone surrogate, which JSON.stringify escapes too', String.raw`{"a":"\ud83d"}`, { ascii: true }],
    ['a key called __proto__', '{"__proto__": {"a": 1}}', { spaceAfter: ':' }],
  ])('knows %s', (_, text, expected) => {
    const read = readStyled(text);
    expect(read?.style).toEqual(expected);
    expect(read?.value).toEqual(JSON.parse(text));
    expect(read && writeStyled(read.value, read.style)).toBe(text);
  });

  it.each([
    ['a float that is whole', '{"temperature":1.0}'],
    ['an exponent', '[1e5]'],
    ['minus zero', '[-0]'],
    ['an integer beyond 2^53', '{"seed":9007199254740993}'],
    ['a duplicate key', '{"a":1,"a":2}'],
    ['integer-like keys out of order', '{"2":1,"1":2}'],
    ['mixed spacing', '{"a": 1,"b":2}'],
    ['spaces inside brackets', '{ "a": 1 }'],
    ['CRLF', '{\r\n  "a": 1\r\n}'],
    ['nine spaces a level', '[\n         1\n]'],
    ['uneven indentation', '{\n  "a": [\n  1\n  ]\n}'],
    ['escapes used now and then', String.raw`["é\u00e9"]`],
    ['upper-case hex', String.raw`["\u00E9"]`],
    ['a byte order mark', '\ufeff{}'],
    ['white space in front', ' {}'],
    ['two line feeds at the end', '{}\n\n'],
    ['no JSON', '{"a":'],
    ['nothing', ''],
    ['nesting over 200', '['.repeat(201) + ']'.repeat(201)],
  ])('refuses %s', (_, text) => {
    expect(readStyled(text)).toBeUndefined();
  });

  it('reads nesting of 200', () => {
    const text = '['.repeat(200) + ']'.repeat(200);
    expect(readStyled(text)?.style).toEqual({});
  });

  it('refuses a text that indenting would blow up, without doing so', () => {
    const text = `[\n        ${'['.repeat(199)}${'0,'.repeat(500_000)}0${']'.repeat(200)}`;
    expect(readStyled(text)).toBeUndefined();
  });
});
