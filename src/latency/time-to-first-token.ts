/** The time to first token as one distribution: a body, with a small probability a slow tail, times a factor of the prompt's length. */

import type { Random } from '../core/random.ts';
import { cdf, draw, mean, quantile } from './distribution.ts';
import type { TimeToFirstToken } from './profile.ts';

/** One draw in milliseconds, for a prompt of so many tokens that no cache knew. */
export function drawTtft(ttft: TimeToFirstToken, promptTokens: number, random: Random): number {
  const spiked = ttft.spike !== undefined && random.next() < ttft.spike.weight;
  return draw(spiked ? ttft.spike.tail : ttft.body, random) * promptFactor(ttft, promptTokens);
}

/** How much longer the first token takes with a prompt of so many tokens than with one of the length that was measured; at least 0. */
export function promptFactor({ prompt }: TimeToFirstToken, promptTokens: number): number {
  if (prompt === undefined) return 1;
  return Math.max(0, prompt.floor + prompt.a * Math.max(0, promptTokens) ** prompt.alpha);
}

/** The share of the draws that do not exceed `ms`, at the prompt length that was measured. */
export function ttftCdf({ body, spike }: TimeToFirstToken, ms: number): number {
  if (spike === undefined) return cdf(body, ms);
  return (1 - spike.weight) * cdf(body, ms) + spike.weight * cdf(spike.tail, ms);
}

/** The time that a share `p` of the draws does not exceed, at the prompt length that was measured. */
export function ttftQuantile(ttft: TimeToFirstToken, p: number): number {
  if (ttft.spike === undefined) return quantile(ttft.body, p);
  const bounds = [quantile(ttft.body, p), quantile(ttft.spike.tail, p)];
  let low = Math.min(...bounds);
  let high = Math.max(...bounds);
  if (p <= 0) return low;
  if (!Number.isFinite(high)) return high;
  // A mixture's quantile lies between those of its parts; halving the distance 60 times leaves nothing of it.
  for (let i = 0; i < 60 && high > low; i += 1) {
    const middle = (low + high) / 2;
    if (ttftCdf(ttft, middle) < p) low = middle;
    else high = middle;
  }
  return high;
}

/** What many draws average to, at the prompt length that was measured. */
export function ttftMean({ body, spike }: TimeToFirstToken): number {
  if (spike === undefined) return mean(body);
  return (1 - spike.weight) * mean(body) + spike.weight * mean(spike.tail);
}
