import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/random.ts';
import type { TimeToFirstToken } from '../../src/latency/profile.ts';
import { drawTtft, promptFactor, ttftCdf, ttftMean, ttftQuantile } from '../../src/latency/time-to-first-token.ts';
import { ttftFromQuantiles } from '../../src/latency/ttft-from-quantiles.ts';

const whole = (parts: Pick<TimeToFirstToken, 'body' | 'spike'>): TimeToFirstToken => ({ ...parts, prompt: undefined });

describe('a time to first token from published quantiles', () => {
  it('has exactly these, whether its tail is heavier than a log-normal, as heavy, or lighter', () => {
    const rising = fc.double({ min: 1.01, max: 20, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 5, max: 1e4, noNaN: true }), rising, rising, fc.boolean(), (p50, a, b, floored) => {
        const stated = { floor: floored ? p50 / 3 : 0, p50, p95: p50 * a, p99: p50 * a * b };
        const ttft = whole(ttftFromQuantiles(stated));
        expect(ttftQuantile(ttft, 0.5) / stated.p50).toBeCloseTo(1, 5);
        expect(ttftQuantile(ttft, 0.95) / stated.p95).toBeCloseTo(1, 5);
        expect(ttftQuantile(ttft, 0.99) / stated.p99).toBeCloseTo(1, 5);
        expect(ttft.spike?.weight ?? 0).toBeLessThanOrEqual(0.1);
      }),
    );
  });

  it('is a plain log-normal where p99 is where that puts it', () => {
    const sigma = 0.3;
    const stated = {
      floor: 0,
      p50: 100,
      p95: 100 * Math.exp(1.6448536 * sigma),
      p99: 100 * Math.exp(2.3263479 * sigma),
    };
    const { body, spike } = ttftFromQuantiles(stated);
    expect(spike).toBeUndefined();
    expect(body).toMatchObject({ kind: 'lognormal', sigma: expect.closeTo(sigma, 5) });
  });

  it('has one to three percent of spikes at most where the tail is long', () => {
    const { spike } = ttftFromQuantiles({ floor: 0, p50: 639, p95: 1144, p99: 4517 });
    expect(spike?.weight).toBeGreaterThan(0.01);
    expect(spike?.weight).toBeLessThanOrEqual(0.03);
  });
});

describe('a time to first token', () => {
  const ttft = whole(ttftFromQuantiles({ floor: 0, p50: 541, p95: 1591, p99: 4117 }));

  it('has shares and quantiles that give each other back, and a mean between them', () => {
    for (const p of [0.001, 0.1, 0.5, 0.9, 0.98, 0.995, 0.9999]) {
      expect(ttftCdf(ttft, ttftQuantile(ttft, p))).toBeCloseTo(p, 9);
    }
    expect(ttftQuantile(ttft, 0)).toBe(0);
    expect(ttftQuantile(ttft, 1)).toBe(Infinity);
    const random = randomOf('mean');
    let sum = 0;
    for (let i = 0; i < 50_000; i += 1) sum += drawTtft(ttft, 0, random);
    expect(sum / 50_000 / ttftMean(ttft)).toBeCloseTo(1, 1);
  });

  it('is longer by the factor of the prompt, which does not change the draw', () => {
    const prompted: TimeToFirstToken = { ...ttft, prompt: { floor: 0.9, a: 0.001, alpha: 1 } };
    expect(promptFactor(prompted, 100)).toBeCloseTo(1, 12);
    expect(promptFactor(prompted, 1_100)).toBeCloseTo(2, 12);
    expect(promptFactor(ttft, 1_000_000)).toBe(1);
    expect(drawTtft(prompted, 1_100, randomOf(1))).toBeCloseTo(2 * drawTtft(prompted, 100, randomOf(1)), 6);
  });

  it('never falls with a longer prompt and is finite', () => {
    const prompts = fc.record({
      floor: fc.double({ min: 0, max: 1, noNaN: true }),
      a: fc.double({ min: 0, max: 1, noNaN: true }),
      alpha: fc.double({ min: 0.01, max: 1.2, noNaN: true }),
    });
    fc.assert(
      fc.property(prompts, fc.nat(2_000_000), fc.nat(2_000_000), (prompt, one, other) => {
        const factors = [one, other].sort((a, b) => a - b).map((tokens) => promptFactor({ ...ttft, prompt }, tokens));
        expect(factors[0]).toBeLessThanOrEqual(factors[1] ?? Number.NaN);
        expect(factors[1]).toBeLessThan(Infinity);
      }),
    );
  });
});
