/** Writes silence as MP3 (MPEG-2 layer III, ISO/IEC 13818-3): 24 kHz, mono, constant 32 kbit/s. */

const SAMPLE_RATE = 24_000;
const FRAME_SAMPLES = 576;
const BIT_RATE = 32_000;
const FRAME_LENGTH = ((FRAME_SAMPLES / 8) * BIT_RATE) / SAMPLE_RATE;

/**
 * The frame header: sync, MPEG-2, layer III, no CRC; 32 kbit/s at 24 kHz without padding; one channel. The side information
 * behind it is all zeros, which says that no granule has any data: the decoder plays zeros.
 */
const HEADER = [0xff, 0xf3, 0x44, 0xc0];

/** Whole frames of 24 ms, as many as cover `seconds`, and at least one; 96 bytes each. */
export function silentMp3(seconds: number): Uint8Array {
  const frames = Math.max(1, Math.ceil((seconds * SAMPLE_RATE) / FRAME_SAMPLES));
  const bytes = new Uint8Array(frames * FRAME_LENGTH);
  for (let at = 0; at < bytes.length; at += FRAME_LENGTH) bytes.set(HEADER, at);
  return bytes;
}
