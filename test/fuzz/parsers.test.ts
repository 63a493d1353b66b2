/** Every parser keeps its promises for inputs that nobody thought of; `npm run fuzz` looks longer. */

import { describe, expect, it } from 'vitest';
import { fuzz, report } from './fuzz.ts';
import { targets } from './targets.ts';

/** For each target; the machine may be busy. */
const milliseconds = 120;
const seed = 20_261_121;

describe('whatever reads what others wrote', () => {
  it.each(targets.map((target) => [target.name, target] as const))('%s', async (_name, target) => {
    const end = performance.now() + milliseconds;
    const { tried, finding } = await fuzz(target, { seed, inputs: 300, goesOn: () => performance.now() < end });
    expect(finding === undefined ? undefined : report(finding)).toBeUndefined();
    expect(tried).toBeGreaterThan(0);
  });

  it('has a name of its own', () => {
    expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
  });
});
