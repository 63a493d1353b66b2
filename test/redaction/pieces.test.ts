/** What belongs to one text is searched as one, and what does not is not: channels, whole lines, parts, numbers. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addText, Pieces } from '../../src/redaction/pieces.ts';
import { createRedactor, defaultPolicy } from '../../src/redaction/redactor.ts';
import { drawFrom } from './planted-secret.ts';

/** Of exactly so many characters, so that a letter right behind it hides it. */
const google = `AIza${drawFrom(1)(35)}`;
const openai = `sk-proj-${drawFrom(2)(60)}`;

function redacted(body: string | Uint8Array, contentType: string, pii = false): Buffer {
  const headers: [string, string][] = [['content-type', contentType]];
  const request = { method: 'POST', target: '/', headers, body: Buffer.from(body) };
  return Buffer.from(createRedactor({ ...defaultPolicy, pii }).begin(request).request.body);
}

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const lines = (...values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('a text', () => {
  it('goes on where only its first event has a type', () => {
    const call = (fields: object): string => event({ choices: [{ index: 0, delta: { tool_calls: [fields] } }] });
    const [left, right] = [google.slice(0, 12), google.slice(12)];
    const body =
      call({ index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: `{"k":"${left}` } }) +
      call({ index: 0, function: { arguments: `${right}"}` } });
    expect(redacted(body, 'text/event-stream').toString()).toBe(
      body.replace(left, '[redacted:google-key]').replace(right, ''),
    );
  });

  it.each([
    ['Anthropic', { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '«' } }],
    ['Cohere', { type: 'content-start', index: 0, delta: { text: '«' } }],
  ])('of %s goes on where it began in the event that starts it', (_name, start) => {
    const delta = start.type === 'content-start' ? 'content-delta' : 'content_block_delta';
    const body =
      event(start).replace('«', google.slice(0, 20)) +
      event({ type: delta, index: 0, delta: { text: google.slice(20) } });
    expect(redacted(body, 'text/event-stream').toString()).not.toContain(google.slice(20));
  });

  it('goes on in an event that breaks off before it says which text it continues', () => {
    const [left, right] = [openai.slice(0, 30), openai.slice(30)];
    const body = `${event({ delta: left, type: 'text.delta', output_index: 1 })}data: {"delta":"${right} and`;
    expect(redacted(body, 'text/event-stream').toString()).toBe(
      body.replace(left, '[redacted:openai-key]').replace(right, ''),
    );
  });

  it.each([
    ['JSON lines', 'application/jsonl', lines({ v: 'hello' }, { v: google }, { v: 'hello' })],
    ['whole events', 'text/event-stream', event({ v: 'hello' }) + event({ v: google }) + event({ v: 'hello' })],
    ['a JSON array', 'application/json', JSON.stringify([{ v: 'hello' }, { v: google }, { v: 'hello' }])],
  ])('that is whole in one of %s is found whatever stands in its neighbours', (_what, contentType, body) => {
    expect(redacted(body, contentType).toString()).toBe(body.replace(google, '[redacted:google-key]'));
  });

  it('of each line with a secret gets a marker of its own', () => {
    const other = `${openai}x`;
    expect(redacted(lines({ v: openai }, { v: other }, { v: openai }), 'application/jsonl').toString()).toBe(
      lines({ v: '[redacted:openai-key]' }, { v: '[redacted:openai-key:2]' }, { v: '[redacted:openai-key]' }),
    );
  });

  it('of one part of a form is not joined to the next', () => {
    const part = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const body = `${part('model', 'whisper1')}${part('prompt', google)}${part('n', 'x')}--b--\r\n`;
    expect(redacted(body, 'multipart/form-data; boundary=b').toString()).toBe(
      body.replace(google, '[redacted:google-key]'),
    );
  });

  it('is searched where the body is not UTF-8 because it was cut within a character', () => {
    const body = Buffer.concat([
      Buffer.from(event({ d: `日本 ${openai} `.slice(0, -1) })),
      Buffer.from('data: {"d":"日').subarray(0, -1),
    ]);
    const { length } = Buffer.from(openai);
    const result = redacted(body, 'text/event-stream');
    expect(result.includes(openai.slice(-12))).toBe(false);
    expect(result.length).toBe(body.length - length + '[redacted:openai-key]'.length);
    expect(result.subarray(-4)).toEqual(body.subarray(-4));
  });

  it('in an image is left alone', () => {
    const body = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(openai)]);
    expect(redacted(body, 'image/jpeg')).toEqual(body);
  });
});

describe('a number', () => {
  it('that is a card number stays a number of as many digits', () => {
    const body = '{"card":4111111111111111,"n":12345678901234567890,"f":0.4111111111111111}';
    const result = redacted(body, 'application/json', true).toString();
    expect(result).toBe('{"card":1000000000000000,"n":12345678901234567890,"f":0.4111111111111111}');
    expect(JSON.parse(result)).toBeTypeOf('object');
  });
});

describe('events that are spelled like one before', () => {
  /** The texts by channel. */
  function texts(body: string): Map<string, string[]> {
    const pieces = new Pieces();
    addText(pieces, pieces.segment(body), 'text/event-stream');
    return new Map([...pieces.channels].map(([name, parts]) => [name, parts.map(({ value }) => value)]));
  }

  it('give the same texts as each by itself, at the places where they stand', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('', 'a"b', '\\', '\\"', '\n', 'é😀', '12', '[redacted:x]', 'null', '"}]'),
    );
    const number = fc.constantFrom(0, 1, 2, -1, 12.5, 1e21, 1785600000, 4111111111111111);
    const shape = fc.oneof(
      fc.record({ type: fc.constantFrom('a.delta', 'b.delta'), item_id: fc.constantFrom('i1', 'i2'), delta: text }),
      fc.record({ n: number, choices: fc.tuple(fc.record({ index: fc.nat(2), delta: fc.record({ content: text }) })) }),
      fc.record({ a_rather_long_name_of_a_key: text, list: fc.array(fc.oneof(text, number), { maxLength: 3 }) }),
      fc.record({
        text,
        flag: fc.constantFrom(true, false, null),
        token: text,
        bytes: fc.array(fc.nat(255), { maxLength: 2 }),
      }),
      fc.record({ k1: text, n: number }),
      fc.record({ k2: text, n: number }),
    );
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 12 }), fc.boolean(), (values, spaced) => {
        const bodies = values.map(
          (value) => `data: ${JSON.stringify(value, null, spaced ? 1 : 0).replaceAll('\n', '')}\n\n`,
        );
        const expected = new Map<string, string[]>();
        for (const body of bodies) {
          for (const [name, parts] of texts(body)) {
            if (!name.startsWith('line ')) expected.set(name, [...(expected.get(name) ?? []), ...parts]);
          }
        }
        expect(texts(bodies.join(''))).toEqual(expected);
        const pieces = new Pieces();
        const segment = pieces.segment(bodies.join(''));
        addText(pieces, segment, 'text/event-stream');
        for (const piece of [...pieces.channels.values()].flat()) {
          const raw = segment.text.slice(piece.start, piece.end);
          if (piece.leaf?.kind !== 'number') expect(JSON.parse(`"${raw}"`)).toBe(piece.value);
        }
      }),
      { numRuns: 400 },
    );
  });
});
