/** Exchanges for tests of the usage ledger. */

import { type UsageBatch, UsageBuffer } from '../../src/access/usage-batch.ts';
import type { UsageFigures, UsageSubject } from '../../src/access/usage-record.ts';
import { FAKE_EPOCH } from '../support/fake-clock.ts';

export function subjectOf(given: Partial<UsageSubject> = {}): UsageSubject {
  return {
    keyId: '',
    user: '',
    endpoint: 'chat-completions',
    model: 'gpt-4o-mini',
    provider: 'openai',
    source: 'cassette',
    status: 200,
    ...given,
  };
}

export function figuresOf(given: Partial<UsageFigures> = {}): UsageFigures {
  return {
    at: FAKE_EPOCH,
    tokens: { input: 10, output: 20, cached: 3, reasoning: 5 },
    estimated: false,
    costNanoUsd: 1500,
    durationMs: 12.5,
    firstTokenMs: 4.25,
    ...given,
  };
}

export type Exchanged = readonly [Partial<UsageSubject>, Partial<UsageFigures>];

export function batchOf(exchanges: readonly Exchanged[]): UsageBatch {
  const buffer = new UsageBuffer();
  for (const [subject, figures] of exchanges) buffer.add(subjectOf(subject), figuresOf(figures));
  const batch = buffer.take();
  if (batch === undefined) throw new Error('a batch without exchanges');
  return batch;
}
