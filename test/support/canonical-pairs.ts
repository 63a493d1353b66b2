/** Tables of requests that a dialect must take for the same, and of such as it must tell apart. */

import { describe, expect, it } from 'vitest';
import { currentRecipe } from '../../src/cassette/recipes/list.ts';
import type { Dialect } from '../../src/core/dialect.ts';
import type { HeaderList } from '../../src/core/headers.ts';
import type { SimRequest } from '../../src/core/request.ts';
import { dialectOf } from '../../src/dialects/list.ts';
import { redactRequest } from '../../src/redaction/redact.ts';

export type Pair = readonly [what: string, one: SimRequest, other: SimRequest];

/** One key for the two requests of each pair in `same`, two for those in `different`: of the redacted requests, by the usual recipe. */
export function describePairs(dialect: Dialect, same: readonly Pair[], different: readonly Pair[]): void {
  describe(`${dialect.id}: one key`, () => {
    it.each(same)('%s', (_, one, other) => {
      expectClaimed(dialect, one, other);
      expect(keyOf(other)).toBe(keyOf(one));
    });

    it('has a dozen pairs', () => expect(same.length).toBeGreaterThanOrEqual(12));
  });

  describe(`${dialect.id}: two keys`, () => {
    it.each(different)('%s', (_, one, other) => {
      expectClaimed(dialect, one, other);
      expect(keyOf(other)).not.toBe(keyOf(one));
    });

    it('has a dozen pairs', () => expect(different.length).toBeGreaterThanOrEqual(12));
  });
}

/** The request as it is against what never changes an answer, whoever gives it. `asked` has a body of JSON, keys and numbers in it. */
export function whatNeverCounts(asked: SimRequest): readonly Pair[] {
  const body = Buffer.from(asked.body).toString();
  const turned = JSON.stringify(JSON.parse(body, keysTurned));
  const spaced = JSON.stringify(JSON.parse(body), undefined, 3);
  if (turned === body || spaced === body) throw new Error('The body has nothing to turn around or to space out.');
  return [
    ['the order of keys does not count, at any depth', asked, { ...asked, body: Buffer.from(turned) }],
    ['spacing does not count', asked, { ...asked, body: Buffer.from(spaced) }],
    ['one and 1.0 are one number', asked, { ...asked, body: Buffer.from(body.replace(/:(\d+)([,}])/g, ':$1.0$2')) }],
    [
      'the host does not count',
      withHeaders(asked, ['host', 'api.one.example']),
      withHeaders(asked, ['host', 'eu.two.example:8443']),
    ],
    [
      'what SDKs tell of themselves does not count',
      asked,
      withHeaders(
        asked,
        ['user-agent', 'OpenAI/Python 1.99.1'],
        ['x-stainless-lang', 'python'],
        ['x-stainless-retry-count', '2'],
        ['x-stainless-timeout', '600'],
        ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
        ['x-request-id', '7c1f0b52'],
      ),
    ],
    [
      'an idempotency key does not count',
      withHeaders(asked, ['idempotency-key', 'stainless-node-retry-1']),
      withHeaders(asked, ['Idempotency-Key', 'stainless-node-retry-2']),
    ],
    [
      'a bearer token is as good as a key, and as another one',
      withHeaders(asked, ['authorization', 'Bearer one-token']),
      withHeaders(asked, ['api-key', 'another-key']),
    ],
    [
      'a key in the query is a credential too',
      { ...asked, target: `${asked.target}${asked.target.includes('?') ? '&' : '?'}api-key=one` },
      asked,
    ],
  ];
}

/** For `JSON.parse`: every object with its keys the other way round. */
function keysTurned(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}

export function withHeaders(request: SimRequest, ...headers: HeaderList): SimRequest {
  return { ...request, headers: [...request.headers, ...headers] };
}

function expectClaimed(dialect: Dialect, ...requests: readonly SimRequest[]): void {
  for (const request of requests) expect(dialectOf(request).dialect.id).toBe(dialect.id);
}

function keyOf(request: SimRequest): string {
  return currentRecipe().keyOf(redactRequest(request)).sha256;
}
