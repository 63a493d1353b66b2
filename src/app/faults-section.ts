/** The section `errors` of a configuration, and what `PUT /__llmsim/faults` takes: which faults, how often, for whom and when. */

import { z } from 'zod';
import type { FaultRule, FaultSet } from '../pipeline/fault/fault-set.ts';
import { readFault } from '../pipeline/fault/read-fault.ts';
import { readTimelineLine } from '../pipeline/fault/timeline.ts';
import { isNearOne, placeOf, withoutMistakes } from './without-mistakes.ts';

const rate = z.number().min(0).max(1);
/** `503` is a number in YAML. */
const name = z.union([z.string(), z.int()], { error: 'is no fault such as 503 or reset(after=3)' });

const rule = z.strictObject({
  fault: name.meta({ description: 'Such as 503, reset(after=3) or stall.' }),
  rate: rate.meta({ description: 'The share of requests that it meets, from 0 to 1.', default: 1 }).exactOptional(),
  times: z.int().min(1).meta({ description: 'Only the first requests with the same key.' }).exactOptional(),
  for: z
    .string()
    .min(1)
    .meta({ description: 'Only these: a dialect, a family, an upstream, an endpoint or a model.' })
    .exactOptional(),
});

/** `- at 30s for 10s: 503` is an object with one key. */
const line = z.union([z.string(), z.record(z.string(), name)], {
  error: 'is no line such as "at 30s for 10s: 503 for anthropic"',
});

export const errorsSection = z.strictObject({
  seed: z
    .union([z.string(), z.number()])
    .meta({ description: 'Equal seed and requests fail at the same places.', default: 'llmsim' })
    .exactOptional(),
  rate_limit_rate: rate.meta({ description: 'The share of requests that get a 429.' }).exactOptional(),
  server_error_rate: rate.meta({ description: 'The share that get a 500.' }).exactOptional(),
  timeout_rate: rate.meta({ description: 'The share that is never answered.' }).exactOptional(),
  timeout_after_ms: z
    .number()
    .min(0)
    // A day: what a fault can wait for.
    .max(86_400_000)
    .meta({ description: 'When such a connection is closed, in milliseconds.' })
    .exactOptional(),
  faults: z
    .array(z.union([name, rule], { error: 'is no fault and no object with a "fault"' }))
    .meta({ description: 'Faults by name, with a rate or without (docs/faults.md).' })
    .exactOptional(),
  timeline: z
    .array(line)
    .meta({ description: 'Faults for a time: `at 30s for 10s: 503 for anthropic`.' })
    .exactOptional(),
});

export type ErrorsSection = z.infer<typeof errorsSection>;
type AddProblem = (path: readonly PropertyKey[], what: string) => void;

/** A number is as good as a text. */
export function seedOf(section: ErrorsSection | undefined): string | undefined {
  return section?.seed === undefined ? undefined : String(section.seed);
}

/** The faults that a section names, timelines first; what is wrong is told with its path in the section. */
export function faultsOf(section: ErrorsSection, add: AddProblem): FaultSet {
  const usual = [...shortRates(section), ...listed(section, add)];
  const all = usual.filter((one) => one.for === undefined && one.times === undefined);
  const sum = all.reduce((total, one) => total + one.rate, 0);
  if (sum > 1.000_001)
    add([], `the rates of all faults together are ${Number(sum.toFixed(6))}, which is more than every request`);
  return [...timed(section, add), ...usual];
}

function shortRates({
  rate_limit_rate,
  server_error_rate,
  timeout_rate,
  timeout_after_ms,
}: ErrorsSection): FaultRule[] {
  // Very small numbers have no decimal form of their own.
  const after = timeout_after_ms === undefined ? '' : `(after=${Math.round(timeout_after_ms * 1000) / 1000}ms)`;
  const given: readonly (readonly [string, number | undefined])[] = [
    ['429', rate_limit_rate],
    ['500', server_error_rate],
    [`timeout${after}`, timeout_rate],
  ];
  return given.flatMap(([text, share]) => {
    const read = share === undefined ? undefined : readFault(text);
    return read?.kind === 'fault' ? [{ ...always, fault: read.fault, rate: share ?? 0 }] : [];
  });
}

const always = { times: undefined, for: undefined, from: 0, until: Number.POSITIVE_INFINITY } as const;

function listed({ faults = [] }: ErrorsSection, add: AddProblem): FaultRule[] {
  return faults.flatMap((one, i) => {
    const given = typeof one === 'object' ? one : { fault: one };
    const read = readFault(String(given.fault));
    if (read.kind === 'problem') {
      add(['faults', i], read.what);
      return [];
    }
    return [{ ...always, fault: read.fault, rate: given.rate ?? 1, times: given.times, for: given.for }];
  });
}

function timed({ timeline = [] }: ErrorsSection, add: AddProblem): FaultRule[] {
  const lines = timeline.flatMap((one, i) =>
    typeof one === 'string'
      ? [{ text: one, i }]
      : Object.entries(one).map(([when, what]) => ({ text: `${when}: ${what}`, i })),
  );
  return lines.flatMap(({ text, i }) => {
    const read = readTimelineLine(text);
    if (read.kind === 'rule') return [read.rule];
    add(['timeline', i], read.what);
    return [];
  });
}

export type ReadFaults =
  | { readonly kind: 'faults'; readonly set: FaultSet; readonly seed: string | undefined }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** The same from JSON, with all problems as clauses. */
export function readErrors(value: unknown): ReadFaults {
  const { value: section, issues, removed, thinned } = withoutMistakes(errorsSection, value);
  const problems = issues.map(issueText);
  const add = (given: readonly PropertyKey[], what: string): void => {
    const path = placeOf(given, thinned);
    if (!isNearOne(path, removed)) problems.push(whereText(path, what));
  };
  const set = section === undefined ? [] : faultsOf(section, add);
  return problems.length === 0 ? { kind: 'faults', set, seed: seedOf(section) } : { kind: 'problems', problems };
}

function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') {
    return issue.path.length === 0 ? `the body ${issue.message}` : whereText(issue.path, issue.message);
  }
  return `there is no ${issue.keys.map((key) => `"${key}"`).join(', ')}; there are ${Object.keys(errorsSection.shape).join(', ')}`;
}

function whereText(path: readonly PropertyKey[], what: string): string {
  return path.length === 0 ? what : `${path.map(String).join('.')}: ${what}`;
}
