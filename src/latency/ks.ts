/** The Kolmogorov-Smirnov test: how far two sets of measurements, or a set and a distribution, are apart, and whether chance explains it. */

export interface KsResult {
  /** The largest distance between the two distribution functions: 0 the same, 1 nothing in common. */
  readonly statistic: number;
  /** How often chance alone gives a distance at least as large, where both sides are the same: small means that they differ. */
  readonly pValue: number;
}

/**
 * One set of measurements against a distribution that was not fitted to them; of one that was, the p-value is too large. `cdf` is the
 * share of the distribution that does not exceed a value; no measurements give the distance 0.
 *
 * Stephens, "Use of the Kolmogorov-Smirnov, Cramér-Von Mises and Related Statistics Without Extensive Tables", Journal of the Royal
 * Statistical Society B 32 (1970), 115-122: what makes the limit distribution right for small sets, from about 5.
 */
export function ksOneSample(values: readonly number[], cdf: (value: number) => number): KsResult {
  const sorted = ascending(values);
  const n = sorted.length;
  let statistic = 0;
  for (let i = 0; i < n; ) {
    const value = sorted[i] ?? 0;
    let next = i + 1;
    while (next < n && sorted[next] === value) next += 1;
    const expected = cdf(value);
    // A step: the distribution is compared with where the measurements were below it, and where they are on it.
    statistic = Math.max(statistic, expected - i / n, next / n - expected);
    i = next;
  }
  return { statistic, pValue: pValueOf(statistic, n) };
}

/** How many independent measurements each side counts for; less than there are where they hang together. */
export interface EffectiveSizes {
  readonly a: number;
  readonly b: number;
}

/** Two sets of measurements; an empty one is at no distance from anything. */
export function ksTwoSample(a: readonly number[], b: readonly number[], sizes?: EffectiveSizes): KsResult {
  if (a.length === 0 || b.length === 0) return { statistic: 0, pValue: 1 };
  const left = ascending(a);
  const right = ascending(b);
  let statistic = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    // Equal values are one step of both sides.
    const value = Math.min(left[i] ?? 0, right[j] ?? 0);
    while (i < left.length && left[i] === value) i += 1;
    while (j < right.length && right[j] === value) j += 1;
    statistic = Math.max(statistic, Math.abs(i / left.length - j / right.length));
  }
  const { a: n, b: m } = sizes ?? { a: left.length, b: right.length };
  return { statistic, pValue: pValueOf(statistic, (n * m) / (n + m)) };
}

function pValueOf(statistic: number, n: number): number {
  const root = Math.sqrt(n);
  return n === 0 ? 1 : exceeded((root + 0.12 + 0.11 / root) * statistic);
}

/**
 * The share of Kolmogorov's limit distribution above `x`: Kolmogorov's alternating series for large `x`; for small `x`, where that one
 * hardly converges, the same function as Jacobi's theta identity has it.
 */
function exceeded(x: number): number {
  if (x <= 0) return 1;
  let sum = 0;
  if (x < 1.18) {
    for (let k = 1; k <= 7; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / 8 / x ** 2);
    return Math.min(1, 1 - (Math.sqrt(2 * Math.PI) / x) * sum);
  }
  for (let k = 1; k <= 4; k += 1) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * x) ** 2);
  return Math.max(0, sum);
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}
