/** The fuzzer finds what is broken, makes it small, and finds it again by its number. */

import { describe, expect, it } from 'vitest';
import { errorOf, fuzz, inputOf, report } from './fuzz.ts';
import { allowing, holds, textTarget } from './target.ts';

const careless = textTarget({
  name: 'careless',
  samples: ['{"a": 1}', '{"b": [2, 3]}'],
  check: (text) => holds(!text.includes('__proto__'), 'no word is a trap'),
});

describe('fuzzing', () => {
  it('finds a word that breaks a parser, with nothing around it', async () => {
    const { finding } = await fuzz(careless, { seed: 1, inputs: 5000 });
    expect(Buffer.from(finding?.input ?? []).toString()).toBe('__proto__');
    expect(finding === undefined ? '' : report(finding)).toContain('--target careless --seed 1 --input ');
  });

  it('draws the same inputs for the same seed, and others for another', () => {
    const inputs = (seed: number) => Array.from({ length: 50 }, (_, i) => inputOf(careless, seed, i));
    expect(inputs(7)).toEqual(inputs(7));
    expect(inputs(7)).not.toEqual(inputs(8));
  });

  it('lets pass the errors that a parser may throw, and no others', async () => {
    const strict = (mayThrow: boolean) =>
      textTarget({
        name: 'strict',
        samples: ['x'],
        check: (text) =>
          allowing(
            () => mayThrow,
            () => JSON.parse(text),
          ),
      });
    expect(await errorOf(strict(true), Buffer.from('{'), 1, 1)).toBeUndefined();
    expect(await errorOf(strict(false), Buffer.from('{'), 1, 1)).toBeInstanceOf(SyntaxError);
  });

  it('ends when its time is over', async () => {
    let asked = 0;
    const goesOn = () => {
      asked += 1;
      return asked <= 3;
    };
    const whole = textTarget({ name: 'whole', samples: ['x'], check: () => undefined });
    expect(await fuzz(whole, { seed: 1, inputs: 100, goesOn })).toEqual({ tried: 3, finding: undefined });
  });
});
