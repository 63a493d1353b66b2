/** No parser takes more than linear time: four times the input, four times the time. */

import { describe, expect, it } from 'vitest';
import { growthOf, isTooMuch } from './growth.ts';
import { bytesTarget } from './target.ts';
import { targets } from './targets.ts';

describe('four times the input takes about four times as long', () => {
  it.each(targets.filter(({ growing }) => growing.length > 0).map((target) => [target.name, target] as const))(
    'for %s',
    async (_name, target) => {
      for (const [i, grow] of target.growing.entries()) {
        const growth = await growthOf(target, grow);
        const shown = `input ${i}: ${growth.factor.toFixed(1)} times, ${growth.ms.toFixed(0)} ms`;
        expect(isTooMuch(growth) ? shown : undefined).toBeUndefined();
      }
    },
  );

  it('which a quadratic reader does not', async () => {
    const quadratic = bytesTarget({
      name: 'quadratic',
      samples: [],
      check(input) {
        const { byteLength } = input;
        let sum = 0;
        for (let n = 0; n < byteLength; n += 1) for (let i = 0; i < byteLength; i += 20) sum += (input[n] ?? 0) ^ i;
        return sum;
      },
    });
    expect(isTooMuch(await growthOf(quadratic, (size) => new Uint8Array(size)))).toBe(true);
  });
});
