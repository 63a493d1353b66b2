import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Message, MessageReader } from '../../../src/upstream/adapter/message-reader.ts';

function read(...pieces: readonly (string | Uint8Array)[]): readonly Message[] {
  const reader = new MessageReader();
  const messages = pieces.flatMap((piece) => reader.push(typeof piece === 'string' ? Buffer.from(piece) : piece));
  return [...messages, ...reader.end()];
}

const values = (messages: readonly Message[]) => messages.map(({ value }) => value);

describe('the messages of a service', () => {
  it('are its data lines, also without empty lines between them', () => {
    expect(values(read("data: {'a': 1}\ndata: {\"b\": 2}\n\ndata:{'c': 3}"))).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
  });

  it('may be written over several lines', () => {
    expect(values(read('data: {\ndata:   "a": 1,\ndata:   "b": {}\ndata: }\n\n'))).toEqual([{ a: 1, b: {} }]);
  });

  it('may be plain text, up to the empty line', () => {
    expect(values(read('data: one\ndata:  two\n\ndata: 3\n\n'))).toEqual(['one\n two', '3']);
  });

  it('may be bare lines of JSON', () => {
    expect(values(read('{"a": 1}\n\n  {\'b\': 2}\nnoise\n{broken\n'))).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('have the name of their event, and comments are none', () => {
    expect(read(': ping\n\nevent: tool\nid: 1\nretry: 5\ndata: {}\n\ndata: {}\n\n').map(({ event }) => event)).toEqual([
      'tool',
      undefined,
    ]);
  });

  it('are the same however the stream is cut', () => {
    const line = fc.oneof(
      fc
        .record({ type: fc.constantFrom('response', 'citation'), data: fc.string({ unit: 'grapheme' }) })
        .map((value) => `data: ${JSON.stringify(value)}`),
      fc.constantFrom(
        '',
        ': c',
        'event: x',
        "data: {'d': 'é😀'}",
        'data: plain',
        'data: {',
        'data: }',
        '{"bare": true}',
        'data:',
      ),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.array(fc.nat(300)), (lines, end, cuts) => {
        const bytes = Buffer.from(lines.map((text) => text + end).join(''));
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((place, i) => bytes.subarray(places[i], place));
        expect(read(...pieces)).toEqual(read(bytes));
      }),
    );
  });

  it('are read of any bytes whatever', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (pieces) => {
        read(...pieces);
      }),
    );
  });

  it('are none of a line without an end', () => {
    const reader = new MessageReader();
    const piece = Buffer.alloc(1024 * 1024, 'a');
    expect(() => {
      for (let i = 0; i < 20; i += 1) reader.push(piece);
    }).toThrow(RangeError);
  });
});
