import { describe, expect, it } from 'vitest';
import { MemoryBudget, unmetered } from '../../src/core/memory-budget.ts';
import { Take } from '../../src/pipeline/take.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

function textOf(take: Take): string[] {
  return take.chunks.map((chunk) => Buffer.from(chunk).toString());
}

describe('a take', () => {
  it('keeps every chunk with its time', () => {
    const take = new Take(unmetered, 100);
    take.add(bytes('ab'), 10);
    take.add(bytes('c'), 20.5);
    expect(textOf(take)).toEqual(['ab', 'c']);
    expect(take.times).toEqual([10, 20.5]);
    expect(take).toMatchObject({ bytes: 3, count: 2, firstChunk: 10, spoiled: undefined });
  });

  it('keeps no empty chunk, because none is ever written', () => {
    const take = new Take(unmetered, 100);
    take.add(bytes('ab'), 10);
    take.add(bytes(''), 15);
    expect(textOf(take)).toEqual(['ab']);
    expect(take.times).toEqual([10]);
  });

  it('takes a body that is exactly as large as the limit', () => {
    const take = new Take(unmetered, 3);
    take.add(bytes('abc'), 1);
    expect(take.spoiled).toBeUndefined();
  });

  it('is spoiled by a body over the limit, lets its bytes go and counts on', () => {
    const take = new Take(unmetered, 3);
    take.add(bytes('ab'), 1);
    take.add(bytes('cd'), 2);
    take.add(bytes('e'), 3);
    expect(take.spoiled).toContain('larger than 3 bytes (--max-body)');
    expect(take.chunks).toEqual([]);
    expect(take.times).toEqual([]);
    expect(take).toMatchObject({ bytes: 5, count: 3, firstChunk: 1 });
  });

  it('is spoiled when all recordings together pass the budget', () => {
    const budget = new MemoryBudget(3);
    const take = new Take(budget.open(), 100);
    take.add(bytes('ab'), 1);
    expect(budget.used).toBe(2);
    take.add(bytes('cd'), 2);
    expect(take.spoiled).toContain('--record-memory');
    expect(take.chunks).toEqual([]);
  });

  it('charges nothing more once it is spoiled, and keeps the first reason', () => {
    const budget = new MemoryBudget(100);
    const take = new Take(budget.open(), 100);
    take.spoil('first');
    take.spoil('second');
    take.add(bytes('abc'), 1);
    expect(take.spoiled).toBe('first');
    expect(budget.used).toBe(0);
  });
});
