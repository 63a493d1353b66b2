/** Wildcards mean what a regular expression with `.*` means, in linear time. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsWildcard } from '../../src/rules/wildcard.ts';

describe('a wildcard', () => {
  it.each([
    ['gpt-4o', 'gpt-4*', true],
    ['gpt-4', 'gpt-4*', true],
    ['gpt-3.5', 'gpt-4*', false],
    ['aba', 'ab*ba', false],
    ['abba', 'ab*ba', true],
    ['', '*', true],
    ['a.c', 'abc', false],
  ])('%j fits %j: %s', (text, pattern, fits) => {
    expect(fitsWildcard(text, pattern)).toBe(fits);
  });

  it('is the regular expression with .* for each star', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), short, (text, pattern) => {
        expect(fitsWildcard(text, pattern)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text));
      }),
    );
  });
});
