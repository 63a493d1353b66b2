import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textVector } from '../../src/generators/text-vector.ts';

const SIZE = 1536;
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.lorem({ mode: 'sentences', maxCount: 3 }));

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

const closeness = (a: string, b: string, size = SIZE) => dot(textVector(a, size), textVector(b, size));

describe('textVector', () => {
  it('has as many numbers as asked for and the length 1', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(1, 2, 64, 256, 1024, 1536, 3072), (sample, size) => {
        const vector = textVector(sample, size);
        expect(vector).toHaveLength(size);
        expect(Math.abs(Math.sqrt(dot(vector, vector)) - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it('is the same for the same text, and the same on every system', () => {
    fc.assert(
      fc.property(text, (sample) => {
        expect(textVector(sample, 64)).toEqual(textVector(sample, 64));
      }),
    );
    expect([...textVector('The weather is sunny.', 4)].map((value) => value.toFixed(4))).toEqual([
      '0.4133',
      '0.3504',
      '0.5023',
      '-0.6739',
    ]);
  });

  it('differs for different texts', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        fc.pre(one !== other);
        expect(textVector(one, 64)).not.toEqual(textVector(other, 64));
      }),
    );
  });

  it('has no zeros, even for short texts and for none', () => {
    for (const sample of ['', ' ', '!?', 'a', 'Hello']) expect(textVector(sample, SIZE)).not.toContain(0);
  });

  it.each([
    ['The cat sat on the mat.', 'A cat was on the mat.', 'Interest rates rose again in March.'],
    ['How do I reset my password?', 'Resetting a forgotten password', 'Our office is closed on Sundays.'],
    ['Paris is the capital of France.', 'What is the capital of France?', 'A recipe for lentil soup with cumin'],
    ['La recette de la soupe aux lentilles', 'Une soupe de lentilles', 'Le chat dort sur le canapé'],
    ['今天天气很好', '今天的天气怎么样', '我喜欢吃苹果'],
    ['東京の天気', '東京の明日の天気', 'プログラミング入門'],
  ])('is closer for %j and %j than for %j', (one, near, far) => {
    for (const size of [256, SIZE]) expect(closeness(one, near, size)).toBeGreaterThan(closeness(one, far, size) + 0.1);
  });

  it('is near for the same words in other case and with other punctuation', () => {
    expect(closeness('Hello, World!', 'hello world')).toBeGreaterThan(0.9);
  });

  it('is near nothing for texts that share no words', () => {
    expect(Math.abs(closeness('apples and oranges', 'kubernetes cluster'))).toBeLessThan(0.2);
  });

  it('comes closer with each word that is shared', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{5,9}$/), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(words, (all) => {
        const base = all.slice(0, 6).join(' ');
        const sharing = (count: number) => [...all.slice(0, count), ...all.slice(6 + count)].join(' ');
        expect(closeness(base, sharing(4))).toBeGreaterThan(closeness(base, sharing(1)));
      }),
      { numRuns: 50 },
    );
  });
});
