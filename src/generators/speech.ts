/** Sound in the rhythm of a text: a tone for every syllable or so, a rest for every space and a longer one for punctuation. */

import type { Random } from '../core/random.ts';

export interface Spoken {
  readonly sampleRate: number;
  /** Mono. */
  readonly samples: Int16Array;
}

const sampleRate = 24_000;
/** About 150 words a minute. */
const secondsPerSyllable = 0.2;
const rests: Readonly<Record<string, number>> = { ' ': 0.06, ',': 0.2, '.': 0.35, '!': 0.35, '?': 0.35, '\n': 0.4 };
const longest = 10 * 60;

/** @param voice its name gives the pitch */
export function speak(random: Random, text: string, voice: string): Spoken {
  const pitch = 110 + (([...voice].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) * 7) % 110);
  const parts = text.match(/[aeiouyäöüáéíóú]*[^aeiouyäöüáéíóú\s.,!?]*[aeiouyäöüáéíóú]*|[\s.,!?]/giu) ?? [];
  const tones: { readonly seconds: number; readonly hertz: number }[] = [];
  let seconds = 0;
  for (const part of parts) {
    if (part === '') continue;
    const rest = rests[part];
    const tone =
      rest === undefined
        ? { seconds: secondsPerSyllable, hertz: pitch * (0.85 + 0.4 * random.next()) }
        : { seconds: rest, hertz: 0 };
    seconds += tone.seconds;
    if (seconds > longest) break;
    tones.push(tone);
  }
  return { sampleRate, samples: rendered(tones) };
}

function rendered(tones: readonly { readonly seconds: number; readonly hertz: number }[]): Int16Array {
  const lengths = tones.map(({ seconds }) => Math.round(seconds * sampleRate));
  const samples = new Int16Array(
    Math.max(
      1,
      lengths.reduce((sum, length) => sum + length, 0),
    ),
  );
  let at = 0;
  for (const [i, { hertz }] of tones.entries()) {
    const length = lengths[i] ?? 0;
    const step = (2 * Math.PI * hertz) / sampleRate;
    // Rises and falls, so that no tone begins with a click.
    for (let n = 0; hertz > 0 && n < length; n += 1) {
      samples[at + n] = 9_000 * Math.sin(step * n) * Math.sin((Math.PI * n) / length);
    }
    at += length;
  }
  return samples;
}
