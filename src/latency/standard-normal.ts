/** The standard normal distribution: density, distribution function and its inverse, to about twelve digits. */

/** e^(-z²/2) / √(2π). */
function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * The share of draws below `z`. Near the middle the series of Marsaglia ("Evaluating the Normal Distribution", 2004), in the tails the
 * continued fraction of Laplace, because there the series loses digits.
 */
function cdf(z: number): number {
  if (z < 0) return upper(-z);
  return 1 - upper(z);
}

/** The share of draws above `z`, which is at least 0. */
function upper(z: number): number {
  if (z > 38) return 0;
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let i = 1; Math.abs(term) > 1e-17; i += 1) {
      term *= (z * z) / (2 * i + 1);
      sum += term;
    }
    return 0.5 - density(z) * sum;
  }
  let fraction = z;
  for (let i = 60; i >= 1; i -= 1) fraction = z + i / fraction;
  return density(z) / fraction;
}

/**
 * The z below which a share `p` of the draws lie; -Infinity at 0 and Infinity at 1. A rough start (Abramowitz and Stegun 26.2.23) that
 * Halley's steps refine.
 */
function quantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.5) return -quantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let i = 0; i < 3; i += 1) {
    const error = (cdf(z) - p) / density(z);
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

export const standardNormal = { density, cdf, quantile } as const;
