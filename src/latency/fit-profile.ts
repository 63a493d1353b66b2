/** Fits a latency profile to measured answers by maximum likelihood, and says how good the fit is. */

import { cdf } from './distribution.ts';
import { fitLognormal, type Lognormal, measurements } from './fit-distribution.ts';
import { type FittedPace, fitPace } from './fit-pace.ts';
import { fitPrompt } from './fit-prompt.ts';
import { fitTtft } from './fit-ttft.ts';
import { type KsResult, ksOneSample } from './ks.ts';
import type { LatencyProfile, Pace, ProfileOrigin, TimeToFirstToken } from './profile.ts';
import { standardNormal } from './standard-normal.ts';
import { promptFactor, ttftCdf } from './time-to-first-token.ts';
import type { TimingSample } from './timing-sample.ts';

/** How far the measurements are from what was fitted to them. As it was fitted to them, the p-values are on the high side. */
export interface GoodnessOfFit {
  readonly figure: 'TTFT' | 'thinking' | 'speed' | 'gaps';
  readonly measurements: number;
  readonly ks: KsResult;
}

export interface FittedProfile {
  readonly profile: LatencyProfile;
  /** How many answers it was fitted to. */
  readonly samples: number;
  readonly goodness: readonly GoodnessOfFit[];
  /** What makes the profile doubtful, in sentences. */
  readonly warnings: readonly string[];
}

/** With fewer, the 95th percentile is a guess, and the 99th is none. */
export const fewestSamples = 30;

/**
 * `samples` are the answers of one model, at least one. The profile's numbers are rounded to six digits, so that a file can hold
 * what was fitted.
 */
export function fitProfile(samples: readonly TimingSample[], id: string, about?: ProfileOrigin): FittedProfile {
  const { ttft, goodness: ttftGoodness } = fitFirst(samples);
  const thinking = fitThinking(samples);
  const pace = fitPace(samples);
  const profile: LatencyProfile = {
    id,
    about,
    ttft,
    thinking: thinking?.distribution,
    pace: pace === undefined ? allAtOnce : paceOf(pace),
    events: undefined,
    load: undefined,
  };
  const goodness = [ttftGoodness, ...(thinking?.goodness ?? []), ...(pace === undefined ? [] : goodnessOf(pace))];
  const warnings = warningsOf(samples, pace, thinking !== undefined);
  return { profile, samples: samples.length, goodness, warnings: [...warnings, ...misfits(goodness)] };
}

const allAtOnce: Pace = { kind: 'gap', gap: { kind: 'constant', value: 0 } };

function fitFirst(samples: readonly TimingSample[]): { ttft: TimeToFirstToken; goodness: GoodnessOfFit } {
  // A logarithm needs more than 0; recorders measure no finer than this.
  const measured = samples.map((sample) => ({ ...sample, ttft: Math.max(0.01, sample.ttft) }));
  const factor = fitPrompt(measured);
  const prompt = factor && { floor: rounded(factor.floor), a: rounded(factor.a), alpha: rounded(factor.alpha) };
  const scale: TimeToFirstToken = { body: { kind: 'constant', value: 1 }, spike: undefined, prompt };
  const times = measured.map(({ ttft, promptTokens }) => ttft / promptFactor(scale, promptTokens));
  const { body, spike } = fitTtft(times);
  const ttft: TimeToFirstToken = {
    body: body.kind === 'constant' ? { ...body, value: rounded(body.value) } : roundedLognormal(body),
    spike: spike && { weight: rounded(spike.weight), tail: roundedLognormal(spike.tail) },
    prompt,
  };
  const ks = ksOneSample(times, (ms) => ttftCdf(ttft, ms));
  return { ttft, goodness: { figure: 'TTFT', measurements: times.length, ks } };
}

/** The pauses of answers whose reasoning is hidden; undefined where there are no such answers. */
function fitThinking(
  samples: readonly TimingSample[],
): { distribution: Lognormal | { kind: 'constant'; value: 0 }; goodness: readonly GoodnessOfFit[] } | undefined {
  const known = samples.flatMap(({ thinking }) => (thinking === undefined ? [] : [thinking]));
  if (known.length === 0) return undefined;
  const pauses = known.filter((pause) => pause > 0);
  // The pause is in the time to first token already; without this it would come once more.
  if (pauses.length < known.length / 2) return { distribution: { kind: 'constant', value: 0 }, goodness: [] };
  const distribution = roundedLognormal(fitLognormal(measurements(pauses)).distribution);
  const ks = ksOneSample(pauses, (ms) => cdf(distribution, ms));
  return { distribution, goodness: [{ figure: 'thinking', measurements: pauses.length, ks }] };
}

function paceOf({ tokensPerSecond, jitter }: FittedPace): Pace {
  return { kind: 'speed', tokensPerSecond: roundedLognormal(tokensPerSecond), jitter: rounded(jitter) };
}

function goodnessOf({ speedRanks, gapDeviations }: FittedPace): GoodnessOfFit[] {
  const even = (share: number): number => Math.min(1, Math.max(0, share));
  const speed: GoodnessOfFit = { figure: 'speed', measurements: speedRanks.length, ks: ksOneSample(speedRanks, even) };
  if (gapDeviations.length === 0) return [speed];
  const ks = ksOneSample(gapDeviations, standardNormal.cdf);
  return [speed, { figure: 'gaps', measurements: gapDeviations.length, ks }];
}

function warningsOf(samples: readonly TimingSample[], pace: FittedPace | undefined, thinks: boolean): string[] {
  const warnings: string[] = [];
  if (samples.length < fewestSamples) {
    warnings.push(
      `Only ${samples.length} ${samples.length === 1 ? 'recording tells' : 'recordings tell'} the pace: with fewer than ` +
        `${fewestSamples} the tail (p95, p99) is a guess.`,
    );
  }
  if (pace === undefined) warnings.push('All chunks of every recording came at once; the profile has no gaps.');
  else if (pace.together > 0.1) {
    warnings.push(
      `${Math.round(100 * pace.together)} % of the chunks came together with the one before. The profile keeps the speed, and spreads them evenly.`,
    );
  }
  const thinking = samples.filter((sample) => sample.thinking !== undefined).length;
  if (thinks && thinking < samples.length) {
    warnings.push(
      `${thinking} of ${samples.length} recordings hide a thinking pause; the profile has it in every answer. ` +
        'Fit answers with and without reasoning apart.',
    );
  }
  return warnings;
}

/** Distances from which on a replay looks other than the recording does, whatever chance may do. */
const misfit = 0.1;
const enoughToTell = 200;

function misfits(goodness: readonly GoodnessOfFit[]): string[] {
  return goodness
    .filter(({ measurements: n, ks }) => n >= enoughToTell && ks.statistic > misfit)
    .map(
      ({ figure, ks }) =>
        `The ${figure === 'gaps' ? 'gaps within answers are' : `${figure} is`} not distributed as a profile can say it ` +
        `(KS ${ks.statistic.toFixed(2)}): the middle is kept, the shape is not.`,
    );
}

function roundedLognormal({ floor, mu, sigma }: Lognormal): Lognormal {
  return { kind: 'lognormal', floor: rounded(floor), mu: rounded(mu), sigma: rounded(sigma) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
