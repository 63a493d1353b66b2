/** Several streams as one. */

import { describe, expect, it } from 'vitest';
import { interleaved } from '../../src/dialects/interleaved.ts';

describe('streams in turn', () => {
  it('keep their own order and end together', () => {
    expect(interleaved([['a1', 'a2', 'a3'], ['b1']])).toEqual(['a1', 'a2', 'a3', 'b1']);
    expect(interleaved([['a1', 'a2'], ['b1', 'b2'], ['c1']])).toEqual(['a1', 'b1', 'a2', 'b2', 'c1']);
    expect(interleaved([])).toEqual([]);
  });
});
