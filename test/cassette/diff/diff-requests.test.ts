import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRequests } from '../../../src/cassette/diff/diff-requests.ts';
import { ByteContent, NumberedId } from '../../../src/cassette/diff/difference.ts';
import { placeName } from '../../../src/cassette/diff/place.ts';
import type { CanonicalRequest, CanonicalValue } from '../../../src/core/canonical.ts';
import { chat, id, request, requests, spelling } from './canonical-samples.ts';

/** Differences as `[place, kind, from, to]`. */
function told(from: CanonicalRequest, to: CanonicalRequest): unknown[] {
  return diffRequests(from, to).list.map((one) => [placeName(one.place), one.kind, one.from, one.to]);
}

function body(from: CanonicalValue, to: CanonicalValue): unknown[] {
  return told(chat(from), chat(to));
}

const user = (content: CanonicalValue) => ({ role: 'user', content });
const called = (name: string, ...ids: string[]) => ({
  role: 'assistant',
  tool_calls: ids.map((one) => ({ id: id(one), function: { name } })),
});
const result = (call: string, content: string) => ({ role: 'tool', tool_call_id: id(call), content });

describe('fields of a JSON body', () => {
  it.each<[string, CanonicalValue, CanonicalValue, unknown[]]>([
    ['changed', { temperature: 0.2 }, { temperature: 0.7 }, [['temperature', 'changed', 0.2, 0.7]]],
    ['added', {}, { temperature: 0.7 }, [['temperature', 'added', undefined, 0.7]]],
    ['removed', { seed: null }, {}, [['seed', 'removed', null, undefined]]],
    ['of another type', { n: '1' }, { n: 1 }, [['n', 'changed', '1', 1]]],
    ['with odd names', { 'a.b': { '': 1 } }, { 'a.b': { '': 2 } }, [['body["a.b"][""]', 'changed', 1, 2]]],
    ['that are the whole body', 'a', ['a'], [['body', 'changed', 'a', ['a']]]],
  ])('%s are told by their place', (_name, from, to, expected) => {
    expect(body(from, to)).toEqual(expected);
  });

  it('that are texts are told word by word', () => {
    const [difference] = diffRequests(
      chat({ messages: [user('Today is 2026-11-19.')] }),
      chat({ messages: [user('Today is 2026-11-20.')] }),
    ).list;
    expect(difference?.words).toEqual([
      { kind: 'same', text: 'Today is ' },
      { kind: 'removed', text: '2026-11-19' },
      { kind: 'added', text: '2026-11-20' },
      { kind: 'same', text: '.' },
    ]);
  });

  it('come in the order of the request, at any depth below 500', () => {
    let [from, to]: CanonicalValue[] = [1, 2];
    for (let i = 0; i < 499; i += 1) [from, to] = [[from ?? null], [to ?? null]];
    expect(diffRequests(chat(from ?? null), chat(to ?? null)).list).toHaveLength(1);
    expect(body({ a: 1, b: 1 }, { b: 2, a: 2 }).map((one) => (one as unknown[])[0])).toEqual(['b', 'a']);
  });
});

describe('an array', () => {
  it('with a message put in front has one difference', () => {
    const messages = [user('one'), user('two'), user('three')];
    const system = { role: 'system', content: 'Be brief.' };
    expect(body({ messages }, { messages: [system, ...messages] })).toEqual([
      ['messages[0]', 'added', undefined, system],
    ]);
    expect(body({ messages: [system, ...messages] }, { messages })).toEqual([
      ['messages[0]', 'removed', system, undefined],
    ]);
  });

  it('with a message put in front and another changed has two', () => {
    const from = [user('What is the capital of France?'), user('Thanks, and of Spain?')];
    const to = [{ role: 'system', content: 'Be brief.' }, from[0] ?? null, user('Thanks, and of Italy?')];
    expect(body({ messages: from }, { messages: to })).toEqual([
      ['messages[0]', 'added', undefined, to[0]],
      ['messages[2].content', 'changed', 'Thanks, and of Spain?', 'Thanks, and of Italy?'],
    ]);
  });

  it('pairs the changed element with the one that it is most like', () => {
    const weather = {
      name: 'get_weather',
      parameters: { properties: { city: { type: 'string' } }, required: ['city'] },
    };
    const changed = {
      name: 'get_weather',
      parameters: { properties: { city: { type: 'string' } }, required: ['city', 'unit'] },
    };
    const other = { name: 'send_mail', parameters: { properties: { to: { type: 'array' } } } };
    expect(body({ tools: [weather] }, { tools: [other, changed] })).toEqual([
      ['tools[0]', 'added', undefined, other],
      ['tools[1].parameters.required', 'added', undefined, 'unit'],
    ]);
  });

  it('tells an element that moved as moved', () => {
    const [a, b, c] = [user('a'), user('b'), user('c')];
    expect(body([a, b, c], [c, a, b])).toEqual([['body[0]', 'moved', 2, 0]]);
  });

  it('of short values is a set, where one value in the same place has changed, or its order counts', () => {
    expect(body({ required: ['city'] }, { required: ['city', 'unit'] })).toEqual([
      ['required', 'added', undefined, 'unit'],
    ]);
    expect(body({ stop: ['a', 'b'] }, { stop: ['b', 'c', 'd'] })).toEqual([
      ['stop', 'removed', 'a', undefined],
      ['stop', 'added', undefined, 'c'],
      ['stop', 'added', undefined, 'd'],
    ]);
    expect(body({ stop: ['a', 'b'] }, { stop: ['a', 'c'] })).toEqual([['stop[1]', 'changed', 'b', 'c']]);
    expect(body({ stop: ['a', 'b'] }, { stop: ['b', 'a'] })).toEqual([['stop', 'changed', ['a', 'b'], ['b', 'a']]]);
    expect(body({ stop: ['a', 'a'] }, { stop: ['a'] })).toEqual([['stop[1]', 'removed', 'a', undefined]]);
  });
});

describe('generated ids', () => {
  it('are equal when they stand for each other throughout', () => {
    const from = [called('f', 'call_a', 'call_b'), result('call_a', '1'), result('call_b', '2')];
    const to = [called('f', 'call_x', 'call_y'), result('call_x', '1'), result('call_y', '2')];
    expect(body(from, to)).toEqual([]);
  });

  it('are told with their numbers where they do not', () => {
    const from = [called('f', 'call_a', 'call_b'), result('call_a', '1')];
    const to = [called('f', 'call_x', 'call_y'), result('call_y', '1')];
    expect(body(from, to)).toEqual([
      ['body[1].tool_call_id', 'changed', new NumberedId(1, 'call_a'), new NumberedId(2, 'call_y')],
    ]);
  });

  it('do not differ because another came before them', () => {
    const from = [called('f', 'call_a'), result('call_a', '1')];
    const before = called('g', 'call_0');
    expect(body(from, [before, called('f', 'call_x'), result('call_x', '1')])).toEqual([
      ['body[0]', 'added', undefined, before],
    ]);
  });

  it('also in a path and a query', () => {
    const of = (path: string, after: string) =>
      request({ path: ['/v1/files/', id(path), '/content'], query: [['after', id(after)]] });
    expect(told(of('file_1', 'file_1'), of('file_2', 'file_2'))).toEqual([]);
    expect(told(of('file_1', 'file_1'), of('file_2', 'file_3'))).toEqual([
      ['query after', 'changed', new NumberedId(1, 'file_1'), new NumberedId(2, 'file_3')],
    ]);
  });
});

describe('what is not in a JSON body', () => {
  const png = (...bytes: number[]) => new Uint8Array([0, 255, ...bytes]);
  const file = (name: string, body: Uint8Array | string, filename?: string) => ({
    name,
    filename,
    contentType: filename === undefined ? undefined : 'image/png',
    body: typeof body === 'string' ? Buffer.from(body) : body,
  });

  const bytes = (content: Uint8Array) =>
    new ByteContent(content.length, createHash('sha256').update(content).digest('hex').slice(0, 8));

  it.each<[string, CanonicalRequest, CanonicalRequest, unknown[]]>([
    ['the method', request({ method: 'GET' }), request(), [['method', 'changed', 'GET', 'POST']]],
    [
      'the path',
      request({ path: ['/v1/models/a'] }),
      request({ path: ['/v1/models/b'] }),
      [['path', 'changed', '/v1/models/a', '/v1/models/b']],
    ],
    [
      'the query',
      request({
        query: [
          ['a', '1'],
          ['a', '2'],
          ['b', '1'],
        ],
      }),
      request({
        query: [
          ['a', '1'],
          ['c', '1'],
        ],
      }),
      [
        ['query a', 'removed', '2', undefined],
        ['query c', 'added', undefined, '1'],
        ['query b', 'removed', '1', undefined],
      ],
    ],
    [
      'a header',
      request({ headers: [['anthropic-beta', 'a']] }),
      request({ headers: [['anthropic-beta', 'b']] }),
      [['header anthropic-beta', 'changed', 'a', 'b']],
    ],
    [
      'a header with a list',
      request({ headers: [['anthropic-beta', 'a,b']] }),
      request({ headers: [['anthropic-beta', 'b,c']] }),
      [
        ['header anthropic-beta', 'removed', 'a', undefined],
        ['header anthropic-beta', 'added', undefined, 'c'],
      ],
    ],
    [
      'a header that is new',
      request(),
      request({ headers: [['anthropic-beta', 'a,b']] }),
      [['header anthropic-beta', 'added', undefined, 'a,b']],
    ],
    [
      'bytes',
      request({ body: { kind: 'bytes', bytes: png(1) } }),
      request({ body: { kind: 'bytes', bytes: png(1, 2) } }),
      [['body', 'changed', bytes(png(1)), bytes(png(1, 2))]],
    ],
    [
      'bytes that are text',
      request({ body: { kind: 'bytes', bytes: Buffer.from('a b') } }),
      request({ body: { kind: 'bytes', bytes: Buffer.from('a c') } }),
      [['body', 'changed', 'a b', 'a c']],
    ],
    [
      'the kind of body',
      request(),
      request({ body: { kind: 'json', value: { a: 1 } } }),
      [['body', 'added', undefined, { a: 1 }]],
    ],
    [
      'parts',
      request({ body: { kind: 'multipart', parts: [file('file', png(1), 'a.png'), file('prompt', 'one cat')] } }),
      request({
        body: { kind: 'multipart', parts: [file('file', png(1), 'b.png'), file('n', '2'), file('prompt', 'two cats')] },
      }),
      [
        ['part file (filename)', 'changed', 'a.png', 'b.png'],
        ['part n', 'added', undefined, '2'],
        ['part prompt', 'changed', 'one cat', 'two cats'],
      ],
    ],
  ])('%s is told by its name', (_name, from, to, expected) => {
    expect(told(from, to)).toEqual(expected);
  });
});

describe('any two requests', () => {
  it('have no difference when their keys are equal', () => {
    fc.assert(fc.property(requests, (one) => void expect(told(one, structuredCopy(one))).toEqual([])));
  });

  it('have one when their keys are not', () => {
    fc.assert(
      fc.property(requests, requests, (one, other) => {
        expect(told(one, other).length > 0).toBe(spelling(one) !== spelling(other));
      }),
      { numRuns: 2000 },
    );
  });

  it('have a bounded number, and the rest is counted', () => {
    const of = (value: number) => chat(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, value])));
    const { list, more } = diffRequests(of(1), of(2));
    expect([list.length, more]).toEqual([200, 300]);
  });
});

/** The same request with other ids. */
function structuredCopy(one: CanonicalRequest): CanonicalRequest {
  const renamed = (value: CanonicalValue): CanonicalValue => {
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value !== 'object' || value === null) return value;
    if ('value' in value && typeof value.value === 'string' && value.constructor !== Object)
      return id(`${value.value}x`);
    if (value.constructor !== Object && 'spelling' in value) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, renamed(member)]));
  };
  const piece = (part: CanonicalRequest['path'][number]) => (typeof part === 'string' ? part : id(`${part.value}x`));
  return {
    ...one,
    path: one.path.map(piece),
    query: one.query.map(([name, value]) => [name, piece(value)] as const),
    body: one.body.kind === 'json' ? { kind: 'json', value: renamed(one.body.value) } : one.body,
  };
}
