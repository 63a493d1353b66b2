/** Writes silence as Opus in Ogg (RFC 6716, RFC 7845, RFC 3533): mono, packets of 20 ms, a page for each second. */

import { Buffer } from 'node:buffer';

/** Opus counts in 48 kHz whatever the sound was before. */
const RATE = 48_000;
const PACKET_SAMPLES = 960;
const PACKETS_TO_A_PAGE = 50;
/** What a decoder needs to settle, left out when played: the 6.5 ms of the reference encoder. */
const PRE_SKIP = 312;

/** Full band, 20 ms, mono, one frame (RFC 6716, section 3.1); 0xFFFE says silence to the range decoder. */
const SILENT_PACKET = [0xf8, 0xff, 0xfe];

const FIRST_PAGE = 2;
const LAST_PAGE = 4;

/** A stream that plays for `seconds` to the sample; at least one packet. `serial` names the stream within its file. */
export function silentOpus(seconds: number, serial = 1): Uint8Array {
  const end = PRE_SKIP + Math.round(Math.max(seconds, 0) * RATE);
  const packets = Math.ceil(end / PACKET_SAMPLES);
  const pages = [page(serial, 0, FIRST_PAGE, 0, [opusHead()]), page(serial, 1, 0, 0, [opusTags()])];
  for (let sent = 0; sent < packets; ) {
    const count = Math.min(PACKETS_TO_A_PAGE, packets - sent);
    sent += count;
    const last = sent === packets;
    // The last position may lie within the last packet: the rest of it is not played (RFC 7845, section 4.4).
    const position = last ? end : sent * PACKET_SAMPLES;
    const body = Array.from({ length: count }, () => Uint8Array.from(SILENT_PACKET));
    pages.push(page(serial, pages.length, last ? LAST_PAGE : 0, position, body));
  }
  return Buffer.concat(pages);
}

function opusHead(): Uint8Array {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.set([1, 1], 8);
  head.writeUInt16LE(PRE_SKIP, 10);
  head.writeUInt32LE(RATE, 12);
  return head;
}

function opusTags(): Uint8Array {
  const vendor = 'llmsim';
  const tags = Buffer.alloc(16 + vendor.length);
  tags.write('OpusTags', 0, 'latin1');
  tags.writeUInt32LE(vendor.length, 8);
  tags.write(vendor, 12, 'latin1');
  return tags;
}

/** RFC 3533, section 6. Each packet is shorter than 255 bytes and so is one segment. */
function page(serial: number, number: number, flags: number, position: number, packets: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head[5] = flags;
  head.writeBigUInt64LE(BigInt(position), 6);
  head.writeUInt32LE(serial, 14);
  head.writeUInt32LE(number, 18);
  head[26] = packets.length;
  const bytes = Buffer.concat([head, Uint8Array.from(packets, ({ length }) => length), ...packets]);
  bytes.writeUInt32LE(checkSum(bytes), 22);
  return bytes;
}

/** Ogg's CRC-32: the polynomial 0x04C11DB7, highest bit first, from zero; the field itself counts as zeros. */
function checkSum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum & 0x8000_0000 ? 0x04c1_1db7 : 0);
  }
  return sum >>> 0;
}
