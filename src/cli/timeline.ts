/** A picture of a stream in one line: when its chunks came, and how much came with them. */

import type { Timing } from '../core/reply.ts';

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

export interface Stream {
  readonly timing: Timing;
  /** Ends of the chunks in the body, as in a recorded response. */
  readonly ends: readonly number[];
}

/**
 * `width` columns from the request to the end: `·` for silence before the head, a space for silence after it, a bar for
 * the bytes that came in that slice of time.
 */
export function drawTimeline(stream: Stream, width: number, span = stream.timing.end): string {
  const { timing, ends } = stream;
  const columns = new Array<number>(width).fill(0);
  const columnOf = (at: number): number => (span <= 0 ? 0 : Math.min(width - 1, Math.floor((at / span) * width)));
  ends.forEach((end, i) => {
    const column = columnOf(timing.chunks[i] ?? timing.end);
    columns[column] = (columns[column] ?? 0) + end - (ends[i - 1] ?? 0);
  });
  const most = Math.max(1, ...columns);
  const head = columnOf(timing.head);
  const last = columnOf(timing.end);
  return columns
    .map((bytes, column) => {
      if (bytes > 0) return bars[Math.min(bars.length - 1, Math.floor((bytes / most) * (bars.length - 0.01)))];
      return column < head || column > last ? '·' : ' ';
    })
    .join('');
}

/** `0.9 ms`, `312 ms`, `1.24 s`, `2 min 5 s`. */
export function timeText(ms: number): string {
  // Each limit is where rounding reaches the next unit.
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
