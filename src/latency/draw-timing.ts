/** Draws when each part of an answer comes, from a profile and the answer's shape. */

import type { Random } from '../core/random.ts';
import type { Timing } from '../core/reply.ts';
import { draw, mean } from './distribution.ts';
import type { LatencyProfile, Pace } from './profile.ts';
import type { ReplyShape } from './reply-shape.ts';
import { latest } from './retime.ts';
import { drawTtft } from './time-to-first-token.ts';

/** Below this speed a draw is a fault of its distribution; a token then takes 100 seconds. */
const slowest = 0.01;

/** How fast one answer comes. */
interface Tempo {
  /** Milliseconds between an event with so many tokens and the one before it. */
  gap(tokens: number): number;
  /** Milliseconds for so many tokens of which nobody sees the gaps. */
  generate(tokens: number): number;
}

/**
 * When the head, each chunk and the end come, in milliseconds since the request was received.
 *
 * A stream's head and what frames its beginning come at the time to first token, and so does the first chunk with reasoning or text; each
 * further one after the tokens in it. A whole answer comes when all of it is generated. `load` multiplies everything: 1 is an idle provider.
 *
 * The same profile, shape and random source give the same times. Time to first token, thinking, speed and jitter are drawn apart, so
 * that another number of chunks or tokens changes none of the others.
 */
export function drawTiming(profile: LatencyProfile, shape: ReplyShape, random: Random, load: number): Timing {
  const first = drawTtft(profile.ttft, shape.promptTokens, random.fork('ttft'));
  const tempo = drawTempo(profile.pace, random);
  const pause = drawPause(profile, shape, tempo, random);
  if (shape.streamed) return streamed(shape, first, pause, tempo, load);
  const tokens = shape.chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
  // The time to first token has brought the first one.
  const at = planned(first + pause + tempo.generate(Math.max(0, tokens - 1)), load);
  return { head: at, chunks: shape.chunks.map(() => at), end: at };
}

function streamed(shape: ReplyShape, first: number, pause: number, tempo: Tempo, load: number): Timing {
  let at = first;
  let begun = false;
  const chunks = shape.chunks.map(({ kind, tokens }) => {
    if (kind === 'frame') return planned(at, load);
    at += begun ? tempo.gap(tokens) : pause;
    begun = true;
    return planned(at, load);
  });
  return { head: planned(first, load), chunks, end: planned(at, load) };
}

/** The widest log-normals that a file may hold have draws that no clock can. */
function planned(time: number, load: number): number {
  return Math.min(latest, time * load);
}

/** What a model thinks before it speaks, where the client sees nothing of it. */
function drawPause(profile: LatencyProfile, shape: ReplyShape, tempo: Tempo, random: Random): number {
  if (shape.chunks.some(({ kind }) => kind === 'thought')) return 0;
  const thinks = shape.hiddenReasoningTokens > 0 || shape.chunks.some(({ kind }) => kind === 'said');
  if (profile.thinking !== undefined && thinks) return draw(profile.thinking, random.fork('thinking'));
  return tempo.generate(shape.hiddenReasoningTokens);
}

function drawTempo(pace: Pace, random: Random): Tempo {
  const gaps = random.fork('gaps');
  if (pace.kind === 'gap') {
    return { gap: () => draw(pace.gap, gaps), generate: (tokens) => (tokens === 0 ? 0 : tokens * mean(pace.gap)) };
  }
  const { jitter } = pace;
  const speed = draw(pace.tokensPerSecond, random.fork('speed'));
  const perToken = speed === 0 ? 0 : 1000 / Math.max(speed, slowest);
  return {
    // Jitter averages to 1, so that a long answer comes at the speed that was drawn.
    gap: (tokens) => tokens * perToken * (jitter === 0 ? 1 : Math.exp(jitter * gaps.normal() - (jitter * jitter) / 2)),
    generate: (tokens) => tokens * perToken,
  };
}
