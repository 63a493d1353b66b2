/** The HTTP reader finds the same messages however the bytes are cut. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpReader, type MessageHead, responseFraming } from './http-reader.ts';
import { cutAt } from './random-cuts.ts';

const twoAnswers = [
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
  'HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a:  2 \r\nTransfer-Encoding: chunked\r\n\r\n',
  '5;ext=1\r\nhello\r\n2\r\n\r\n\r\n0\r\nX-Sum: 9\r\n\r\n',
  'HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc',
  'HTTP/1.1 204 No Content\r\n\r\n',
].join('');

function read(cuts: readonly Uint8Array[]) {
  const log: unknown[] = [];
  let body: Uint8Array[] = [];
  const reader = new HttpReader({
    head: (head: MessageHead) => {
      log.push(head.startLine, head.headers);
      return responseFraming(head, 'POST');
    },
    data: (bytes) => body.push(bytes),
    chunk: (bytes) => log.push({ chunk: Buffer.from(bytes).toString() }),
    end: (trailers) => {
      log.push({ body: Buffer.concat(body).toString(), trailers });
      body = [];
    },
  });
  for (const cut of cuts) reader.feed(cut);
  return { log, whole: reader.finish() };
}

describe('HttpReader', () => {
  it('reads 1xx, chunked with trailers, by length and without body', () => {
    expect(read([Buffer.from(twoAnswers)])).toEqual({
      whole: true,
      log: [
        'HTTP/1.1 103 Early Hints',
        [['Link', '</a>']],
        'HTTP/1.1 200 OK',
        [
          ['X-A', '1'],
          ['x-a', '2'],
          ['Transfer-Encoding', 'chunked'],
        ],
        { chunk: 'hello' },
        { chunk: '\r\n' },
        { body: 'hello\r\n', trailers: [['X-Sum', '9']] },
        'HTTP/1.1 404 Not Found',
        [['Content-Length', '3']],
        { body: 'abc', trailers: [] },
        'HTTP/1.1 204 No Content',
        [],
        { body: '', trailers: [] },
      ],
    });
  });

  it('reads the same however the bytes are cut', () => {
    const bytes = Buffer.from(twoAnswers);
    const whole = read([bytes]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (offsets) => {
        expect(read(cutAt(bytes, offsets))).toEqual(whole);
      }),
    );
    expect(read(cutAt(bytes, [...bytes.keys()]))).toEqual(whole);
  });

  it('takes the end of the connection for the end of a body without length, and only of that', () => {
    expect(read([Buffer.from('HTTP/1.0 200 OK\r\n\r\nabc')])).toMatchObject({ whole: true });
    expect(read([Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc')])).toMatchObject({ whole: false });
    expect(read([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab')])).toMatchObject({
      whole: false,
    });
  });

  it('refuses what is not HTTP', () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(() => read([Buffer.from(`${chunked}zz\r\n`)])).toThrow('not a chunk size');
    expect(() => read([Buffer.from(`${chunked}1\r\nab\r\n`)])).toThrow('longer than its size');
    expect(() => read([Buffer.from('HTTP/1.1 200 OK\r\nno colon\r\n\r\n')])).toThrow('not a header line');
  });
});
