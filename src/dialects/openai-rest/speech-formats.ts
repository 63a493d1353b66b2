/** The formats of spoken sound: WAV, PCM and FLAC carry it, MP3, AAC and Opus are silence of the same length. */

import { silentAac } from '../../codec/aac-silence.ts';
import { encodeFlac } from '../../codec/flac.ts';
import { silentMp3 } from '../../codec/mp3-silence.ts';
import { silentOpus } from '../../codec/opus-silence.ts';
import { encodePcm, encodeWav, type Sound } from '../../codec/wav.ts';

interface SpeechFormat {
  readonly contentType: string;
  encode(sound: Sound): Uint8Array;
}

export const speechFormats = {
  mp3: { contentType: 'audio/mpeg', encode: (sound) => silentMp3(secondsOf(sound)) },
  opus: { contentType: 'audio/opus', encode: (sound) => silentOpus(secondsOf(sound)) },
  aac: { contentType: 'audio/aac', encode: (sound) => silentAac(secondsOf(sound)) },
  flac: { contentType: 'audio/flac', encode: encodeFlac },
  wav: { contentType: 'audio/wav', encode: encodeWav },
  pcm: { contentType: 'audio/pcm', encode: ({ samples }) => encodePcm(samples) },
} satisfies Readonly<Record<string, SpeechFormat>>;

export function secondsOf({ samples, sampleRate }: Sound): number {
  return samples.length / sampleRate;
}

/** Said faster (above 1) or slower, and so higher or lower. */
export function atSpeed({ sampleRate, samples }: Sound, speed: number): Sound {
  if (speed === 1) return { sampleRate, samples };
  const length = Math.max(1, Math.round(samples.length / speed));
  const paced = Int16Array.from({ length }, (_, i) => samples[Math.floor(i * speed)] ?? 0);
  return { sampleRate, samples: paced };
}
