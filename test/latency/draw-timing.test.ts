import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/random.ts';
import { builtInProfile, builtInProfileNames } from '../../src/latency/built-in-profiles.ts';
import type { Distribution } from '../../src/latency/distribution.ts';
import { drawTiming } from '../../src/latency/draw-timing.ts';
import type { LatencyProfile } from '../../src/latency/profile.ts';
import type { ReplyShape, ShapedChunk } from '../../src/latency/reply-shape.ts';
import { steadyProfile } from '../support/latency-profiles.ts';

const constant = (value: number): Distribution => ({ kind: 'constant', value });
/** 100 ms to the first token, then 50 tokens a second, always. */
const steady = steadyProfile(100, 50);
const gapped: LatencyProfile = { ...steady, pace: { kind: 'gap', gap: constant(30) } };

const frame: ShapedChunk = { kind: 'frame', tokens: 0 };
const said = (tokens: number): ShapedChunk => ({ kind: 'said', tokens });
const thought = (tokens: number): ShapedChunk => ({ kind: 'thought', tokens });

function stream(chunks: readonly ShapedChunk[], more: Partial<ReplyShape> = {}): ReplyShape {
  return { streamed: true, chunks, promptTokens: 10, hiddenReasoningTokens: 0, ...more };
}

const timed = (profile: LatencyProfile, shape: ReplyShape, load = 1) => drawTiming(profile, shape, randomOf(1), load);

describe('the times of a stream', () => {
  it('are the time to first token for the head, its frames and the first text, and then tokens by speed', () => {
    expect(timed(steady, stream([frame, frame, said(1), said(1), said(3), frame]))).toEqual({
      head: 100,
      chunks: [100, 100, 100, 120, 180, 180],
      end: 180,
    });
  });

  it('are one gap an event where the profile has gaps', () => {
    expect(timed(gapped, stream([frame, said(1), said(9), said(1)])).chunks).toEqual([100, 100, 130, 160]);
  });

  it('pause for thinking before the first text, unless the thoughts are shown', () => {
    const thinking = { ...steady, thinking: constant(2_000) };
    expect(timed(thinking, stream([frame, said(1), said(1)]))).toEqual({
      head: 100,
      chunks: [100, 2_100, 2_120],
      end: 2_120,
    });
    expect(timed(thinking, stream([frame, thought(5), thought(5), said(1)])).chunks).toEqual([100, 100, 200, 220]);
  });

  it('pause for reasoning that was billed and not shown, at the speed of the model', () => {
    const hidden = { hiddenReasoningTokens: 500 };
    expect(timed(steady, stream([frame, said(1)], hidden)).chunks).toEqual([100, 10_100]);
    expect(timed(gapped, stream([frame, said(1)], hidden)).chunks).toEqual([100, 15_100]);
    expect(timed({ ...steady, thinking: constant(7) }, stream([said(1)], hidden)).chunks).toEqual([107]);
  });

  it('begin later with a longer prompt, and come no slower then', () => {
    const prompted: LatencyProfile = {
      ...steady,
      ttft: { ...steady.ttft, prompt: { floor: 1, a: 0.001, alpha: 1 } },
    };
    expect(timed(prompted, stream([frame, said(1), said(1)], { promptTokens: 3_000 })).chunks).toEqual([400, 400, 420]);
  });

  it('are all longer under load', () => {
    const shape = stream([frame, said(1), said(2), frame]);
    expect(timed(steady, shape, 3)).toEqual({ head: 300, chunks: [300, 300, 420, 420], end: 420 });
  });

  it('hold nothing but frames when nothing is said', () => {
    expect(timed({ ...steady, thinking: constant(9) }, stream([frame, frame]))).toEqual({
      head: 100,
      chunks: [100, 100],
      end: 100,
    });
    expect(timed(steady, stream([]))).toEqual({ head: 100, chunks: [], end: 100 });
  });

  it('come at the speed that was drawn, however much the gaps differ', () => {
    const jumpy: LatencyProfile = { ...steady, pace: { kind: 'speed', tokensPerSecond: constant(100), jitter: 0.8 } };
    const { chunks } = timed(jumpy, stream(Array.from({ length: 20_001 }, () => said(1))));
    expect(((chunks.at(-1) ?? 0) - (chunks[0] ?? 0)) / 200_000).toBeCloseTo(1, 1);
    const gaps = chunks.slice(1).map((at, i) => at - (chunks[i] ?? 0));
    expect(Math.max(...gaps)).toBeGreaterThan(4 * Math.min(...gaps));
  });
});

describe('the times of a whole answer', () => {
  it('are when all of it is generated, thinking included', () => {
    const shape = stream([frame, said(51)], { streamed: false });
    expect(timed(steady, shape)).toEqual({ head: 1_100, chunks: [1_100, 1_100], end: 1_100 });
    expect(timed({ ...steady, thinking: constant(500) }, shape, 2).end).toBe(3_200);
    expect(timed(gapped, shape).end).toBe(1_600);
    expect(timed(steady, { ...shape, hiddenReasoningTokens: 50 }).end).toBe(2_100);
  });

  it('are the time to first token when nothing is generated', () => {
    expect(timed({ ...steady, thinking: constant(9) }, stream([frame], { streamed: false })).end).toBe(100);
  });
});

describe('any profile', () => {
  const chunks = fc.array(
    fc.record({
      kind: fc.constantFrom('said' as const, 'thought' as const, 'frame' as const),
      tokens: fc.double({ min: 0, max: 200, noNaN: true }),
    }),
    { maxLength: 30 },
  );
  const shapes = fc.record({
    streamed: fc.boolean(),
    chunks,
    promptTokens: fc.nat(1_000_000),
    hiddenReasoningTokens: fc.nat(10_000),
  });
  const profiles = fc.constantFrom(
    ...builtInProfileNames().map((name) => builtInProfile(name) ?? steady),
    { ...gapped, pace: { kind: 'gap', gap: { kind: 'normal', mean: 5, stddev: 20 } } } as const,
    { ...steady, pace: { kind: 'speed', tokensPerSecond: { kind: 'normal', mean: 1, stddev: 9 }, jitter: 1 } } as const,
  );

  it('plans nothing later than a clock can tell, however wide its distributions', () => {
    const body = { kind: 'lognormal', floor: 0, mu: 20, sigma: 5 } as const;
    const endless = { ...steady, ttft: { body, spike: undefined, prompt: { floor: 1e9, a: 1e9, alpha: 3 } } };
    const shape = { streamed: true, chunks: [], promptTokens: 1_000_000, hiddenReasoningTokens: 0 };
    expect(drawTiming(endless, shape, randomOf('late'), 1)).toEqual({ head: 1e12, chunks: [], end: 1e12 });
  });

  it('gives one finite time a chunk, none before the one before it', () => {
    fc.assert(
      fc.property(
        profiles,
        shapes,
        fc.nat(),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (profile, shape, seed, load) => {
          const { head, chunks: times, end } = drawTiming(profile, shape, randomOf(seed), load);
          expect(times).toHaveLength(shape.chunks.length);
          const order = [0, head, ...times, end];
          expect(order.every(Number.isFinite)).toBe(true);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives the same times for the same seed, and load multiplies them', () => {
    fc.assert(
      fc.property(profiles, shapes, fc.nat(), (profile, shape, seed) => {
        const once = drawTiming(profile, shape, randomOf(seed), 1);
        expect(drawTiming(profile, shape, randomOf(seed), 1)).toEqual(once);
        const doubled = drawTiming(profile, shape, randomOf(seed), 2);
        expect(doubled.end).toBeCloseTo(2 * once.end, 6);
        expect(doubled.chunks).toEqual(once.chunks.map((at) => expect.closeTo(2 * at, 6)));
      }),
    );
  });

  it('draws the same beginning whatever comes behind it', () => {
    fc.assert(
      fc.property(profiles, chunks, chunks, fc.nat(), (profile, first, more, seed) => {
        const begun: readonly ShapedChunk[] = [thought(1), ...first];
        const short = drawTiming(profile, stream(begun), randomOf(seed), 1);
        const long = drawTiming(profile, stream([...begun, ...more]), randomOf(seed), 1);
        expect(long.head).toBe(short.head);
        expect(long.chunks.slice(0, begun.length)).toEqual(short.chunks);
      }),
    );
  });

  it('that is instant takes no time', () => {
    const instant = builtInProfile('instant') ?? steady;
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const timing = drawTiming(instant, shape, randomOf(seed), 3);
        expect([timing.head, ...timing.chunks, timing.end].every((at) => at === 0)).toBe(true);
      }),
    );
  });
});
