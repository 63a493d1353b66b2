import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkKind, ReplyShape } from '../../src/latency/reply-shape.ts';
import { speedOf, timingSampleOf } from '../../src/latency/timing-sample.ts';

function shapeOf(kinds: readonly ChunkKind[], parts: Partial<ReplyShape> = {}): ReplyShape {
  const chunks = kinds.map((kind) => ({ kind, tokens: kind === 'frame' ? 0 : 2 }));
  return { streamed: true, chunks, promptTokens: 7, hiddenReasoningTokens: 0, ...parts };
}

const timing = { head: 90, chunks: [100, 400, 450, 600], end: 601 };

describe('a sample of a stream', () => {
  it('measures from the first chunk with tokens on, reasoning that is shown too', () => {
    expect(timingSampleOf(shapeOf(['frame', 'thought', 'said', 'said']), timing)).toEqual({
      ttft: 400,
      promptTokens: 7,
      thinking: undefined,
      events: [
        { gap: 50, tokens: 2 },
        { gap: 150, tokens: 2 },
      ],
    });
  });

  it('counts the gap over what frames it, for frames take no time of their own', () => {
    expect(timingSampleOf(shapeOf(['said', 'frame', 'frame', 'said']), timing)).toMatchObject({
      ttft: 100,
      events: [{ gap: 500, tokens: 2 }],
    });
  });

  it('knows a hidden pause by what came ahead of it', () => {
    const shape = shapeOf(['frame', 'said', 'said', 'frame'], { hiddenReasoningTokens: 300 });
    expect(timingSampleOf(shape, timing)).toMatchObject({ ttft: 100, thinking: 300 });
    const nothingAhead = shapeOf(['said', 'said', 'said', 'frame'], { hiddenReasoningTokens: 300 });
    expect(timingSampleOf(nothingAhead, timing)).toMatchObject({ ttft: 100, thinking: 0 });
  });

  it('is no sample where no gap is known', () => {
    expect(timingSampleOf(shapeOf(['said', 'said', 'said', 'said'], { streamed: false }), timing)).toBe('not streamed');
    for (const kinds of [[], ['frame', 'frame'], ['frame', 'said', 'frame']] as const) {
      expect(timingSampleOf(shapeOf(kinds), timing)).toBe('fewer than two chunks with tokens');
    }
  });

  it('tells a speed: the tokens behind the first event over their time', () => {
    const sample = timingSampleOf(shapeOf(['said', 'said', 'said', 'said']), timing);
    if (typeof sample === 'string') throw new Error(sample);
    expect(speedOf(sample)).toBe(6 / 0.5);
    expect(speedOf({ ...sample, events: [{ gap: 0, tokens: 3 }] })).toBe(Infinity);
  });

  it('adds up to the time of the last token, whatever the stream', () => {
    const kind = fc.constantFrom<ChunkKind>('said', 'thought', 'frame');
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, fc.nat(500)), { maxLength: 30 }), fc.nat(5000), (chunks, hidden) => {
        let at = 50;
        const times = chunks.map(([, gap]) => (at += gap));
        const shape = shapeOf(
          chunks.map(([one]) => one),
          { hiddenReasoningTokens: hidden },
        );
        const sample = timingSampleOf(shape, { head: 50, chunks: times, end: at });
        if (typeof sample === 'string') return;
        const last = chunks.findLastIndex(([one]) => one !== 'frame');
        const gaps = sample.events.reduce((sum, { gap }) => sum + gap, 0);
        expect(sample.ttft + (sample.thinking ?? 0) + gaps).toBe(times[last]);
      }),
    );
  });
});
