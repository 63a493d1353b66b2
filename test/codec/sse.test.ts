import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEvent, parseEvent, splitEvents } from '../../src/codec/sse.ts';

const nothing = { event: undefined, data: undefined, id: undefined, retry: undefined, comments: [] };
const streamText = fc.string({
  unit: fc.constantFrom('data', ':', ' ', 'x', '\n', '\r', '\r\n', '\n\n', '\ufeff', '\0', 'é'),
});

describe('splitEvents', () => {
  it('joins to the stream it was given', () => {
    fc.assert(fc.property(streamText, (text) => splitEvents(text).join('') === text));
  });

  it('finds the same events whatever the line ends are', () => {
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    const event = fc.tuple(
      fc.array(fc.constantFrom('data: 1', 'event: x', ':', 'data'), { minLength: 1 }),
      lineEnd,
      lineEnd,
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const blocks = events
          // A CR at the end of a line and a LF alone behind it would be one line end.
          .map(([lines, end, last]) => lines.join(end) + end + (end === '\r' && last === '\n' ? '\r' : last));
        fc.pre(!blocks.some((block, i) => block.endsWith('\r') && blocks[i + 1]?.startsWith('\n')));
        expect(splitEvents(blocks.join(''))).toEqual(blocks);
      }),
    );
  });

  it.each([
    ['nothing', '', []],
    ['LF', 'data: 1\n\ndata: 2\n\n', ['data: 1\n\n', 'data: 2\n\n']],
    ['CRLF', 'data: 1\r\n\r\ndata: 2\r\n\r\n', ['data: 1\r\n\r\n', 'data: 2\r\n\r\n']],
    ['CR', 'data: 1\r\rdata: 2\r\r', ['data: 1\r\r', 'data: 2\r\r']],
    ['mixed line ends', 'data: 1\r\n\ndata: 2\n\r\ndata: 3\r\r\n', ['data: 1\r\n\n', 'data: 2\n\r\n', 'data: 3\r\r\n']],
    ['one CRLF, which is no blank line', 'event: a\r\ndata: 1\r\n\r\n', ['event: a\r\ndata: 1\r\n\r\n']],
    ['extra blank lines', 'data: 1\n\n\n\ndata: 2\n\n\n', ['data: 1\n\n\n\n', 'data: 2\n\n\n']],
    ['blank lines in front', '\n\ndata: 1\n\n', ['\n\n', 'data: 1\n\n']],
    ['a comment in front', ': OPENROUTER PROCESSING\n\ndata: 1\n\n', [': OPENROUTER PROCESSING\n\n', 'data: 1\n\n']],
    ['a tail without a blank line', 'data: 1\n\ndata: 2\n', ['data: 1\n\n', 'data: 2\n']],
    ['a tail without a line end', 'data: 1\n\ndata: [DO', ['data: 1\n\n', 'data: [DO']],
  ])('cuts %s', (_, text, events) => {
    expect(splitEvents(text)).toEqual(events);
  });
});

describe('parseEvent', () => {
  it('gives back any data that was written as data lines', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', ':', '\n', '{', '\0', '\ufeff', '\u2028', 'é') });
    fc.assert(
      fc.property(text, fc.constantFrom('\n', '\r\n', '\r'), (data, lineEnd) => {
        const lines = data.split('\n').map((line) => `data: ${line}${lineEnd}`);
        expect(parseEvent(lines.join('') + lineEnd).data).toBe(data);
      }),
    );
  });

  it('finds the comments and the data of any text', () => {
    fc.assert(
      fc.property(streamText, (text) => {
        const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
        expect(parseEvent(text).comments).toHaveLength(lines.filter((line) => line.startsWith(':')).length);
        expect(parseEvent(text).data === undefined).toBe(!lines.some((line) => /^data(:|$)/.test(line)));
      }),
    );
  });

  it.each([
    ['event: ping\ndata: {"type":"ping"       }\n\n', { event: 'ping', data: '{"type":"ping"       }' }],
    ['data: a\r\ndata:\r\ndata:b\r\n\r\n', { data: 'a\n\nb' }],
    ['data\rdata\r\r', { data: '\n' }],
    ['data:  two spaces \n\n', { data: ' two spaces ' }],
    ['data:\ttab\n\n', { data: '\ttab' }],
    ['data: a:b\n\n', { data: 'a:b' }],
    [': hi\n:\n::x\n\n', { comments: ['hi', '', ':x'] }],
    ['id: 7\nretry: 0250\n\n', { id: '7', retry: 250 }],
    ['id: a\0b\nretry: 1.5\n\n', {}],
    ['retry:\nretry: -1\n\n', {}],
    ['event: a\nevent: b\n\n', { event: 'b' }],
    ['event\n\n', { event: '' }],
    [' data: leading space\nData: case\nfoo: bar\n\n', {}],
    ['\ufeffdata: 1\n\n', { data: '1' }],
    ['data: [DONE]', { data: '[DONE]' }],
    ['\n\n', {}],
  ])('reads %j', (block, fields) => {
    expect(parseEvent(block)).toEqual({ ...nothing, ...fields });
  });

  it('takes U+2028 and U+0085 as text, not as line ends', () => {
    expect(parseEvent('data: a\u2028b\u0085c\n\n').data).toBe('a\u2028b\u0085c');
  });
});

describe('encodeEvent', () => {
  it.each([
    ['a name and its data', { event: 'ping', data: '{}' }, 'event: ping\ndata: {}\n\n'],
    ['data alone', { data: '[DONE]' }, 'data: [DONE]\n\n'],
    ['an id', { event: 'a', data: '1', id: '7' }, 'event: a\nid: 7\ndata: 1\n\n'],
    ['each line of the data as a line of its own', { data: 'a\r\n\nb' }, 'data: a\ndata: \ndata: b\n\n'],
  ])('writes %s', (_, event, text) => {
    expect(Buffer.from(encodeEvent(event)).toString()).toBe(text);
  });

  it('writes one block that is read as what was given, whatever the line ends are', () => {
    const word = fc.string({ unit: fc.constantFrom('a', ' ', ':', '{', '\u2028', 'é') });
    const data = fc.string({ unit: fc.constantFrom('a', ' ', ':', '\n', '\ufeff', 'é') });
    fc.assert(
      fc.property(word, data, word, fc.constantFrom('\n', '\r\n', '\r'), (event, text, id, lineEnd) => {
        const block = Buffer.from(encodeEvent({ event, data: text, id }, lineEnd)).toString();
        expect(splitEvents(block)).toEqual([block]);
        expect(parseEvent(block)).toEqual({ ...nothing, event, data: text, id });
      }),
    );
  });
});
