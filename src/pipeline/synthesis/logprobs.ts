/** Log probabilities as plausible as the text is: mostly near 0, alternatives below, all drawn. */

import type { DraftChoice, TokenLogprob } from '../../core/draft.ts';
import type { Random } from '../../core/random.ts';

/** One entry a token; `top` has `alternatives` entries, the token itself first. */
export function logprobsOf(
  tokens: readonly string[],
  alternatives: number,
  random: Random,
): NonNullable<DraftChoice['logprobs']> {
  return tokens.map((token) => {
    const probability = 1 - 0.6 * random.next() ** 3;
    const own = { token, logprob: rounded(Math.log(probability)) };
    return { ...own, top: alternatives > 0 ? [own, ...others(token, alternatives - 1, 1 - probability, random)] : [] };
  });
}

/** Each of them less likely than the one before, together less than what is left. */
function others(token: string, count: number, left: number, random: Random): TokenLogprob[] {
  let probability = Math.max(left, 1e-6);
  return Array.from({ length: count }, (_, i) => {
    probability *= 0.2 + 0.3 * random.next();
    return { token: variant(token, i), logprob: rounded(Math.log(probability)) };
  });
}

function variant(token: string, i: number): string {
  const forms = [token.toUpperCase(), token.toLowerCase(), token.trim(), ` ${token.trim()}`];
  const form = forms.find((one) => one !== token && one !== '' && i === 0) ?? '';
  return form !== '' ? form : `${token.trimEnd()}${'.,;:!?-sed'.charAt(i % 10)}`.slice(-12);
}

function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toFixed(6));
}
