/** Deltas put together. */

import { describe, expect, it } from 'vitest';
import { type Delta, mergeDelta } from '../../src/dialects/merge-delta.ts';

function merged(...deltas: readonly Delta[]): Delta {
  const into: Delta = {};
  for (const delta of deltas) mergeDelta(into, delta);
  return into;
}

describe('deltas put together', () => {
  it('continue texts and lists, and replace the rest', () => {
    expect(merged({ text: 'Hel', list: [1], n: 1 }, { text: 'lo', list: [2], n: 2 })).toEqual({
      text: 'Hello',
      list: [1, 2],
      n: 2,
    });
  });

  it('merge objects, without touching those of the deltas', () => {
    const first = { function: { name: 'f', arguments: '{' } };
    expect(merged(first, { function: { arguments: '}' } })).toEqual({ function: { name: 'f', arguments: '{}' } });
    expect(first).toEqual({ function: { name: 'f', arguments: '{' } });
  });

  it('keep what is known where a delta says null', () => {
    expect(merged({ a: 'x', b: null }, { a: null, b: 'y' })).toEqual({ a: 'x', b: 'y' });
  });

  it('never reach the prototype of all objects', () => {
    const evil: Delta = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":{"polluted":1}}}',
    );
    merged(evil, evil);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
