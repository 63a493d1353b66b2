import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/random.ts';

function draws(count: number, ...parts: (string | number)[]): number[] {
  const random = randomOf(...parts);
  return Array.from({ length: count }, () => random.next());
}

describe('randomness', () => {
  it('is the same for the same parts, on every system', () => {
    expect(draws(5, 'seed', 'key', 1)).toEqual(draws(5, 'seed', 'key', 1));
    expect(draws(2, 0)).toEqual(draws(2, 0));
  });

  it('is another for any other part, and parts do not run together', () => {
    const lists: (string | number)[][] = [['a', 'b'], ['ab'], ['a', 'b', ''], ['b', 'a'], ['a', 'c'], ['1', 1], [11]];
    expect(new Set(lists.map((parts) => draws(1, ...parts)[0])).size).toBe(lists.length);
  });

  it('is even, normal and in range where it says so', () => {
    const random = randomOf('statistics');
    const normals = Array.from({ length: 100_000 }, () => random.normal());
    const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
    const variance = normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normals.length;
    // Five standard deviations of each estimate.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(100_000));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 100_000));
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i += 1) {
      const tenth = random.below(10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(9_000));
    expect([...random.bytes(10_000)].every((byte) => byte >= 0 && byte < 256)).toBe(true);
  });

  it('forks into streams that do not influence each other', () => {
    const one = randomOf('x');
    const fork = one.fork('text');
    const before = fork.next();
    one.next();
    expect(randomOf('x').fork('text').next()).toBe(before);
    expect(randomOf('x').fork('image').next()).not.toBe(before);
  });

  it('picks only what there is', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer(), { minLength: 1, maxLength: 5 }), (seed, [first = 0, ...rest]) => {
        expect([first, ...rest]).toContain(randomOf(seed).pick([first, ...rest]));
      }),
    );
  });
});
