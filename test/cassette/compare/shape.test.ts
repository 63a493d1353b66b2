import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ShapeChange, shapeChanges, shapeOf } from '../../../src/cassette/compare/shape.ts';
import { encodeFrame } from '../../../src/codec/aws-event-stream.ts';
import type { HeaderList } from '../../../src/core/headers.ts';

const json: HeaderList = [['content-type', 'application/json']];
const sse: HeaderList = [['content-type', 'text/event-stream']];

function changes(before: unknown, after: unknown): string[] {
  const shape = (value: unknown) => shapeOf(json, Buffer.from(JSON.stringify(value)));
  return shapeChanges(shape(before), shape(after)).map(told);
}

function streamChanges(before: string, after: string, headers = sse): string[] {
  return shapeChanges(shapeOf(headers, Buffer.from(before)), shapeOf(headers, Buffer.from(after))).map(told);
}

function told({ kind, path, before, after }: ShapeChange): string {
  return `${kind} ${path} ${before}>${after}`;
}

describe('the shape of JSON', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['other values', { a: 1, b: ['x'] }, { b: ['y', 'z'], a: 2 }, []],
    ['a field gone', { a: { b: 1, c: 2 } }, { a: { b: 1 } }, ['gone a.c number>']],
    ['a field gone with all that is in it', { a: { b: { c: 1 } } }, { a: {} }, ['gone a.b object>']],
    ['a field gone from all elements', { l: [{ x: 1, y: 1 }, { x: 2 }] }, { l: [{ x: 1 }] }, ['gone l[].y number>']],
    ['a new field', { a: 1 }, { a: 1, b: null }, ['new b >null']],
    ['another type', { a: [{ n: 1 }] }, { a: [{ n: '1' }] }, ['type-changed a[].n number>string']],
    ['an object instead of a list', { a: [1] }, { a: { 0: 1 } }, ['type-changed a array>object']],
    ['a value that was always null', { a: null }, { a: 'x' }, ['null-no-more a null>string']],
    ['a value that is null now', { a: 'x' }, { a: null }, ['null-now a string>null']],
    ['a value that is null at times', { l: [null, 'x'] }, { l: ['x'] }, []],
    ['a list that is empty now', { l: [{ x: 1 }] }, { l: [] }, []],
    ['a list that was empty', { l: [] }, { l: [{ x: 1 }] }, []],
    ['arguments that a model made up', { input: { city: 'Bern' } }, { input: { day: 1 } }, []],
    ['a name that is no word', { 'a b': { '': 1 } }, { 'a b': {} }, ['gone ["a b"][""] number>']],
    ['the whole', [1], { a: 1 }, ['type-changed the whole array>object']],
  ])('(%s)', (_name, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });

  it('is the same for the same value, and otherwise changes as much in one direction as in the other', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (a, b) => {
        expect(changes(a, a)).toEqual([]);
        const count = (list: readonly string[], ...kinds: string[]): number =>
          list.filter((line) => kinds.some((kind) => line.startsWith(`${kind} `))).length;
        const [there, back] = [changes(a, b), changes(b, a)];
        expect(count(there, 'null-now')).toBe(count(back, 'null-no-more'));
        if (count(there, 'type-changed') + count(back, 'type-changed') === 0) {
          expect(count(there, 'gone')).toBe(count(back, 'new'));
        }
      }),
    );
  });

  it('takes any depth', () => {
    const deep = `${'['.repeat(5000)}1${']'.repeat(5000)}`;
    expect(streamChanges(deep, deep, json)).toEqual([]);
  });
});

describe('the shape of a stream', () => {
  const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

  it('is that of each kind of event, over all of them', () => {
    const before = event('delta', { text: 'a' }) + event('delta', { text: 'b', index: 1 }) + event('stop', {});
    const after = event('delta', { text: 'abc' }) + event('stop', { why: 'end' }) + event('usage', {});
    expect(streamChanges(before, after)).toEqual([
      'gone delta: index number>',
      'new stop: why >string',
      'new event usage >',
    ]);
  });

  it('knows events by their type where they have no name, and by their text where they are no JSON', () => {
    const before = 'data: {"type":"start","id":"1"}\n\ndata: [DONE]\n\n';
    expect(streamChanges(before, 'data: {"type":"start"}\n\n')).toEqual([
      'gone start: id string>',
      'gone event [DONE] >',
    ]);
  });

  it('does not mind heartbeats', () => {
    const [ping, delta] = [event('ping', { type: 'ping' }), event('delta', { text: 'a' })];
    expect(streamChanges(ping + delta, `: keep\n\n${delta}`)).toEqual([]);
    expect(streamChanges(delta, ping + delta)).toEqual([]);
  });

  it('is read from lines of JSON and from AWS event streams too', () => {
    const lines: HeaderList = [['content-type', 'application/x-ndjson']];
    expect(streamChanges('{"a":1,"done":false}\n{"done":true}\n', '{"done":false}\n{"done":true}\n', lines)).toEqual([
      'gone a number>',
    ]);
    const frame = (payload: unknown) =>
      encodeFrame({
        headers: [{ name: ':event-type', type: 'string', value: 'chunk' }],
        payload: Buffer.from(JSON.stringify(payload)),
      });
    const wrapped = (value: unknown) => frame({ bytes: Buffer.from(JSON.stringify(value)).toString('base64') });
    const aws: HeaderList = [['content-type', 'application/vnd.amazon.eventstream']];
    const shape = (bytes: Uint8Array) => shapeOf(aws, bytes);
    expect(shapeChanges(shape(frame({ p: 'x', c: 1 })), shape(frame({ c: 1 }))).map(told)).toEqual([
      'gone chunk: p string>',
    ]);
    expect(
      shapeChanges(shape(wrapped({ type: 'stop', n: 1 })), shape(wrapped({ type: 'stop', n: '1' }))).map(told),
    ).toEqual(['type-changed stop: n number>string']);
  });

  it('of text and bytes is none', () => {
    expect(streamChanges('hello', 'bye', [['content-type', 'text/plain']])).toEqual([]);
    expect(shapeOf([], new Uint8Array([0xff, 0xfe])).size).toBe(0);
  });
});
