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

  it('stays what it was in earlier versions', () => {
    const bits = draws(3, 'seed', 'key', 1).map((value) => value * 2 ** 32);
    expect(bits).toEqual([4_079_398_701, 2_069_121_588, 2_468_912_635]);
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

  it('forks into streams that look like each other no more than chance has it', () => {
    const parent = randomOf('forks');
    const purposes = ['', 'a', 'b', 'ab', 'ba', 'choice 0', 'choice 1', 'choice 10', 'text', 'ids 0', 'ids 1'];
    const streams = [parent, ...purposes.map((purpose) => parent.fork(purpose)), parent.fork('a').fork('b')].map(
      (random) => Array.from({ length: 2_000 }, () => random.next()),
    );
    // No two share a draw at any distance: of 2^32 values, 26,000 have two in common about 0.08 times.
    expect(new Set(streams.flat()).size).toBe(streams.flat().length);
    for (const [i, one] of streams.entries()) {
      for (const other of streams.slice(i + 1)) {
        const product = one.reduce((sum, value, at) => sum + (value - 0.5) * ((other[at] ?? 0) - 0.5), 0);
        // The variance of an even draw is 1/12; five standard deviations.
        expect(Math.abs(product)).toBeLessThan((5 * Math.sqrt(2_000)) / 12);
      }
    }
  });

  it('is even over forks of purposes that differ in a digit only', () => {
    const parent = randomOf('numbered');
    const count = 100_000;
    const bits = new Array<number>(32).fill(0);
    for (let n = 0; n < count; n += 1) {
      const drawn = parent.fork(`choice ${n}`).next() * 2 ** 32;
      for (let bit = 0; bit < 32; bit += 1) bits[bit] = (bits[bit] ?? 0) + (Math.floor(drawn / 2 ** bit) % 2);
    }
    for (const ones of bits) expect(Math.abs(ones - count / 2)).toBeLessThan((5 * Math.sqrt(count)) / 2);
  });

  it('picks only what there is', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer(), { minLength: 1, maxLength: 5 }), (seed, [first = 0, ...rest]) => {
        expect([first, ...rest]).toContain(randomOf(seed).pick([first, ...rest]));
      }),
    );
  });
});
