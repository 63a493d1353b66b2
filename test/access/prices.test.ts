import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Price, PriceTable } from '../../src/access/prices.ts';
import type { Usage } from '../../src/core/answer.ts';

const day = 86_400_000;

function price(model: string, input: number, others: Partial<Price> = {}): Price {
  return { model, input, output: 0, cached: undefined, from: 0, source: 'https://example.com/prices', ...others };
}

function used(parts: Partial<Usage>): Usage {
  return { input: 0, output: 0, cached: 0, reasoning: 0, ...parts };
}

const million = used({ input: 1_000_000 });
const dollar = 1e9;

describe('a table of prices', () => {
  it('is in dollars for a million tokens', () => {
    const table = new PriceTable([price('m', 2, { output: 8, cached: 0.5 })]);
    expect(table.costOf('m', million, day)).toBe(2 * dollar);
    expect(table.costOf('m', used({ output: 1_000_000, reasoning: 900_000 }), day)).toBe(8 * dollar);
    expect(table.costOf('m', used({ input: 1_000_000, cached: 400_000 }), day)).toBe(1.4 * dollar);
    expect(table.costOf('m', used({ input: 1 }), day)).toBe(2000);
  });

  it('asks the same of cached tokens where it has no price for them', () => {
    expect(new PriceTable([price('m', 2)]).costOf('m', { ...million, cached: 5 }, day)).toBe(2 * dollar);
  });

  it('has no price for a model that it does not name', () => {
    const table = new PriceTable([price('gpt-4o*', 1)]);
    expect(table.costOf('gpt-4', million, day)).toBeUndefined();
    expect(table.costOf('', million, day)).toBeUndefined();
    expect(new PriceTable([]).costOf('gpt-4', million, day)).toBeUndefined();
  });

  it('takes what says most of the name, in whatever order it is written', () => {
    const prices = [price('*', 1), price('gpt-4o*', 2), price('gpt-4o-mini*', 3), price('gpt-4o-mini', 4)];
    for (const table of [new PriceTable(prices), new PriceTable(prices.toReversed())]) {
      expect(table.costOf('gpt-4o-mini', million, day)).toBe(4 * dollar);
      expect(table.costOf('gpt-4o-mini-2024-07-18', million, day)).toBe(3 * dollar);
      expect(table.costOf('gpt-4o-2024-11-20', million, day)).toBe(2 * dollar);
      expect(table.costOf('else', million, day)).toBe(dollar);
    }
  });

  it('takes the price that held on the day', () => {
    const table = new PriceTable([price('m', 3, { from: 10 * day }), price('m', 2, { from: 20 * day })]);
    expect(table.costOf('m', million, 9 * day)).toBeUndefined();
    expect(table.costOf('m', million, 10 * day)).toBe(3 * dollar);
    expect(table.costOf('m', million, 20 * day)).toBe(2 * dollar);
    expect(table.costOf('m', million, 10 * day)).toBe(3 * dollar);
  });

  it('never comes to less than nothing, whatever a reply claims', () => {
    const table = new PriceTable([price('m', 2, { cached: 0.5 })]);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (input, cached) => (table.costOf('m', used({ input, cached }), day) ?? -1) >= 0),
    );
  });
});
