import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentedKey } from '../../src/access/credentials.ts';
import { newKeyText } from '../../src/access/key-text.ts';
import type { HeaderList } from '../../src/core/headers.ts';

const own = newKeyText(() => new Uint8Array(32).fill(7));

function keyIn(headers: HeaderList, target = '/v1/models'): string | undefined {
  return presentedKey({ headers, target })?.key;
}

describe('the key that a request presents', () => {
  it.each([
    ['Authorization', `Bearer ${own}`],
    ['authorization', `bearer   ${own}`],
    ['x-api-key', own],
    ['X-API-Key', own],
    ['api-key', own],
    ['x-goog-api-key', own],
  ])('is found in %s: %s', (name, value) => {
    expect(
      keyIn([
        ['accept', '*/*'],
        [name, value],
      ]),
    ).toBe(own);
  });

  it('is found in the query as Gemini has it', () => {
    expect(keyIn([], `/v1beta/models/gemini:generateContent?alt=sse&key=${own}`)).toBe(own);
  });

  it('is none where there is only another scheme, another parameter or an empty value', () => {
    expect(keyIn([['authorization', 'Basic YTpi']])).toBeUndefined();
    expect(keyIn([['authorization', 'Bearer ']])).toBeUndefined();
    expect(keyIn([['x-api-key', '  ']])).toBeUndefined();
    expect(keyIn([], '/v1/models?monkey=a&key=')).toBeUndefined();
  });

  it("is llmsim's own where the request carries others too", () => {
    const others: HeaderList = [
      ['authorization', 'Bearer sk-other'],
      ['x-api-key', own],
    ];
    expect(keyIn(others)).toBe(own);
    expect(keyIn([['x-api-key', 'sk-other']], `/v1/models?key=${own}`)).toBe(own);
  });

  it('is the first where none is of that shape', () => {
    expect(
      keyIn(
        [
          ['api-key', 'one'],
          ['x-api-key', 'two'],
        ],
        '/v1/models?key=three',
      ),
    ).toBe('one');
  });

  it('is known to be a bearer token or not', () => {
    expect(presentedKey({ headers: [['authorization', 'Bearer a']], target: '/' })?.bearer).toBe(true);
    expect(presentedKey({ headers: [['x-api-key', 'a']], target: '/' })?.bearer).toBe(false);
  });

  it('never throws, and is never empty', () => {
    const headers = fc.array(fc.tuple(fc.constantFrom('authorization', 'x-api-key', 'api-key', 'cookie'), fc.string()));
    fc.assert(
      fc.property(headers, fc.string(), (list, query) => {
        const key = keyIn(list, `/v1?${query}`);
        return key === undefined || key.length > 0;
      }),
    );
  });

  it('comes back whole, whatever header it stands in', () => {
    const places = fc.constantFrom('Bearer', 'x-api-key', 'api-key', 'x-goog-api-key', 'query');
    fc.assert(
      fc.property(places, fc.uint8Array({ minLength: 32, maxLength: 32 }), (place, secret) => {
        const key = newKeyText(() => secret);
        if (place === 'query') return keyIn([], `/v1?key=${key}`) === key;
        return keyIn([place === 'Bearer' ? ['authorization', `Bearer ${key}`] : [place, key]]) === key;
      }),
    );
  });
});
