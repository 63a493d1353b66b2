/** How long an invented answer is, in tokens: a number, or a distribution as real answers have one. */

import { LlmsimError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';

export type AnswerLength =
  | { readonly kind: 'tokens'; readonly tokens: number }
  /** Log-normal by its median and its 95th percentile. */
  | { readonly kind: 'lognormal'; readonly p50: number; readonly p95: number };

export const usualLength: AnswerLength = { kind: 'lognormal', p50: 60, p95: 200 };

/** Standard normal quantile of 0.95. */
const z95 = 1.644_853_626_951_472;
const most = 1_000_000;

/** `100`, `lognormal(p50=120,p95=600)`; throws LlmsimError `usage` for anything else. */
export function parseLength(text: string): AnswerLength {
  const tokens = Number(text);
  if (/^\d+$/.test(text) && tokens >= 1 && tokens <= most) return { kind: 'tokens', tokens };
  const [, p50, p95] = /^lognormal\(\s*p50\s*=\s*([\d.]+)\s*,\s*p95\s*=\s*([\d.]+)\s*\)$/.exec(text) ?? [];
  const length = { kind: 'lognormal', p50: Number(p50), p95: Number(p95) } as const;
  if (length.p50 >= 1 && length.p95 >= length.p50 && length.p95 <= most) return length;
  throw new LlmsimError(
    'usage',
    `"${text}" is no length of an answer.`,
    'Give a number of tokens, such as 100, or a distribution, such as lognormal(p50=120,p95=600).',
  );
}

/** At least 1. */
export function drawLength(length: AnswerLength, random: Random): number {
  if (length.kind === 'tokens') return length.tokens;
  const sigma = Math.log(length.p95 / length.p50) / z95;
  return Math.min(most, Math.max(1, Math.round(length.p50 * Math.exp(sigma * random.normal()))));
}
