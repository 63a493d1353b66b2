/** Runs a target on inputs that its seed decides, and makes the input that breaks it small. */

import { randomOf } from '../../src/core/random.ts';
import { draw } from './mutate.ts';
import type { FuzzTarget } from './target.ts';

export interface Finding {
  readonly target: string;
  readonly seed: number;
  readonly number: number;
  /** As small as it could be made. */
  readonly input: Uint8Array;
  readonly error: unknown;
}

export interface Run {
  readonly seed: number;
  /** The first input; default 0. */
  readonly from?: number;
  readonly inputs: number;
  /** Asked before each input. */
  readonly goesOn?: () => boolean;
}

/** The input with that number: always the same for one target and seed. */
export function inputOf(target: FuzzTarget, seed: number, number: number): Uint8Array {
  return draw(target, randomOf('fuzz', target.name, seed, number));
}

/** The first input that breaks a promise, and how many were tried. */
export async function fuzz(target: FuzzTarget, run: Run): Promise<{ tried: number; finding: Finding | undefined }> {
  const { seed, from = 0, inputs, goesOn = () => true } = run;
  let tried = 0;
  for (; tried < inputs && goesOn(); tried += 1) {
    const number = from + tried;
    const input = inputOf(target, seed, number);
    const error = await errorOf(target, input, seed, number);
    if (error === undefined) continue;
    const small = await smaller(target, input, seed, number);
    const finding = {
      target: target.name,
      seed,
      number,
      input: small,
      error: await errorOf(target, small, seed, number),
    };
    return { tried: tried + 1, finding };
  }
  return { tried, finding: undefined };
}

/** What checking it throws; undefined where all holds. */
export async function errorOf(target: FuzzTarget, input: Uint8Array, seed: number, number: number): Promise<unknown> {
  try {
    await target.check(input, randomOf('check', target.name, seed, number));
    return undefined;
  } catch (error) {
    return error ?? new Error('threw nothing at all');
  }
}

/** Takes pieces away, large ones first, as long as it still breaks. */
async function smaller(target: FuzzTarget, input: Uint8Array, seed: number, number: number): Promise<Uint8Array> {
  let small = input;
  let left = 2000;
  for (let size = small.length >> 1; size > 0 && left > 0; size = size >> 1) {
    for (let at = 0; at < small.length && left > 0; left -= 1) {
      const without = Buffer.concat([small.subarray(0, at), small.subarray(at + size)]);
      if ((await errorOf(target, without, seed, number)) === undefined) at += size;
      else small = without;
    }
  }
  return small;
}

/** What somebody needs to see it again. */
export function report({ target, seed, number, input, error }: Finding): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `${target}, seed ${seed}, input ${number}: ${what}`,
    `  smallest input: ${JSON.stringify(Buffer.from(input).toString('latin1').slice(0, 2000))}`,
    `  again: node scripts/fuzz.js --target ${target} --seed ${seed} --input ${number}`,
  ].join('\n');
}
