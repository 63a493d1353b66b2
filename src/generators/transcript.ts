/** What was said in a sound file: invented, as long as the file sounds, cut into segments with times. */

import type { Random } from '../core/random.ts';

export interface TranscriptSegment {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const sentences = [
  'Thanks for calling, how can I help you today?',
  'I would like to ask about the order I placed last week.',
  'Let me look that up for you.',
  'It seems that the parcel left our warehouse on Monday.',
  'Could you tell me when it will arrive?',
  'It should be with you by Thursday afternoon.',
  'That is good to hear, thank you very much.',
  'Is there anything else that I can do for you?',
  'No, that was everything.',
  'Then have a nice day.',
];
const wordsPerSecond = 2.5;

/** @param seconds how long the sound is */
export function inventTranscript(random: Random, seconds: number): readonly TranscriptSegment[] {
  const segments: TranscriptSegment[] = [];
  let at = random.below(sentences.length);
  for (let start = 0; start < seconds || segments.length === 0; at += 1) {
    const text = sentences[at % sentences.length] ?? '';
    const end = Math.min(start + text.split(' ').length / wordsPerSecond, Math.max(seconds, 0.1));
    segments.push({ start: rounded(start), end: rounded(end), text });
    start = end;
  }
  return segments;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
