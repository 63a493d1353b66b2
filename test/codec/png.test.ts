import { Buffer } from 'node:buffer';
import { crc32, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../src/codec/png.ts';

const image = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(3, 4),
  })
  .chain(({ width, height, channels }) => {
    const length = width * height * channels;
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      channels: fc.constant(channels),
      pixels: fc.uint8Array({ minLength: length, maxLength: length }),
    });
  });

describe('encodePng', () => {
  it('writes what decodes to the same pixels', () => {
    fc.assert(
      fc.property(image, ({ width, height, channels, pixels }) => {
        const decoded = decode(encodePng({ width, height, pixels }));
        expect(decoded).toMatchObject({ width, height, channels });
        expect(decoded.pixels).toEqual(Buffer.from(pixels));
      }),
    );
  });

  it('writes header, data and end in this order, eight bits deep and not interlaced', () => {
    const chunks = chunksOf(encodePng({ width: 2, height: 1, pixels: new Uint8Array(8) }));
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect([...(chunks[0]?.data ?? [])]).toEqual([0, 0, 0, 2, 0, 0, 0, 1, 8, 6, 0, 0, 0]);
    expect(Buffer.from(encodePng({ width: 1, height: 1, pixels: new Uint8Array(3) })).subarray(-12)).toEqual(
      Buffer.from('0000000049454e44ae426082', 'hex'),
    );
  });

  it('keeps a large picture of a few colours small', () => {
    const pixels = new Uint8Array(1024 * 1024 * 3).fill(200);
    expect(encodePng({ width: 1024, height: 1024, pixels }).length).toBeLessThan(20_000);
  });

  it.each([
    ['too few bytes', { width: 2, height: 2, pixels: new Uint8Array(11) }],
    ['two bytes to a pixel', { width: 2, height: 2, pixels: new Uint8Array(8) }],
    ['no width', { width: 0, height: 2, pixels: new Uint8Array(0) }],
    ['half a pixel', { width: 1.5, height: 2, pixels: new Uint8Array(9) }],
    ['sides below zero', { width: -1, height: -1, pixels: new Uint8Array(3) }],
  ])('refuses %s', (_, wrong) => {
    expect(() => encodePng(wrong)).toThrow(/not an image/);
  });
});

function chunksOf(bytes: Uint8Array): { type: string; data: Buffer }[] {
  const png = Buffer.from(bytes);
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]));
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)));
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/** A decoder of the five filter types of the standard, for eight bits a channel. */
function decode(bytes: Uint8Array) {
  const [header, ...rest] = chunksOf(bytes);
  const width = header?.data.readUInt32BE(0) ?? 0;
  const height = header?.data.readUInt32BE(4) ?? 0;
  const channels = header?.data[9] === 6 ? 4 : 3;
  const raw = inflateSync(Buffer.concat(rest.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  const rowLength = width * channels;
  expect(raw).toHaveLength((rowLength + 1) * height);
  const pixels = Buffer.alloc(rowLength * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (rowLength + 1)] ?? 0;
    for (let i = 0; i < rowLength; i += 1) {
      const at = row * rowLength + i;
      const left = i < channels ? 0 : (pixels[at - channels] ?? 0);
      const up = pixels[at - rowLength] ?? 0;
      const corner = i < channels ? 0 : (pixels[at - rowLength - channels] ?? 0);
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      pixels[at] = (raw[row * (rowLength + 1) + 1 + i] ?? 0) + predicted;
    }
  }
  return { width, height, channels, pixels };
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [best] = [left, up, corner].sort((a, b) => Math.abs(estimate - a) - Math.abs(estimate - b));
  return best ?? 0;
}
