/** What the providers' words on rate limits have in common: names of limits, seconds to wait, bounds on an answer. */

import type { HeaderList } from '../core/headers.ts';
import type { Counted, LimitReached } from '../core/rate-limits.ts';
import { numberOf } from './json-shape.ts';

const minute = 60_000;
const day = 86_400_000;

/** `min`, `day`, or `10s` for a time that providers have no word for. */
export function periodName(per: number, minuteName = 'min'): string {
  if (per === minute) return minuteName;
  if (per === day) return 'day';
  return per % 1000 === 0 ? `${per / 1000}s` : `${per}ms`;
}

/** `input tokens` */
export function countedName(counts: Counted): string {
  return counts.replace('-', ' ');
}

/** Whole seconds, at least 1, after which it is worth coming again; undefined where it never is. */
export function retrySeconds({ retryIn }: LimitReached): number | undefined {
  return retryIn === undefined ? undefined : Math.max(1, Math.ceil(retryIn / 1000));
}

/** RFC 9110, section 10.2.3. */
export function retryAfter(reached: LimitReached): HeaderList {
  const seconds = retrySeconds(reached);
  return seconds === undefined ? [] : [['retry-after', String(seconds)]];
}

/** Milliseconds as the SDKs of OpenAI and Azure read them, beside the seconds that all clients read. */
export function retryAfterMs(reached: LimitReached): HeaderList {
  if (reached.retryIn === undefined) return [];
  return [['retry-after-ms', String(Math.max(1, Math.ceil(reached.retryIn)))], ...retryAfter(reached)];
}

/** The first of the fields that is a number above 0. */
export function boundIn(
  body: Readonly<Record<string, unknown>> | undefined,
  ...fields: readonly string[]
): number | undefined {
  for (const field of fields) {
    const bound = numberOf(body?.[field]);
    if (bound !== undefined && bound > 0) return Math.ceil(bound);
  }
  return undefined;
}
