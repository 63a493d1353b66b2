/** What the benchmark says of its goals. */

import { describe, expect, it } from 'vitest';

interface Row {
  readonly what: string;
  readonly floor: string;
  readonly llmsim: string;
  readonly ratio: string;
  readonly goal: string;
  readonly reached: string;
}

interface Measure {
  readonly row: (
    what: string,
    floor: string,
    llmsim: string,
    values?: readonly number[],
    goal?: { readonly least: number } | { readonly most: number },
  ) => Row;
}

// The benchmark is JavaScript without declarations.
const part = async <T>(name: string): Promise<T> => import(new URL(`../../bench/${name}`, import.meta.url).href);
const { row } = await part<Measure>('measure.js');
const { verdict } = await part<{ verdict: (rows: readonly Row[], rounds: number) => string[] }>('verdict.js');
const { difference } = await part<{ difference: (values: readonly number[], digits: number) => string }>('figures.js');

describe('a row of the benchmark', () => {
  it('goes by the median, and shows the lowest and the highest round', () => {
    expect(row('a', '1 ms', '2 ms', [2, 1, 9], { most: 2 })).toEqual({
      what: 'a',
      floor: '1 ms',
      llmsim: '2 ms',
      ratio: '2.00 (1.00–9.00)',
      goal: '≤ 2',
      reached: 'yes',
    });
    expect(row('a', '', '', [2, 1, 9], { most: 1.9 }).reached).toBe('NO');
    expect(row('a', '', '', [0.84, 0.84, 0.9], { least: 0.85 }).reached).toBe('NO');
    expect(row('a', '', '', [1], undefined)).toMatchObject({ goal: '', reached: '' });
  });

  it('reaches what may be at most so much with any less, and nothing without a figure', () => {
    expect(row('later than the floor', '', '', [-60.66], { most: 1 }).reached).toBe('yes');
    expect(row('nothing measured', '', '', [Number.NaN], { most: 1 }).reached).toBe('NO');
  });

  it('has the sign of a difference once', () => {
    expect([difference([0.4], 1), difference([-0.4], 1), difference([0], 0)]).toEqual([
      '+0.4 (0.4–0.4)',
      '-0.4 (-0.4–-0.4)',
      '+0 (0–0)',
    ]);
  });
});

describe('the verdict of the benchmark', () => {
  const reached = row('quick', '', '', [1], { most: 2 });
  const missed = row('  slow', '', '', [3], { most: 2 });

  it('names each goal that is not reached', () => {
    const lost = { ...row('incomplete streams', '0', '3'), goal: '0', reached: 'NO' };
    expect(verdict([reached, missed, row('shown', '', '', [1]), lost], 7)).toEqual([
      '2 of 3 goals not reached; docs/performance.md says why where that is usual:',
      '  slow: 3.00 (3.00–3.00), goal ≤ 2',
      '  incomplete streams: 3, goal 0',
    ]);
  });

  it('says that all are reached, or nothing where there are none', () => {
    expect(verdict([reached, reached], 5)).toEqual(['All 2 goals are reached.']);
    expect(verdict([reached], 5)).toEqual(['The goal is reached.']);
    expect(verdict([row('shown', '', '', [1])], 5)).toEqual([]);
  });

  it('does not judge by fewer than five rounds', () => {
    expect(verdict([reached], 4)).toEqual([
      'The goal is reached.',
      'Fewer than 5 rounds: figures to look at, not to judge by.',
    ]);
  });
});
