import { describe, expect, it } from 'vitest';
import type { UsageBatch } from '../../src/access/usage-batch.ts';
import { UsageLedger, type UsageSink } from '../../src/access/usage-ledger.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { figuresOf, subjectOf } from './exchanges.ts';

class Sink implements UsageSink {
  readonly batches: UsageBatch[] = [];
  readonly done: (() => void)[] = [];
  closed = false;

  write(batch: UsageBatch, done: () => void): void {
    this.batches.push(batch);
    this.done.push(done);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

function setUp() {
  const sink = new Sink();
  const clock = new FakeClock();
  return { sink, clock, ledger: new UsageLedger(sink, clock) };
}

describe('the usage ledger', () => {
  it('hands on what came within a second, in one batch', () => {
    const { sink, clock, ledger } = setUp();
    for (let i = 0; i < 10; i += 1) ledger.add(subjectOf(), figuresOf());
    expect(sink.batches).toEqual([]);
    clock.advance(1000);
    expect(sink.batches.map(({ rows }) => rows)).toEqual([10]);
  });

  it('has no timer while nothing is asked', () => {
    const { clock, ledger } = setUp();
    expect(clock.waiting).toBe(0);
    ledger.add(subjectOf(), figuresOf());
    expect(clock.waiting).toBe(1);
    clock.advance(1000);
    expect(clock.waiting).toBe(0);
  });

  it('hands on a full batch at once', () => {
    const { sink, clock, ledger } = setUp();
    for (let i = 0; i < 5000; i += 1) ledger.add(subjectOf(), figuresOf());
    expect(sink.batches.map(({ rows }) => rows)).toEqual([4096]);
    clock.advance(1000);
    expect(sink.batches.map(({ rows }) => rows)).toEqual([4096, 904]);
  });

  it('knows what a key has spent that is not written yet', () => {
    const { sink, ledger } = setUp();
    const spend = (costNanoUsd: number | undefined) =>
      ledger.add(subjectOf({ keyId: 'k' }), figuresOf({ costNanoUsd }));
    spend(100);
    spend(undefined);
    ledger.flush();
    spend(20);
    ledger.flush();
    spend(3);
    expect(ledger.pendingCost('k')).toBe(123);
    expect(ledger.pendingCost('other')).toBe(0);
    sink.done[0]?.();
    expect(ledger.pendingCost('k')).toBe(23);
    sink.done[1]?.();
    expect(ledger.pendingCost('k')).toBe(3);
  });

  it('hands on what is left when it is closed', async () => {
    const { sink, clock, ledger } = setUp();
    ledger.add(subjectOf(), figuresOf());
    await ledger.close();
    expect(sink.batches.map(({ rows }) => rows)).toEqual([1]);
    expect(sink.closed).toBe(true);
    expect(clock.waiting).toBe(0);
  });
});
