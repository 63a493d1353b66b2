import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePcm, encodeWav, wavHeader } from '../../src/codec/wav.ts';

const sound = fc.record({ sampleRate: fc.constantFrom(8000, 16_000, 24_000, 48_000), samples: fc.int16Array() });

describe('encodeWav', () => {
  it('writes what reads as the same sound', () => {
    fc.assert(
      fc.property(sound, ({ sampleRate, samples }) => {
        expect(readWav(encodeWav({ sampleRate, samples }))).toEqual({ sampleRate, samples: [...samples] });
      }),
    );
  });

  it('writes the samples that a view shows, and copies them', () => {
    const all = Int16Array.from([1, 2, 3, 4]);
    const wav = encodeWav({ sampleRate: 24_000, samples: all.subarray(1, 3) });
    all.fill(9);
    expect(readWav(wav).samples).toEqual([2, 3]);
  });
});

describe('encodePcm', () => {
  it('puts the low byte first', () => {
    expect([...encodePcm(Int16Array.from([0x0102, -2]))]).toEqual([0x02, 0x01, 0xfe, 0xff]);
  });
});

describe('wavHeader', () => {
  it('and the samples are the file', () => {
    const samples = Int16Array.from([5, -5, 0]);
    const pcm = encodePcm(samples);
    expect(Buffer.concat([wavHeader(16_000, pcm.length), pcm])).toEqual(encodeWav({ sampleRate: 16_000, samples }));
  });

  it('leaves both sizes open where the length is not known', () => {
    const header = Buffer.from(wavHeader(24_000));
    expect([header.readUInt32LE(4), header.readUInt32LE(40)]).toEqual([0xffff_ffff, 0xffff_ffff]);
    expect(header).toHaveLength(44);
  });
});

function readWav(bytes: Uint8Array) {
  const wav = Buffer.from(bytes);
  expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(4)]).toEqual(['RIFF', wav.length - 8]);
  expect([wav.toString('latin1', 8, 16), wav.readUInt32LE(16)]).toEqual(['WAVEfmt ', 16]);
  const [format, channels, blockAlign, bits] = [20, 22, 32, 34].map((at) => wav.readUInt16LE(at));
  const sampleRate = wav.readUInt32LE(24);
  expect({ format, channels, blockAlign, bits }).toEqual({ format: 1, channels: 1, blockAlign: 2, bits: 16 });
  expect(wav.readUInt32LE(28)).toBe(sampleRate * 2);
  expect([wav.toString('latin1', 36, 40), wav.readUInt32LE(40)]).toEqual(['data', wav.length - 44]);
  const samples = Array.from({ length: (wav.length - 44) / 2 }, (_, i) => wav.readInt16LE(44 + i * 2));
  return { sampleRate, samples };
}
