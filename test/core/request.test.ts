import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathOf, queryOf } from '../../src/core/request.ts';

describe('a target', () => {
  it.each([
    ['/v1/x', '/v1/x', undefined],
    ['/v1/x?', '/v1/x', ''],
    ['/v1/x?a=1?b', '/v1/x', 'a=1?b'],
    ['?a', '', 'a'],
  ])('%s has the path %o and the query %o', (target, path, query) => {
    expect(pathOf(target)).toBe(path);
    expect(queryOf(target)).toBe(query);
  });

  it('is its path and its query', () => {
    fc.assert(
      fc.property(fc.string(), (target) => {
        const query = queryOf(target);
        expect(pathOf(target) + (query === undefined ? '' : `?${query}`)).toBe(target);
      }),
    );
  });
});
