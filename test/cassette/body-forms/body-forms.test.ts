import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bodyForms } from '../../../src/cassette/body-forms/list.ts';
import { decodeInteraction } from '../../../src/cassette/decode-interaction.ts';
import { encodeInteraction } from '../../../src/cassette/encode-interaction.ts';
import { encodeFrame } from '../../../src/codec/aws-event-stream.ts';
import { encodeUtf8 } from '../../../src/codec/utf8.ts';
import { interactionOf } from '../interaction-samples.ts';

/** The body as the file holds it, after a check that it gives the bytes back. */
function stored(body: string | Uint8Array, type = ''): unknown {
  const bytes = typeof body === 'string' ? encodeUtf8(body) : body;
  const { text, blobs } = encodeInteraction(interactionOf({ response: bytes, responseType: type }));
  const readBlob = (name: string) => blobs.get(name) ?? new Uint8Array(0);
  const decoded = decodeInteraction(encodeUtf8(text), { file: 'f', readBlob });
  expect(Buffer.from(decoded.response.bytes).equals(bytes)).toBe(true);
  for (const [name, content] of blobs) {
    expect(name).toBe(`blobs/${createHash('sha256').update(content).digest('hex')}.bin`);
  }
  return JSON.parse(text).response.body;
}

describe('the list of body forms', () => {
  it('has no two forms of one name, and each form names itself first among its fields', () => {
    const ids = bodyForms.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(bodyForms.map(({ fields }) => fields[0])).toEqual(ids);
  });

  it('stores an empty body as null', () => {
    expect(stored('')).toBeNull();
    expect(stored('', 'text/event-stream')).toBeNull();
  });
});

describe('the form json', () => {
  it.each([
    ['compact', '{"a":[1,"é"]}', { json: { a: [1, 'é'] } }],
    [
      'as Python writes it',
      '{"a": [1, "\\u00e9"]}',
      { json: { a: [1, 'é'] }, style: { spaceAfter: ':,', ascii: true } },
    ],
    ['pretty-printed', '{\n  "a": 1\n}\n', { json: { a: 1 }, style: { indent: 2, newline: true } }],
    ['padded', '{"a":1  }', { json: { a: 1 }, padding: 2 }],
    ['a string', '"x"', { json: 'x' }],
    ['null', 'null', { json: null }],
    [
      'with odd numbers',
      '{"t":1.0,"n":[12345678901234567890]}',
      {
        json: { t: 1, n: [12345678901234567000] },
        numbers: { '/t': '1.0', '/n/0': '12345678901234567890' },
      },
    ],
    [
      'with the names of prototypes',
      '{"__proto__":1,"constructor":"x"}',
      { json: JSON.parse('{"__proto__":1,"constructor":"x"}') },
    ],
  ])('takes JSON %s', (_, body, expected) => {
    expect(stored(body)).toEqual(expected);
  });

  it.each([
    ['duplicate keys', '{"a":1,"a":2}'],
    ['mixed spacing', '{"a": 1,"b":2}'],
    ['keys that JavaScript would reorder', '{"2":1,"1":2}'],
    ['a number too large', '[1e400]'],
    ['deep nesting', '['.repeat(150) + ']'.repeat(150)],
    ['a byte order mark', '\ufeff{}'],
    ['a truncated text', '{"a":'],
  ])('leaves JSON with %s to the form text', (_, body) => {
    expect(stored(body, 'application/json')).toEqual({ text: [body] });
  });

  it('keeps lists of numbers on one line', () => {
    const { text } = encodeInteraction(interactionOf({ response: '{"embedding":[0.5,-0.25]}' }));
    expect(text).toContain('\n        "embedding": [0.5,-0.25]\n');
  });
});

describe('the form sse', () => {
  const type = 'text/event-stream';

  it.each([
    [
      'comments, ids and retries in their order',
      ': OPENROUTER PROCESSING\n\nid: 7\nretry: 30\ndata: {}\nevent: x\n\n',
      {
        sse: [{ comment: 'OPENROUTER PROCESSING' }, { id: '7', retry: '30', data: {}, event: 'x' }],
      },
    ],
    [
      'CRLF',
      'data: {"a":1}\r\n\r\ndata: [DONE]\r\n\r\n',
      { sse: [{ data: { a: 1 } }, { data: '[DONE]' }], eol: '\r\n' },
    ],
    ['no space behind the colon', 'event:a\ndata:{"a":1}\n\n', { sse: [{ event: 'a', data: { a: 1 } }], space: false }],
    ['several data lines', 'data: a\ndata: \ndata: b\n\n', { sse: [{ data: 'a\n\nb' }] }],
    [
      'one style for all events',
      'data: {"a": 1}\n\ndata: {"b": "é"}\n\n',
      { sse: [{ data: { a: 1 } }, { data: { b: 'é' } }], style: { spaceAfter: ':' } },
    ],
    [
      'a style of its own for one',
      'data: {"a":1,"b":2}\n\ndata: {"c":1}\n\nevent: ping\ndata: {"type": "ping"}\n\n',
      {
        sse: [
          { data: { a: 1, b: 2 } },
          { data: { c: 1 } },
          { event: 'ping', data: { type: 'ping' }, style: { spaceAfter: ':' } },
        ],
      },
    ],
    [
      'padding that differs from event to event',
      'data: {"a":1   }\n\ndata: {"b":2 }\n\ndata: {"c":3}\n\n',
      {
        sse: [{ data: { a: 1 }, padding: 3 }, { data: { b: 2 }, padding: 1 }, { data: { c: 3 } }],
      },
    ],
    ['spaces behind the JSON', 'data: {"a":1}  \n\n', { sse: [{ data: { a: 1 }, trailing: 2 }] }],
    ['odd numbers', 'data: {"t":1.0}\n\n', { sse: [{ data: { t: 1 }, numbers: { '/t': '1.0' } }] }],
    ['JSON that no style gives back', 'data: {"a":1,"a":2}\n\n', { sse: [{ data: '{"a":1,"a":2}' }] }],
    ['JSON scalars, which may as well be text', 'data: 5\n\ndata: "x"\n\n', { sse: [{ data: '5' }, { data: '"x"' }] }],
    [
      'irregular events as they stand',
      'data: a\n\n\n\nevent: x\n\n data: y\n\ndata: end\n\ndata: [DO',
      {
        sse: ['data: a\n\n\n\n', { event: 'x' }, ' data: y\n\n', { data: 'end' }, 'data: [DO'],
      },
    ],
  ])('takes a stream with %s', (name, body, expected) => {
    if (name.startsWith('irregular')) {
      expect(stored(`data: 0\n\n${body}`, type)).toEqual({ sse: [{ data: '0' }, ...expected.sse] });
      return;
    }
    expect(stored(body, type)).toEqual(expected);
  });

  it('recognises a stream whose content type says something else, or nothing', () => {
    const body = 'data: {"a":1}\n\n';
    expect(stored(body, 'application/json')).toEqual({ sse: [{ data: { a: 1 } }] });
    expect(stored(body)).toEqual({ sse: [{ data: { a: 1 } }] });
  });

  it('leaves what only claims to be a stream to the forms that fit', () => {
    expect(stored('{\n  "error": 404\n}', type)).toEqual({ json: { error: 404 }, style: { indent: 2 } });
    expect(stored('not found\n', type)).toEqual({ text: ['not found\n'] });
    expect(stored('key: value\n\nother: value\n\n')).toEqual({ text: ['key: value\n', '\n', 'other: value\n', '\n'] });
  });

  it('does not mistake an empty comment, a field named comment or a line without a colon', () => {
    const body = 'data: 1\n\n:\n\ncomment: x\n\ndata\n\ndata: 2\n\ndata: 3\n\n';
    expect(stored(body, type)).toEqual({
      sse: [{ data: '1' }, { comment: '' }, 'comment: x\n\n', 'data\n\n', { data: '2' }, { data: '3' }],
    });
  });

  it('takes a thousand events in one pass', () => {
    const body = Array.from({ length: 1000 }, (_, i) => `data: {"choices":[{"delta":{"content":"t${i}"}}]}\n\n`).join(
      '',
    );
    expect(stored(body, type)).toHaveProperty('sse.length', 1000);
  });
});

describe('the form ndjson', () => {
  const type = 'application/x-ndjson';

  it.each([
    ['lines', '{"a":1}\n{"b":2}\n', { ndjson: [{ json: { a: 1 } }, { json: { b: 2 } }] }],
    ['no last line end', '{"a":1}\n{"b":2}', { ndjson: [{ json: { a: 1 } }, { json: { b: 2 } }], lastEol: false }],
    ['CRLF', '{"a":1}\r\n{"b":2}\r\n', { ndjson: [{ json: { a: 1 } }, { json: { b: 2 } }], eol: '\r\n' }],
    [
      'one style',
      '{"a": 1}\n{"b": 1.0}\n',
      {
        ndjson: [{ json: { a: 1 } }, { json: { b: 1 }, numbers: { '/b': '1.0' } }],
        style: { spaceAfter: ':' },
      },
    ],
    ['one line', '{"a":1}\n', { ndjson: [{ json: { a: 1 } }] }],
    [
      'irregular lines as they stand',
      '{"a":1}\n\n{"b":2}\n{"c":3}\n{"tr',
      {
        ndjson: [{ json: { a: 1 } }, '\n', { json: { b: 2 } }, { json: { c: 3 } }, '{"tr'],
      },
    ],
  ])('takes a stream with %s', (_, body, expected) => {
    expect(stored(body, type)).toEqual(expected);
  });

  it('recognises lines of JSON without a content type, but not lines of numbers', () => {
    expect(stored('{"a":1}\n{"b":2}\n')).toHaveProperty('ndjson');
    expect(stored('1\n2\n')).toEqual({ text: ['1\n', '2\n'] });
  });
});

describe('the form event-stream', () => {
  const type = 'application/vnd.amazon.eventstream';
  const event = (payload: string) =>
    encodeFrame({
      headers: [
        { name: ':event-type', type: 'string', value: 'chunk' },
        { name: ':message-type', type: 'string', value: 'event' },
      ],
      payload: encodeUtf8(payload),
    });
  const headers = { ':event-type': 'chunk', ':message-type': 'event' };

  it('shows the headers and the JSON of each frame', () => {
    const bytes = Buffer.concat([event('{"delta":"a"}'), event('{"t":1.0}'), event('')]);
    const expected = {
      'event-stream': [
        { headers, json: { delta: 'a' } },
        { headers, json: { t: 1 }, numbers: { '/t': '1.0' } },
        { headers },
      ],
    };
    expect(stored(bytes, type)).toEqual(expected);
    expect(stored(bytes)).toEqual(expected);
  });

  it('keeps other frames, and what follows the last whole one, as base64', () => {
    const typed = encodeFrame({ headers: [{ name: 'n', type: 'integer', value: 7 }], payload: encodeUtf8('{}') });
    const rest = event('{}').subarray(0, 20);
    expect(stored(Buffer.concat([event('{}'), typed, event('plain'), rest]), type)).toEqual({
      'event-stream': [
        { headers, json: {} },
        Buffer.from(typed).toString('base64'),
        Buffer.from(event('plain')).toString('base64'),
        Buffer.from(rest).toString('base64'),
      ],
    });
  });
});

describe('the form multipart', () => {
  const type = 'multipart/form-data; boundary=b0';
  const part = (name: string) => `--b0\r\nContent-Disposition: form-data; name="${name}"\r\n`;

  it('shows the text of the parts, and keeps small binaries as base64 and large ones as blobs', () => {
    const small = new Uint8Array([0xff, 0x00]);
    const large = new Uint8Array(5000).fill(0xfe);
    const body = Buffer.concat([
      Buffer.from(`${part('model')}\r\nwhisper-1\r\n${part('s')}\r\n`),
      small,
      Buffer.from(`\r\n${part('file')}Content-Type: audio/mpeg\r\n\r\n`),
      large,
      Buffer.from('\r\n--b0--\r\n'),
    ]);
    expect(stored(body, type)).toEqual({
      multipart: [
        { headers: ['Content-Disposition: form-data; name="model"'], text: ['whisper-1'] },
        { headers: ['Content-Disposition: form-data; name="s"'], base64: '/wA=' },
        {
          headers: ['Content-Disposition: form-data; name="file"', 'Content-Type: audio/mpeg'],
          blob: `blobs/${createHash('sha256').update(large).digest('hex')}.bin`,
        },
      ],
      boundary: 'b0',
    });
  });

  it('notes other line ends, a preamble and an epilogue', () => {
    expect(stored('hi\n--b0\nA: b\n\nx\ny\n--b0--', type)).toEqual({
      multipart: [{ headers: ['A: b'], text: ['x\n', 'y'] }],
      boundary: 'b0',
      eol: '\n',
      preamble: 'hi\n',
      epilogue: '',
    });
  });

  it('leaves a body without its boundary to the form text', () => {
    expect(stored('x', type)).toEqual({ text: ['x'] });
  });
});

describe('the forms for everything else', () => {
  it('keeps the line ends of text', () => {
    expect(stored('a\r\nb\n\nc\u2028', 'text/plain')).toEqual({ text: ['a\r\n', 'b\n', '\n', 'c\u2028'] });
  });

  it('puts up to 2 KiB of binary into the file and more into a blob', () => {
    expect(stored(new Uint8Array(2048).fill(0xff))).toHaveProperty('base64');
    expect(stored(new Uint8Array(2049).fill(0xff))).toHaveProperty('blob');
  });

  it('puts text above 1 MiB into a blob, also when it is JSON', () => {
    const json = (length: number) => `"${'x'.repeat(length - 2)}"`;
    expect(stored(json(1024 * 1024))).toHaveProperty('json');
    expect(stored(json(1024 * 1024 + 1))).toHaveProperty('blob');
  });
});
