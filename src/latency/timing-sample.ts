/** What one streamed answer tells about its provider's pace: the measurements that a profile is fitted to. */

import type { Timing } from '../core/reply.ts';
import type { ReplyShape } from './reply-shape.ts';

export interface TimedEvent {
  /** Milliseconds since the event with tokens before it; at least 0. */
  readonly gap: number;
  /** Tokens in it; at least a fraction of one. */
  readonly tokens: number;
}

export interface TimingSample {
  /** Milliseconds from the request to the first sign of the answer: its first token, or what comes ahead of a hidden thinking pause. */
  readonly ttft: number;
  /** Tokens of the prompt that did not come from the provider's cache. */
  readonly promptTokens: number;
  /**
   * Milliseconds of thinking of which the client saw nothing, after the time to first token; 0 where it cannot be told from that;
   * undefined where the answer had no hidden reasoning.
   */
  readonly thinking: number | undefined;
  /** The events with tokens behind the first one; at least one. */
  readonly events: readonly TimedEvent[];
}

/** Why an answer tells nothing of its provider's pace. */
export type NoSample = 'not streamed' | 'fewer than two chunks with tokens';

/** The measurements in a streamed answer's times, or why there are none. The other way round than `drawTiming`. */
export function timingSampleOf(shape: ReplyShape, timing: Timing): TimingSample | NoSample {
  if (!shape.streamed) return 'not streamed';
  const events: TimedEvent[] = [];
  let first: number | undefined;
  let before = 0;
  shape.chunks.forEach(({ kind, tokens }, i) => {
    if (kind === 'frame' || tokens <= 0) return;
    const at = timing.chunks[i] ?? timing.end;
    if (first === undefined) first = at;
    else events.push({ gap: Math.max(0, at - before), tokens });
    before = at;
  });
  if (first === undefined || events.length === 0) return 'fewer than two chunks with tokens';
  const { promptTokens } = shape;
  const hidden = shape.hiddenReasoningTokens > 0 && !shape.chunks.some(({ kind }) => kind === 'thought');
  if (!hidden) return { ttft: first, promptTokens, thinking: undefined, events };
  // Of a provider that sends something ahead, such as the empty response, the time to this is the time to first token.
  const opened = Math.min(first, timing.chunks[0] ?? first);
  return { ttft: opened, promptTokens, thinking: first - opened, events };
}

/** Tokens per second behind the first event; Infinity where all came at once. */
export function speedOf({ events }: TimingSample): number {
  let tokens = 0;
  let ms = 0;
  for (const event of events) {
    tokens += event.tokens;
    ms += event.gap;
  }
  return ms === 0 ? Infinity : (1000 * tokens) / ms;
}
