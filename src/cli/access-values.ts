/** Points in time, amounts of money and counts of keys and usage: read from options, and written for people. */

import { InvalidArgumentError } from 'commander';
import { age } from './option-values.ts';

/** A point in time as it was written: so long ago (or ahead), or a date. */
export type Moment = { readonly kind: 'span'; readonly ms: number } | { readonly kind: 'date'; readonly at: number };

/** `12h`, `90d`, `6w`, a date (`2026-11-21`, its beginning in UTC), or a date with time (RFC 3339). */
export function moment(text: string): Moment {
  if (/^\d+(?:\.\d+)?[hdw]$/.test(text)) return { kind: 'span', ms: age(text) };
  const at = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  // Date.parse lets 31 February be a day of March.
  if (Number.isNaN(at) || !isDay(text.slice(0, 10))) {
    throw new InvalidArgumentError('A time is 12h, 90d, 6w, 2026-11-21 or 2026-11-21T09:30:00Z.');
  }
  return { kind: 'date', at };
}

function isDay(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Billionths of a US dollar from `5`, `0.25` or `$12.50`. */
export function nanoDollars(text: string): number {
  const amount = /^\$?(\d+(?:\.\d+)?)$/.exec(text)?.[1];
  const nano = Math.round(Number(amount) * 1e9);
  if (amount === undefined || nano <= 0 || nano > Number.MAX_SAFE_INTEGER) {
    throw new InvalidArgumentError('An amount is a number of US dollars above 0, such as 5 or 0.25.');
  }
  return nano;
}

export function aMinute(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('A rate is a whole number a minute, 1 or more.');
  }
  return value;
}

/** What people can tell apart in a list. */
export function label(text: string): string {
  if (text.trim() === '' || text.length > 100 || /[\u0000-\u001f\u007f]/.test(text)) {
    throw new InvalidArgumentError('A name is a line of 1 to 100 characters.');
  }
  return text.trim();
}

/** `$0.001234`: two decimals at least, and as many as say something of a small amount. */
export function dollarText(nano: number): string {
  const dollars = nano / 1e9;
  if (nano === 0 || dollars >= 1) return `$${dollars.toFixed(2)}`;
  return `$${dollars.toFixed(9).replace(/0{1,7}$/, '')}`;
}

/** `1,234,567` */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
