/** Files for tests of uploads: a real PNG and a real WAV, made here. */

import { encodePng } from '../../../src/codec/png.ts';
import { encodeWav } from '../../../src/codec/wav.ts';
import type { TestFile } from '../../support/endpoint-context.ts';

export const png: TestFile = {
  filename: 'square.png',
  contentType: 'image/png',
  bytes: encodePng({ width: 2, height: 2, pixels: new Uint8Array(12) }),
};

export function wav(seconds: number): TestFile {
  const samples = new Int16Array(seconds * 8_000);
  return { filename: 'talk.wav', contentType: 'audio/wav', bytes: encodeWav({ sampleRate: 8_000, samples }) };
}
