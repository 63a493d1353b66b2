import { describe, expect, it } from 'vitest';
import { cors, withoutCors } from '../../src/server/cors.ts';

const origin = 'http://localhost:3000';
const chosen = cors([origin, 'https://app.example']);
const question = {
  origin,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization, x-stainless-os',
};

describe('CORS', () => {
  it('answers the question of a browser from a chosen origin', () => {
    const reply = chosen.preflight('OPTIONS', question);
    expect(reply?.status).toBe(204);
    expect(reply?.bytes).toHaveLength(0);
    expect(Object.fromEntries(reply?.headers ?? [])).toEqual({
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
      'access-control-allow-headers': 'authorization, x-stainless-os',
      'access-control-max-age': '600',
    });
  });

  it('allows a page of the internet to ask this network where it was chosen', () => {
    const reply = chosen.preflight('OPTIONS', { ...question, 'access-control-request-private-network': 'true' });
    expect(reply?.headers).toContainEqual(['access-control-allow-private-network', 'true']);
  });

  it('allows nothing to an origin that was not chosen', () => {
    const reply = chosen.preflight('OPTIONS', { ...question, origin: 'https://evil.example' });
    expect(reply?.status).toBe(403);
    expect(reply?.headers).toEqual([['vary', 'Origin']]);
    expect(chosen.headers('https://evil.example')).toEqual([]);
    expect(chosen.headers('')).toEqual([]);
  });

  it.each([
    ['POST', question],
    ['OPTIONS', { origin }],
    ['OPTIONS', { 'access-control-request-method': 'POST' }],
  ] as const)('leaves all other requests alone: %s %j', (method, headers) => {
    expect(chosen.preflight(method, headers)).toBeUndefined();
  });

  it('lets scripts read all headers of an answer', () => {
    expect(chosen.headers('https://app.example')).toEqual([
      ['access-control-allow-origin', 'https://app.example'],
      ['access-control-expose-headers', '*'],
      ['vary', 'Origin'],
    ]);
  });

  it('is for all with a star', () => {
    expect(cors(['*']).headers('https://anything.example')).toEqual([
      ['access-control-allow-origin', '*'],
      ['access-control-expose-headers', '*'],
    ]);
  });
});

describe('a recorded answer', () => {
  it('loses what its provider said to another page', () => {
    expect(
      withoutCors([
        ['Access-Control-Allow-Origin', 'https://recorded.example'],
        ['x-request-id', 'a'],
        ['access-control-expose-headers', 'x'],
      ]),
    ).toEqual([['x-request-id', 'a']]);
  });

  it('stays what it is where there is nothing to lose', () => {
    const headers = [['x-request-id', 'a']] as const;
    expect(withoutCors(headers)).toBe(headers);
  });
});
