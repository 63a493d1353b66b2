/** Targets: readers of JSON in all their kinds, and of what is written like JSON. */

import { locateJsonError } from '../../../src/cassette/json-error.ts';
import { putSpellings, takeSpellings } from '../../../src/cassette/number-spelling.ts';
import { canonicalJson } from '../../../src/codec/canonical-json.ts';
import { parseExactJson } from '../../../src/codec/exact-json.ts';
import { findDuplicateKey } from '../../../src/codec/json-duplicates.ts';
import { jsonDepth } from '../../../src/codec/json-nesting.ts';
import { readStyled, writeStyled } from '../../../src/codec/json-style.ts';
import { parsePythonLiteral } from '../../../src/codec/python-literal.ts';
import { parseJson } from '../../../src/dialects/json-shape.ts';
import { replyEvents } from '../../../src/dialects/reply-events.ts';
import { scanJson } from '../../../src/redaction/json-text.ts';
import { readJsonPath } from '../../../src/rules/json-path.ts';
import { decodedOf } from '../../../src/scan/hidden-text.ts';
import { readDocument } from '../../../src/scan/read-document.ts';
import { type FuzzTarget, holds, repeated, textTarget } from '../target.ts';

const samples = [
  '{"model":"gpt-4o","messages":[{"role":"user","content":"a \\"quoted\\" \\u00e9 \\ud83d\\ude00"}],"temperature":1.0,"n":-0}',
  '{"a":{"b":[1,2.50,1e-05,9007199254740993,true,false,null]},"a":2,"":{},"__proto__":[]}',
  '[ {"x" : [ [ ] , { } ] } ,\r\n\t"y" ]\n',
  '{\n  "pretty": {\n    "n": 1\n  }\n}',
  '"text"',
  '-12.5e+3',
];
const words = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\\u',
  '\\ud800',
  '\\/',
  '1e5',
  '-0',
  '0.10',
  '"a":',
  'null',
  '\\\\',
  '\n  ',
];
const growing = [
  repeated('['),
  repeated('{"a":'),
  repeated('"'),
  repeated('\\"', '"'),
  repeated('\\', '"'),
  repeated('[1,', '', ']'),
  repeated('1'),
  repeated('0', '1.', '1'),
  repeated('{}', '[', ']'),
  repeated('"a":1,', '{', '"a":1}'),
  repeated('1.0,', '[', '1]'),
  (size: number) => JSON.stringify(Array.from({ length: size / 8 }, (_, i) => i * 1e15)),
  (size: number) => JSON.stringify(Object.fromEntries(Array.from({ length: size / 10 }, (_, i) => [`k${i}`, i]))),
];

const python = [
  "{'type': 'response', 'data': 'word', 'ok': True, 'n': None, 'l': [1, -2.5, (3,), {4, 5}]}",
  "{'a': \"it's\", \"b\": '\\x41\\u00e9\\N{DASH}', u'c': nan, 1: 2, (1, 2): inf}",
  "('x' 'y')",
];

/** `{ a: { a: … } }` */
const chain = Array.from({ length: 300 }).reduce((inner: unknown) => ({ a: inner }), 1);

function jsonTarget(name: string, check: (text: string) => unknown): FuzzTarget {
  return textTarget({ name, samples, words, growing, check });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const jsonTargets: readonly FuzzTarget[] = [
  jsonTarget('codec/canonical-json', (text) => {
    const one = canonicalJson(text);
    if (one === undefined) return;
    holds(canonicalJson(one) === one || /e-?\d/.test(one), 'the one spelling is its own');
    holds(parsed(text) !== undefined || text.trim() === 'null', 'only JSON has one');
  }),
  jsonTarget('codec/exact-json', (text) => {
    const value = parseExactJson(text);
    const usual = parsed(text);
    if (usual === undefined) holds(value === undefined, 'what is no JSON is none');
    else if (jsonDepth(text, 500) <= 500) holds(value !== undefined, 'what is JSON is read');
  }),
  jsonTarget('codec/json-style', (text) => {
    const read = readStyled(text);
    if (read !== undefined) holds(writeStyled(read.value, read.style) === text, 'value and style give the text');
  }),
  jsonTarget('codec/json-duplicates', (text) => {
    if (parsed(text) !== undefined && jsonDepth(text, 200) <= 200) findDuplicateKey(text);
  }),
  jsonTarget('cassette/json-error', (text) => {
    if (parsed(text) !== undefined || jsonDepth(text, 200) > 200) return;
    const { line, column } = locateJsonError(text);
    holds(line >= 1 && column >= 1, 'a place has a line and a column');
  }),
  jsonTarget('cassette/number-spelling', (text) => {
    const taken = takeSpellings(text);
    if (taken === undefined || parsed(text) === undefined) return;
    // Keys that are there twice make one place of two.
    if (findDuplicateKey(text) === undefined)
      holds(putSpellings(taken.text, taken.numbers) === text, 'spellings go back');
  }),
  jsonTarget('dialects/json-shape', parseJson),
  jsonTarget('dialects/reply-events', (text) => replyEvents(Buffer.from(text))),
  jsonTarget('redaction/json-text', (text) => {
    const { leaves } = scanJson(text);
    holds(
      leaves.every(({ start, end }) => start <= end && end <= text.length),
      'leaves lie in the text',
    );
  }),
  textTarget({
    name: 'scan/read-document',
    samples: [...samples, 'a: &x [1]\nb: *x\n---\nc: !!binary aGVsbG8=\n', 'data: {"a":1}\n\n'],
    words: [...words, '&x', '*x', '---\n', '- ', ': ', '!!binary ', '|\n', '<<: '],
    growing: [repeated('- a\n'), repeated('a: 1\n'), repeated('{"a":1}\n')],
    async check(text) {
      for (const name of ['a.json', 'a.yaml']) {
        const { offsetOf } = await readDocument(text, name);
        for (const keys of [[], [0], ['a'], [0, 'x', 0]]) {
          const offset = offsetOf(keys);
          holds(offset >= 0 && offset <= text.length + 1, 'a place lies in the text');
        }
      }
    },
  }),
  textTarget({
    name: 'scan/hidden-text',
    samples: [
      'eyJhIjoxfSBzb21lIHRleHQ=',
      `data:text/plain;base64,${Buffer.from('hello hello hello').toString('base64')}`,
      '1f8b0800000000000003',
    ],
    growing: [repeated('A'), repeated('ab'), repeated('1f8b'), repeated('QUJD\r\n'), repeated('aGVsbG8_')],
    check: decodedOf,
  }),
  textTarget({
    name: 'codec/python-literal',
    samples: python,
    words: ["'", '"', 'True', 'None', '{', '}', '(', ',)', '\\x', '\\N{', 'u', '1_0', '.5', 'e9', 'nan', ': '],
    growing: [
      repeated('['),
      repeated("'a' "),
      repeated("'a',", '[', ']'),
      repeated('\\', "'"),
      repeated('1'),
      repeated('1_'),
      repeated('(((', ''),
      repeated("'a': 1,", '{', '}'),
    ],
    check: (text) => JSON.stringify(parsePythonLiteral(text)),
  }),
  textTarget({
    name: 'rules/json-path',
    samples: [
      '$.a.b[0]',
      '$..a..a..a',
      '$..role',
      '$.messages[-1].content',
      '/metadata/user~1id',
      "$['a\\'b'][*]",
      '$.*..*',
    ],
    words: ['$', '..', '[*]', '[', ']', "['", '/', '~1', '~0', '*', '.a', '[-1]'],
    growing: [
      repeated('.a', '$'),
      repeated('..*', '$'),
      repeated('/a'),
      repeated('~0', '/'),
      repeated("['a']", '$'),
      repeated('\\a', "$['", "']"),
      repeated('..a', '$'),
      repeated('..', '$'),
    ],
    check(text) {
      const read = readJsonPath(text);
      if (read.kind !== 'path') return;
      const value = { a: { b: [{ role: 'x', a: { a: [[[1]]] } }] }, messages: [{ content: ['y', { z: 1 }] }] };
      holds(Array.isArray(read.path(value)), 'a path finds a list');
      const found = read.path(chain);
      holds(found.length <= 2000, 'nothing is found more often than it is there');
    },
  }),
];
