import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens, samplesOf } from '../../src/tokenizer/estimate.ts';
import { loadEncoding } from '../../src/tokenizer/load-encoding.ts';

const long = 'A sentence of ordinary English words, and then 42 more. '.repeat(2000);

describe('estimateTokens', () => {
  it.each([
    ['English', 'The quick brown fox jumps over the lazy dog, and nobody minds at all. '.repeat(20)],
    ['code', 'export function add(a: number, b: number): number {\n  return a + b;\n}\n'.repeat(20)],
    ['Russian', 'Быстрая коричневая лиса прыгает через ленивую собаку. '.repeat(20)],
    ['Japanese', 'すばやい茶色の狐がのろまな犬を飛び越える。'.repeat(20)],
  ])('is within a factor of two for %s', async (_, text) => {
    const counted = (await loadEncoding('o200k_base')).count(text);
    expect(estimateTokens(text) / counted).toBeGreaterThan(0.5);
    expect(estimateTokens(text) / counted).toBeLessThan(2);
  });

  it('is zero for nothing, else at least one', () => {
    expect(estimateTokens('')).toBe(0);
    fc.assert(fc.property(fc.string({ minLength: 1 }), (text) => estimateTokens(text) >= 1));
  });
});

describe('samplesOf', () => {
  it('gives a short text whole', () => {
    expect(samplesOf('short')).toEqual(['short']);
  });

  it('looks at both ends of a long one and at a part of it only', () => {
    const samples = samplesOf(long);
    expect([samples[0], samples.at(-1)]).toEqual([long.slice(0, 2000), long.slice(-2000)]);
    expect(samples.join('').length).toBe(64_000);
  });
});
