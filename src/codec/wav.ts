/** Writes sound as WAV (RIFF with the format PCM, 16 bits, mono) and as the raw PCM that WAV has behind its header. */

import { Buffer } from 'node:buffer';
import { endianness } from 'node:os';

export interface Sound {
  /** In Hz; OpenAI's speech has 24,000. */
  readonly sampleRate: number;
  /** One channel. */
  readonly samples: Int16Array;
}

const HEADER_LENGTH = 44;
const PCM = 1;
const SAMPLE_BYTES = 2;
const UNKNOWN = 0xffff_ffff;

/** The whole file. */
export function encodeWav({ sampleRate, samples }: Sound): Uint8Array {
  const pcm = encodePcm(samples);
  return Buffer.concat([wavHeader(sampleRate, pcm.length), pcm]);
}

/** The samples as signed 16-bit little-endian, without any header: OpenAI's `response_format` `pcm`. */
export function encodePcm(samples: Int16Array): Uint8Array {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return endianness() === 'LE' ? Buffer.from(bytes) : Buffer.from(bytes).swap16();
}

/**
 * The 44 bytes in front of `pcmLength` bytes of PCM. Without a length it is the header of a stream whose end is not known
 * yet: both sizes say 0xFFFFFFFF, which players take for "to the end of the file".
 */
export function wavHeader(sampleRate: number, pcmLength?: number): Uint8Array {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(pcmLength === undefined ? UNKNOWN : pcmLength + HEADER_LENGTH - 8, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(PCM, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * SAMPLE_BYTES, 28);
  header.writeUInt16LE(SAMPLE_BYTES, 32);
  header.writeUInt16LE(SAMPLE_BYTES * 8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(pcmLength ?? UNKNOWN, 40);
  return header;
}
