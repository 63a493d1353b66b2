import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentOpus } from '../../src/codec/opus-silence.ts';

describe('silentOpus', () => {
  it('plays for the time asked for, in packets of silence, page after page', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20, noNaN: true }), (seconds) => {
        const [head, tags, ...sound] = pages(silentOpus(seconds));
        const preSkip = head?.packets[0]?.readUInt16LE(10) ?? 0;
        const packets = sound.flatMap((page) => page.packets.map((packet) => packet.toString('hex')));
        expect(head?.packets[0]?.toString('latin1', 0, 10)).toBe('OpusHead\x01\x01');
        expect(tags?.packets[0]?.toString('latin1')).toBe('OpusTags\x06\0\0\0llmsim\0\0\0\0');
        expect(new Set(packets)).toEqual(new Set(['f8fffe']));
        const end = sound.at(-1)?.position ?? 0;
        expect(end - preSkip).toBe(Math.round(seconds * 48_000));
        expect(packets.length).toBe(Math.ceil(end / 960));
      }),
    );
  });

  it('marks the first and the last page, and counts the pages and the samples', () => {
    const all = pages(silentOpus(2.5, 77));
    expect(all.map(({ flags }) => flags)).toEqual([2, 0, 0, 0, 4]);
    expect(all.map(({ position }) => position)).toEqual([0, 0, 48_000, 96_000, 120_312]);
    expect(all.map(({ serial }) => serial)).toEqual([77, 77, 77, 77, 77]);
  });
});

/** Reads the pages of RFC 3533, none of whose packets goes on in the next; checks number and check sum. */
function pages(bytes: Uint8Array) {
  const ogg = Buffer.from(bytes);
  const found = [];
  for (let at = 0; at < ogg.length; ) {
    const segments = [...ogg.subarray(at + 27, at + 27 + (ogg[at + 26] ?? 0))];
    const end = at + 27 + segments.length + segments.reduce((sum, length) => sum + length, 0);
    const page = Buffer.from(ogg.subarray(at, end));
    expect([page.toString('latin1', 0, 5), page.readUInt32LE(18)]).toEqual(['OggS\0', found.length]);
    const sum = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    expect(crc(page)).toBe(sum);
    let from = 27 + segments.length;
    const packets = segments.map((length) => {
      from += length;
      return page.subarray(from - length, from);
    });
    found.push({ flags: page[5], position: Number(page.readBigUInt64LE(6)), serial: page.readUInt32LE(14), packets });
    at = end;
  }
  return found;
}

/** Bit by bit, as the polynomial division that it is. */
function crc(bytes: Uint8Array): number {
  let sum = 0n;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const top = (sum >> 31n) & 1n;
      sum = ((sum << 1n) & 0xffff_ffffn) ^ (top === BigInt((byte >> bit) & 1) ? 0n : 0x04c1_1db7n);
    }
  }
  return Number(sum);
}
