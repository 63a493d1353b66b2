/** Tables of requests that a dialect must take for the same, and of such as it must tell apart. */

import { describe, expect, it } from 'vitest';
import { currentRecipe } from '../../src/cassette/recipes/list.ts';
import type { Dialect } from '../../src/core/dialect.ts';
import type { SimRequest } from '../../src/core/request.ts';
import { dialectOf } from '../../src/dialects/list.ts';
import { redactRequest } from '../../src/redaction/redact.ts';

export type Pair = readonly [what: string, one: SimRequest, other: SimRequest];

/** One key for the two requests of each pair in `same`, two for those in `different`: of the redacted requests, by the usual recipe. */
export function describePairs(dialect: Dialect, same: readonly Pair[], different: readonly Pair[]): void {
  describe(`${dialect.id}: one key`, () => {
    it.each(same)('%s', (_, one, other) => {
      expectClaimed(dialect, one, other);
      expect(keyOf(other)).toBe(keyOf(one));
    });

    it('has a dozen pairs', () => expect(same.length).toBeGreaterThanOrEqual(12));
  });

  describe(`${dialect.id}: two keys`, () => {
    it.each(different)('%s', (_, one, other) => {
      expectClaimed(dialect, one, other);
      expect(keyOf(other)).not.toBe(keyOf(one));
    });

    it('has a dozen pairs', () => expect(different.length).toBeGreaterThanOrEqual(12));
  });
}

function expectClaimed(dialect: Dialect, ...requests: readonly SimRequest[]): void {
  for (const request of requests) expect(dialectOf(request).dialect.id).toBe(dialect.id);
}

function keyOf(request: SimRequest): string {
  return currentRecipe().keyOf(redactRequest(request)).sha256;
}
