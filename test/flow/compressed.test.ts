/** Compressed answers: the client of the recorder gets them as they came, a replay gives the plain bytes in the same chunks. */

import * as zlib from 'node:zlib';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { randomCuts } from '../support/random-cuts.ts';
import { rawRequest } from '../support/raw-client.ts';
import { answerHeaders, chatRequest, chunksOf, scripted, startRecorder } from '../support/simulators.ts';
import { recordAndReplay } from './record-and-replay.ts';

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
