/** Fits a log-normal, with or without a floor, to measurements by maximum likelihood. */

export interface Lognormal {
  readonly kind: 'lognormal';
  readonly floor: number;
  readonly mu: number;
  readonly sigma: number;
}

export interface FittedLognormal {
  readonly distribution: Lognormal;
  /** Of the measurements, each times its weight. */
  readonly logLikelihood: number;
  /** How many numbers were fitted; more fit better whether they are true or not. */
  readonly parameters: number;
}

/** Measurements above 0, ascending, and how much each counts: 1 for all where there are no weights. */
export interface Measurements {
  readonly values: Float64Array;
  readonly weights?: Float64Array;
}

export function measurements(values: readonly number[]): Measurements {
  return { values: Float64Array.from(values).sort() };
}

/** Where all measurements are equal a deviation of 0 would make the likelihood infinite. */
const leastSigma = 1e-4;

/** The log-normal above `floor`, which is below every measurement. The mean and the deviation of the logarithms are the answer. */
export function fitLognormal({ values, weights }: Measurements, floor = 0): FittedLognormal {
  let total = 0;
  let sum = 0;
  let squares = 0;
  const origin = Math.log((values[0] ?? 1) - floor);
  for (let i = 0; i < values.length; i += 1) {
    const weight = weights?.[i] ?? 1;
    // From the first one's on, so that squares lose no digits.
    const log = Math.log((values[i] ?? 0) - floor) - origin;
    total += weight;
    sum += weight * log;
    squares += weight * log * log;
  }
  const middle = total === 0 ? 0 : sum / total;
  const variance = total === 0 ? 0 : Math.max(squares / total - middle * middle, leastSigma ** 2);
  const mu = middle + origin;
  // What the density of each is, the deviation put in: a sum that needs no second pass.
  const logLikelihood = -total * (mu + 0.5 * Math.log(2 * Math.PI * variance)) - squaredErrors() / (2 * variance);
  return { distribution: { kind: 'lognormal', floor, mu, sigma: Math.sqrt(variance) }, logLikelihood, parameters: 2 };

  function squaredErrors(): number {
    return Math.max(0, squares - total * middle * middle);
  }
}

/** Below this number, a floor close to the smallest measurement is the likeliest one now and then, whatever the truth. */
const fewestForFloor = 20;
/** How close a floor may come, as a share of the smallest measurement. */
const closest = 0.001;

/**
 * The log-normal with the floor that is most likely (profile likelihood: for each floor the best of the rest), from 0 to a thousandth
 * below the smallest measurement; undefined where so few measurements say nothing of a floor.
 *
 * There must be such a distance: the likelihood grows without bound as the floor comes up to the smallest measurement (Hill, "The
 * Three-Parameter Lognormal Distribution and Bayesian Analysis of a Point-Source Epidemic", Journal of the American Statistical Association
 * 58 (1963), 72-84), which is no estimate. The growth is that of a logarithm and begins far below a thousandth.
 */
export function fitShiftedLognormal(data: Measurements): FittedLognormal | undefined {
  const smallest = data.values[0];
  if (smallest === undefined || smallest <= 0 || data.values.length < fewestForFloor) return undefined;
  // By the logarithm of the distance from the floor to the smallest measurement.
  const at = (distance: number): FittedLognormal => fitLognormal(data, Math.max(0, smallest - Math.exp(distance)));
  const widest = Math.log(smallest);
  const best = highest((distance) => at(distance).logLikelihood, widest + Math.log(closest), widest);
  return { ...at(best), parameters: 3 };
}

const gridSteps = 24;
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** Where a function has its highest value: the best of a grid, and from there on golden sections. */
export function highest(score: (x: number) => number, from: number, to: number): number {
  const step = (to - from) / gridSteps;
  let best = to;
  let bestScore = score(to);
  for (let i = 0; i < gridSteps; i += 1) {
    const candidate = score(from + i * step);
    if (candidate > bestScore) {
      bestScore = candidate;
      best = from + i * step;
    }
  }
  let low = Math.max(from, best - step);
  let high = Math.min(to, best + step);
  let left = high - goldenRatio * (high - low);
  let right = low + goldenRatio * (high - low);
  let leftScore = score(left);
  let rightScore = score(right);
  for (let i = 0; i < 20; i += 1) {
    if (leftScore > rightScore) {
      high = right;
      right = left;
      rightScore = leftScore;
      left = high - goldenRatio * (high - low);
      leftScore = score(left);
    } else {
      low = left;
      left = right;
      leftScore = rightScore;
      right = low + goldenRatio * (high - low);
      rightScore = score(right);
    }
  }
  const found = leftScore > rightScore ? left : right;
  return Math.max(leftScore, rightScore) > bestScore ? found : best;
}
