import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentAnswers } from '../../src/telemetry/recent-answers.ts';
import { FAKE_EPOCH } from '../support/fake-clock.ts';
import { facts, recordOf } from './answers.ts';

describe('the last answers', () => {
  it('are shown with their times, the oldest first', () => {
    const recent = new RecentAnswers(10);
    recent.add(recordOf({ exchange: 1, received: FAKE_EPOCH + 1000 }));
    recent.add(recordOf({ exchange: 2, received: FAKE_EPOCH + 2000, firstChunk: 1.23456789 }));
    expect(recent.entries().map(({ id, time }) => [id, time])).toEqual([
      [1, new Date(FAKE_EPOCH + 1000).toISOString()],
      [2, new Date(FAKE_EPOCH + 2000).toISOString()],
    ]);
    expect(recent.entries()[1]).toMatchObject({
      requestId: 'sim-test-1',
      endpoint: 'chat-completions',
      model: 'gpt-4o-mini',
      source: 'cassette',
      status: 200,
      firstChunk: 1.235,
      usage: { input: 11, output: 7 },
    });
  });

  it('are as many as are kept, the last ones, whatever their number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 60 }), (most, count) => {
        const recent = new RecentAnswers(most);
        const all = Array.from({ length: count }, (_, i) => i + 1);
        for (const exchange of all) recent.add(recordOf({ exchange }));
        expect(recent.entries().map(({ id }) => id)).toEqual(all.slice(-most));
        expect(recent.total).toBe(count);
      }),
    );
  });

  it('are told apart by source, status, model, cassette and time', () => {
    const recent = new RecentAnswers(10);
    recent.add(recordOf({ exchange: 1, source: 'generator', received: FAKE_EPOCH + 100 }));
    recent.add(recordOf({ exchange: 2, status: 429, received: FAKE_EPOCH + 200 }));
    recent.add(recordOf({ exchange: 3, status: 404, facts: { ...facts, model: 'o3' }, received: FAKE_EPOCH + 300 }));
    recent.add(recordOf({ exchange: 4, status: undefined, cassette: 'other', received: FAKE_EPOCH + 400 }));
    const ids = (filter: Parameters<typeof recent.entries>[0]) => recent.entries(filter).map(({ id }) => id);
    expect(ids({ source: 'generator' })).toEqual([1]);
    expect(ids({ status: '429' })).toEqual([2]);
    expect(ids({ status: '4xx' })).toEqual([2, 3]);
    expect(ids({ status: '5xx' })).toEqual([]);
    expect(ids({ model: 'o3' })).toEqual([3]);
    expect(ids({ cassette: 'other' })).toEqual([4]);
    expect(ids({ since: FAKE_EPOCH + 200 })).toEqual([3, 4]);
    expect(ids({ limit: 1 })).toEqual([4]);
    expect(ids({ cassette: 'chat', limit: 2 })).toEqual([2, 3]);
  });
});
