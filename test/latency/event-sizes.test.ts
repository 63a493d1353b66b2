/** How tokens become events. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/random.ts';
import { eventSizes, eventSizesNamed, eventSizesOf, groupTokens } from '../../src/latency/event-sizes.ts';

const words = Array.from({ length: 3_000 }, (_, i) => ` w${i % 10}`);

/** Mean tokens an event of a long answer. */
function mean(model: string): number {
  return words.length / groupTokens(words, eventSizesOf(model), randomOf('test', model)).length;
}

describe('the events of a stream', () => {
  it('hold one token with OpenAI, two or three with Claude, bursts with later Claude and with Gemini', () => {
    expect(mean('gpt-4o-mini')).toBe(1);
    expect(mean('llama-3.3-70b')).toBe(1);
    expect(mean('claude-sonnet-4-5-20250929')).toBeGreaterThan(2);
    expect(mean('claude-sonnet-4-5-20250929')).toBeLessThan(3);
    expect(mean('claude-opus-4-8')).toBeGreaterThan(5);
    expect(mean('gemini-2.5-flash')).toBeGreaterThan(10);
  });

  it('have names for profiles', () => {
    for (const sizes of eventSizes) expect(eventSizesNamed(sizes.id)).toBe(sizes);
    expect(eventSizesNamed('huge')).toBeUndefined();
  });

  it('joined are the text, are never empty, and are the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 })),
        fc.constantFrom(...eventSizes),
        fc.nat(),
        (tokens, sizes, seed) => {
          const events = groupTokens(tokens, sizes, randomOf(seed));
          expect(events.join('')).toBe(tokens.join(''));
          expect(events).not.toContain('');
          expect(groupTokens(tokens, sizes, randomOf(seed))).toEqual(events);
        },
      ),
    );
  });
});
