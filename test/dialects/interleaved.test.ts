/** Several streams as one. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleaved } from '../../src/dialects/interleaved.ts';

describe('streams in turn', () => {
  it('keep their own order and end together', () => {
    expect(interleaved([['a1', 'a2', 'a3'], ['b1']])).toEqual(['a1', 'a2', 'a3', 'b1']);
    expect(interleaved([['a1', 'a2'], ['b1', 'b2'], ['c1']])).toEqual(['a1', 'b1', 'a2', 'b2', 'c1']);
    expect(interleaved([])).toEqual([]);
  });

  it('lose nothing and add nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat())), (lists) => {
        const streams = lists.map((list, stream) => list.map((_, i) => ({ stream, i })));
        const all = interleaved(streams);
        for (const [index, stream] of streams.entries()) {
          expect(all.filter((one) => one.stream === index)).toEqual(stream);
        }
        expect(all).toHaveLength(streams.flat().length);
      }),
    );
  });
});
