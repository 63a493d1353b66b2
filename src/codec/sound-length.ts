/** How long a sound file is: exact for WAV, from the bit rate that is usual for its kind otherwise. */

/** Bytes a second: MP3 at 128 kbit/s, Ogg and WebM at 64, FLAC about half of 16-bit 44.1 kHz stereo. */
const usualRates: readonly (readonly [string, number])[] = [
  ['ID3', 16_000],
  ['OggS', 8_000],
  ['fLaC', 88_200],
  ['\x1aE\xdf\xa3', 8_000],
];
const otherwise = 16_000;

/** Seconds, never less than 0. */
export function soundSeconds(file: Uint8Array): number {
  const head = Buffer.from(file.subarray(0, 64)).toString('latin1');
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WAVE') {
    const at = head.indexOf('fmt ');
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    // "fmt ", its length, format, channels, sample rate, bytes a second.
    const rate = at > 0 && at + 20 <= file.byteLength ? view.getUint32(at + 16, true) : 0;
    if (rate > 0) return Math.max(0, file.byteLength - 44) / rate;
  }
  const rate = usualRates.find(([magic]) => head.startsWith(magic))?.[1] ?? otherwise;
  return file.byteLength / rate;
}
