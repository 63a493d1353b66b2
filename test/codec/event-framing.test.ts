import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../src/codec/aws-event-stream.ts';
import { cutterOf, type Framing, framingOf, isStream } from '../../src/codec/event-framing.ts';
import { brokenEvent, lastEvent, twiceEvent } from '../../src/codec/event-writing.ts';
import { parseEvent } from '../../src/codec/sse.ts';
import { cutAt } from '../support/random-cuts.ts';

const framings: readonly Framing[] = ['sse', 'lines', 'array', 'frames', 'document', 'bytes'];

function eventsOf(framing: Framing, chunks: readonly Uint8Array[]): Buffer[] {
  const cutter = cutterOf(framing);
  const events = chunks.flatMap((chunk) => cutter.push(chunk));
  const rest = cutter.rest();
  return [...events, ...(rest === undefined ? [] : [rest])].map((event) => Buffer.from(event));
}

function textsOf(framing: Framing, text: string): string[] {
  return eventsOf(framing, [Buffer.from(text)]).map(String);
}

function frame(json: string): Uint8Array {
  return encodeFrame({
    headers: [{ name: ':event-type', type: 'string', value: 'chunk' }],
    payload: Buffer.from(json),
  });
}

const streams: Readonly<Record<Framing, fc.Arbitrary<Uint8Array>>> = {
  sse: fc
    .array(fc.constantFrom('data: {"a":1}', 'event: x', ': hi', '\n', '\r\n', '\n\n', '\r\n\r\n', 'é'))
    .map((all) => Buffer.from(all.join(''))),
  lines: fc.array(fc.constantFrom('{"a":1}', '\n', '\r\n')).map((all) => Buffer.from(all.join(''))),
  array: fc.array(fc.json()).map((all) => Buffer.from(`[${all.join(',\r\n')}]`)),
  frames: fc.array(fc.json()).map((all) => Buffer.concat(all.map(frame))),
  document: fc.json().map((text) => Buffer.from(text)),
  bytes: fc.uint8Array(),
};

describe.each(framings)('a stream in %s', (framing) => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 100 }), streams[framing]);

  it('is cut without losing a byte', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(200)), (stream, cuts) => {
        expect(Buffer.concat(eventsOf(framing, cutAt(stream, cuts)))).toEqual(Buffer.from(stream));
      }),
    );
  });

  it('has the same events however it arrives', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(200)), (stream, cuts) => {
        if (framing === 'bytes') return;
        expect(eventsOf(framing, cutAt(stream, cuts))).toEqual(eventsOf(framing, [stream]));
      }),
    );
  });
});

describe('an event', () => {
  it('of SSE ends with its blank line, whichever its line ends are', () => {
    expect(textsOf('sse', 'event: a\ndata: 1\n\ndata: 2\r\n\r\n: hi\n\r\ndata: 3')).toEqual([
      'event: a\ndata: 1\n\n',
      'data: 2\r\n\r\n',
      ': hi\n\r\n',
      'data: 3',
    ]);
  });

  it('of lines ends with its line', () => {
    expect(textsOf('lines', '{"a":1}\n{"b":2}\r\n{"c"')).toEqual(['{"a":1}\n', '{"b":2}\r\n', '{"c"']);
  });

  it('of an array is an element with what stands before it', () => {
    expect(textsOf('array', '[{"a":"}"}\n,\r\n{"b":{"c":"\\"{"}}\n]')).toEqual([
      '[{"a":"}"}',
      '\n,\r\n{"b":{"c":"\\"{"}}',
      '\n]',
    ]);
  });

  it('of a document is all of it', () => {
    expect(textsOf('document', '{"a":\n\n1}')).toEqual(['{"a":\n\n1}']);
    expect(textsOf('document', '')).toEqual([]);
  });
});

describe('the framing', () => {
  it.each<[string, string, Framing]>([
    ['text/event-stream', '', 'sse'],
    ['application/x-ndjson', '', 'lines'],
    ['application/stream+json', '', 'lines'],
    ['application/jsonl', '', 'lines'],
    ['application/vnd.amazon.eventstream', '', 'frames'],
    ['application/json', ' \n[{', 'array'],
    ['application/json', '{', 'document'],
    ['application/problem+json', '{', 'document'],
    ['text/plain', 'hello', 'document'],
    ['', 'data: {', 'sse'],
    ['', ': OPENROUTER', 'sse'],
    ['', '[{', 'array'],
    ['', '{', 'document'],
    ['', 'RIFF', 'bytes'],
    ['audio/mpeg', '{', 'bytes'],
  ])('of "%s" that begins with "%s" is %s', (type, beginning, framing) => {
    expect(framingOf(type, Buffer.from(beginning))).toBe(framing);
  });

  it('of documents and other bytes holds no events', () => {
    expect(framings.filter(isStream)).toEqual(['sse', 'lines', 'array', 'frames']);
  });
});

describe('a value as the last event', () => {
  it('takes the line ends of the stream', () => {
    const value = { name: 'error', value: { a: 1 } };
    expect(Buffer.from(lastEvent(value, 'sse', undefined)).toString()).toBe('event: error\ndata: {"a":1}\n\n');
    const crlf = Buffer.from('data: 1\r\n\r\n');
    expect(parseEvent(Buffer.from(lastEvent(value, 'sse', crlf)).toString()).data).toBe('{"a":1}');
    expect(Buffer.from(lastEvent(value, 'sse', crlf)).toString()).toMatch(/\r\n\r\n$/);
  });

  it('ends an array', () => {
    const value = { name: undefined, value: { a: 1 } };
    const before = Buffer.from('[{"b":2}');
    expect(JSON.parse(Buffer.concat([before, lastEvent(value, 'array', before)]).toString())).toEqual([
      { b: 2 },
      { a: 1 },
    ]);
    expect(JSON.parse(Buffer.from(lastEvent(value, 'array', undefined)).toString())).toEqual([{ a: 1 }]);
  });
});

describe('a broken event', () => {
  it('lacks its last bracket', () => {
    expect(Buffer.from(brokenEvent(Buffer.from('data: {"a":{}}\n\n'), 'sse') ?? '').toString()).toBe(
      'data: {"a":{}\n\n',
    );
    expect(brokenEvent(Buffer.from(': ping\n\n'), 'sse')).toBeUndefined();
  });

  it('is still a frame with checksums that fit', () => {
    const broken = brokenEvent(frame('{"a":1}'), 'frames');
    expect(eventsOf('frames', [broken ?? Buffer.alloc(0)]).length).toBe(1);
    expect(Buffer.from(broken ?? '').toString('latin1')).toContain('{"a":1');
  });

  it('of something that is no frame is nothing', () => {
    expect(brokenEvent(Buffer.from('{"a":1}'), 'frames')).toBeUndefined();
  });
});

describe('an event twice', () => {
  it('is two elements where it is one of an array', () => {
    const whole = (event: string) =>
      twiceEvent(Buffer.from(event), 'array')
        .map((piece) => Buffer.from(piece).toString())
        .join('');
    expect(JSON.parse(whole('[{"a":1}\n]'))).toEqual([{ a: 1 }, { a: 1 }]);
    expect(JSON.parse(`[{"b":2}${whole(',\r\n{"a":1}')}]`)).toEqual([{ b: 2 }, { a: 1 }, { a: 1 }]);
  });
});
