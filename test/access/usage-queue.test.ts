import { describe, expect, it } from 'vitest';
import type { UsageBatch } from '../../src/access/usage-batch.ts';
import type { UsageNews } from '../../src/access/usage-job.ts';
import { UsageQueue } from '../../src/access/usage-queue.ts';
import { batchOf } from './exchanges.ts';

function setUp() {
  const news: UsageNews[] = [];
  const written: UsageBatch[] = [];
  const trouble: { error: Error | undefined } = { error: undefined };
  const write = (batch: UsageBatch): void => {
    if (trouble.error !== undefined) throw trouble.error;
    written.push(batch);
  };
  return { news, written, trouble, queue: new UsageQueue({ write }, (one) => news.push(one)) };
}

function sqliteError(code: string): Error {
  return Object.assign(new Error(`it says ${code}`), { code });
}

const kinds = (news: readonly UsageNews[]) => news.map(({ kind }) => kind);

describe('batches that wait for the database', () => {
  it('are written at once, and told of', () => {
    const { queue, news, written } = setUp();
    queue.add(batchOf([[{}, {}]]));
    expect(written).toHaveLength(1);
    expect(kinds(news)).toEqual(['done']);
  });

  it('are kept while another process has it, and written in their order afterwards', () => {
    const { queue, news, written, trouble } = setUp();
    const batches = [1, 2, 3].map((rows) => batchOf(Array.from({ length: rows }, () => [{}, {}])));
    trouble.error = sqliteError('SQLITE_BUSY');
    for (const batch of batches) queue.add(batch);
    expect(written).toEqual([]);
    expect(news.every((one) => one.kind === 'problem' && one.retry)).toBe(true);
    trouble.error = undefined;
    queue.work();
    expect(written).toEqual(batches);
    expect(kinds(news).slice(-3)).toEqual(['done', 'done', 'done']);
  });

  it('are given up, and told of, where nothing helps', () => {
    const { queue, news, written, trouble } = setUp();
    trouble.error = sqliteError('SQLITE_CORRUPT');
    queue.add(
      batchOf([
        [{}, {}],
        [{}, {}],
      ]),
    );
    expect(news).toEqual([
      { kind: 'problem', text: 'The usage of 2 requests is lost: it says SQLITE_CORRUPT.', retry: false },
      { kind: 'done' },
    ]);
    trouble.error = undefined;
    queue.work();
    expect(written).toEqual([]);
  });

  it('do not pile up for ever', () => {
    const { queue, news, trouble, written } = setUp();
    trouble.error = sqliteError('SQLITE_FULL');
    for (let i = 0; i < 300; i += 1) queue.add(batchOf([[{}, { at: i }]]));
    trouble.error = undefined;
    queue.work();
    expect(written).toHaveLength(256);
    expect(news.filter((one) => one.kind === 'problem' && !one.retry)).toHaveLength(44);
    expect(written[0]?.figures[1]).toBe(44);
  });

  it('are all done with at the end', () => {
    const { queue, news, trouble } = setUp();
    trouble.error = sqliteError('SQLITE_BUSY');
    queue.add(batchOf([[{}, {}]]));
    queue.finish();
    expect(kinds(news)).toEqual(['problem', 'problem', 'problem', 'done']);
  });
});
