/** The short way and the usual one are of one mind: where the short way says that there is nothing to redact, there is not. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../src/codec/exact-json.ts';
import type { SimRequest } from '../../src/core/request.ts';
import { CleanJson } from '../../src/redaction/clean-json.ts';
import { createFinder } from '../../src/redaction/finder.ts';
import { knownSecrets } from '../../src/redaction/known-secrets.ts';
import { createRedactor, defaultPolicy } from '../../src/redaction/redactor.ts';
import { selectShapeRules } from '../../src/redaction/rules/list.ts';
import { compilePattern } from '../../src/redaction/user-pattern.ts';
import { drawFrom } from './planted-secret.ts';
import { plantedSecrets } from './planted-secrets.ts';

const headers = [
  ['Content-Type', 'application/json'],
  ['authorization', `Bearer ${drawFrom(3)(40)}`],
] as const;
const known = headers[1][1].slice('Bearer '.length);
const redactor = createRedactor({ ...defaultPolicy, pii: true });
const short = redactor.withHead({ method: 'POST', target: '/v1/x', headers });
const clean = new CleanJson(
  createFinder({ rules: selectShapeRules({ pii: false }), known: knownSecrets([known]), secretFields: true, user: [] }),
);

function requestOf(body: string): SimRequest {
  return { method: 'POST', target: '/v1/x', headers, body: Buffer.from(body) };
}

/** Whether the short way was sure; it must then give what the usual way gives. */
function isSure(body: string): boolean {
  const request = requestOf(body);
  const got = short(request.body);
  if (got !== undefined) expect(got).toEqual(redactor.begin(request).request);
  return got !== undefined;
}

const secrets = fc
  .tuple(fc.constantFrom(...plantedSecrets), fc.integer({ min: 1, max: 1e6 }))
  .map(([row, seed]) => row.make(drawFrom(seed)))
  .map(({ before = '', secret, after = '' }) => before + secret + after);
const lookAlikes = fc
  .tuple(fc.constantFrom(...plantedSecrets), fc.integer({ min: 1, max: 1e6 }))
  .chain(([row, seed]) => fc.constantFrom(...row.lookAlikes(drawFrom(seed))));
const parts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('the sky ', 'a\nb', 'é"\\', ' token: ', '"sk-', '://', '') },
  { weight: 1, arbitrary: fc.constantFrom(known, Buffer.from(`{"k":"${known}"}`).toString('base64')) },
  { weight: 1, arbitrary: secrets },
  { weight: 1, arbitrary: lookAlikes },
);
const strings = fc.oneof(
  { weight: 4, arbitrary: fc.array(parts, { maxLength: 3 }).map((list) => list.join('')) },
  // Halves of a secret, for what may join them.
  { weight: 1, arbitrary: fc.constantFrom(known.slice(0, 20), known.slice(20)) },
);
const names = fc.oneof(
  fc.constantFrom('role', 'content', 'type', 'index', 'item_id', 'logprobs', 'top_logprobs', 'content_block', 'delta'),
  fc.constantFrom(
    'bytes',
    'token',
    'api_key',
    'max_completion_tokens',
    'additionalProperties',
    '',
    'a(b)',
    '__proto__',
  ),
  fc.constantFrom('a', 'a.b', '[0]', 'b', 'value', 'name'),
  strings,
);
const { value: json } = fc.letrec<{ value: JsonText }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    strings.map((text) => JSON.stringify(text)),
    fc.constantFrom('0', '-1.5', '1e3', 'true', 'null', '4111111111111111', '-123456789012', '12345678901'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    // Keys may come twice, and may be escaped.
    fc
      .array(fc.tuple(names, fc.boolean(), tie('value')), { maxLength: 5 })
      .map((members) => `{${members.map(([name, raw, value]) => `${keyOf(name, raw)} : ${value}`).join(', ')}}`),
  ),
}));
type JsonText = string;

function keyOf(name: string, escaped: boolean): string {
  const key = JSON.stringify(name);
  return escaped && /^"[a-z]/.test(key) ? `"\\u00${key.charCodeAt(1).toString(16)}${key.slice(2)}` : key;
}

describe('the short way of redaction', () => {
  it('is never sure of a request that the usual way changes', () => {
    let sure = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(names, json), { maxLength: 4 }).map((members) => {
          return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
        }),
        (body) => {
          if (isSure(body)) sure += 1;
        },
      ),
      { numRuns: 3000 },
    );
    expect(sure).toBeGreaterThan(300);
  });

  it('is never sure of a secret of any kind, and sure of most look-alikes', () => {
    let sure = 0;
    let all = 0;
    for (const row of plantedSecrets) {
      const { before = '', secret, after = '' } = row.make(drawFrom(7));
      for (const body of [{ a: `x ${before}${secret}${after} y` }, { a: [{ b: [before + secret + after] }] }]) {
        const text = JSON.stringify(body);
        const changed = redactor.begin(requestOf(text)).request.body;
        expect(isSure(text) && !Buffer.from(text).equals(changed)).toBe(false);
      }
      for (const lookAlike of row.lookAlikes(drawFrom(8))) {
        all += 1;
        if (clean.read(JSON.stringify({ a: lookAlike })) !== undefined) sure += 1;
      }
    }
    expect(sure / all).toBeGreaterThan(0.5);
  });

  it('is sure of what SDKs send', () => {
    const asked = {
      model: 'gpt-4o-mini',
      temperature: 0.2,
      max_completion_tokens: 4096,
      max_tokens: 100,
      stream: true,
      logprobs: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'You are a "careful" assistant.\nNever tell a password or token.' },
        { role: 'user', content: [{ type: 'text', text: 'Significant design: user-friendly, basic, azure 🙂' }] },
      ],
      tools: [
        { type: 'function', function: { name: 'f', parameters: { type: 'object', additionalProperties: false } } },
        { type: 'function', function: { name: 'g', parameters: { type: 'object', additionalProperties: false } } },
      ],
    };
    for (const space of [0, 2]) {
      const text = JSON.stringify(asked, undefined, space);
      expect(isSure(text)).toBe(true);
      expect(clean.read(text)).toEqual(parseExactJson(text));
    }
  });

  it('leaves to the usual way what joins texts, and what is read otherwise than it is spelled', () => {
    const [left, right] = [JSON.stringify(known.slice(0, 20)), JSON.stringify(known.slice(20))];
    const joined = [
      `{"a":${left},"a":${right}}`,
      `{"logprobs":{"content":[{"token":${left}},{"token":${right}}]}}`,
      `{"a":[{"index":0,"text":${left}},{"index":0,"text":${right}}]}`,
      `{"content_block":{"text":${left}},"delta":{"text":${right}}}`,
    ];
    for (const text of joined) {
      expect(redactor.begin(requestOf(text)).request.body).not.toEqual(Buffer.from(text));
      expect(clean.read(text)).toBeUndefined();
    }
    for (const text of ['{"\\u0061":1}', '{"a":1e5}', '{"a":1234567890123}', '{"a":', '[]', '"a"', '', '{"":"a"}']) {
      expect(clean.read(text)).toBeUndefined();
    }
  });

  it('is not taken where the user has rules, for other bodies than JSON, and needs none for no body', () => {
    const pattern = compilePattern('mine', 'sky');
    if (pattern.kind !== 'finder') throw new Error(pattern.why);
    const { user } = defaultPolicy;
    const head = { method: 'POST', target: '/v1/x', headers };
    const body = Buffer.from('{"a":"the sky"}');
    const redacts = createRedactor({ ...defaultPolicy, user: { ...user, patterns: [pattern.finder] } }).withHead(head);
    const fields = createRedactor({ ...defaultPolicy, user: { ...user, fields: [['a']] } }).withHead(head);
    const text = redactor.withHead({ ...head, headers: [['content-type', 'text/plain']] });
    expect([redacts(body), fields(body), text(body)]).toEqual([undefined, undefined, undefined]);
    expect(text(Buffer.alloc(0))?.body).toHaveLength(0);
    expect(short(body)?.body).toBe(body);
  });
});
