/** Draws numbers: `minimum`, `maximum`, their exclusive forms, `multipleOf`. */

import type { Random } from '../../core/random.ts';
import { type decimalOf, leastCommonMultiple, numberOf } from './decimal.ts';
import { type Accept, type Drawing, Impossible } from './drawing.ts';
import { plausibleRange } from './plausible.ts';
import { type NumberKeywords, type SchemaNode, typeBits } from './schema-node.ts';

/** So many neighbours of a draw are looked at where it is not accepted. */
const neighbours = 500;
/** What it counts that none was found among them. */
const costOfNumbers = 20;

/** `types` has the bit of integers, of fractions or both. */
export function drawNumber(
  nodes: readonly SchemaNode[],
  types: number,
  drawing: Drawing,
  name: string | undefined,
  accept: Accept,
): number | Impossible {
  const pointer = nodes.find(({ numbers }) => numbers !== undefined)?.pointer ?? nodes[0]?.pointer ?? '#';
  const keywords = nodes.flatMap(({ numbers }) => numbers ?? []);
  const min = Math.max(Number.NEGATIVE_INFINITY, ...keywords.map((one) => one.min));
  const max = Math.min(Number.POSITIVE_INFINITY, ...keywords.map((one) => one.max));
  const multiples = keywords.flatMap(({ multipleOf }) => multipleOf ?? []);
  const bare = multiples.length === 0;
  const whole = (types & typeBits.fraction) === 0;
  const fits = (value: number): boolean =>
    keywords.every((one) => isWithin(value, one)) &&
    (Number.isInteger(value) ? (types & typeBits.integer) !== 0 : !whole) &&
    accept(value);
  if (min > max) return new Impossible(pointer, `no number is at least ${min} and at most ${max}`, true);
  if (min === max && keywords.some((one) => !isWithin(min, one))) {
    return new Impossible(pointer, `no number is between ${min} and itself`, true);
  }
  const { random } = drawing;
  const [from, to] = usualBounds(min, max, plausibleRange(name));
  const step = bare && !whole ? finerThan(to - from) : leastCommonMultiple(whole ? [1, ...multiples] : multiples);
  // A quotient without rest in binary too: most validators divide.
  const divides = (value: number): boolean => multiples.every((one) => Number.isInteger(value / one));
  const grid = [
    [from, to],
    [min, max],
  ] as const;
  for (const strict of [true, false]) {
    for (const [low, high] of from === min && to === max ? grid.slice(1) : grid) {
      const value = onGrid(low, high, numberOf(step), random, (at) => {
        const exact = step.exponent === 0 && Math.abs(at) < 2 ** 31 ? at * Number(step.digits) : scaled(step, at);
        return (!strict || bare || divides(exact)) && fits(exact) ? exact : undefined;
      });
      if (value !== undefined) return value;
    }
    if (bare) break;
  }
  const between = bare && !whole ? [from + (to - from) * random.next(), (from + to) / 2] : [];
  const left = [...between, min, max, 0].find((value) => Number.isFinite(value) && bare && fits(value));
  if (left !== undefined) return left;
  drawing.mayTryAgain(costOfNumbers);
  const stepSize = numberOf(step);
  const searched = (whole || !bare) && (max - min) / stepSize < neighbours;
  return new Impossible(pointer, whole ? 'no integer is allowed here' : 'no number is allowed here', searched);
}

function isWithin(value: number, { min, minOpen, max, maxOpen }: NumberKeywords): boolean {
  return (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max);
}

/** The usual range as far as it is allowed; else as wide a range at the bound that is nearer to it. */
function usualBounds(min: number, max: number, [low, high]: readonly [number, number]): readonly [number, number] {
  if (Math.max(low, min) <= Math.min(high, max)) {
    const [from, to] = [Math.max(low, min), Math.min(high, max)];
    // A bare edge is no range: `minimum: 100` of percents.
    if (from < to || min === max) return [from, to];
  }
  const width = Math.max(high - low, Math.abs(Number.isFinite(min) ? min : max) / 10);
  return min >= low ? [min, Math.min(max, min + width)] : [Math.max(min, max - width), max];
}

/** A power of ten of which a range of that width has hundreds: cents, where it is wide enough. */
function finerThan(width: number): ReturnType<typeof decimalOf> {
  const exponent = width >= 1 || width <= 0 ? -2 : Math.floor(Math.log10(width)) - 2;
  return { digits: 1n, exponent };
}

function scaled({ digits, exponent }: ReturnType<typeof decimalOf>, times: number): number {
  return Number.isSafeInteger(times) ? numberOf({ digits: digits * BigInt(times), exponent }) : Number.NaN;
}

/** Looks at multiples of the step between the bounds, from one drawn at random onwards. */
function onGrid(
  low: number,
  high: number,
  step: number,
  random: Random,
  valueAt: (times: number) => number | undefined,
): number | undefined {
  const first = Number.isFinite(low) ? Math.ceil(low / step) - 1 : Math.floor(high / step) - neighbours;
  const last = Number.isFinite(high) ? Math.floor(high / step) + 1 : first + neighbours;
  if (!Number.isFinite(first) || !Number.isFinite(last)) return undefined;
  const count = last - first + 1;
  const start = Math.floor(random.next() * count);
  for (let i = 0; i < Math.min(count, neighbours + 3); i += 1) {
    const value = valueAt(first + ((start + i) % count));
    if (value !== undefined) return value;
  }
  return undefined;
}
