/** Finds what two sequences have in common, in order (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986). */

/** Index in the first sequence, index in the second. */
export type Pair = readonly [from: number, to: number];

/**
 * Pairs of equal elements, in order: a longest common subsequence where at most `most` elements are added and removed between
 * the common beginning and the common end. Beyond that only beginning and end, so that the time is bounded.
 */
export function align(from: readonly string[], to: readonly string[], most = 500): readonly Pair[] {
  const [a, b] = numbered(from, to);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const pairs: Pair[] = [];
  for (let i = 0; i < start; i += 1) pairs.push([i, i]);
  const middle = common(a.slice(start, a.length - end), b.slice(start, b.length - end), most);
  for (const [i, j] of middle) pairs.push([i + start, j + start]);
  for (let i = end; i > 0; i -= 1) pairs.push([a.length - i, b.length - i]);
  return pairs;
}

/** Numbers instead of texts: long equal texts are compared once. */
function numbered(from: readonly string[], to: readonly string[]): readonly [readonly number[], readonly number[]] {
  const numbers = new Map<string, number>();
  const number = (text: string): number => {
    let known = numbers.get(text);
    if (known === undefined) {
      known = numbers.size;
      numbers.set(text, known);
    }
    return known;
  };
  return [from.map(number), to.map(number)];
}

/** Nothing when more than `most` edits are needed. */
function common(a: readonly number[], b: readonly number[], most: number): readonly Pair[] {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return [];
  const limit = Math.min(n + m, most);
  // By diagonal k = x - y, the furthest x that is reached; one more place at either end.
  const offset = limit + 1;
  const furthest = new Int32Array(2 * limit + 3);
  const steps: Int32Array[] = [];
  for (let d = 0; d <= limit; d += 1) {
    steps.push(furthest.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const [left, right] = [furthest[offset + k - 1] ?? 0, furthest[offset + k + 1] ?? 0];
      let x = k === -d || (k !== d && left < right) ? right : left + 1;
      while (x < n && x - k < m && a[x] === b[x - k]) x += 1;
      furthest[offset + k] = x;
      if (x >= n && x - k >= m) return walkBack(steps, n, m);
    }
  }
  return [];
}

function walkBack(steps: readonly Int32Array[], n: number, m: number): readonly Pair[] {
  const pairs: Pair[] = [];
  let [x, y] = [n, m];
  for (let d = steps.length - 1; d >= 0; d -= 1) {
    const reached = (k: number): number => steps[d]?.[k + d + 1] ?? 0;
    const k = x - y;
    const before = k === -d || (k !== d && reached(k - 1) < reached(k + 1)) ? k + 1 : k - 1;
    const [beforeX, beforeY] = d === 0 ? [0, 0] : [reached(before), reached(before) - before];
    while (x > beforeX && y > beforeY) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    [x, y] = [beforeX, beforeY];
  }
  return pairs.reverse();
}
