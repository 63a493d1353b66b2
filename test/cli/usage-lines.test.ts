import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsageRow } from '../../src/access/usage-report.ts';
import { usageLines } from '../../src/cli/usage-lines.ts';

function row(group: string | undefined, parts: Partial<UsageRow> = {}): UsageRow {
  return {
    group,
    requests: 1200,
    errors: 2,
    inputTokens: 34_000,
    outputTokens: 5600,
    cachedTokens: 100,
    reasoningTokens: 0,
    costNanoUsd: 1_500_000_000,
    unpriced: 0,
    estimated: 3,
    last: Date.UTC(2026, 10, 21, 9),
    ...parts,
  };
}

/** A cell of RFC 4180 as a reader takes it. */
function cellOf(line: string): string {
  return line.startsWith('"')
    ? (/^"((?:[^"]|"")*)"/.exec(line)?.[1] ?? '').replaceAll('""', '"')
    : (line.split(',')[0] ?? '');
}

describe('a report of usage', () => {
  it('is a table with a total under it', () => {
    const rows = [row('ann'), row(undefined, { requests: 1, costNanoUsd: undefined, unpriced: 1 })];
    expect(usageLines(rows, 'user', 'table')).toEqual([
      'USER   REQUESTS  ERRORS  TOKENS IN  CACHED  TOKENS OUT  REASONING    COST',
      'ann       1,200       2     34,000     100       5,600          0   $1.50',
      '-             1       2     34,000     100       5,600          0       -',
      'total     1,201       4     68,000     200      11,200          0  $1.50+',
    ]);
  });

  it('has no total of one row', () => {
    expect(usageLines([row('ann')], 'user', 'table')).toHaveLength(2);
  });

  it('is JSON with null for what is not known', () => {
    const [json = ''] = usageLines([row(undefined, { keyId: 'key_1', costNanoUsd: undefined })], 'key', 'json');
    expect(JSON.parse(json)).toEqual([
      {
        key: null,
        key_id: 'key_1',
        requests: 1200,
        errors: 2,
        input_tokens: 34_000,
        output_tokens: 5600,
        cached_tokens: 100,
        reasoning_tokens: 0,
        cost_usd: null,
        unpriced_requests: 0,
        estimated_requests: 3,
        last: '2026-11-21T09:00:00.000Z',
      },
    ]);
  });

  it('is CSV that begins with the names of its columns, also without rows', () => {
    const [head] = usageLines([], 'model', 'csv');
    expect(usageLines([row('gpt-4o')], 'model', 'csv')).toEqual([
      head,
      'gpt-4o,1200,2,34000,5600,100,0,1.5,0,3,2026-11-21T09:00:00.000Z',
    ]);
    expect(head).toMatch(/^model,requests,/);
  });

  it('gives back from CSV what a client called itself, and never a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (user) => {
        const cell = cellOf(usageLines([row(user)], 'user', 'csv')[1] ?? '');
        return /^[=+\-@\t\r]/.test(user) ? cell === `'${user}` : cell === user;
      }),
    );
  });
});
