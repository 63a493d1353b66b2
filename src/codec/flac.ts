/** Writes sound as FLAC (RFC 9639): 16 bits, mono, each block constant, predicted from the two samples before, or verbatim. */

import { Buffer } from 'node:buffer';
import { BitWriter } from './bit-writer.ts';
import type { Sound } from './wav.ts';

const BLOCK = 4096;
/** Section 9.2.7.1: the parameter of four bits; 15 would be the escape code. */
const MAX_RICE = 14;

/** The whole file. Its MD5 is written as zeros, which says "not known" (section 8.2); each frame has its own check sums. */
export function encodeFlac({ sampleRate, samples }: Sound): Uint8Array {
  const parts = [streamInfo(sampleRate, samples.length)];
  for (let start = 0; start < samples.length; start += BLOCK) {
    parts.push(frame(samples.subarray(start, start + BLOCK), start / BLOCK));
  }
  return Buffer.concat(parts);
}

function streamInfo(sampleRate: number, length: number): Uint8Array {
  const head = Buffer.alloc(42);
  head.write('fLaC', 0, 'latin1');
  head.set([0x80, 0, 0, 34], 4);
  head.writeUInt16BE(BLOCK, 8);
  head.writeUInt16BE(BLOCK, 10);
  // 20 bits of sample rate, 3 of channels less one, 5 of bits to a sample less one, 36 of length.
  const bits = (BigInt(sampleRate) << 44n) | (15n << 36n) | BigInt(length);
  head.writeBigUInt64BE(bits, 18);
  return head;
}

/** Section 9: a header with a CRC-8, one subframe, padding to a byte, a CRC-16. */
function frame(block: Int16Array, number: number): Uint8Array {
  const out = new BitWriter(block.length * 2 + 32);
  out.write(0xfff8, 16);
  // The block's size in 16 bits at the end of the header, the sample rate as in the stream's header; mono; 16 bits.
  out.write(0x7008, 16);
  for (const byte of codedNumber(number)) out.write(byte, 8);
  out.write(block.length - 1, 16);
  out.write(checkSum(out.bytes(), 8, 0x07), 8);
  subframe(out, block);
  out.write(checkSum(out.bytes(), 16, 0x8005), 16);
  return out.bytes();
}

/** Section 9.1.5: the frame's number spelled as UTF-8 spells a code point. 0x10FFFF frames are two days of sound. */
function codedNumber(number: number): Uint8Array {
  // Surrogates have no UTF-8; the same bits by hand.
  if (number >= 0xd800 && number < 0xe000) {
    return Uint8Array.of(0xe0 | (number >> 12), 0x80 | ((number >> 6) & 63), 0x80 | (number & 63));
  }
  return Buffer.from(String.fromCodePoint(number));
}

function subframe(out: BitWriter, block: Int16Array): void {
  const first = block[0] ?? 0;
  if (block.every((sample) => sample === first)) {
    out.write(0, 8);
    out.write(first & 0xffff, 16);
    return;
  }
  const residual = Array.from(block, (sample, i) => fold(sample - 2 * (block[i - 1] ?? 0) + (block[i - 2] ?? 0))).slice(
    2,
  );
  const rice = riceParameter(residual);
  const bits = residual.reduce((sum, value) => sum + (value >>> rice) + 1 + rice, 32 + 10);
  if (block.length <= 2 || bits >= block.length * 16) {
    out.write(0b10, 8);
    for (const sample of block) out.write(sample & 0xffff, 16);
    return;
  }
  // A fixed predictor of order 2, its two first samples, one Rice partition with a parameter of four bits.
  out.write(0b0010100, 8);
  for (const sample of block.subarray(0, 2)) out.write(sample & 0xffff, 16);
  out.write(rice, 10);
  for (const value of residual) {
    out.write(0, value >>> rice);
    out.write((1 << rice) | (value & ((1 << rice) - 1)), rice + 1);
  }
}

/** Small numbers of either sign as small numbers without. */
function fold(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** Near the best: the power of two below the mean. */
function riceParameter(residual: readonly number[]): number {
  const mean = residual.reduce((sum, value) => sum + value, 0) / Math.max(residual.length, 1);
  return Math.min(MAX_RICE, Math.floor(Math.log2(mean + 1)));
}

/** A CRC that begins with zero, highest bit first (section 9.1.8 and 9.3). */
function checkSum(bytes: Uint8Array, width: 8 | 16, polynomial: number): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit += 1) {
      sum = (sum << 1) ^ ((sum >> (width - 1)) & 1 ? polynomial : 0);
    }
    sum &= 2 ** width - 1;
  }
  return sum;
}
