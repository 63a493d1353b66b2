/** What a profile's file may hold, with what is accepted in place of everything that is not. Imports zod. */

import { z } from 'zod';
import { eventSizes } from './event-sizes.ts';
import type { ProfileForm } from './profile-file.ts';

/** A message for what is of another kind, and one for what is not there. */
function kind(accepted: string) {
  return {
    error: ({ input }: { input?: unknown }) => `${input === undefined ? 'is missing:' : 'must be'} ${accepted}`,
  };
}

/** An object with no other members than these. */
function only<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const members = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code, input }) =>
      code === 'unrecognized_keys' ? `is not known here; accepted: ${members}` : kind(`{${members}}`).error({ input }),
  });
}

/** Large enough for any latency; above it sums are no longer exact. */
const longest = 1e9;
const number = z.number(kind('a number'));
const atLeast0 = number.min(0, 'must be 0 or more').max(longest, `must be at most ${longest}`);
const above0 = number.gt(0, 'must be above 0').max(longest, `must be at most ${longest}`);
/** The log of something: e^20 ms are 15 years. */
const mu = number.min(-20, 'must be between -20 and 20').max(20, 'must be between -20 and 20');
const sigma = number.min(0, 'must be between 0 and 5').max(5, 'must be between 0 and 5');
const share = number.gt(0, 'must be between 0 and 0.5').max(0.5, 'must be between 0 and 0.5');

type Checked = z.core.$ZodRawIssue[];

/** Quantiles rise, and all of them are above the floor. */
function rising({ value, issues }: { value: Readonly<Record<string, unknown>>; issues: Checked }): void {
  const names = ['floor', 'p50', 'p95', 'p99'];
  let below: { name: string; value: number } | undefined;
  for (const name of names) {
    const at = value[name];
    if (typeof at !== 'number') continue;
    if (below !== undefined && at <= below.value) {
      issues.push({ code: 'custom', input: at, path: [name], message: `must be above ${below.name} (${below.value})` });
    }
    below = { name, value: at };
  }
}

const quantiles = only({ p50: above0, p95: above0.exactOptional(), floor: atLeast0.exactOptional() }).check(rising);
const allQuantiles = only({ p50: above0, p95: above0, p99: above0, floor: atLeast0.exactOptional() }).check(rising);
const lognormal = only({ floor: atLeast0.exactOptional(), mu, sigma });
const normal = only({ mean: atLeast0, stddev: atLeast0 });

const spanForms = 'a number of milliseconds, {p50, p95, floor}, {mean, stddev} or {mu, sigma, floor}';
const span = z.union([atLeast0, quantiles, normal, lognormal], kind(spanForms));
const ttft = z.union(
  [atLeast0, quantiles, allQuantiles, normal, lognormal],
  kind(spanForms.replace('p95,', 'p95, p99,')),
);
const spike = z.union(
  [
    only({ weight: share, p50: above0, p95: above0.exactOptional(), floor: atLeast0.exactOptional() }).check(rising),
    only({ weight: share, floor: atLeast0.exactOptional(), mu, sigma }),
  ],
  kind('{weight, p50, p95, floor} or {weight, mu, sigma, floor}'),
);
const speedQuantiles = only({ p50: above0, p95: above0 }).check(rising);
const speed = z.union(
  [
    above0,
    only({ tokens_per_second: above0, cv: sigma.exactOptional() }),
    speedQuantiles,
    only({ ms_per_token: z.union([above0, speedQuantiles], kind('a number or {p50, p95}')) }),
    lognormal,
  ],
  kind('a number of tokens per second, {tokens_per_second, cv}, {p50, p95}, {ms_per_token} or {mu, sigma, floor}'),
);
const alpha = number.gt(0, 'must be between 0 and 3').max(3, 'must be between 0 and 3');
const prompt = z.union(
  [
    only({ doubles_at: above0, alpha: alpha.exactOptional(), measured_at: atLeast0.exactOptional() }),
    only({ floor: atLeast0, a: atLeast0, alpha }),
  ],
  kind('{doubles_at, alpha, measured_at} or {floor, a, alpha}'),
);

const grade = z.enum(['A', 'B', 'C'], kind('A, B or C'));
const text = z.string(kind('a text')).min(1, 'must be a text');
const date = z
  .union([z.string(), z.int().transform(String)], kind('a date such as 2026-04-03, 2026-04 or 2026'))
  .check(z.regex(/^\d{4}(?:-\d\d){0,2}$/, 'must be a date such as 2026-04-03, 2026-04 or 2026'));
const count = (least: number) => z.int(kind('a whole number')).min(least, `must be ${least} or more`);
const [firstSizes = '', ...otherSizes] = eventSizes.map(({ id }) => id);

const sides = {
  about: only({
    provider: text,
    model: text,
    date,
    source: text,
    samples: count(0).nullable(),
    grade: only({ ttft: grade, speed: grade }),
    note: text.exactOptional(),
  }).exactOptional(),
  prompt: prompt.exactOptional(),
  thinking: span.exactOptional(),
  events: z.enum([firstSizes, ...otherSizes], kind([firstSizes, ...otherSizes].join(', '))).exactOptional(),
  load: only({
    concurrency: count(1),
    queue: count(0).exactOptional(),
    slowdown: number.min(1, 'must be 1 or more').max(1000, 'must be at most 1000').exactOptional(),
  }).exactOptional(),
};

const detailed = only({
  ttft,
  spike: spike.exactOptional(),
  speed: speed.exactOptional(),
  gap: span.exactOptional(),
  jitter: number.min(0, 'must be between 0 and 2').max(2, 'must be between 0 and 2').exactOptional(),
  ...sides,
}).check(({ value, issues }) => {
  const wrong = (path: string, message: string) => issues.push({ code: 'custom', input: value, path: [path], message });
  if (value.speed === undefined && value.gap === undefined) {
    wrong('speed', 'is missing: tokens per second; or gap, milliseconds between two events, 0 for all at once');
  }
  if (value.speed !== undefined && value.gap !== undefined) wrong('gap', 'says again what speed says; leave one out');
  if (value.jitter !== undefined && value.gap !== undefined) wrong('jitter', 'belongs to speed, not to gap');
  if (value.spike !== undefined && typeof value.ttft === 'object' && 'p99' in value.ttft) {
    wrong('spike', 'says again what ttft.p99 says; leave one out');
  }
});

const plain = only({
  ttft_mean_ms: atLeast0,
  ttft_stddev_ms: atLeast0,
  tbt_mean_ms: atLeast0,
  tbt_stddev_ms: atLeast0,
  ...sides,
});

export const profileSchema: z.ZodType<ProfileForm> = z.union(
  [detailed, plain],
  kind('settings such as ttft and speed, or ttft_mean_ms, ttft_stddev_ms, tbt_mean_ms and tbt_stddev_ms'),
);
