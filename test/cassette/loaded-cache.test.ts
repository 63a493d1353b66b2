/** The cache of loaded interactions stays below its limit and keeps what is used. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evictable, LoadedCache } from '../../src/cassette/loaded-cache.ts';

class Item implements Evictable {
  used = false;
  evicted = 0;
  evict(): void {
    this.evicted++;
  }
}

describe('LoadedCache', () => {
  it('evicts the first that came and was not used since', () => {
    const cache = new LoadedCache(30);
    const [a, b, c, d] = [new Item(), new Item(), new Item(), new Item()];
    for (const item of [a, b, c]) cache.add(item, 10);
    a.used = true;
    cache.add(d, 10);
    expect([a, b, c, d].map((item) => item.evicted)).toEqual([0, 1, 0, 0]);
    cache.add(b, 10);
    expect([a, b, c, d].map((item) => item.evicted)).toEqual([0, 1, 1, 0]);
  });

  it('does not take what is larger than all it may hold, and keeps the rest', () => {
    const cache = new LoadedCache(10);
    const small = new Item();
    expect(cache.add(small, 10)).toBe(true);
    expect(cache.add(new Item(), 11)).toBe(false);
    expect(small.evicted).toBe(0);
  });

  it('never holds more than its limit, and counts rightly whatever happens', () => {
    const step = fc.record({ item: fc.nat(7), weight: fc.integer({ min: 1, max: 60 }), use: fc.nat(7) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const cache = new LoadedCache(100);
        const items = Array.from({ length: 8 }, () => new Item());
        const held = new Map<Item, number>();
        for (const { item: index, weight, use } of steps) {
          const item = items[index] as Item;
          (items[use] as Item).used = true;
          const before = new Map(items.map((one) => [one, one.evicted]));
          cache.add(item, weight);
          held.set(item, weight);
          for (const one of items) if (one !== item && one.evicted > (before.get(one) ?? 0)) held.delete(one);
          expect(cache.weight).toBe([...held.values()].reduce((sum, one) => sum + one, 0));
          expect(cache.weight).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
