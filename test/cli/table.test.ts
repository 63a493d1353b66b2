import { describe, expect, it } from 'vitest';
import { tableLines } from '../../src/cli/table.ts';

describe('a table', () => {
  it('aligns columns to the left, those that it is told to the right, and ends no line with spaces', () => {
    expect(
      tableLines(
        [
          ['name', 'ms', 'of'],
          ['a', '1,234', ''],
          ['longer', '5', 'a'],
        ],
        [1],
      ),
    ).toEqual(['name       ms  of', 'a       1,234', 'longer      5  a']);
  });

  it('takes rows of different lengths, and none', () => {
    expect(tableLines([['a'], ['bb', 'c']])).toEqual(['a', 'bb  c']);
    expect(tableLines([])).toEqual([]);
  });
});
