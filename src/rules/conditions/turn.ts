/** Which question of the user it is, 1 for the first: `turn: 2`, `turn: [1, 3]`, `turn: { from: 2, to: 4 }`. */

import { turnOf } from '../../core/prompt-values.ts';
import { type ConditionFamily, conditionText, problem } from '../condition-family.ts';

export const turn: ConditionFamily = {
  keys: ['turn'],
  read(key, value) {
    const fits = testOf(value);
    if (fits === undefined) return problem('is no number from 1, no list of them, and no { from: 2, to: 4 }');
    return {
      kind: 'condition',
      condition: {
        text: conditionText(key, value),
        check({ prompt }) {
          if (prompt === undefined) return { holds: false, why: () => 'there is no conversation' };
          const turn = turnOf(prompt);
          return fits(turn) ? { holds: true, groups: undefined } : { holds: false, why: () => `it is turn ${turn}` };
        },
      },
    };
  },
};

function testOf(value: unknown): ((turn: number) => boolean) | undefined {
  if (isTurn(value)) return (turn) => turn === value;
  if (Array.isArray(value)) return value.length > 0 && value.every(isTurn) ? (turn) => value.includes(turn) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const { from = 1, to = Number.MAX_SAFE_INTEGER, ...others }: Readonly<Record<string, unknown>> = { ...value };
  if (!isTurn(from) || !isTurn(to) || to < from || Object.keys(others).length > 0) return undefined;
  return (turn) => turn >= from && turn <= to;
}

function isTurn(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}
