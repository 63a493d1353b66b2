/** The form in which a profile is written in a file, what is assumed where it says nothing, and the profile that it means. */

import type { Distribution } from './distribution.ts';
import { lognormalFrom } from './distribution.ts';
import type { Grade, LatencyProfile, Pace, ProfileOrigin, TimeToFirstToken } from './profile.ts';
import { ttftFromQuantiles } from './ttft-from-quantiles.ts';

/** A distribution: a number that is always the same, quantiles, a normal one, or a log-normal's own parameters. */
export type SpanForm = number | QuantileForm | NormalForm | LognormalForm;

export interface QuantileForm {
  readonly p50: number;
  readonly p95?: number;
  readonly floor?: number;
}
export interface NormalForm {
  readonly mean: number;
  readonly stddev: number;
}
export interface LognormalForm {
  readonly floor?: number;
  readonly mu: number;
  readonly sigma: number;
}

export type SpeedForm =
  | number
  | { readonly tokens_per_second: number; readonly cv?: number }
  | { readonly ms_per_token: number | { readonly p50: number; readonly p95: number } }
  | { readonly p50: number; readonly p95: number }
  | LognormalForm;

export type PromptForm =
  | { readonly doubles_at: number; readonly alpha?: number; readonly measured_at?: number }
  | { readonly floor: number; readonly a: number; readonly alpha: number };

export interface AboutForm {
  readonly provider: string;
  readonly model: string;
  readonly date: string;
  readonly source: string;
  /** null where the source does not say. */
  readonly samples: number | null;
  readonly grade: { readonly ttft: Grade; readonly speed: Grade };
  readonly note?: string;
}

/** What may stand beside either way to say how fast answers come. */
interface Sides {
  readonly about?: AboutForm;
  readonly prompt?: PromptForm;
  readonly thinking?: SpanForm;
  readonly events?: string;
  readonly load?: LoadForm;
}

export interface LoadForm {
  readonly concurrency: number;
  readonly queue?: number;
  readonly slowdown?: number;
}

/** Milliseconds, unless a name says otherwise. `gap` takes the place of `speed` and `jitter`. */
export interface DetailedForm extends Sides {
  readonly ttft: SpanForm | (QuantileForm & { readonly p95: number; readonly p99: number });
  readonly spike?: { readonly weight: number } & (QuantileForm | LognormalForm);
  readonly speed?: SpeedForm;
  readonly gap?: SpanForm;
  readonly jitter?: number;
}

/** Normal distributions, cut at 0. */
export interface PlainForm extends Sides {
  readonly ttft_mean_ms: number;
  readonly ttft_stddev_ms: number;
  readonly tbt_mean_ms: number;
  readonly tbt_stddev_ms: number;
}

export type ProfileForm = DetailedForm | PlainForm;

/** What is assumed where a file does not say. */
export const assumed = {
  /** p95 as a multiple of p50 where only the median is known: the middle one of ten hosted models measured for a day. */
  p95OfP50: 1.67,
  /** How much the speed differs from one request to the next: healthy providers show 0.03 to 0.28. */
  speedCv: 0.15,
  /** How much gaps differ within one answer. */
  jitter: 0.2,
  /** Requests that wait for a slot before others are refused. */
  queue: 100,
  /** Full slots make nothing slower. */
  slowdown: 1,
} as const;

/** `form` is as `readProfile` checks it; nothing is checked here. */
export function profileOfForm(form: ProfileForm, id: string): LatencyProfile {
  const plain = 'ttft_mean_ms' in form;
  return {
    id,
    about: form.about === undefined ? undefined : originOf(form.about),
    ttft: {
      ...(plain ? withoutSpike(normal(form.ttft_mean_ms, form.ttft_stddev_ms)) : bodyOf(form)),
      prompt: form.prompt === undefined ? undefined : promptOf(form.prompt),
    },
    thinking: form.thinking === undefined ? undefined : distributionOf(form.thinking),
    pace: plain ? { kind: 'gap', gap: normal(form.tbt_mean_ms, form.tbt_stddev_ms) } : paceOf(form),
    events: form.events,
    load: form.load === undefined ? undefined : { queue: assumed.queue, slowdown: assumed.slowdown, ...form.load },
  };
}

function originOf({ samples, ...about }: AboutForm): ProfileOrigin {
  return { ...about, samples: samples ?? undefined };
}

function bodyOf({ ttft, spike }: DetailedForm): Pick<TimeToFirstToken, 'body' | 'spike'> {
  if (typeof ttft === 'object' && 'p99' in ttft) return ttftFromQuantiles({ floor: 0, ...ttft });
  if (spike === undefined) return withoutSpike(distributionOf(ttft));
  const { weight, ...tail } = spike;
  return { body: distributionOf(ttft), spike: { weight, tail: distributionOf(tail) } };
}

function withoutSpike(body: Distribution): Pick<TimeToFirstToken, 'body' | 'spike'> {
  return { body, spike: undefined };
}

function promptOf(form: PromptForm): NonNullable<TimeToFirstToken['prompt']> {
  if ('a' in form) return form;
  const alpha = form.alpha ?? 1;
  // 1 + (n / doubles_at)^alpha, divided by what that is where the times were measured.
  const scale = 1 + ((form.measured_at ?? 0) / form.doubles_at) ** alpha;
  return { floor: 1 / scale, a: form.doubles_at ** -alpha / scale, alpha };
}

function paceOf({ speed, gap, jitter }: DetailedForm): Pace {
  if (speed === undefined) return { kind: 'gap', gap: gap === undefined ? constant(0) : distributionOf(gap) };
  return { kind: 'speed', tokensPerSecond: speedOf(speed), jitter: jitter ?? assumed.jitter };
}

function speedOf(form: SpeedForm): Distribution {
  if (typeof form === 'number') return around(form, assumed.speedCv);
  if ('tokens_per_second' in form) return around(form.tokens_per_second, form.cv ?? assumed.speedCv);
  if ('mu' in form) return lognormal(form);
  if ('p50' in form) return lognormalFrom(form);
  const { ms_per_token: gap } = form;
  // A slow gap is a slow speed: the 95th percentile of gaps is the 5th of speeds, and the spread of both is the same.
  if (typeof gap === 'object')
    return lognormalFrom({ p50: 1000 / gap.p50, p95: (1000 / gap.p50) * (gap.p95 / gap.p50) });
  return around(1000 / gap, assumed.speedCv);
}

/** A log-normal with this median and coefficient of variation. */
function around(median: number, cv: number): Distribution {
  if (cv === 0) return constant(median);
  return { kind: 'lognormal', floor: 0, mu: Math.log(median), sigma: Math.sqrt(Math.log(1 + cv * cv)) };
}

function distributionOf(form: SpanForm): Distribution {
  if (typeof form === 'number') return constant(form);
  if ('mean' in form) return normal(form.mean, form.stddev);
  if ('mu' in form) return lognormal(form);
  return lognormalFrom({ p95: assumed.p95OfP50 * form.p50, ...form });
}

function lognormal({ floor = 0, mu, sigma }: LognormalForm): Distribution {
  return { kind: 'lognormal', floor, mu, sigma };
}

function normal(mean: number, stddev: number): Distribution {
  return { kind: 'normal', mean, stddev };
}

function constant(value: number): Distribution {
  return { kind: 'constant', value };
}
