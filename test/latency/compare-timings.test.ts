import { describe, expect, it } from 'vitest';
import { type Random, randomOf } from '../../src/core/random.ts';
import { compareTimings, drawnSamples, quantilesOf } from '../../src/latency/compare-timings.ts';
import type { ReplyShape } from '../../src/latency/reply-shape.ts';
import type { TimingSample } from '../../src/latency/timing-sample.ts';
import { builtIn } from '../support/latency-profiles.ts';

const shape: ReplyShape = {
  streamed: true,
  chunks: Array.from({ length: 30 }, () => ({ kind: 'said', tokens: 1 })),
  promptTokens: 10,
  hiddenReasoningTokens: 0,
};
const seeded =
  (seed: string) =>
  (answer: number): Random =>
    randomOf(seed, answer);
const samples = (name: string, seed: string, shapes = [shape]): TimingSample[] =>
  drawnSamples(builtIn(name), shapes, 400, seeded(seed));

describe('comparing', () => {
  it('tells different providers apart by every figure, with the quantiles of both', () => {
    const compared = compareTimings(samples('groq', 'a'), samples('gpt-4o-mini', 'b'));
    expect(compared.map(({ figure }) => figure)).toEqual(['TTFT', 'speed', 'gap']);
    for (const { ks } of compared) expect(ks?.pValue).toBeLessThan(0.001);
    const [ttft, speed, gap] = compared;
    expect(ttft?.a?.p50).toBeGreaterThan(200);
    expect(ttft?.a?.p50).toBeLessThan(250);
    expect(ttft?.b?.p50).toBeGreaterThan(500);
    expect(speed?.a?.p50).toBeGreaterThan(speed?.b?.p50 ?? Infinity);
    expect(gap?.a).toMatchObject({ count: 400 * 29 });
  });

  it('finds no difference between two draws from one provider', () => {
    // Gaps of one answer have its speed in common: taken for independent, they would differ in most of these.
    for (let i = 0; i < 8; i += 1) {
      for (const { ks } of compareTimings(samples('gpt-4o-mini', `a${i}`), samples('gpt-4o-mini', `b${i}`))) {
        expect(ks?.pValue).toBeGreaterThan(0.01);
      }
    }
  });

  it('leaves out what neither side has, and does not test what only one has', () => {
    const thinking = [
      { ...shape, chunks: [{ kind: 'frame' as const, tokens: 0 }, ...shape.chunks], hiddenReasoningTokens: 100 },
    ];
    const compared = compareTimings(samples('gemini-2.5-pro', 'a', thinking), samples('groq', 'b'));
    expect(compared.map(({ figure }) => figure)).toEqual(['TTFT', 'thinking', 'speed', 'gap']);
    expect(compared[1]).toMatchObject({ a: { count: 400 }, b: undefined, ks: undefined });
    expect(compareTimings([], [])).toEqual([]);
  });

  it('has no speed of answers that came at once', () => {
    const compared = compareTimings(samples('instant', 'a'), samples('groq', 'b'));
    expect(compared.find(({ figure }) => figure === 'speed')).toMatchObject({ a: undefined, ks: undefined });
    expect(compared.find(({ figure }) => figure === 'gap')?.ks?.statistic).toBe(1);
  });
});

describe('drawn samples', () => {
  it('are the same for the same seed, and every shape comes equally often', () => {
    const long = { ...shape, chunks: [...shape.chunks, ...shape.chunks] };
    const drawn = drawnSamples(builtIn('groq'), [shape, long], 5, seeded('x'));
    expect(drawn).toEqual(drawnSamples(builtIn('groq'), [shape, long], 5, seeded('x')));
    expect(drawn.map(({ events }) => events.length)).toEqual([29, 59, 29, 59, 29, 59]);
    expect(new Set(drawn.map(({ ttft }) => ttft)).size).toBe(6);
  });
});

describe('quantiles of measurements', () => {
  it('are measurements', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(quantilesOf(hundred)).toEqual({ count: 100, p50: 50, p95: 95, p99: 99 });
    expect(quantilesOf([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7 });
    expect(quantilesOf([])).toBeUndefined();
  });
});
