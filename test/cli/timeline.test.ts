import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawTimeline, timeText } from '../../src/cli/timeline.ts';

describe('a timeline', () => {
  it('shows the wait for the head, the chunks when they came, and the silence between them', () => {
    const timing = { head: 20, chunks: [30, 70], end: 100 };
    expect(drawTimeline({ timing, ends: [5, 10] }, 10)).toBe('··' + ' ' + '█' + '   ' + '█' + '  ');
  });

  it('shows more bytes as a higher bar', () => {
    const timing = { head: 0, chunks: [0, 30, 60], end: 100 };
    const [small, middle, large] = [...drawTimeline({ timing, ends: [1, 51, 151] }, 10).replace(/[ ·]/g, '')];
    expect([small, middle, large]).toEqual(['▁', '▄', '█']);
  });

  it('adds up the chunks that come together', () => {
    const timing = { head: 0, chunks: [10, 11, 80], end: 100 };
    expect(drawTimeline({ timing, ends: [5, 10, 15] }, 10).replace(/[ ·]/g, '')).toBe('█▄');
  });

  it('may be drawn on the scale of a longer one, and is silent behind its end', () => {
    const timing = { head: 0, chunks: [40], end: 50 };
    expect(drawTimeline({ timing, ends: [5] }, 10, 100)).toBe('    █ ····');
  });

  it('puts everything into the first column where all came at once', () => {
    expect(drawTimeline({ timing: { head: 0, chunks: [0, 0], end: 0 }, ends: [1, 2] }, 5)).toMatch(/^█[ ·]{4}$/);
  });

  it('is silence where there was no body', () => {
    expect(drawTimeline({ timing: { head: 5, chunks: [], end: 10 }, ends: [] }, 4)).toBe('··  ');
  });

  it('is as wide as it was asked to be, with a bar wherever bytes came', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 500, noNaN: true }), fc.integer({ min: 1, max: 10_000 })), {
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: 120 }),
        (steps, width) => {
          let [at, size] = [0, 0];
          const chunks = steps.map(([gap]) => (at += gap));
          const ends = steps.map(([, bytes]) => (size += bytes));
          const line = drawTimeline({ timing: { head: 0, chunks, end: at }, ends }, width);
          expect([...line]).toHaveLength(width);
          expect(/[▁-█]/.test(line)).toBe(steps.length > 0);
        },
      ),
    );
  });
});

describe('a time', () => {
  it.each([
    [0, '0.0 ms'],
    [0.94, '0.9 ms'],
    [9.96, '10 ms'],
    [312.4, '312 ms'],
    [999.7, '1.00 s'],
    [1240, '1.24 s'],
    [59_999, '1 min 0 s'],
    [65_000, '1 min 5 s'],
    [119_700, '2 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('of %d ms is %s', (ms, text) => {
    expect(timeText(ms)).toBe(text);
  });
});
