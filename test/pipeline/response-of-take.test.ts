import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type HeaderList, headerOf } from '../../src/core/headers.ts';
import { unmetered } from '../../src/core/memory-budget.ts';
import type { EndKind } from '../../src/core/reply.ts';
import { responseOfTake } from '../../src/pipeline/response-of-take.ts';
import { Take } from '../../src/pipeline/take.ts';

interface About {
  readonly headers?: HeaderList;
  readonly end?: EndKind;
  readonly bodiless?: boolean;
  readonly limit?: number;
}

async function responseOf(chunks: readonly (string | Uint8Array)[], about: About = {}) {
  const take = new Take(unmetered, 1_000_000);
  for (const [i, chunk] of chunks.entries()) take.add(Buffer.from(chunk as string), 10 * (i + 1));
  const head = { status: 200, statusText: 'OK', headers: about.headers ?? [] };
  const { end = 'complete', bodiless = false, limit = 1_000_000 } = about;
  return responseOfTake(take, { head, headAt: 5, end, endAt: 99, bodiless }, limit);
}

async function stored(chunks: readonly (string | Uint8Array)[], about: About = {}) {
  const taken = await responseOf(chunks, about);
  if (taken.kind !== 'response') throw new Error(taken.why);
  return taken.response;
}

const gzipped = (length: number): HeaderList => [
  ['Content-Type', 'text/plain'],
  ['Content-Encoding', 'gzip'],
  ['Content-Length', String(length)],
];

describe('the response of a take', () => {
  it('is one body with the ends of its chunks and their times', async () => {
    const response = await stored(['ab', 'c', 'def'], { headers: [['X-A', '1']] });
    expect(Buffer.from(response.bytes).toString()).toBe('abcdef');
    expect(response).toMatchObject({
      status: 200,
      statusText: 'OK',
      headers: [['X-A', '1']],
      decodedFrom: undefined,
      ends: [2, 3, 6],
      timing: { head: 5, chunks: [10, 20, 30], end: 99 },
      end: 'complete',
    });
  });

  it('may be without a body, and end badly', async () => {
    expect(await stored([], { end: 'reset' })).toMatchObject({ ends: [], end: 'reset', timing: { chunks: [] } });
  });
});

describe('a compressed response', () => {
  const body = 'the plain text of an answer';
  const compressed = gzipSync(body);

  it('is stored decoded, with a note of what it was and the length that it has now', async () => {
    const response = await stored([compressed], { headers: gzipped(compressed.length) });
    expect(Buffer.from(response.bytes).toString()).toBe(body);
    expect(response.decodedFrom).toBe('gzip');
    expect(response.headers).toEqual([
      ['Content-Type', 'text/plain'],
      ['Content-Length', String(body.length)],
    ]);
  });

  it('has no length where the upstream told none', async () => {
    const response = await stored([brotliCompressSync(body)], { headers: [['content-encoding', 'br']] });
    expect(response).toMatchObject({ decodedFrom: 'br', headers: [] });
  });

  it('keeps the times of the chunks that made text readable, and no empty chunk', async () => {
    const response = await stored([compressed.subarray(0, 3), compressed.subarray(3)], {
      headers: gzipped(compressed.length),
    });
    expect(response.ends).toEqual([body.length]);
    expect(response.timing.chunks).toEqual([20]);
  });

  it('claims no length when it was cut', async () => {
    const response = await stored([compressed.subarray(0, compressed.length - 9)], {
      headers: gzipped(compressed.length),
      end: 'reset',
    });
    expect(headerOf(response.headers, 'content-length')).toBeUndefined();
    expect(response.end).toBe('reset');
  });

  it('that is plain text under a wrong label is stored as it came, without the label', async () => {
    const response = await stored(['not', ' gzip'], { headers: gzipped(8) });
    expect(Buffer.from(response.bytes).toString()).toBe('not gzip');
    expect(response.ends).toEqual([3, 8]);
    expect(response.decodedFrom).toBeUndefined();
    expect(response.headers).toEqual([
      ['Content-Type', 'text/plain'],
      ['Content-Length', '8'],
    ]);
  });

  it('of a HEAD request is left alone: its length is of a body that is not there', async () => {
    const headers = gzipped(1234);
    expect(await stored([], { headers, bodiless: true })).toMatchObject({ headers, decodedFrom: undefined });
  });

  it.each([
    [
      'is corrupt',
      [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0])],
      'gzip',
      1000,
      'cannot be decoded',
    ],
    ['has a coding that nobody knows', [Buffer.from([0, 1, 2, 0xff])], 'x-new', 1000, 'x-new'],
    ['is too large when decoded', [gzipSync('x'.repeat(5000))], 'gzip', 1000, '--max-body'],
  ])('that %s is not recorded', async (_what, chunks, coding, limit, words) => {
    const taken = await responseOf(chunks, { headers: [['content-encoding', coding]], limit });
    expect(taken).toMatchObject({ kind: 'unrecordable', why: expect.stringContaining(words) });
  });
});
