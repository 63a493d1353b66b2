/** Writes silence as AAC in ADTS frames (ISO/IEC 13818-7, low complexity profile): 24 kHz, mono. */

const SAMPLE_RATE = 24_000;
const FRAME_SAMPLES = 1024;

/**
 * One frame. The seven header bytes: sync, MPEG-4, no CRC; low complexity, 24 kHz (index 6), one channel; eleven bytes long,
 * buffer fullness 0x7FF (a variable rate). Then one channel element whose `max_sfb` is 0, so that it has no spectrum, and
 * the end element.
 */
const FRAME = [0xff, 0xf1, 0x58, 0x40, 0x01, 0x7f, 0xfc, 0x00, 0x00, 0x00, 0x07];

/** Whole frames of 42.7 ms, as many as cover `seconds`, and at least one. */
export function silentAac(seconds: number): Uint8Array {
  const frames = Math.max(1, Math.ceil((seconds * SAMPLE_RATE) / FRAME_SAMPLES));
  const bytes = new Uint8Array(frames * FRAME.length);
  for (let at = 0; at < bytes.length; at += FRAME.length) bytes.set(FRAME, at);
  return bytes;
}
