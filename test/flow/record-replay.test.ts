/** What was recorded is what is replayed: status, headers, bytes and chunk boundaries of every wire format, over real sockets. */

import { describe, expect, it } from 'vitest';
import { randomCuts } from '../support/random-cuts.ts';
import type { Script } from '../support/script.ts';
import { answerHeaders, chatRequest, chunksOf, piecesOf } from '../support/simulators.ts';
import { expectFaithful, recordAndReplay } from './record-and-replay.ts';
import { wireFormats } from './wire-formats.ts';

describe('a streamed answer', () => {
  it.each(wireFormats.flatMap((format) => [1, 2].map((seed) => ({ ...format, seed }))))(
    '$name, cut at random places ($seed), is replayed in the same chunks',
    async ({ contentType, bytes, target, seed }) => {
      const pieces = randomCuts(bytes, seed);
      const flow = await recordAndReplay(
        { headers: [['Content-Type', contentType]], body: pieces },
        { ...chatRequest(), target },
      );
      expect(chunksOf(flow.recorded)).toEqual(piecesOf(pieces));
      expectFaithful(flow);
    },
  );

  it.each(wireFormats)('$name, byte by byte, is replayed byte by byte', async ({ contentType, bytes, target }) => {
    const few = bytes.subarray(0, 120);
    const pieces = [...few].map((byte) => Uint8Array.of(byte));
    const flow = await recordAndReplay(
      { headers: [['Content-Type', contentType]], body: pieces },
      { ...chatRequest(), target },
    );
    expect(flow.recorded.chunks).toHaveLength(few.length);
    expectFaithful(flow);
  });

  it('that ends with the connection instead of a last chunk is whole', async () => {
    const flow = await recordAndReplay({
      headers: [['Content-Type', 'text/event-stream']],
      framing: 'close',
      body: ['data: a\n\n', 'data: b\n\n'],
    });
    expect(flow.interaction.response.end).toBe('complete');
    expectFaithful(flow);
  });
});

describe('any other answer', () => {
  const json: [string, string] = ['Content-Type', 'application/json'];
  const binary = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));

  it.each<[string, Script]>([
    ['JSON by length', { headers: [json], framing: 'length', body: ['{ "a":1.0,\n"b" :"é\u2028" }\n'] }],
    ['JSON in chunks', { headers: [json], body: ['{"a"', ':1}'] }],
    ['binary', { headers: [['Content-Type', 'audio/mpeg']], body: [binary.subarray(0, 3001), binary.subarray(3001)] }],
    ['an empty body in chunks', { headers: [json], body: [] }],
    ['an empty body by length', { headers: [json], framing: 'length', body: [] }],
    ['no content type', { body: ['what is this'] }],
    ['204', { statusLine: 'HTTP/1.1 204 No Content', headers: [['X-Request-Id', 'r1']] }],
    ['304', { statusLine: 'HTTP/1.1 304 Not Modified', headers: [['ETag', '"e1"']] }],
    [
      '304 with the length of what it is not',
      { statusLine: 'HTTP/1.1 304 Not Modified', headers: [['Content-Length', '99']] },
    ],
    ['201 with a reason of its own', { statusLine: 'HTTP/1.1 201 Made Just Now', headers: [json], body: ['{}'] }],
    ['a status without a reason', { statusLine: 'HTTP/1.1 299 ', headers: [json], body: ['{}'] }],
    [
      '400',
      {
        statusLine: 'HTTP/1.1 400 Bad Request',
        headers: [json],
        framing: 'length',
        body: ['{"error":{"message":"no"}}'],
      },
    ],
    [
      '429 with retry-after',
      {
        statusLine: 'HTTP/1.1 429 Too Many Requests',
        headers: [json, ['retry-after', '20'], ['retry-after-ms', '19750']],
        framing: 'length',
        body: ['{"error":{"message":"slow down"}}'],
      },
    ],
    [
      '500 in HTML',
      {
        statusLine: 'HTTP/1.1 500 Internal Server Error',
        headers: [['Content-Type', 'text/html']],
        body: ['<h1>500</h1>'],
      },
    ],
    [
      '529 that is JSON under the name of a stream',
      {
        statusLine: 'HTTP/1.1 529 Overloaded',
        headers: [['Content-Type', 'text/event-stream']],
        body: ['{\n  "error": {}\n}\n'],
      },
    ],
  ])('%s is replayed as it was', async (_name, script) => {
    expectFaithful(await recordAndReplay(script));
  });

  it('to HEAD is replayed with its headers and no body', async () => {
    const flow = await recordAndReplay(
      { headers: [json, ['Content-Length', '1234']], framing: 'length' },
      { method: 'HEAD', target: '/v1/models' },
    );
    expect(flow.replayed.headers).toContainEqual(['Content-Length', '1234']);
    expectFaithful(flow);
  });

  it('keeps the spelling, order and repetition of headers, redacts credentials, and leaves out what belongs to a connection', async () => {
    const flow = await recordAndReplay({
      headers: [
        ['Date', 'Mon, 03 Aug 2026 10:00:00 GMT'],
        json,
        ['Connection', 'keep-alive, X-Hop'],
        ['Keep-Alive', 'timeout=5'],
        ['X-Hop', 'only here'],
        ['set-cookie', '__cf_bm=abcdef; path=/; HttpOnly'],
        ['Vary', 'Origin'],
        ['vary', 'Accept-Encoding'],
        ['SET-COOKIE', '_cfuvid=uvwxyz; Secure'],
        ['OpenAI-Organization', 'acme-corp'],
        ['x-empty', ''],
        ['x-latin1', 'caf\u00e9'],
        ['alt-svc', 'h3=":443"; ma=86400'],
      ],
      body: ['{}'],
    });
    expect(answerHeaders(flow.recorded)).toEqual([
      ['Date', 'Mon, 03 Aug 2026 10:00:00 GMT'],
      json,
      ['set-cookie', '__cf_bm=abcdef; path=/; HttpOnly'],
      ['Vary', 'Origin'],
      ['vary', 'Accept-Encoding'],
      ['SET-COOKIE', '_cfuvid=uvwxyz; Secure'],
      ['OpenAI-Organization', 'acme-corp'],
      ['x-empty', ''],
      ['x-latin1', 'caf\u00e9'],
    ]);
    expect(answerHeaders(flow.replayed)).toEqual([
      ['Date', 'Mon, 03 Aug 2026 10:00:00 GMT'],
      json,
      ['set-cookie', '__cf_bm=[redacted:cookie]; path=/; HttpOnly'],
      ['Vary', 'Origin'],
      ['vary', 'Accept-Encoding'],
      ['SET-COOKIE', '_cfuvid=[redacted:cookie]; Secure'],
      ['OpenAI-Organization', '[redacted:organization]'],
      ['x-empty', ''],
      ['x-latin1', 'caf\u00e9'],
    ]);
    expectFaithful(flow);
  });

  it('passes 1xx answers and trailers through, and records neither', async () => {
    const flow = await recordAndReplay({
      interim: [{ statusLine: 'HTTP/1.1 103 Early Hints', headers: [['Link', '</style.css>']] }],
      headers: [json, ['Trailer', 'X-Sum']],
      body: ['{}'],
      trailers: [['X-Sum', '42']],
    });
    expect(flow.recorded.interim.map(({ startLine, headers }) => [startLine, headers])).toEqual([
      ['HTTP/1.1 103 Early Hints', [['Link', '</style.css>']]],
    ]);
    expect(flow.recorded.trailers).toEqual([['X-Sum', '42']]);
    expect(flow.replayed.interim).toEqual([]);
    expect(flow.replayed.trailers).toEqual([]);
    expectFaithful(flow);
  });
});
