import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryBudget, unmetered } from '../../src/core/memory-budget.ts';

describe('a memory budget', () => {
  it('allows what fits, to the byte, and charges nothing for what does not', () => {
    const budget = new MemoryBudget(10);
    const account = budget.open();
    expect(account.take(4)).toBe(true);
    expect(account.take(7)).toBe(false);
    expect(budget.used).toBe(4);
    expect(account.take(6)).toBe(true);
    expect(account.take(1)).toBe(false);
    expect(budget.used).toBe(10);
  });

  it('is shared by all accounts', () => {
    const budget = new MemoryBudget(10);
    const [one, two] = [budget.open(), budget.open()];
    expect(one.take(6)).toBe(true);
    expect(two.take(6)).toBe(false);
    one.release();
    expect(two.take(6)).toBe(true);
    expect(budget.used).toBe(6);
  });

  it('keeps a charge until the last holder has let go', () => {
    const budget = new MemoryBudget(10);
    const account = budget.open();
    account.take(5);
    account.retain();
    account.release();
    expect(budget.used).toBe(5);
    account.take(2);
    account.release();
    expect(budget.used).toBe(0);
  });

  it('never passes its limit and is empty when all have let go', () => {
    const account = fc.record({ sizes: fc.array(fc.nat(50)), holders: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(account), fc.nat(200), (plans, limit) => {
        const budget = new MemoryBudget(limit);
        const accounts = plans.map(({ sizes, holders }) => {
          const opened = budget.open();
          for (const size of sizes) {
            const before = budget.used;
            const allowed = opened.take(size);
            expect(budget.used).toBe(allowed ? before + size : before);
            expect(budget.used).toBeLessThanOrEqual(limit);
          }
          for (let i = 0; i < holders; i += 1) opened.retain();
          return { opened, holders: holders + 1 };
        });
        for (const { opened, holders } of accounts) for (let i = 0; i < holders; i += 1) opened.release();
        expect(budget.used).toBe(0);
      }),
    );
  });

  it('does not bind those whom nobody meters', () => {
    expect(unmetered.take(Number.MAX_SAFE_INTEGER)).toBe(true);
    unmetered.retain();
    unmetered.release();
    unmetered.release();
  });
});
