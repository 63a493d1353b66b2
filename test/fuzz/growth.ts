/** Tells whether a parser takes more than linear time: its CPU time for inputs four times as large. */

import { randomOf } from '../../src/core/random.ts';
import type { FuzzTarget } from './target.ts';

export interface Growth {
  /** How much longer four times the input took; 4 is linear. */
  readonly factor: number;
  /** CPU milliseconds for the larger input. */
  readonly ms: number;
}

export const smallSize = 20_000;
/** Quadratic time is 16; caches and the collector make some of a linear reader's 4 up to 7. */
export const mostGrowth = 9;
/** Below this a clock says nothing, and nobody waits. */
export const noticed = 60;

/** The larger size is only judged where it takes long enough to be measured, and the better of three runs counts. */
export async function growthOf(target: FuzzTarget, grow: (size: number) => Uint8Array): Promise<Growth> {
  let growth = await measured(target, grow);
  for (let again = 0; again < 2 && isTooMuch(growth); again += 1) {
    const next = await measured(target, grow);
    if (next.factor < growth.factor) growth = next;
  }
  return growth;
}

export function isTooMuch({ factor, ms }: Growth): boolean {
  return ms > noticed && factor > mostGrowth;
}

async function measured(target: FuzzTarget, grow: (size: number) => Uint8Array): Promise<Growth> {
  // Once before it counts: what is measured is not the compiling of code.
  await cpuOf(target, grow(smallSize));
  const small = await cpuOf(target, grow(smallSize));
  const ms = await cpuOf(target, grow(4 * smallSize));
  return { factor: ms / Math.max(small, 1), ms };
}

async function cpuOf(target: FuzzTarget, input: Uint8Array): Promise<number> {
  const before = process.cpuUsage();
  await target.check(input, randomOf('growth', target.name));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
