import { describe, expect, it } from 'vitest';
import { KeyStore } from '../../src/access/key-store.ts';
import { totalOf, usageReport } from '../../src/access/usage-report.ts';
import { UsageWriter } from '../../src/access/usage-writer.ts';
import { details, newDatabase } from './databases.ts';
import { batchOf, type Exchanged } from './exchanges.ts';

const day = 86_400_000;
const monday = Date.UTC(2026, 5, 1);

function written(exchanges: readonly Exchanged[]) {
  const database = newDatabase();
  const store = new KeyStore(database);
  const id = store.create(details({ name: 'ci' }), 1).record.id;
  new UsageWriter(database).write(
    batchOf(exchanges.map(([subject, figures]) => [{ ...subject, keyId: subject.keyId === 'ci' ? id : '' }, figures])),
  );
  return { database, id };
}

const some: readonly Exchanged[] = [
  [
    { keyId: 'ci', user: 'ann' },
    { at: monday, estimated: true },
  ],
  [
    { keyId: 'ci', user: 'bob', model: 'claude' },
    { at: monday + day - 1, costNanoUsd: undefined },
  ],
  [
    { keyId: 'ci', user: 'ann', status: 429 },
    { at: monday + day, tokens: undefined, costNanoUsd: undefined },
  ],
  [{ user: 'ann', status: 0 }, { at: monday + 2 * day }],
];

describe('a report of usage', () => {
  it('adds up by key', () => {
    const { database, id } = written(some);
    expect(usageReport(database, 'key', undefined)).toEqual([
      {
        group: 'ci',
        keyId: id,
        requests: 3,
        errors: 1,
        inputTokens: 20,
        outputTokens: 40,
        cachedTokens: 6,
        reasoningTokens: 10,
        costNanoUsd: 1500,
        unpriced: 1,
        estimated: 1,
        last: monday + day,
      },
      expect.objectContaining({ group: undefined, requests: 1, errors: 1, unpriced: 0 }),
    ]);
  });

  it.each([
    [
      'user',
      [
        ['ann', 3],
        ['bob', 1],
      ],
    ],
    [
      'model',
      [
        ['gpt-4o-mini', 3],
        ['claude', 1],
      ],
    ],
    [
      'day',
      [
        ['2026-06-01', 2],
        ['2026-06-02', 1],
        ['2026-06-03', 1],
      ],
    ],
  ] as const)('adds up by %s', (by, expected) => {
    const { database } = written(some);
    expect(usageReport(database, by, undefined).map(({ group, requests }) => [group, requests])).toEqual(expected);
  });

  it('begins when it is told to', () => {
    const { database } = written(some);
    expect(totalOf(usageReport(database, 'user', monday + day)).requests).toBe(2);
    expect(usageReport(database, 'user', monday + 3 * day)).toEqual([]);
  });

  it('comes to the same in total, whatever it is grouped by', () => {
    const { database } = written(some);
    const totals = (['key', 'user', 'model', 'day'] as const).map((by) =>
      totalOf(usageReport(database, by, undefined)),
    );
    for (const total of totals) expect(total).toEqual(totals[0]);
    expect(totals[0]).toMatchObject({ requests: 4, errors: 2, inputTokens: 30, costNanoUsd: 3000, unpriced: 1 });
  });

  it('keeps two keys of one name apart', () => {
    const { database, id } = written([[{ keyId: 'ci' }, {}]]);
    const store = new KeyStore(database);
    store.revoke('ci', 2);
    const second = store.create(details({ name: 'ci' }), 3).record.id;
    new UsageWriter(database).write(batchOf([[{ keyId: second }, {}]]));
    const rows = usageReport(database, 'key', undefined);
    expect(rows.map(({ group }) => group)).toEqual(['ci', 'ci']);
    expect(new Set(rows.map(({ keyId }) => keyId))).toEqual(new Set([id, second]));
  });

  it('has no cost where nothing has a price', () => {
    const { database } = written([[{}, { costNanoUsd: undefined }]]);
    const rows = usageReport(database, 'model', undefined);
    expect(rows[0]?.costNanoUsd).toBeUndefined();
    expect(totalOf(rows)).toMatchObject({ costNanoUsd: undefined, unpriced: 1 });
    expect(totalOf([])).toMatchObject({ requests: 0, costNanoUsd: undefined, last: 0 });
  });
});
