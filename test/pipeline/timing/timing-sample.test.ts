import { describe, expect, it } from 'vitest';
import type { Interaction } from '../../../src/core/interaction.ts';
import { builtIn, dialectOf } from '../../../src/dialects/list.ts';
import { builtInProfile } from '../../../src/latency/built-in-profiles.ts';
import { timedAnswerOf } from '../../../src/pipeline/timing/timing-sample.ts';
import { timedInteraction } from '../../support/timed-recordings.ts';

const groq = builtInProfile('groq');
if (groq === undefined) throw new Error('no profile groq');

function measured(interaction: Interaction) {
  return timedAnswerOf(interaction, dialectOf(interaction.request).dialect);
}

describe('the measurements of a recording', () => {
  it('are the time of the first text and what came how long after what', () => {
    const interaction = timedInteraction('weather', groq, { tokens: 4 });
    const timing = { head: 200, chunks: [201, 310, 330, 345.5, 400, 401, 401], end: 402 };
    const answer = measured({ ...interaction, response: { ...interaction.response, timing } });
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.sample).toEqual({
      ttft: 310,
      promptTokens: answer.shape.promptTokens,
      thinking: undefined,
      events: [
        { gap: 20, tokens: 1 },
        { gap: 15.5, tokens: 1 },
        { gap: 54.5, tokens: 1 },
      ],
    });
    expect(answer.sample.promptTokens).toBeGreaterThan(0);
    expect(answer.shape.chunks.map(({ kind }) => kind)).toEqual([
      'frame',
      'said',
      'said',
      'said',
      'said',
      'frame',
      'frame',
    ]);
  });

  it('are not there for what is no stream, too short, broken off or an error', () => {
    expect(measured(timedInteraction('a', groq, { stream: false }))).toBe('not streamed');
    expect(measured(timedInteraction('a', groq, { tokens: 1 }))).toBe('fewer than two chunks with tokens');
    expect(measured(timedInteraction('a', groq, { end: 'reset' }))).toBe('broke off');
    expect(measured(timedInteraction('a', groq, { status: 429 }))).toBe('an error');
    // A stream of a few tokens may well break off on purpose: the first reason counts.
    expect(measured(timedInteraction('a', groq, { status: 500, end: 'reset' }))).toBe('an error');
  });

  it('are taken by any dialect without throwing', () => {
    for (const dialect of builtIn) {
      const answer = timedAnswerOf(timedInteraction('a', groq), dialect);
      expect(typeof answer === 'string' || answer.sample.events.length > 0).toBe(true);
    }
  });
});
