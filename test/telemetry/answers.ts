/** Answers for tests of what is told of them. */

import type { Exchange } from '../../src/core/exchange.ts';
import type { HeaderList } from '../../src/core/headers.ts';
import { unmetered } from '../../src/core/memory-budget.ts';
import type { Hit, Outcome } from '../../src/core/outcome.ts';
import type { PlannedReply, Reply } from '../../src/core/reply.ts';
import type { AnswerFacts } from '../../src/telemetry/answer-facts.ts';
import type { AnswerRecord, BegunAnswer } from '../../src/telemetry/answer-record.ts';
import { chatCompletion } from '../support/chat-completion.ts';
import { FAKE_EPOCH } from '../support/fake-clock.ts';

export const facts: AnswerFacts = {
  endpoint: 'chat-completions',
  family: 'openai',
  model: 'gpt-4o-mini',
  streamed: false,
  answer: {
    model: 'gpt-4o-mini-2024-07-18',
    usage: { input: 11, output: 7, cached: 0, reasoning: 0 },
    finishes: ['stop'],
  },
};

/** An answer from a recording, all at once. */
export function recordOf(changed: Partial<AnswerRecord> = {}): AnswerRecord {
  return {
    exchange: 1,
    requestId: 'sim-test-1',
    received: FAKE_EPOCH + 1000,
    method: 'POST',
    target: '/v1/chat/completions',
    upstream: 'openai',
    cassette: 'chat',
    source: 'cassette',
    interaction: 'chat/openai.chat-completions-hello',
    status: 200,
    fault: undefined,
    firstChunk: 2,
    duration: 4,
    chunks: 1,
    bytes: 300,
    end: 'complete',
    facts,
    ...changed,
  };
}

export const chatRequest = Buffer.from(
  JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello' }] }),
);

export const chatAnswer = Buffer.from(JSON.stringify(chatCompletion('Hello.', { prompt: 11, completion: 7 })));

export function exchangeOf(
  headers: HeaderList = [],
  target = '/v1/chat/completions',
  changed: Partial<Exchange> = {},
): Exchange {
  return {
    id: 1,
    request: { method: 'POST', target, headers, body: chatRequest },
    bodyRest: undefined,
    upstream: undefined,
    selection: { cassette: undefined, session: undefined },
    receivedAt: 0,
    client: { gone: false, onGone() {}, inform() {} },
    memory: unmetered,
    address: { base: 'http://127.0.0.1:8080', selection: '', prefixed: false },
    ...changed,
  };
}

export function plannedReply(changed: Partial<PlannedReply> = {}): PlannedReply {
  const bytes = changed.bytes ?? chatAnswer;
  return {
    kind: 'planned',
    status: 200,
    statusText: '',
    headers: [['content-type', 'application/json']],
    bytes,
    ends: [bytes.byteLength],
    timing: { head: 0, chunks: [0], end: 0 },
    end: 'complete',
    ...changed,
  };
}

export function hitOf(reply: Reply, changed: Partial<Hit> = {}): Hit {
  const answeredBy = { name: 'openai', origin: 'https://api.openai.com', basePath: '' };
  return { kind: 'hit', source: 'cassette', interaction: 'chat/openai.hello', reply, answeredBy, ...changed };
}

export function begunOf(reply: Reply, outcome: Outcome = hitOf(reply), exchange: Exchange = exchangeOf()): BegunAnswer {
  return { exchange, outcome, reply, requestId: 'sim-test-1' };
}
