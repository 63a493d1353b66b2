import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentMp3 } from '../../src/codec/mp3-silence.ts';

/** Section 2.4.2.3 of ISO/IEC 13818-3: bit rates of layer III in kbit/s, and sample rates. */
const BIT_RATES = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES = [22_050, 24_000, 16_000];

describe('silentMp3', () => {
  it('is whole frames that each say where the next begins, long enough and not a frame longer', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 30, noNaN: true }), (seconds) => {
        const samples = frames(silentMp3(seconds)) * 576;
        expect(samples / 24_000).toBeGreaterThanOrEqual(seconds - 1e-9);
        expect((samples - 576) / 24_000).toBeLessThan(seconds);
      }),
    );
  });

  it('has a frame even for no time at all', () => {
    expect(frames(silentMp3(0))).toBe(1);
  });
});

/** Walks from header to header; each frame's side information and data are zeros. */
function frames(mp3: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < mp3.length; count += 1) {
    const [sync, version, rates = 0, mode = 0] = mp3.subarray(at, at + 4);
    expect([sync, version, mode >> 6]).toEqual([0xff, 0xf3, 3]);
    const length = (72 * 1000 * (BIT_RATES[rates >> 4] ?? 0)) / (SAMPLE_RATES[(rates >> 2) & 3] ?? 0);
    expect(at + length).toBeLessThanOrEqual(mp3.length);
    expect(mp3.subarray(at + 4, at + length).every((byte) => byte === 0)).toBe(true);
    at += length;
  }
  return count;
}
