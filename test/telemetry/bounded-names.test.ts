import { describe, expect, it } from 'vitest';
import { BoundedNames } from '../../src/telemetry/bounded-names.ts';

describe('bounded names', () => {
  it('are counted as they are until there are too many', () => {
    const names = new BoundedNames(2);
    expect(['a', 'b', 'c', 'a'].map((name) => names.of(name))).toEqual(['a', 'b', 'other', 'a']);
  });

  it('are cut at 100 characters', () => {
    expect(new BoundedNames(1).of('x'.repeat(101))).toBe(`${'x'.repeat(99)}…`);
  });
});
