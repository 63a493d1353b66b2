/** What was recorded is what is replayed: status, headers, bytes and chunk boundaries of every wire format, over real sockets. */

import * as zlib from 'node:zlib';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { redactResponseHeaders } from '../../src/redaction/redact-headers.ts';
import { randomCuts } from '../support/random-cuts.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawRequest } from '../support/raw-connection.ts';
import type { RawResponse } from '../support/raw-response.ts';
import type { Script } from '../support/script.ts';
import {
  answerHeaders,
  chatRequest,
  chunksOf,
  interactionsIn,
  piecesOf,
  scripted,
  startRecorder,
  startReplay,
} from '../support/simulators.ts';
import { wireFormats } from './wire-formats.ts';

/** One request through the recorder, then twice to a paced and once to an instant replay. */
async function recordAndReplay(script: Script, request: RawRequest = chatRequest()) {
  const upstream = await scripted(script);
  const recorder = await startRecorder(`openai=${upstream.url}`);
  const recorded = await rawRequest(recorder.url, request);
  const [report] = await recorder.reported(1);
  expect(report?.saved).toMatchObject({ kind: 'saved' });
  const [interaction] = await interactionsIn(recorder.root);
  if (interaction === undefined) throw new Error('nothing was recorded');
  const paced = await startReplay(recorder.root, { latency: { kind: 'recorded', speed: 1 } });
  const replayed = await rawRequest(paced.url, request);
  const again = await rawRequest(paced.url, request);
  const instant = await rawRequest((await startReplay(recorder.root)).url, request);
  return { upstream, recorded, replayed, again, instant, interaction };
}

type Flow = Awaited<ReturnType<typeof recordAndReplay>>;

/** The replayed answer is the recorded one as redacted. */
function expectSame(replayed: RawResponse, recorded: RawResponse): void {
  expect(replayed.statusLine).toBe(recorded.statusLine);
  expect(answerHeaders(replayed)).toEqual(redactResponseHeaders(answerHeaders(recorded)));
  expect(replayed.body.equals(recorded.body)).toBe(true);
  expect(replayed.end).toBe(recorded.end);
  expect(replayed.chunked).toBe(recorded.chunked);
}

function expectFaithful({ recorded, replayed, again, instant, interaction }: Flow): void {
  for (const one of [replayed, again, instant]) expectSame(one, recorded);
  if (recorded.chunked) {
    expect(chunksOf(replayed)).toEqual(chunksOf(recorded));
    expect(chunksOf(again)).toEqual(chunksOf(replayed));
  }
  expect(Buffer.from(interaction.response.bytes).equals(recorded.body)).toBe(true);
  expect(interaction.response.ends).toEqual(endsOf(recorded, interaction.response.ends));
  expect(recorded.headers).toContainEqual(['x-llmsim-source', 'upstream']);
  expect(replayed.headers).toContainEqual(['x-llmsim-source', 'cassette']);
}

/** By length, the client cannot see the boundaries: then what stands in the cassette is taken for them. */
function endsOf({ chunked, chunks }: RawResponse, otherwise: readonly number[]): readonly number[] {
  let end = 0;
  return chunked ? chunks.map(({ bytes }) => (end += bytes.length)) : otherwise;
}

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

describe('a request', () => {
  const multipart = (boundary: string): RawRequest => ({
    method: 'POST',
    target: '/v1/audio/transcriptions',
    headers: [['Content-Type', `multipart/form-data; boundary=${boundary}`]],
    body: Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n`),
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n`),
      Buffer.from([0, 1, 2, 255, 13, 10, 254]),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  });

  it('in multipart form reaches the upstream as sent, and is found again under another boundary', async () => {
    const flow = await recordAndReplay(
      { headers: [['Content-Type', 'application/json']], body: ['{"text":"hi"}'] },
      multipart('one'),
    );
    expect(flow.upstream.requests[0]?.body.equals(Buffer.from(multipart('one').body as Uint8Array))).toBe(true);
    expectFaithful(flow);
    const replay = await startReplay((await recordOnly(multipart('first'))).root);
    expect((await rawRequest(replay.url, multipart('second'))).status).toBe(200);
  });

  it.each<[string, RawRequest]>([
    [
      'with a binary body',
      { method: 'PUT', target: '/upload/v1beta/files?upload_id=1', body: Uint8Array.of(0, 255, 10, 13, 128) },
    ],
    [
      'in chunks',
      {
        method: 'POST',
        target: '/v1/embeddings',
        headers: [['Content-Type', 'application/json']],
        body: ['{"input":', '"x"}'],
      },
    ],
    ['with invalid JSON on a known path', { ...chatRequest(), body: '{"model": oops' }],
    ['with an empty body', { method: 'POST', target: '/v1/threads', body: '' }],
    ['without a body', { method: 'DELETE', target: '/v1/files/file-1' }],
    ['with a method that nobody knows', { method: 'PATCH', target: '/v1/x', body: '{}' }],
    ['with an odd path', { method: 'GET', target: '//openai/deployments/a%3Ab:generate/%2e%2e/x?b=%20&a=+&a' }],
  ])('%s reaches the upstream unchanged, and is answered again', async (_name, request) => {
    const flow = await recordAndReplay(
      { headers: [['Content-Type', 'application/json']], body: ['{"ok":true}'] },
      request,
    );
    const [seen] = flow.upstream.requests;
    expect(seen?.method).toBe(request.method);
    expect(seen?.target).toBe(request.target);
    const sent = Array.isArray(request.body) ? request.body.join('') : (request.body ?? '');
    expect(seen?.body.equals(Buffer.from(sent as string))).toBe(true);
    expectFaithful(flow);
  });

  it('is the same request in another spelling of its JSON and another order of its query', async () => {
    const ask = (target: string, body: string): RawRequest => ({
      method: 'POST',
      target,
      headers: [['Content-Type', 'application/json']],
      body,
    });
    const { root } = await recordOnly(ask('/v1/x?b=2&key=SECRET&a=1', '{"model":"m","temperature":1.0,"list":[1,2]}'));
    const { url } = await startReplay(root);
    const status = async (target: string, body: string) => (await rawRequest(url, ask(target, body))).status;
    expect(await status('/v1/x?a=1&b=2', '{ "temperature" : 1, "list":[1, 2],\n "model":"m"}')).toBe(200);
    expect(await status('/v1/x?a=1&b=2', '{"model":"m","temperature":1.0,"list":[2,1]}')).toBe(400);
    expect(await status('/v1/x?a=1', '{"model":"m","temperature":1.0,"list":[1,2]}')).toBe(400);
  });

  async function recordOnly(request: RawRequest) {
    const upstream = await scripted({ headers: [['Content-Type', 'application/json']], body: ['{}'] });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, request);
    await recorder.reported(1);
    return recorder;
  }
});

describe('a compressed answer', () => {
  const text = Buffer.from(
    Array.from({ length: 60 }, (_, i) => `data: {"i":${i},"t":"w\u00f6rd ${(i * 7919) % 97}"}\r\n\r\n`).join(''),
  );
  const zstd = Object.getOwnPropertyDescriptor(zlib, 'zstdCompressSync')?.value as
    | ((bytes: Buffer) => Buffer)
    | undefined;
  const encodings: [string, Buffer][] = [
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate, gzip', gzipSync(deflateSync(text))],
    ...(zstd === undefined ? [] : [['zstd', zstd(text)] satisfies [string, Buffer]]),
  ];

  it.each(encodings)('in %s goes to the client as it came, and is replayed plain', async (encoding, compressed) => {
    const pieces = randomCuts(compressed, 5, 6);
    const type: [string, string] = ['Content-Type', 'text/event-stream'];
    const flow = await recordAndReplay({ headers: [type, ['Content-Encoding', encoding]], body: pieces });
    expect(flow.upstream.requests[0]?.headers).toContainEqual(['accept-encoding', 'identity']);
    expect(flow.recorded.body.equals(compressed)).toBe(true);
    expect(flow.recorded.headers).toContainEqual(['Content-Encoding', encoding]);
    expect(flow.interaction.response.decodedFrom).toBe(encoding);
    for (const { body, headers } of [flow.replayed, flow.again, flow.instant]) {
      expect(body.equals(text)).toBe(true);
      expect(headers.filter(([name]) => /^content-/i.test(name))).toEqual([type]);
    }
  });

  it('by length is replayed with the length of the plain body', async () => {
    const compressed = gzipSync('{"a":1}');
    const flow = await recordAndReplay({
      headers: [['Content-Encoding', 'gzip']],
      framing: 'length',
      body: [compressed],
    });
    expect(answerHeaders(flow.recorded)).toContainEqual(['Content-Length', String(compressed.length)]);
    expect(answerHeaders(flow.replayed)).toEqual([['Content-Length', '7']]);
    expect(flow.replayed.body.toString()).toBe('{"a":1}');
  });

  it('that is labelled so but plain is replayed without the label', async () => {
    const flow = await recordAndReplay({ headers: [['Content-Encoding', 'gzip']], body: ['{"a"', ':1}'] });
    expect(flow.recorded.headers).toContainEqual(['Content-Encoding', 'gzip']);
    expect(answerHeaders(flow.replayed)).toEqual([]);
    expect(chunksOf(flow.replayed)).toEqual(['{"a"', ':1}']);
  });

  it('that cannot be decoded goes to the client, and is not recorded', async () => {
    const upstream = await scripted({
      headers: [['Content-Encoding', 'x-unknown']],
      body: [Uint8Array.of(1, 0, 2, 255)],
    });
    const recorder = await startRecorder(upstream.url);
    const answer = await rawRequest(recorder.url, chatRequest());
    expect([...answer.body]).toEqual([1, 0, 2, 255]);
    expect((await recorder.reported(1))[0]?.saved).toMatchObject({
      kind: 'skipped',
      warn: true,
      why: expect.stringContaining('x-unknown'),
    });
  });
});
