import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFlac } from '../../src/codec/flac.ts';

const sine = (length: number) => Int16Array.from({ length }, (_, i) => Math.round(9000 * Math.sin(i / 11)));

describe('encodeFlac', () => {
  it('writes what decodes to the same samples, whatever they are', () => {
    const smooth = fc.integer({ min: 0, max: 9000 }).map(sine);
    const constant = fc.tuple(fc.integer({ min: -32_768, max: 32_767 }), fc.integer({ min: 0, max: 5000 }));
    const samples = fc.oneof(
      fc.int16Array({ maxLength: 300 }),
      smooth,
      constant.map(([value, length]) => new Int16Array(length).fill(value)),
    );
    fc.assert(
      fc.property(samples, fc.constantFrom(8000, 24_000, 44_100), (sound, sampleRate) => {
        expect(decode(encodeFlac({ sampleRate, samples: sound }))).toEqual({ sampleRate, samples: [...sound] });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the largest steps there are', () => {
    const samples = Int16Array.from({ length: 5000 }, (_, i) => (i % 3 === 0 ? 32_767 : -32_768));
    expect(decode(encodeFlac({ sampleRate: 8000, samples })).samples).toEqual([...samples]);
  });

  it('is smaller than PCM for a tone, and much smaller for silence', () => {
    expect(encodeFlac({ sampleRate: 24_000, samples: sine(48_000) }).length).toBeLessThan(0.7 * 96_000);
    expect(encodeFlac({ sampleRate: 24_000, samples: new Int16Array(48_000) }).length).toBeLessThan(300);
  });

  it('numbers frames on beyond one byte', () => {
    const samples = new Int16Array(4096 * 2060 + 5).fill(-3);
    const flac = Buffer.from(encodeFlac({ sampleRate: 8000, samples }));
    // Number 2,060 in three bytes of UTF-8, and the block's size less one.
    expect(flac.toString('hex')).toContain('fff87008e0a08c0004');
  });
});

/** Reads what RFC 9639 calls a mono stream of 16 bits with constant, verbatim and fixed subframes; checks both check sums. */
function decode(bytes: Uint8Array) {
  const flac = Buffer.from(bytes);
  expect(flac.toString('latin1', 0, 4)).toBe('fLaC');
  expect([...flac.subarray(4, 12)]).toEqual([0x80, 0, 0, 34, 0x10, 0, 0x10, 0]);
  const packed = flac.readBigUInt64BE(18);
  const bits = reader(flac.subarray(42));
  const samples: number[] = [];
  for (let number = 0; !bits.done(); number += 1) {
    const start = bits.at();
    expect(bits.read(32)).toBe(0xfff87008);
    expect(bits.read(8)).toBe(number);
    const size = bits.read(16) + 1;
    expect(bits.read(8)).toBe(crc(bits.since(start).subarray(0, -1), 8, 0x07));
    samples.push(...subframe(bits, size));
    bits.align();
    const sum = crc(bits.since(start), 16, 0x8005);
    expect(bits.read(16)).toBe(sum);
  }
  expect([(packed >> 41n) & 7n, (packed >> 36n) & 31n]).toEqual([0n, 15n]);
  expect(Number(packed & 0xf_ffff_ffffn)).toBe(samples.length);
  return { sampleRate: Number(packed >> 44n), samples };
}

function subframe(bits: ReturnType<typeof reader>, size: number): number[] {
  const kind = bits.read(8) >> 1;
  if (kind === 0) return new Array<number>(size).fill(bits.signed());
  if (kind === 1) return Array.from({ length: size }, () => bits.signed());
  expect(kind).toBe(0b001010);
  const samples = [bits.signed(), bits.signed()];
  expect(bits.read(6)).toBe(0);
  const rice = bits.read(4);
  while (samples.length < size) {
    let high = 0;
    while (bits.read(1) === 0) high += 1;
    const folded = high * 2 ** rice + bits.read(rice);
    const [before = 0, last = 0] = samples.slice(-2);
    samples.push(2 * last - before + (folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2));
  }
  return samples;
}

function reader(bytes: Buffer) {
  let at = 0;
  const read = (count: number) => {
    let value = 0;
    for (let i = 0; i < count; i += 1, at += 1) value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  return {
    read,
    signed: () => (read(16) << 16) >> 16,
    at: () => at >> 3,
    since: (start: number) => bytes.subarray(start, at >> 3),
    align: () => {
      at = (at + 7) & ~7;
    },
    done: () => at >= bytes.length * 8,
  };
}

function crc(bytes: Uint8Array, width: number, polynomial: number): number {
  let sum = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const top = (sum >> (width - 1)) & 1;
      sum = ((sum << 1) & (2 ** width - 1)) ^ (top !== ((byte >> bit) & 1) ? polynomial : 0);
    }
  }
  return sum;
}
