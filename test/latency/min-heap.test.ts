import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MinHeap } from '../../src/latency/min-heap.ts';

interface Item {
  key: number;
}

describe('a heap', () => {
  it('gives what is smallest first, whatever was added, changed and removed', () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('add' as const), key: fc.nat({ max: 50 }) }),
      fc.record({
        what: fc.constantFrom('remove' as const, 'change' as const),
        key: fc.nat({ max: 50 }),
        of: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const heap = new MinHeap<Item>(({ key }) => key);
        const items: Item[] = [];
        for (const one of steps) {
          if (one.what === 'add') {
            const item = { key: one.key };
            items.push(item);
            heap.add(item);
            continue;
          }
          const item = items[one.of % Math.max(1, items.length)];
          if (item === undefined) continue;
          if (one.what === 'remove') {
            items.splice(items.indexOf(item), 1);
            heap.remove(item);
          } else {
            item.key = one.key;
            heap.update(item);
          }
        }
        expect(heap.size).toBe(items.length);
        const taken: number[] = [];
        for (let first = heap.first; first !== undefined; first = heap.first) {
          taken.push(first.key);
          heap.remove(first);
        }
        expect(taken).toEqual(items.map(({ key }) => key).sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves alone what it does not hold', () => {
    const heap = new MinHeap<Item>(({ key }) => key);
    heap.add({ key: 1 });
    heap.remove({ key: 0 });
    heap.update({ key: 0 });
    expect([heap.size, heap.first]).toEqual([1, { key: 1 }]);
    heap.remove({ key: 1 });
    expect(heap.size).toBe(1);
  });
});
