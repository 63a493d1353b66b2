import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import { forwardHeaders, forwardTarget } from '../../src/upstream/forward-request.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';

const openai = parseUpstream('openai', {});

function forwarded(headers: HeaderList, spec = 'openai', key?: string, streamed = false): HeaderList {
  return forwardHeaders(headers, { upstream: parseUpstream(spec, {}), key, streamed });
}

describe('the headers that go upstream', () => {
  test('are the end-to-end ones, in order, with duplicates and case', () => {
    const kept: HeaderList = [
      ['User-Agent', 'x'],
      ['X-A', '1'],
      ['x-a', ''],
      ['Authorization', 'Bearer k'],
      ['cookie', 'c'],
      ['X-A', '3'],
    ];
    expect(forwarded(kept)).toEqual([['host', 'api.openai.com'], ...kept, ['accept-encoding', 'identity']]);
  });

  test.each([
    'Connection',
    'Keep-Alive',
    'Proxy-Authorization',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Expect',
    'Content-Length',
    'X-Llmsim-Cassette',
    'x-llmsim-anything',
  ])('do not have %s', (name) => {
    expect(
      forwarded([
        [name, 'x'],
        ['a', 'b'],
      ]),
    ).toEqual([
      ['host', 'api.openai.com'],
      ['a', 'b'],
      ['accept-encoding', 'identity'],
    ]);
  });

  test('do not have what connection lists', () => {
    const headers: HeaderList = [
      ['X-One', '1'],
      ['x-two', '2'],
      ['Connection', 'close, X-TWO'],
      ['connection', 'x-one'],
    ];
    expect(forwarded(headers).map(([name]) => name)).toEqual(['host', 'accept-encoding']);
  });

  test('keep content-length when nothing else knows the length of the body', () => {
    expect(forwarded([['Content-Length', '9']], 'openai', undefined, true)[1]).toEqual(['Content-Length', '9']);
  });

  test('name the upstream as host, with its port', () => {
    const headers = forwarded(
      [
        ['Host', 'localhost:8080'],
        ['host', 'x'],
      ],
      'http://localhost:8000/v',
    );
    expect(headers.filter(([name]) => name.toLowerCase() === 'host')).toEqual([['host', 'localhost:8000']]);
  });

  test('ask for identity in place of what the client accepts', () => {
    const headers = forwarded([
      ['Accept-Encoding', 'gzip, br'],
      ['a', 'b'],
      ['accept-encoding', 'zstd'],
    ]);
    expect(headers.slice(1)).toEqual([
      ['Accept-Encoding', 'identity'],
      ['a', 'b'],
    ]);
  });

  test('carry the user info of the URL, in place of an authorization of the client', () => {
    const headers = forwarded(
      [
        ['Authorization', 'Bearer dummy'],
        ['x-api-key', 'k'],
      ],
      'https://u:p@gate.example',
    );
    expect(headers.slice(1)).toEqual([
      ['x-api-key', 'k'],
      ['accept-encoding', 'identity'],
      ['authorization', 'Basic dTpw'],
    ]);
  });

  test('hold exactly one host and one accept-encoding, whatever the client sent', () => {
    const name = fc.constantFrom('Host', 'host', 'accept-encoding', 'Accept-Encoding', 'x', 'connection', 'te');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.constantFrom('a', 'x', 'gzip', ''))), (headers) => {
        const sent = forwarded(headers).map(([header]) => header.toLowerCase());
        expect(sent.filter((header) => header === 'host')).toEqual(['host']);
        expect(sent.filter((header) => header === 'accept-encoding')).toEqual(['accept-encoding']);
      }),
    );
  });
});

describe('a key of our own', () => {
  test.each<[string, string, HeaderList, HeaderList]>([
    ['a bearer token', 'openai', [['Authorization', 'Bearer dummy']], [['authorization', 'Bearer real']]],
    ['x-api-key for Anthropic', 'anthropic', [['X-Api-Key', 'dummy']], [['x-api-key', 'real']]],
    ['x-goog-api-key for Gemini', 'gemini', [], [['x-goog-api-key', 'real']]],
    ['api-key for Azure', 'azure=https://a.example', [['api-key', 'dummy']], [['api-key', 'real']]],
    [
      'a bearer token where the client uses one',
      'gemini',
      [['authorization', 'Bearer x']],
      [['authorization', 'Bearer real']],
    ],
    [
      'the own header where the client sent both',
      'anthropic',
      [
        ['x-api-key', 'a'],
        ['authorization', 'Bearer x'],
      ],
      [['x-api-key', 'real']],
    ],
    [
      'a bearer token in place of an AWS signature',
      'bedrock=us-east-1',
      [
        ['Authorization', 'AWS4-HMAC-SHA256 x'],
        ['X-Amz-Date', 'd'],
      ],
      [['authorization', 'Bearer real']],
    ],
    [
      'a key beside the user info',
      'anthropic=https://u:p@g.example',
      [],
      [
        ['authorization', 'Basic dTpw'],
        ['x-api-key', 'real'],
      ],
    ],
  ])('goes as %s', (_, spec, headers, expected) => {
    expect(forwarded([...headers, ['a', 'b']], spec, 'real').slice(1)).toEqual([
      ['a', 'b'],
      ['accept-encoding', 'identity'],
      ...expected,
    ]);
  });

  test.each([
    ['/v1beta/models/m:generateContent?key=dummy&alt=sse', '/v1beta/models/m:generateContent?alt=sse'],
    ['/v1beta/models?KEY=dummy', '/v1beta/models'],
    ['/v1?monkey=1&keys=2&&x', '/v1?monkey=1&keys=2&&x'],
  ])('takes the key of the query out of %s', (target, expected) => {
    expect(forwardTarget({ target }, openai, 'real')).toBe(expected);
  });
});

test('the target is the base path and the path of the client, verbatim', () => {
  const base = parseUpstream('http://h/base/path/', {});
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(forwardTarget({ target: `/${text}` }, base, undefined)).toBe(`/base/path/${text}`);
    }),
  );
});
