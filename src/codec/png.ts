/** Writes PNG images (ISO/IEC 15948, the same text as the W3C recommendation): eight bits a channel, one IDAT. */

import { Buffer } from 'node:buffer';
import { crc32, deflateSync } from 'node:zlib';
import { LlmsimError } from '../core/errors.ts';

export interface PngImage {
  readonly width: number;
  readonly height: number;
  /** Rows from the top, pixels from the left: red, green, blue, and alpha where there are four bytes to a pixel. */
  readonly pixels: Uint8Array;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const RGB = 2;
const RGBA = 6;
const FILTER_UP = 2;

/**
 * The file. Three or four bytes to a pixel are told apart by the length of `pixels`; any other length, and a side that is
 * not a whole number from 1, is misuse. It runs to its end at once: 1024 × 1024 takes some tens of milliseconds. Equal images
 * make equal files under one version of Node's zlib; another may pack the same pixels differently.
 */
export function encodePng({ width, height, pixels }: PngImage): Uint8Array {
  const channels = pixels.length / (width * height);
  if (!isSide(width) || !isSide(height) || (channels !== 3 && channels !== 4)) {
    throw new LlmsimError('usage', `${pixels.length} bytes are not an image of ${width} × ${height} in RGB or RGBA.`);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 3 ? RGB : RGBA], 8);
  // For drawn images three times as fast as zlib's own choice, 6, and a little larger.
  const data = deflateSync(filtered(pixels, width * channels), { level: 3 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** The standard's limit is 2³¹ − 1. */
function isSide(side: number): boolean {
  return Number.isInteger(side) && side > 0 && side < 2 ** 31;
}

/** Each row with its filter type in front: what each byte adds to the one above it. */
function filtered(pixels: Uint8Array, rowLength: number): Uint8Array {
  const rows = pixels.length / rowLength;
  const out = new Uint8Array(pixels.length + rows);
  let from = 0;
  let to = 0;
  for (let row = 0; row < rows; row += 1) {
    out[to++] = FILTER_UP;
    for (const end = from + rowLength; from < end; from += 1, to += 1) {
      // Before the first row the standard has a row of zeros.
      out[to] = (pixels[from] ?? 0) - (row === 0 ? 0 : (pixels[from - rowLength] ?? 0));
    }
  }
  return out;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), data.length + 8);
  return bytes;
}
