import { describe, expect, it } from 'vitest';
import { faultHeader } from '../../src/core/fault.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { AnswerFactsReader } from '../../src/telemetry/answer-facts.ts';
import type { AnswerRecord, ChunkListener, ExchangeListener } from '../../src/telemetry/answer-record.ts';
import { requestIds } from '../../src/telemetry/request-id.ts';
import { ShownRequest } from '../../src/telemetry/shown-request.ts';
import { AnswerWatcher } from '../../src/telemetry/watch-answers.ts';
import { SpokenReply } from '../pipeline/exchanges.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { begunOf, chatAnswer, exchangeOf, hitOf, plannedReply } from './answers.ts';

function watching(onChunk?: ChunkListener, readsLive = true, onExchange?: ExchangeListener) {
  const clock = new FakeClock();
  const records: AnswerRecord[] = [];
  const shown = new ShownRequest(createRedactor());
  const watcher = new AnswerWatcher({
    clock,
    requestId: requestIds('sim-test'),
    shown,
    facts: new AnswerFactsReader(shown),
    listeners: [(record) => records.push(record)],
    onExchange,
    onChunk,
    readsLive: () => readsLive,
  });
  return { clock, records, watcher };
}

const paced = { timing: { head: 10, chunks: [20], end: 30 } };
const stream = [
  'data: {"model":"m-1","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n',
  'data: {"model":"m-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\n\n',
  'data: [DONE]\n\n',
];

describe('the watcher of answers', () => {
  it('does not follow an answer that goes out at once, and tells of it when it is written', () => {
    const { clock, records, watcher } = watching();
    const begun = begunOf(plannedReply());
    expect(watcher.follow(begun)).toBeUndefined();
    clock.advance(3);
    watcher.atOnce(begun, true);
    expect(records).toEqual([
      expect.objectContaining({
        exchange: 1,
        requestId: 'sim-test-1',
        method: 'POST',
        target: '/v1/chat/completions',
        upstream: 'openai',
        cassette: 'chat',
        source: 'cassette',
        interaction: 'chat/openai.hello',
        status: 200,
        firstChunk: 3,
        duration: 3,
        chunks: 1,
        bytes: chatAnswer.byteLength,
        end: 'complete',
      }),
    ]);
    expect(records[0]?.facts).toMatchObject({ endpoint: 'chat-completions', model: 'gpt-4o-mini', streamed: false });
    expect(records[0]?.facts.answer).toEqual({
      model: 'gpt-4o-mini-2024-07-18',
      usage: { input: 11, output: 7, cached: 0, reasoning: 0 },
      finishes: ['stop'],
    });
  });

  it('tells that the client had left before an answer that goes out at once', () => {
    const { records, watcher } = watching();
    watcher.atOnce(begunOf(plannedReply()), false);
    expect(records[0]).toMatchObject({ end: 'client-gone', chunks: 0, bytes: 0, firstChunk: undefined });
  });

  it('follows a paced answer to its end', () => {
    const { clock, records, watcher } = watching();
    const reply = plannedReply(paced);
    const watch = watcher.follow(begunOf(reply));
    expect(watcher.open).toBe(1);
    clock.advance(20);
    watch?.chunk(reply.bytes);
    clock.advance(10);
    watch?.closed(true);
    expect(watcher.open).toBe(0);
    expect(records[0]).toMatchObject({ firstChunk: 20, duration: 30, chunks: 1, end: 'complete' });
  });

  it('counts the chunks that it is told of together, and asks for no more than the first', () => {
    const { clock, records, watcher } = watching();
    const reply = plannedReply(paced);
    const watch = watcher.follow(begunOf(reply));
    expect(watch?.reads).toBe(false);
    clock.advance(20);
    watch?.chunk(Buffer.from('one'));
    clock.advance(10);
    watch?.passed(4, 100);
    watch?.closed(true);
    expect(records[0]).toMatchObject({ firstChunk: 20, chunks: 5, bytes: 103 });
  });

  it('asks for every chunk where somebody hears of them, or a live answer is read', () => {
    expect(watching(() => {}).watcher.follow(begunOf(plannedReply(paced)))?.reads).toBe(true);
    const live = new SpokenReply({ headers: [['content-type', 'text/event-stream']] });
    const begun = begunOf(live, hitOf(live, { source: 'upstream' }));
    expect(watching().watcher.follow(begun)?.reads).toBe(true);
    expect(watching(undefined, false).watcher.follow(begun)?.reads).toBe(false);
  });

  it('knows what a paced answer is about before it is written, and looks at its request no more', () => {
    const { records, watcher } = watching();
    const { exchange, outcome, reply, requestId } = begunOf(plannedReply(paced));
    const given = { ...exchange, request: { ...exchange.request } };
    const watch = watcher.follow({ exchange: given, outcome, reply, requestId });
    given.request = { method: 'GET', target: '/elsewhere', headers: [], body: new Uint8Array(0) };
    watch?.closed(true);
    expect(records[0]).toMatchObject({ method: 'POST', target: '/v1/chat/completions', source: 'cassette' });
    expect(records[0]?.facts).toMatchObject({ endpoint: 'chat-completions', model: 'gpt-4o-mini' });
  });

  it.each(['at once', 'paced'] as const)(
    'shows the request of an answer (%s) to who asks for it, after all others',
    (how) => {
      const heard: unknown[] = [];
      const { records, watcher } = watching(undefined, true, (record, exchange) =>
        heard.push(records.at(-1), record, exchange),
      );
      const begun = begunOf(plannedReply(how === 'paced' ? paced : {}));
      if (how === 'paced') watcher.follow(begun)?.closed(true);
      else watcher.atOnce(begun, true);
      expect(heard).toEqual([records[0], records[0], begun.exchange]);
    },
  );

  it.each([
    ['reset', ['cut', 'closed'] as const, 'reset'],
    ['the client', ['closed'] as const, 'client-gone'],
  ] as const)('tells that %s ended an answer', (_who, calls, end) => {
    const { records, watcher } = watching();
    const watch = watcher.follow(begunOf(plannedReply(paced)));
    for (const call of calls) {
      if (call === 'cut') watch?.cut('reset');
      else watch?.closed(false);
    }
    expect(records.map((record) => record.end)).toEqual([end]);
  });

  it('reads the tokens of a live stream when it is over', () => {
    const { records, watcher } = watching();
    const reply = new SpokenReply({ headers: [['content-type', 'text/event-stream; charset=utf-8']] });
    const watch = watcher.follow(begunOf(reply, hitOf(reply, { source: 'upstream' })));
    for (const event of stream) watch?.chunk(Buffer.from(event));
    watch?.closed(true);
    expect(records[0]).toMatchObject({ source: 'upstream', chunks: 3 });
    expect(records[0]?.facts).toMatchObject({ streamed: true });
    expect(records[0]?.facts.answer).toEqual({
      model: 'm-1',
      usage: { input: 3, output: 2, cached: 0, reasoning: 0 },
      finishes: ['stop'],
    });
  });

  it('keeps and reads nothing of a live stream while nobody looks', () => {
    const { records, watcher } = watching(undefined, false);
    const reply = new SpokenReply({ headers: [['content-type', 'text/event-stream']] });
    const watch = watcher.follow(begunOf(reply, hitOf(reply, { source: 'upstream' })));
    for (const event of stream) watch?.chunk(Buffer.from(event));
    watch?.closed(true);
    expect(records[0]).toMatchObject({ source: 'upstream', chunks: 3 });
    expect(records[0]?.facts.answer).toBeUndefined();
  });

  it.each([
    ['was cut', { cut: true, headers: [['content-type', 'text/event-stream']] }],
    [
      'is compressed',
      {
        cut: false,
        headers: [
          ['content-type', 'text/event-stream'],
          ['content-encoding', 'br'],
        ],
      },
    ],
    ['is no text', { cut: false, headers: [['content-type', 'audio/mpeg']] }],
  ] as const)('knows no tokens of a live answer that %s', (_what, { cut, headers }) => {
    const { records, watcher } = watching();
    const reply = new SpokenReply({ headers });
    const watch = watcher.follow(begunOf(reply, hitOf(reply, { source: 'upstream' })));
    for (const event of stream) watch?.chunk(Buffer.from(event));
    if (cut) watch?.cut('reset');
    watch?.closed(!cut);
    expect(records[0]?.facts.answer).toBeUndefined();
  });

  it('keeps no more than 4 MiB of a live answer', () => {
    const { records, watcher } = watching();
    const reply = new SpokenReply({ headers: [['content-type', 'text/event-stream']] });
    const watch = watcher.follow(begunOf(reply, hitOf(reply, { source: 'upstream' })));
    watch?.chunk(Buffer.alloc(4 * 1024 * 1024, ':\n'));
    for (const event of stream) watch?.chunk(Buffer.from(event));
    watch?.closed(true);
    expect(records[0]?.bytes).toBeGreaterThan(4 * 1024 * 1024);
    expect(records[0]?.facts.answer).toBeUndefined();
  });

  it('tells misses and refusals by who answered', () => {
    const { records, watcher } = watching();
    const reply = plannedReply({ status: 400 });
    const miss: Outcome = { kind: 'miss', reasons: [] };
    const refusal: Outcome = { kind: 'refusal', error: { status: 413, code: null, message: 'too large' } };
    for (const outcome of [miss, refusal]) watcher.atOnce(begunOf(reply, outcome), true);
    expect(records.map(({ source, status, facts }) => [source, status, facts.answer])).toEqual([
      ['none', 400, undefined],
      ['llmsim', 400, undefined],
    ]);
  });

  it('names the fault that was put into an answer', () => {
    const { records, watcher } = watching();
    watcher.atOnce(begunOf(plannedReply({ headers: [['x-llmsim-fault', 'bad-usage(tokens=0)']] })), true);
    expect(records[0]?.fault).toBe('bad-usage(tokens=0)');
  });

  it('knows no status of an answer that has no head', () => {
    const { records, watcher } = watching();
    const watch = watcher.follow(begunOf(plannedReply({ headless: true, end: 'stall' })));
    watch?.cut('stall');
    watch?.closed(false);
    expect(records[0]).toMatchObject({ status: undefined, end: 'stall' });
  });

  it('shows no credential of the client, in the target as in the model', () => {
    const { records, watcher } = watching();
    const key = 'sk-proj-Zk3v9QmX2LrT8wYb7NcP4aHd';
    const body = Buffer.from(JSON.stringify({ model: key, messages: [] }));
    const exchange = exchangeOf([['authorization', `Bearer ${key}`]], `/v1/chat/completions?trace=${key}`);
    const reply = plannedReply();
    watcher.atOnce(begunOf(reply, hitOf(reply), { ...exchange, request: { ...exchange.request, body } }), true);
    expect(JSON.stringify(records)).not.toContain(key);
  });

  it('tells of each chunk where somebody wants to know', () => {
    const chunks: string[] = [];
    const { clock, watcher } = watching(({ requestId }, bytes, at) =>
      chunks.push(`${requestId} ${at} ${Buffer.from(bytes)}`),
    );
    const watch = watcher.follow(begunOf(plannedReply()));
    clock.advance(5);
    watch?.chunk(Buffer.from('one'));
    clock.advance(5);
    watch?.chunk(Buffer.from('two'));
    expect(chunks).toEqual(['sim-test-1 5 one', 'sim-test-1 10 two']);
  });
});

describe('the facts of an answer', () => {
  it('are read once for a recording, however often it is played and whatever becomes of its head', () => {
    const shown = new ShownRequest(createRedactor());
    const reader = new AnswerFactsReader(shown);
    const reply = plannedReply();
    const first = reader.of(exchangeOf(), hitOf(reply), reply);
    const paced = { ...reply, headers: [] };
    expect(reader.of(exchangeOf(), hitOf(paced), paced)).toBe(first);
  });

  it('are not those of an answer that a fault has changed before', () => {
    const reader = new AnswerFactsReader(new ShownRequest(createRedactor()));
    const reply = plannedReply({ headers: [['content-type', 'text/event-stream']] });
    const changed = plannedReply({
      ...reply,
      headers: [
        ['content-type', 'text/html'],
        [faultHeader, 'wrong-content-type'],
      ],
    });
    expect(reader.of(exchangeOf(), hitOf(changed), changed).streamed).toBe(false);
    expect(reader.of(exchangeOf(), hitOf(reply), reply).streamed).toBe(true);
  });

  it('are read anew for an answer that is invented, and for one without a body', () => {
    const reader = new AnswerFactsReader(new ShownRequest(createRedactor()));
    const reply = plannedReply();
    const invented = hitOf(reply, { source: 'generator' });
    expect(reader.of(exchangeOf(), invented, reply)).not.toBe(reader.of(exchangeOf(), invented, reply));
    const empty = plannedReply({ bytes: new Uint8Array(0), ends: [] });
    expect(reader.of(exchangeOf(), hitOf(empty), empty)).not.toBe(reader.of(exchangeOf(), hitOf(empty), empty));
  });
});
