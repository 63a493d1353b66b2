import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoisedKeys } from '../../src/cassette/key-memo.ts';
import { currentRecipe } from '../../src/cassette/recipes/list.ts';
import type { Header, HeaderList } from '../../src/core/headers.ts';
import type { SimRequest } from '../../src/core/request.ts';
import { redactRequest } from '../../src/redaction/redact.ts';
import { drawFrom } from '../redaction/planted-secret.ts';

function request(parts: Partial<Omit<SimRequest, 'body'>> & { body?: string } = {}): SimRequest {
  const {
    method = 'POST',
    target = '/v1/x',
    headers = [['content-type', 'application/json']],
    body = '{"a":1}',
  } = parts;
  return { method, target, headers, body: Buffer.from(body) };
}

describe('the memo of keys', () => {
  it('gives the very key of a request to all who ask for it, and other requests theirs in between', () => {
    const keyOf = memoisedKeys();
    const [one, other] = [request(), request({ body: '{"a":2}' })];
    const key = keyOf(one);
    expect(keyOf(one)).toBe(key);
    expect(keyOf(other).sha256).not.toBe(key.sha256);
    expect(keyOf(one)).toEqual(key);
  });

  it('gives what the function gives, at first and ever after', () => {
    const some = fc.record({
      method: fc.constantFrom('GET', 'POST', 'post'),
      target: fc.constantFrom('/v1/x', '/v1/x?key=1', '/v1/x?key=2', '/v1/x?a=1&b=2', '/v1/x?b=2&a=1', '/v1/y'),
      type: fc.constantFrom(
        'application/json',
        'text/plain',
        'multipart/form-data; boundary=b',
        'multipart/form-data; boundary=c',
      ),
      body: fc.constantFrom(
        '',
        '{"a":1}',
        '{"a": 1}',
        '{"a":1.0}',
        '{"a":2}',
        '{"a":',
        '--b\r\n\r\nx\r\n--b--',
        '--c\r\n\r\nx\r\n--c--',
      ),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (list, generation) => {
        const keyOf = memoisedKeys(generation);
        for (const { method, target, type, body } of list) {
          const asked = request({ method, target, headers: [['content-type', type]], body });
          expect(keyOf(asked)).toEqual(currentRecipe().keyOf(redactRequest(asked)));
        }
      }),
    );
  });

  it('gives it for bodies with secrets, among bodies without, whoever sends them', () => {
    const [mine, yours] = [drawFrom(1)(40), drawFrom(2)(40)];
    const part = fc.constantFrom(
      'the sky',
      mine,
      yours,
      `sk-proj-${drawFrom(3)(60)}`,
      'call_1234567890abcdef',
      'é"\\\n',
    );
    const some = fc.record({
      target: fc.constantFrom('/v1/chat/completions', '/v1/messages', '/v1/files/file-1234567890abcdef/content'),
      credential: fc.constantFrom<Header[]>(
        [['authorization', `Bearer ${mine}`]],
        [['Authorization', `Bearer ${yours}`]],
        [['X-Auth-Token', yours]],
        [],
      ),
      beta: fc.constantFrom<Header[]>([], [['anthropic-beta', 'b,a']]),
      body: fc.record({ model: part, messages: fc.array(fc.record({ role: part, content: part }), { maxLength: 3 }) }),
      space: fc.constantFrom(0, 2),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (list) => {
        const keyOf = memoisedKeys(3);
        for (const { target, credential, beta, body, space } of list) {
          const headers: Header[] = [['Content-Type', 'application/json'], ...credential, ...beta];
          const asked = request({ target, headers, body: JSON.stringify(body, undefined, space) });
          expect(keyOf(asked)).toEqual(currentRecipe().keyOf(redactRequest(asked)));
        }
      }),
    );
  });

  it('computes nothing from the third time on that a request comes', () => {
    const keyOf = memoisedKeys();
    for (const asked of [request(), request({ method: 'GET', body: '' })]) {
      keyOf(asked);
      expect(keyOf(asked)).toBe(keyOf(asked));
    }
  });

  it('is not mistaken by requests that look alike when joined', () => {
    const keyOf = memoisedKeys();
    const alike = [
      request({ body: '' }),
      request({ body: '', headers: [] }),
      request({ method: 'POST /v1', target: '/x', body: '' }),
      request({ headers: [], body: '{"a":1}' }),
      request({ headers: [['content-type', 'text/plain']], body: 'a' }),
      request({ headers: [['content-type', 'multipart/form-data; boundary=a']], body: 'a' }),
    ];
    for (const one of alike) expect(keyOf(one)).toEqual(currentRecipe().keyOf(redactRequest(one)));
  });

  it('looks at the headers that can change the answer, and at no others', () => {
    const keyOf = memoisedKeys();
    const asked = (headers: HeaderList) => keyOf({ ...request(), target: '/v1/messages', headers });
    asked([['content-type', 'application/json']]);
    const plain = asked([['content-type', 'application/json']]);
    expect(
      asked([
        ['Content-Type', 'application/json'],
        ['x-stainless-retry-count', '1'],
      ]),
    ).toBe(plain);
    expect(
      asked([
        ['content-type', 'application/json'],
        ['anthropic-beta', 'a'],
      ]).sha256,
    ).not.toBe(plain.sha256);
  });

  it('stays bounded: what was not asked for a long time is forgotten, what is asked again and again is kept', () => {
    const keyOf = memoisedKeys(10);
    const twice = (body: string) => {
      keyOf(request({ body }));
      return keyOf(request({ body }));
    };
    const rare = twice('{"rare":1}');
    const often = twice('{"often":1}');
    for (let i = 0; i < 100; i += 1) {
      twice(`{"i":${i}}`);
      expect(keyOf(request({ body: '{"often":1}' }))).toBe(often);
    }
    const again = keyOf(request({ body: '{"rare":1}' }));
    expect(again).toEqual(rare);
    expect(again).not.toBe(rare);
  });
});
