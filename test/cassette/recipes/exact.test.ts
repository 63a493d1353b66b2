import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact } from '../../../src/cassette/recipes/exact.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import { redactRequest } from '../../../src/redaction/redact.ts';

interface Asked {
  readonly method?: string;
  readonly target?: string;
  readonly type?: string;
  readonly headers?: HeaderList;
  readonly body?: string | Uint8Array;
}

function keyOf({
  method = 'POST',
  target = '/v1/chat/completions',
  type = 'application/json',
  headers = [],
  body = '',
}: Asked): string {
  const all: HeaderList = type === '' ? headers : [['Content-Type', type], ...headers];
  return exact.keyOf(redactRequest({ method, target, headers: all, body: Buffer.from(body as string) })).sha256;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Any JSON without the number that is spelt in two ways by JavaScript itself. */
const json = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** The same value in another spelling: keys in another order, spaces around every token. */
function respelt(value: Json, space: string): string {
  if (Array.isArray(value)) return `${space}[${value.map((item) => respelt(item, space)).join(`${space},`)}${space}]`;
  if (typeof value !== 'object' || value === null) return space + JSON.stringify(value) + space;
  const members = Object.entries(value).reverse();
  return `{${space}${members.map(([key, item]) => `${JSON.stringify(key)}${space}:${respelt(item, space)}`).join(`,${space}`)}}${space}`;
}

/** The value with its n-th leaf replaced; a value without leaves becomes one. */
function withOtherLeaf(value: Json, n: { left: number }): Json {
  if (Array.isArray(value)) {
    return value.length === 0 && n.left-- === 0 ? ['changed'] : value.map((item) => withOtherLeaf(item, n));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0 && n.left-- === 0) return { changed: true };
    return Object.fromEntries(entries.map(([key, item]) => [key, withOtherLeaf(item, n)]));
  }
  if (n.left-- !== 0) return value;
  return value === 'changed' ? 'changed again' : 'changed';
}

function leavesOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  const items = Object.values(value);
  return items.length === 0 ? 1 : items.reduce<number>((sum, item) => sum + leavesOf(item), 0);
}

describe('the key of the first recipe', () => {
  it('names its recipe and is 64 hex digits', () => {
    const key = exact.keyOf(redactRequest({ method: 'GET', target: '/', headers: [], body: new Uint8Array() }));
    expect(key).toEqual({ recipe: 'exact-1', ids: [], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('stays what it was in every cassette that has been recorded', () => {
    expect(keyOf({ target: '/v1/chat/completions?b=2&a=1', body: '{"b":[1.0,"é"],"a":null}' })).toBe(
      keyOf({ target: '/v1/chat/completions?a=1&b=2', body: '{"a":null,"b":[1,"\\u00e9"]}' }),
    );
    // Changing these numbers breaks the recordings of every user: it takes a new recipe.
    expect(keyOf({ target: '/v1/x?b=2&a=1', body: '{"b":[1.0,"é"],"a":null}' })).toBe(
      '486148e4c04ac47abde79b80089b7e3cbe962db268ddbe4d1ea8b6e9cac6eb5b',
    );
    expect(keyOf({ method: 'GET', target: '/v1/models', type: '' })).toBe(
      '5ae395225ccd4c98bda6c1f2fad93de62bb7015eee0db0aa45d00e09fcbb35fd',
    );
    expect(keyOf({ type: 'text/plain', body: 'as it is' })).toBe(
      '1a0acf955acd268b1672f579ebdd4c6eb47807698bd78294a1a72b5579c898f0',
    );
    expect(keyOf({ type: 'multipart/form-data; boundary=x', body: form('x') })).toBe(
      '79478a897ac594159a48c7c5b995ef225e0d4508f1a13388c0a27572b7fcf84c',
    );
  });

  it('depends on method and path, verbatim', () => {
    const keys = [
      keyOf({}),
      keyOf({ method: 'PUT' }),
      keyOf({ target: '/v1/chat/completions/' }),
      keyOf({ target: '/v1//chat/completions' }),
      keyOf({ target: '/v1/chat%2Fcompletions' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf({ method: 'post' })).toBe(keyOf({}));
  });

  it('does not depend on headers', () => {
    const headers: HeaderList = [
      ['User-Agent', 'x'],
      ['Authorization', 'Bearer rotated'],
      ['Accept', '*/*'],
    ];
    expect(keyOf({ headers, body: '{}' })).toBe(keyOf({ body: '{}' }));
  });
});

describe('a JSON body', () => {
  it('counts by meaning: neither the order of keys nor spacing changes the key', () => {
    fc.assert(
      fc.property(json, fc.constantFrom('', ' ', '\n  ', '\t\r\n'), (value, space) => {
        expect(keyOf({ body: respelt(value, space) })).toBe(keyOf({ body: JSON.stringify(value) }));
      }),
    );
  });

  it('counts in every leaf: changing any one changes the key', () => {
    fc.assert(
      fc.property(json, fc.nat(), (value, at) => {
        const changed = withOtherLeaf(value, { left: at % leavesOf(value) });
        fc.pre(JSON.stringify(changed) !== JSON.stringify(value));
        expect(keyOf({ body: JSON.stringify(changed) })).not.toBe(keyOf({ body: JSON.stringify(value) }));
      }),
    );
  });

  it.each([
    ['1.0', '1'],
    ['1e2', '100'],
    ['0.10', '0.1'],
    ['-0', '0'],
    ['"\\u0041"', '"A"'],
    ['"\\/"', '"/"'],
  ])('has the same key with %s as with %s', (one, other) => {
    expect(keyOf({ body: `{"a":${one}}` })).toBe(keyOf({ body: `{"a":${other}}` }));
  });

  it.each([
    ['1', '"1"'],
    ['null', 'false'],
    ['9007199254740993', '9007199254740992'],
    ['[1,2]', '[2,1]'],
    ['[]', '{}'],
    ['[[1],2]', '[1,[2]]'],
    ['"a"', '"A"'],
    ['""', 'null'],
  ])('has another key with %s than with %s', (one, other) => {
    expect(keyOf({ body: `{"a":${one}}` })).not.toBe(keyOf({ body: `{"a":${other}}` }));
  });

  it('tells a key that is missing from one that is null', () => {
    expect(keyOf({ body: '{"a":1}' })).not.toBe(keyOf({ body: '{"a":1,"b":null}' }));
  });

  it('is recognised under any JSON type, and without one', () => {
    const types = ['application/json', 'application/json; charset=utf-8', 'application/vnd.api+json', 'text/plain', ''];
    expect(new Set(types.map((type) => keyOf({ type, body: ' {"a": 1}' }))).size).toBe(1);
  });

  it('that is none counts by its bytes', () => {
    expect(keyOf({ body: '{"a":1' })).not.toBe(keyOf({ body: '{"a": 1' }));
    expect(keyOf({ body: '{"a":1' })).toBe(keyOf({ body: '{"a":1', type: 'text/plain' }));
    expect(keyOf({ body: Buffer.from([0x7b, 0xff]) })).not.toBe(keyOf({ body: Buffer.from([0x7b, 0xfe]) }));
  });
});

describe('a query', () => {
  const at = (query: string): string => keyOf({ method: 'GET', target: `/v1/x${query}`, type: '' });

  it('counts whatever the order of its names', () => {
    expect(at('?b=2&a=1')).toBe(at('?a=1&b=2'));
  });

  it('counts with the order of a repeated name', () => {
    expect(at('?a=1&a=2')).not.toBe(at('?a=2&a=1'));
  });

  it('counts by what its percent signs mean', () => {
    expect(at('?a=x%20y&%62=z')).toBe(at('?a=x+y&b=z'));
    expect(at('?a=%zz')).not.toBe(at('?a=zz'));
  });

  it('counts in names and values', () => {
    const keys = ['', '?a', '?a=1', '?a=2', '?b=1', '?a=1&b', '?a=1&a=1', '?ab='].map(at);
    expect(new Set(keys).size).toBe(keys.length);
    expect(at('?a&')).toBe(at('?a='));
    expect(at('?')).toBe(at(''));
  });

  it('counts without its credentials, so that a rotated key finds the recording', () => {
    expect(at('?key=AIza1&a=1')).toBe(at('?a=1'));
    expect(at('?key=AIza1&a=1')).toBe(at('?a=1&key=AIza2'));
    expect(at('?X-Amz-Signature=abc')).toBe(at(''));
  });
});

describe('a multipart body', () => {
  const type = (boundary: string) => `multipart/form-data; boundary=${boundary}`;

  it('has the same key under another boundary', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9'_-]{8,40}$/), (boundary) => {
        expect(keyOf({ type: type(boundary), body: form(boundary) })).toBe(keyOf({ type: type('x'), body: form('x') }));
      }),
    );
  });

  it('counts with its parts, their names, their content and their order', () => {
    const keys = [
      form('x'),
      form('x', { file: 'other' }),
      form('x', { name: 'other' }),
      form('x', { swapped: true }),
      form('x', { model: 'whisper-2' }),
    ].map((body) => keyOf({ type: type('x'), body }));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has the same key however the headers of a part are ordered and spelt', () => {
    const one = '--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain\r\n\r\nv\r\n--x--\r\n';
    const two = '--x\r\ncontent-type:text/plain\r\nCONTENT-DISPOSITION:  form-data; name="a"\r\n\r\nv\r\n--x--\r\n';
    expect(keyOf({ type: type('x'), body: two })).toBe(keyOf({ type: type('x'), body: one }));
  });

  it('that cannot be taken apart counts by its bytes', () => {
    expect(keyOf({ type: type('x'), body: '--y broken' })).not.toBe(keyOf({ type: type('y'), body: '--x broken' }));
  });
});

describe('any other body', () => {
  it('counts by its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
        const type = 'application/octet-stream';
        const equal = Buffer.from(one).equals(Buffer.from(other));
        const first = keyOf({ type, body: Uint8Array.from([1, ...one]) });
        expect(first === keyOf({ type, body: Uint8Array.from([1, ...other]) })).toBe(equal);
      }),
    );
  });

  it('that is not there is not the empty JSON', () => {
    const keys = ['', '{}', '[]', 'null', '""', 'empty'].map((body) => keyOf({ body }));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

/** An upload of two fields, as SDKs send it. */
function form(boundary: string, { file = 'bytes', name = 'file', model = 'whisper-1', swapped = false } = {}): string {
  const parts = [
    `--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n`,
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n${file}\r\n`,
  ];
  return `${(swapped ? parts.reverse() : parts).join('')}--${boundary}--\r\n`;
}
