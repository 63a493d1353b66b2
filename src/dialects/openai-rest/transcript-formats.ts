/** A transcript in the formats of OpenAI's transcriptions: subtitles and verbose JSON. */

import type { Transcribed } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';

type Segment = Transcribed['segments'][number];

/** SubRip: numbered blocks, a comma before the milliseconds. */
export function asSrt({ segments }: Transcribed): string {
  return segments
    .map(({ start, end, text }, i) => `${i + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text}\n\n`)
    .join('');
}

/** https://www.w3.org/TR/webvtt1/ */
export function asVtt({ segments }: Transcribed): string {
  const cues = segments.map(({ start, end, text }) => `${clock(start, '.')} --> ${clock(end, '.')}\n${text}\n\n`);
  return `WEBVTT\n\n${cues.join('')}`;
}

/** `01:02:03,004`. */
function clock(seconds: number, point: ',' | '.'): string {
  const milliseconds = Math.round(seconds * 1000);
  const parts = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  const [hours, minutes, rest] = parts.map((part) => String(Math.floor(part)).padStart(2, '0'));
  return `${hours}:${minutes}:${rest}${point}${String(milliseconds % 1000).padStart(3, '0')}`;
}

export interface TranscriptWord {
  readonly word: string;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
}

/** Each word takes its share of the segment's time, by its letters. */
export function wordsOf({ segments }: Transcribed): readonly TranscriptWord[] {
  return segments.flatMap(({ start, end, text }) => {
    const words = text.split(/\s+/).filter((word) => word !== '');
    const letters = words.reduce((sum, word) => sum + word.length, 0);
    let said = 0;
    return words.map((word) => {
      const from = start + ((end - start) * said) / letters;
      said += word.length;
      const to = start + ((end - start) * said) / letters;
      return { word: word.replace(/[.,!?;:]+$/, ''), start: rounded(from), end: rounded(to) };
    });
  });
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}

/**
 * The segments of `verbose_json`, with the figures of a model that is sure of what it heard.
 *
 * @param tokens of each segment
 */
export function verboseSegments(
  segments: readonly Segment[],
  tokens: readonly number[],
  temperature: number,
  random: Random,
): readonly object[] {
  return segments.map(({ start, end, text }, id) => ({
    id,
    // In hundredths of a second, of the window of 30 seconds in which it begins.
    seek: Math.floor(start / 30) * 3_000,
    start,
    end,
    text: ` ${text}`,
    tokens: Array.from({ length: tokens[id] ?? 0 }, () => random.below(50_257)),
    temperature,
    avg_logprob: -0.15 - 0.2 * random.next(),
    compression_ratio: 1.1 + 0.3 * random.next(),
    no_speech_prob: 0.05 * random.next(),
  }));
}

/** Two who speak in turn. */
export function diarizedSegments(segments: readonly Segment[], names: readonly string[]): readonly object[] {
  return segments.map(({ start, end, text }, i) => ({
    type: 'transcript.text.segment',
    id: `seg_${i}`,
    start,
    end,
    text: ` ${text}`,
    speaker: names[i % 2] ?? (i % 2 === 0 ? 'A' : 'B'),
  }));
}
