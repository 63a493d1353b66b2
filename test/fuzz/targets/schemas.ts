/** Targets: JSON schemas and patterns that clients send, and the queries and bodies of llmsim's own pages. */

import { compileSchema } from '../../../src/codec/json-schema/compile-schema.ts';
import { nestsRepetition, openRepetitions, parsePattern } from '../../../src/codec/json-schema/pattern-syntax.ts';
import { sampleSchema } from '../../../src/codec/json-schema/sample.ts';
import { violationOf } from '../../../src/codec/json-schema/validate.ts';
import { journalPage } from '../../../src/server/control-pages/journal.ts';
import { type FuzzTarget, holds, repeated, textTarget } from '../target.ts';

const schemas = [
  '{"type":"object","properties":{"name":{"type":"string","minLength":2,"maxLength":5},"n":{"type":"integer","minimum":1,"multipleOf":2},"list":{"type":"array","items":{"$ref":"#/$defs/x"},"minItems":1,"uniqueItems":true}},"required":["name"],"additionalProperties":false,"$defs":{"x":{"enum":["a",1,null]}}}',
  '{"anyOf":[{"type":"string","pattern":"^[a-z]{2,4}(-\\\\d+)?$"},{"type":"string","format":"date-time"},{"const":{"a":[1]}}],"not":{"const":"b"}}',
  '{"type":"OBJECT","properties":{"tree":{"$ref":"#"},"p":{"type":"NUMBER","nullable":true,"exclusiveMaximum":0.5}},"propertyOrdering":["p"]}',
  '{"allOf":[{"type":"object","patternProperties":{"^x":{"type":"boolean"}},"minProperties":1},{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"maxProperties":3}}],"unevaluatedProperties":false}',
];
const words = [
  ...[
    '"type":',
    '"string"',
    '"$ref":"#"',
    '"$ref":"#/properties/a"',
    '"allOf":[',
    '"not":',
    '"minLength":1e9',
    '"minItems":1e9',
  ],
  ...[
    '"pattern":"(a+)+$"',
    '"enum":[]',
    '"multipleOf":0',
    '"maximum":-1e999',
    '"required":["__proto__"]',
    'true',
    'false',
    '{}',
    '"$dynamicRef":',
  ],
];

/** A loop in the schema or a huge least length must not take the server with it. Characters. */
const longestSample = 5_000_000;

export const schemaTargets: readonly FuzzTarget[] = [
  textTarget({
    name: 'codec/json-schema',
    samples: schemas,
    words,
    growing: [
      (size) => `{"anyOf":[${'{"type":"string"},'.repeat(size / 18)}{}]}`,
      (size) =>
        `{"type":"object","properties":{${Array.from({ length: size / 25 }, (_, i) => `"p${i}":{"type":"null"}`).join(',')}}}`,
      (size) => `{"enum":[${'1,'.repeat(size / 2)}2]}`,
      (size) => `${'{"not":'.repeat(size / 8)}{}${'}'.repeat(size / 8)}`,
      (size) => `{"type":"string","pattern":"${'(a|b)'.repeat(size / 5)}"}`,
      (size) => `{"type":"object","required":[${Array.from({ length: size / 8 }, (_, i) => `"r${i}"`).join(',')}]}`,
    ],
    check(text, random) {
      let schema: unknown;
      try {
        schema = JSON.parse(text);
      } catch {
        return;
      }
      const sample = sampleSchema(schema, random);
      if (sample.kind !== 'sampled') return holds(sample.why !== '', 'what cannot be drawn has a reason');
      holds(violationOf(compileSchema(schema).root, sample.value) === undefined, 'what is drawn satisfies the schema');
      holds(JSON.stringify(sample.value).length <= longestSample, 'what is drawn is no flood');
    },
  }),
  textTarget({
    name: 'codec/pattern-syntax',
    samples: ['^[a-z]{2,4}(-\\d+)?$', '(?<n>a|b)*[^\\w\\s]+?', '\\p{L}\\u{1f600}\\x41\\cA', '(a+)+$'],
    words: ['(', ')', '[', ']', '{2,}', '{9999999999}', '*', '+?', '|', '\\', '\\b', '(?=', '(?<!', '^', '-', '\\p{'],
    growing: [
      repeated('('),
      repeated('a*'),
      repeated('['),
      repeated('a|'),
      repeated('\\'),
      repeated('(a', '', ')'),
      repeated('{1}', 'a'),
    ],
    check(text) {
      try {
        new RegExp(text).test('');
      } catch {
        return;
      }
      const node = parsePattern(text);
      if (node === undefined) return;
      nestsRepetition(node);
      openRepetitions(node);
    },
  }),
  textTarget({
    name: 'server/control-pages-journal',
    samples: ['source=cassette&status=5xx&model=a&since=2026-01-31T12:00:00Z&limit=3', 'status=429'],
    words: ['&', '=', '%', 'status=', 'since=', 'limit=', '-1', '1e9'],
    growing: [repeated('&'), repeated('a=b&'), repeated('%')],
    check(text) {
      const page = journalPage({ total: 0, entries: () => [] });
      page.answer('GET', `/__llmsim/journal?${text}`);
    },
  }),
];
