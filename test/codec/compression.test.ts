import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeChunks } from '../../src/codec/compression.ts';

const LIMIT = 1 << 20;

/** Compressors by the coding's name; zstd where this Node has it. */
const compressors: Record<string, () => Transform & zlib.Zlib> = {
  gzip: () => zlib.createGzip(),
  'x-gzip': () => zlib.createGzip(),
  deflate: () => zlib.createDeflate(),
  br: () => zlib.createBrotliCompress(),
};
const zstd = (zlib as { createZstdCompress?: () => zlib.Gzip }).createZstdCompress;
if (zstd) compressors['zstd'] = zstd;
const codings = Object.keys(compressors);

/** Compresses piece by piece with a flush behind each, as a streaming server does; the last chunk ends the stream. */
async function compress(compressor: Transform & zlib.Zlib, pieces: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const out: Buffer[][] = [[]];
  compressor.on('data', (data: Buffer) => out.at(-1)?.push(data));
  for (const piece of pieces) {
    await new Promise<void>((resolve) => {
      compressor.write(piece, () => compressor.flush(() => resolve()));
    });
    while (compressor.read() !== null);
    out.push([]);
  }
  await new Promise((resolve) => compressor.once('end', resolve).end());
  return out.map((parts) => Buffer.concat(parts));
}

async function compressWhole(coding: string, bytes: Uint8Array): Promise<Buffer> {
  const compressor = compressors[coding];
  if (!compressor) throw new Error(`no compressor for ${coding}`);
  return Buffer.concat(await compress(compressor(), [bytes]));
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

async function decoded(
  coding: string,
  chunks: readonly Uint8Array[],
): Promise<{ texts: string[]; truncated: boolean }> {
  const result = await decodeChunks(coding, chunks, LIMIT);
  if (result.kind !== 'decoded') throw new Error(`not decoded but ${result.kind}`);
  return { texts: result.chunks.map((chunk) => Buffer.from(chunk).toString('latin1')), truncated: result.truncated };
}

const plainBytes = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc
    .integer({ min: 1, max: 300_000 })
    .map((length) => new Uint8Array(Buffer.alloc(length, 'data: {"token":"the"}\n\n'))),
);
const places = fc.array(fc.nat(), { maxLength: 8 });

describe('decodeChunks', () => {
  it.each(codings)('gives the plain bytes of %s, wherever the chunks were cut', async (coding) => {
    await fc.assert(
      fc.asyncProperty(plainBytes, places, async (bytes, cuts) => {
        const chunks = cut(await compressWhole(coding, bytes), cuts);
        const { texts, truncated } = await decoded(coding, chunks);
        expect(texts).toHaveLength(chunks.length);
        expect(texts.join('') === Buffer.from(bytes).toString('latin1')).toBe(true);
        expect(truncated).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it.each(codings)('keeps the boundaries of chunks that %s flushed', async (coding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), { minLength: 1, maxLength: 8 }),
        async (events) => {
          const chunks = await compress(
            (compressors[coding] ?? zlib.createGzip)(),
            events.map((event) => Buffer.from(event)),
          );
          expect((await decoded(coding, chunks)).texts).toEqual([...events, '']);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(codings)('gives what could be read of %s that ends early', async (coding) => {
    const chunks = await compress((compressors[coding] ?? zlib.createGzip)(), [
      Buffer.from('one'),
      Buffer.from('two'),
      Buffer.from('three'),
    ]);
    const { texts, truncated } = await decoded(coding, chunks.slice(0, 2));
    expect(texts).toEqual(['one', 'two']);
    expect(truncated).toBe(true);
  });

  it.each(codings)('stops %s at the limit', async (coding) => {
    const bomb = await compressWhole(coding, Buffer.alloc(20 * LIMIT));
    expect(bomb.length).toBeLessThan(LIMIT);
    expect(await decodeChunks(coding, [bomb], LIMIT)).toEqual({ kind: 'too-large' });
  });

  it.each(codings)('takes plain text labelled %s for what it is', async (coding) => {
    const line = fc.constantFrom('data: {"a":1}\n\n', '{"é":"😀"}', ';', 'x', 'event: ping\r\n', '[1, 2]\n', '<html>');
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 2 }), places, async (lines, cuts) => {
        expect(await decodeChunks(coding, cut(Buffer.from(lines.join('')), cuts), LIMIT)).toEqual({ kind: 'plain' });
      }),
    );
  });

  it('takes plain text for what it is when it was cut inside a character', async () => {
    expect(await decodeChunks('gzip', [Buffer.from('{"text":"é').subarray(0, -1)], LIMIT)).toEqual({ kind: 'plain' });
  });

  it('takes plain text for what it is where it happens to be bare deflate', async () => {
    const text = Buffer.from(';[1, 2]\nx');
    expect(zlib.inflateRawSync(text)).toHaveLength(212);
    expect(await decodeChunks('deflate', [text], LIMIT)).toEqual({ kind: 'plain' });
  });

  it('reads deflate without the zlib header', async () => {
    const { texts } = await decoded('deflate', cut(zlib.deflateRawSync('data: 1\n\n'), [1]));
    expect(texts.join('')).toBe('data: 1\n\n');
  });

  it('undoes several codings, last first', async () => {
    const bytes = zlib.brotliCompressSync(zlib.gzipSync('hello'));
    expect((await decoded('gzip, br', cut(bytes, [3, 9]))).texts.join('')).toBe('hello');
    expect((await decoded('GZIP ,identity,, Br', [bytes])).texts).toEqual(['hello']);
  });

  it('undoes the codings that are really there', async () => {
    expect((await decoded('gzip, br', [zlib.brotliCompressSync('hello')])).texts).toEqual(['hello']);
  });

  it('reads gzip of several members', async () => {
    expect((await decoded('gzip', [zlib.gzipSync('one'), zlib.gzipSync('two')])).texts.join('')).toBe('onetwo');
  });

  it.each(['', 'identity', 'Identity'])('passes bytes under %j on as they are', async (coding) => {
    const chunks = [Uint8Array.of(0, 255), new Uint8Array(), Uint8Array.of(7)];
    expect(await decodeChunks(coding, chunks, 3)).toEqual({ kind: 'decoded', chunks, truncated: false });
    expect(await decodeChunks(coding, chunks, 2)).toEqual({ kind: 'too-large' });
  });

  it.each(codings)('takes an empty body labelled %s as empty', async (coding) => {
    expect(await decoded(coding, [])).toEqual({ texts: [], truncated: false });
    expect(await decoded(coding, [new Uint8Array(), new Uint8Array()])).toEqual({ texts: ['', ''], truncated: false });
  });

  it('names the coding that it does not know', async () => {
    expect(await decodeChunks('gzip, Compress', [Uint8Array.of(0x1f, 0x9d)], LIMIT)).toEqual({
      kind: 'unsupported',
      encoding: 'compress',
    });
    expect(await decodeChunks('utf-8', [Buffer.from('{}')], LIMIT)).toEqual({ kind: 'plain' });
  });

  it('knows zstd exactly where Node does', async () => {
    const frame = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x02, 0x11, 0x00, 0x00, 0x68, 0x69]);
    const result = await decodeChunks('zstd', [frame], LIMIT);
    expect(result).toEqual(
      zstd
        ? { kind: 'decoded', chunks: [Buffer.from('hi')], truncated: false }
        : { kind: 'unsupported', encoding: 'zstd' },
    );
  });

  it('refuses a long row of codings', async () => {
    const encoding = 'gzip,'.repeat(1000);
    expect(await decodeChunks(encoding, [Uint8Array.of(1)], LIMIT)).toEqual({ kind: 'unsupported', encoding });
  });

  it('calls bytes corrupt that are neither the coding nor text', async () => {
    const damaged = Buffer.from(zlib.gzipSync(Buffer.alloc(5000, 'abc')));
    damaged.fill(0xff, 12, 20);
    expect(await decodeChunks('gzip', cut(damaged, [15]), LIMIT)).toEqual({ kind: 'corrupt' });
    expect(await decodeChunks('gzip', [Uint8Array.of(1, 2, 3, 255)], LIMIT)).toEqual({ kind: 'corrupt' });
  });

  it('settles on any bytes under any coding', async () => {
    const coding = fc.constantFrom(...codings, 'gzip, br', 'deflate, gzip');
    await fc.assert(
      fc.asyncProperty(coding, fc.array(fc.uint8Array({ maxLength: 50 })), async (name, chunks) => {
        const result = await decodeChunks(name, chunks, 1000);
        expect(['decoded', 'plain', 'corrupt', 'too-large']).toContain(result.kind);
        if (result.kind === 'decoded') expect(result.chunks).toHaveLength(chunks.length);
      }),
      { numRuns: 300 },
    );
  });
});
