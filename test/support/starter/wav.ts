/** A tone as a WAV file: 8 kHz, 16 bits, mono, a triangle wave in whole numbers, so that it is the same everywhere. */

const rate = 8000;
const amplitude = 6000;

/** `hertz` for `ms` milliseconds. */
export function tone(hertz: number, ms: number): Uint8Array {
  const samples = (rate * ms) / 1000;
  const period = Math.round(rate / hertz);
  const file = Buffer.alloc(44 + 2 * samples);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(2 * rate, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(2 * samples, 40);
  for (let i = 0; i < samples; i++) {
    const phase = Math.abs((((4 * (i % period)) / period) % 4) - 2) - 1;
    file.writeInt16LE(Math.round(amplitude * phase), 44 + 2 * i);
  }
  return file;
}
