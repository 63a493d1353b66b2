/** Fits how fast tokens come: a log-normal speed from one answer to the next, and the jitter of the gaps within an answer. */

import { highest, type Lognormal } from './fit-distribution.ts';
import { standardNormal } from './standard-normal.ts';
import { speedOf, type TimedEvent, type TimingSample } from './timing-sample.ts';

export interface FittedPace {
  readonly tokensPerSecond: Lognormal;
  /** The deviation of the logarithm of a gap within an answer, as `Pace` has it; at most 2. */
  readonly jitter: number;
  /** For each answer, the share of speeds below its own, by the fit: even from 0 to 1 where the fit is right. */
  readonly speedRanks: readonly number[];
  /** For each gap, how many deviations it is off the middle of its answer: standard normal where the fit is right. */
  readonly gapDeviations: readonly number[];
  /** The share of events that came together with the one before, which no event of a profile does. */
  readonly together: number;
}

/** Answers that came all at once tell no speed; undefined where none tells one. */
export function fitPace(samples: readonly TimingSample[]): FittedPace | undefined {
  const timed = samples.filter((sample) => Number.isFinite(speedOf(sample)));
  if (timed.length === 0) return undefined;
  const events = timed.map(apart);
  const { jitter, gapDeviations } = fitJitter(events);
  const speeds = timed.map((sample) => ({ log: Math.log(speedOf(sample)), noise: noiseOf(sample.events, jitter) }));
  const all = timed.reduce((sum, one) => sum + one.events.length, 0);
  const kept = events.reduce((sum, one) => sum + one.length, 0);
  return { ...fitSpeed(speeds), jitter, gapDeviations, together: all === 0 ? 0 : 1 - kept / all };
}

/** Of the time that its tokens take; what came faster was on its way together with the event before. */
const togetherBelow = 0.02;

/** The events of an answer that came at a time of their own, each with the tokens of those that came together with it. */
function apart(sample: TimingSample): TimedEvent[] {
  const perToken = 1000 / speedOf(sample);
  const kept: TimedEvent[] = [];
  for (const event of sample.events) {
    const last = kept.at(-1);
    if (event.gap > togetherBelow * event.tokens * perToken) kept.push(event);
    // What came together with the first event has no gap that its tokens could be added to.
    else if (last !== undefined) kept[kept.length - 1] = { gap: last.gap, tokens: last.tokens + event.tokens };
  }
  return kept;
}

/** Pooled within answers: each has a middle of its own, which takes one degree of freedom. */
function fitJitter(answers: readonly (readonly TimedEvent[])[]): Pick<FittedPace, 'jitter' | 'gapDeviations'> {
  const errors: number[] = [];
  let squares = 0;
  let freedom = 0;
  for (const events of answers) {
    const n = events.length;
    if (n < 2) continue;
    const logs = events.map(({ gap, tokens }) => Math.log(gap / tokens));
    const middle = logs.reduce((sum, log) => sum + log, 0) / n;
    for (const log of logs) {
      squares += (log - middle) ** 2;
      errors.push((log - middle) / Math.sqrt(1 - 1 / n));
    }
    freedom += n - 1;
  }
  const jitter = freedom === 0 ? 0 : Math.min(2, Math.sqrt(squares / freedom));
  return { jitter, gapDeviations: jitter === 0 ? [] : errors.map((error) => error / jitter) };
}

/**
 * The variance that jitter adds to the logarithm of an answer's speed: gaps average to what they should, the better the more there are. The
 * logarithm of a sum of log-normal gaps as Fenton has it ("The Sum of Log-Normal Probability Distributions in Scatter Transmission
 * Systems", IRE Transactions on Communications Systems 8 (1960), 57-67).
 */
function noiseOf(events: readonly TimedEvent[], jitter: number): number {
  let tokens = 0;
  let squares = 0;
  for (const event of events) {
    tokens += event.tokens;
    squares += event.tokens ** 2;
  }
  return Math.log(1 + (Math.exp(jitter ** 2) - 1) * (squares / tokens ** 2));
}

interface LogSpeed {
  readonly log: number;
  readonly noise: number;
}

/**
 * Speeds differ by what the provider does and by the jitter that an answer happens to have; the second is known. The most likely deviation
 * of the first, and the middle that follows from it, in which answers with little noise count for more.
 */
function fitSpeed(speeds: readonly LogSpeed[]): Pick<FittedPace, 'tokensPerSecond' | 'speedRanks'> {
  const middleAt = (variance: number): number => {
    let weights = 0;
    let sum = 0;
    for (const { log, noise } of speeds) {
      const weight = 1 / (variance + noise);
      weights += weight;
      // Jitter makes a speed seem higher by half its variance, because the logarithm of an average is not the average logarithm.
      sum += weight * (log - noise / 2);
    }
    return sum / weights;
  };
  const score = (logSigma: number): number => {
    const variance = Math.exp(2 * logSigma);
    const mu = middleAt(variance);
    return speeds.reduce((sum, { log, noise }) => {
      const spread = variance + noise;
      return sum - 0.5 * (Math.log(spread) + (log - noise / 2 - mu) ** 2 / spread);
    }, 0);
  };
  const sigma = Math.exp(highest(score, Math.log(1e-4), Math.log(5)));
  const mu = middleAt(sigma ** 2);
  return {
    tokensPerSecond: { kind: 'lognormal', floor: 0, mu, sigma },
    speedRanks: speeds.map(({ log, noise }) =>
      standardNormal.cdf((log - noise / 2 - mu) / Math.sqrt(sigma ** 2 + noise)),
    ),
  };
}
