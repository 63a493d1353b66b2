import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replyEvents } from '../../src/dialects/reply-events.ts';

const values = (text: string) => replyEvents(Buffer.from(text)).map(({ value }) => value);
const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 5 });

describe('the events of a reply', () => {
  it('are the same objects in every framing', () => {
    fc.assert(
      fc.property(objects, (list) => {
        const written = list.map((value) => JSON.stringify(value));
        const expected: unknown = JSON.parse(`[${written.join(',')}]`);
        expect(values(written.join('\n'))).toEqual(expected);
        expect(values(`[${written.join('\n,\r\n')}]`)).toEqual(expected);
        expect(values(written.map((text) => `: note\r\ndata: ${text}\r\n\r\n`).join(''))).toEqual(expected);
        expect(values(JSON.stringify(list, undefined, 2))).toEqual(expected);
      }),
    );
  });

  it('are those that were complete when an array was cut', () => {
    fc.assert(
      fc.property(objects, fc.nat(), (list, at) => {
        const text = JSON.stringify(list);
        const found = values(text.slice(0, at % (text.length + 1)));
        expect(found).toEqual((JSON.parse(text) as unknown[]).slice(0, found.length));
      }),
    );
  });

  it('carry the names of SSE events and leave out what is not JSON', () => {
    const text = 'event: ping\ndata: {}\n\n: OPENROUTER PROCESSING\n\ndata: {"a":1}\n\ndata: [DONE]\n\n';
    expect(replyEvents(Buffer.from(text))).toEqual([
      { name: 'ping', value: {} },
      { name: undefined, value: { a: 1 } },
    ]);
  });

  it('are none for bytes that are no text', () => {
    expect(replyEvents(new Uint8Array([0xff, 0xfe, 0xfd, 0xfc, 0xfb]))).toEqual([]);
    expect(replyEvents(new Uint8Array())).toEqual([]);
  });
});
