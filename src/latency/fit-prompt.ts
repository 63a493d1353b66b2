/** Fits how much longer the first token takes with longer prompts. */

import type { TimeToFirstToken } from './profile.ts';

export type PromptFactor = NonNullable<TimeToFirstToken['prompt']>;

interface Measured {
  readonly ttft: number;
  readonly promptTokens: number;
}

/** Prompts that differ less tell nothing: a provider's own spread is larger than what their length does. */
const leastRange = 4;
const fewest = 30;
/** Two numbers need no more, and each of several hundred tries sorts them all. */
const enough = 2000;

/**
 * `floor + a · n^alpha`, 1 at the middle length of these prompts; undefined where the lengths differ too little, or where the
 * times are explained as well without. Found by the smallest sum of absolute differences of logarithms, which is the maximum of the
 * likelihood for errors with long tails (Laplace's): slow spikes must not bend it.
 */
export function fitPrompt(samples: readonly Measured[]): PromptFactor | undefined {
  const lengths = samples.map(({ promptTokens }) => Math.max(1, promptTokens)).sort((a, b) => a - b);
  const at = (share: number): number => lengths[Math.floor(share * (lengths.length - 1))] ?? 1;
  if (samples.length < fewest || at(0.95) / at(0.05) < leastRange) return undefined;
  const middle = at(0.5);
  const every = Math.ceil(samples.length / enough);
  const known = samples
    .filter(({ ttft }, i) => ttft > 0 && i % every === 0)
    .map(({ ttft, promptTokens }) => ({ log: Math.log(ttft), longer: Math.max(1, promptTokens) / middle }));
  const errorOf = (share: number, alpha: number): number => {
    const rest = known
      .map(({ log, longer }) => log - Math.log(1 - share + share * longer ** alpha))
      .sort((a, b) => a - b);
    const centre = rest[rest.length >> 1] ?? 0;
    return rest.reduce((sum, one) => sum + Math.abs(one - centre), 0);
  };
  const without = errorOf(0, 1);
  let best = { share: 0, alpha: 1, error: without };
  // A grid, and around its best a finer one, and so on: the valley is long and flat, and steps downhill get lost in it.
  for (const step of [0.1, 0.04, 0.016, 0.006]) {
    const { share: aroundShare, alpha: aroundAlpha } = best.share === 0 ? { share: 0.5, alpha: 0.7 } : best;
    const reach = step === 0.1 ? 5 : 4;
    for (let i = -reach; i <= reach; i += 1) {
      for (let j = -reach; j <= reach; j += 1) {
        const share = Math.min(1, Math.max(0, aroundShare + i * step));
        const alpha = Math.min(1.5, Math.max(0.05, aroundAlpha + j * step));
        const error = errorOf(share, alpha);
        if (error < best.error) best = { share, alpha, error };
      }
    }
  }
  // Of Laplace's likelihood, with its width fitted too, the logarithm is -n · log(error); two more numbers must be worth it.
  const gain = 2 * known.length * Math.log(without / Math.max(best.error, Number.MIN_VALUE));
  if (best.share === 0 || gain < leastGain) return undefined;
  return { floor: 1 - best.share, a: best.share * middle ** -best.alpha, alpha: best.alpha };
}

/** Of twice the logarithm of the likelihood: what two numbers that mean nothing gain in one of a thousand sets (chi-squared, 2 degrees). */
const leastGain = 13.8;
