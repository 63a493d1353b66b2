/** How many independent measurements a set counts for whose members come in clusters that are alike, as the gaps of one answer are. */

/**
 * The number of values divided by the design effect `1 + (m - 1) · rho`, in which m is the size of a cluster and rho how much of the
 * variance lies between clusters (Kish, "Survey Sampling", Wiley 1965, 5.4 and 8.2). Values are compared by their logarithms, for that is
 * how latencies spread.
 */
export function effectiveSize(clusters: readonly (readonly number[])[]): number {
  const logs = clusters.filter(({ length }) => length > 0).map((values) => values.map(logOf));
  const n = logs.reduce((sum, { length }) => sum + length, 0);
  const between = logs.length - 1;
  const within = n - logs.length;
  if (between < 1 || within < 1) return logs.length;
  const middle = sum(logs.map((values) => sum(values))) / n;
  const squaresOf = logs.map((values) => {
    const own = sum(values) / values.length;
    return { around: sum(values.map((log) => (log - own) ** 2)), off: values.length * (own - middle) ** 2 };
  });
  const msWithin = sum(squaresOf.map(({ around }) => around)) / within;
  const msBetween = sum(squaresOf.map(({ off }) => off)) / between;
  const squaredSizes = sum(logs.map(({ length }) => length ** 2));
  // The usual estimate from an analysis of variance, for clusters of unequal sizes.
  const size = (n - squaredSizes / n) / between;
  const spread = msBetween + (size - 1) * msWithin;
  const rho = spread > 0 ? Math.min(1, Math.max(0, (msBetween - msWithin) / spread)) : 1;
  return n / (1 + (squaredSizes / n - 1) * rho);
}

/** Recorders measure no finer than this, and 0 has no logarithm. */
function logOf(value: number): number {
  return Math.log(Math.max(value, 0.01));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
