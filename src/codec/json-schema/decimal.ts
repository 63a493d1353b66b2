/** Decimal fractions without rounding: 0.3 is three times 0.1, whatever binary fractions say. */

/** `digits` × 10 to the power of `exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** What is written when the number is printed. `value` is finite. */
export function decimalOf(value: number): Decimal {
  const [, sign = '', whole = '0', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  return { digits: BigInt(`${sign}${whole}${fraction}`), exponent: Number(power) - fraction.length };
}

/** The nearest double. */
export function numberOf({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

/** `of` is above 0. */
export function isMultiple(value: number, of: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(of)) return value % of === 0;
  const [one, other] = aligned(decimalOf(value), decimalOf(of));
  return one.digits % other.digits === 0n;
}

/** The least number above 0 that is a multiple of all; all are above 0. */
export function leastCommonMultiple(values: readonly number[]): Decimal {
  let least: Decimal = { digits: 1n, exponent: 0 };
  for (const [i, value] of values.entries()) {
    const [one, other] = aligned(i === 0 ? decimalOf(value) : least, decimalOf(value));
    least = { digits: (one.digits * other.digits) / commonDivisor(one.digits, other.digits), exponent: one.exponent };
  }
  return least;
}

function aligned(one: Decimal, other: Decimal): readonly [Decimal, Decimal] {
  const exponent = Math.min(one.exponent, other.exponent);
  const at = (decimal: Decimal): Decimal => ({
    digits: decimal.digits * 10n ** BigInt(decimal.exponent - exponent),
    exponent,
  });
  return [at(one), at(other)];
}

function commonDivisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : commonDivisor(other, one % other);
}
