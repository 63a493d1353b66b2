import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align } from '../../../src/cassette/diff/align.ts';

const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });

/** The length of a longest common subsequence, the slow way. */
function longest(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    let diagonal = 0;
    for (const [j, y] of b.entries()) {
      const above = row[j + 1] ?? 0;
      row[j + 1] = x === y ? diagonal + 1 : Math.max(above, row[j] ?? 0);
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}

describe('two sequences', () => {
  it('are aligned by pairs of equal elements in order, as many as there are', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const pairs = align(a, b);
        let [x, y] = [-1, -1];
        for (const [i, j] of pairs) {
          expect(a[i]).toBe(b[j]);
          expect(i > x && j > y).toBe(true);
          [x, y] = [i, j];
        }
        expect(pairs).toHaveLength(longest(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  it('keep beginning and end where they differ too much', () => {
    expect(align([...'abXXXXc'], [...'abYYXYYc'], 3)).toEqual([
      [0, 0],
      [1, 1],
      [6, 7],
    ]);
  });
});
