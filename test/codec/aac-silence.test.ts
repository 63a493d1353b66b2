import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentAac } from '../../src/codec/aac-silence.ts';

describe('silentAac', () => {
  it('is whole ADTS frames that each say where the next begins, long enough and not a frame longer', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 30, noNaN: true }), (seconds) => {
        const samples = frames(silentAac(seconds)) * 1024;
        expect(samples / 24_000).toBeGreaterThanOrEqual(seconds - 1e-9);
        expect((samples - 1024) / 24_000).toBeLessThan(seconds);
      }),
    );
  });

  it('has a frame even for no time at all', () => {
    expect(frames(silentAac(0))).toBe(1);
  });
});

function frames(bytes: Uint8Array): number {
  const aac = Buffer.from(bytes);
  let count = 0;
  for (let at = 0; at < aac.length; count += 1) {
    const header = aac.readUIntBE(at, 6);
    const length = Math.floor(header / 2 ** 5) % 2 ** 13;
    const sampleRateIndex = Math.floor(header / 2 ** 26) % 2 ** 4;
    const channels = Math.floor(header / 2 ** 22) % 2 ** 3;
    expect([aac.readUInt16BE(at), sampleRateIndex, channels]).toEqual([0xfff1, 6, 1]);
    // One channel element of zeros and the end element, 111.
    expect(aac.readUInt32BE(at + 7)).toBe(0b111);
    expect(length).toBe(11);
    at += length;
  }
  return count;
}
