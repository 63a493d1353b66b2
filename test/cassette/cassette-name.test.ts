/** Cassette names are safe as folder names and in URLs. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCassetteName, isCassetteName, nearestCassetteName } from '../../src/cassette/cassette-name.ts';

describe('a cassette name', () => {
  it.each(['default', 'checkout-test', 'v1.2_x', '0', 'a'.repeat(100)])('may be %j', (name) => {
    expect(() => checkCassetteName(name)).not.toThrow();
  });

  it.each([
    '',
    '.',
    '..',
    '.hidden',
    '-a',
    'a/b',
    'a\\b',
    'a..b',
    'a.',
    'Default',
    'naïve',
    'a b',
    'a~b',
    'a\n',
    'con',
    'nul.x',
    'blobs',
    'a'.repeat(101),
  ])('may not be %j', (name) => {
    expect(() => checkCassetteName(name)).toThrowError(expect.objectContaining({ code: 'cassette-name' }));
  });
});

describe('nearestCassetteName', () => {
  it('keeps a name and makes one of any folder', () => {
    expect(nearestCassetteName('default')).toBe('default');
    expect(nearestCassetteName('My Recordings (2)')).toBe('my-recordings-2');
    expect(nearestCassetteName('録音')).toBe('cassette');
    expect(nearestCassetteName('CON')).toBe('cassette-con');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => isCassetteName(nearestCassetteName(name))),
    );
    const dotted = fc.string({ unit: fc.constantFrom('.', '-', '_', 'a', 'con', 'blobs'), maxLength: 150 });
    fc.assert(fc.property(dotted, (name) => isCassetteName(nearestCassetteName(name))));
  });
});
