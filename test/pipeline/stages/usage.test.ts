import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PriceTable } from '../../../src/access/prices.ts';
import { setPrincipal } from '../../../src/access/principal.ts';
import type { UsageFigures, UsageSubject } from '../../../src/access/usage-record.ts';
import type { Exchange } from '../../../src/core/exchange.ts';
import type { Hit, Outcome } from '../../../src/core/outcome.ts';
import type { LiveReply } from '../../../src/core/reply.ts';
import { RequestReader } from '../../../src/pipeline/request-reading.ts';
import { usage } from '../../../src/pipeline/stages/usage.ts';
import { FAKE_EPOCH, FakeClock } from '../../support/fake-clock.ts';
import { exchangeWith, hitOf, SpokenReply } from '../exchanges.ts';

const completion = JSON.stringify({
  object: 'chat.completion',
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi' } }],
  usage: {
    prompt_tokens: 100,
    completion_tokens: 50,
    total_tokens: 150,
    prompt_tokens_details: { cached_tokens: 40 },
    completion_tokens_details: { reasoning_tokens: 30 },
  },
});
const request = { body: JSON.stringify({ model: 'gpt-4o-mini', messages: [], user: 'ann' }) };
const tokens = { input: 100, output: 50, cached: 40, reasoning: 30 };

function setUp() {
  const clock = new FakeClock();
  const entries: (UsageSubject & UsageFigures)[] = [];
  const prices = new PriceTable([
    { model: 'gpt-4o-mini*', input: 1, output: 2, cached: 0.5, from: 0, source: 'https://example.com' },
  ]);
  const shown: string[] = [];
  const { stage, drain } = usage({
    ledger: { add: (subject, figures) => entries.push({ ...subject, ...figures }) },
    prices,
    clock,
    missStatus: 404,
    reader: new RequestReader(),
    shown(name) {
      shown.push(name);
      return name;
    },
  });
  return { clock, entries, stage, drain, shown };
}

function liveHit(reply: LiveReply): Hit {
  return { ...hitOf(), source: 'upstream', interaction: undefined, reply };
}

function listening(outcome: Outcome | Promise<Outcome>): { heard: string[]; reply: LiveReply } {
  if (outcome instanceof Promise || outcome.kind !== 'hit' || outcome.reply.kind !== 'live')
    throw new Error('not live');
  const heard: string[] = [];
  outcome.reply.subscribe({
    chunk: (bytes) => heard.push(Buffer.from(bytes).toString('latin1')) > 0,
    end: () => heard.push('(end)'),
    fail: (how) => heard.push(`(${how})`),
  });
  return { heard, reply: outcome.reply };
}

describe('the usage stage', () => {
  it('writes down who asked, what answered and what it came to, and gives the same outcome at once', () => {
    const { entries, stage } = setUp();
    const exchange = exchangeWith(request);
    setPrincipal(exchange, { keyId: 'key_1', name: 'ci', tier: undefined, rpm: undefined, tpm: undefined });
    const hit = hitOf(completion, { timing: { head: 100, chunks: [150], end: 900 } });
    expect(stage(exchange, () => hit)).toBe(hit);
    expect(entries).toEqual([
      {
        keyId: 'key_1',
        user: 'ann',
        endpoint: 'chat-completions',
        model: 'gpt-4o-mini-2024-07-18',
        provider: 'openai',
        source: 'cassette',
        status: 200,
        at: FAKE_EPOCH,
        tokens,
        estimated: false,
        // 60 fresh tokens at 1 $, 40 cached ones at 0.50 $ and 50 at 2 $ a million.
        costNanoUsd: 180_000,
        durationMs: 900,
        firstTokenMs: 150,
      },
    ]);
  });

  it('knows a recording again, and takes the user from each request', () => {
    const { entries, stage, shown } = setUp();
    const hit = hitOf(completion);
    stage(exchangeWith(request), () => hit);
    stage(exchangeWith({ body: '{"model":"gpt-4o-mini","user":"bob"}' }), () => ({
      ...hit,
      reply: { ...hitOf().reply, ...hit.reply },
    }));
    expect(entries.map(({ user, model }) => [user, model])).toEqual([
      ['ann', 'gpt-4o-mini-2024-07-18'],
      ['bob', 'gpt-4o-mini-2024-07-18'],
    ]);
    expect(shown.filter((name) => name.startsWith('gpt'))).toHaveLength(1);
  });

  it('estimates the tokens of a stream that tells none, and says that it did', () => {
    const { entries, stage } = setUp();
    const events = [
      { choices: [{ index: 0, delta: { role: 'assistant', content: 'The quick brown fox ' }, finish_reason: null }] },
      { choices: [{ index: 0, delta: { content: 'jumps over the dog.' }, finish_reason: 'stop' }] },
    ].map(
      (event) => `data: ${JSON.stringify({ object: 'chat.completion.chunk', model: 'gpt-4o-mini', ...event })}\n\n`,
    );
    const asked = {
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Tell me of a fox.' }] }),
    };
    const headers: [string, string][] = [['content-type', 'text/event-stream']];
    stage(exchangeWith(asked), () => hitOf(`${events.join('')}data: [DONE]\n\n`, { headers }));
    expect(entries).toMatchObject([{ estimated: true, tokens: { output: 10, cached: 0, reasoning: 0 } }]);
    expect(entries[0]?.tokens?.input).toBeGreaterThan(4);
    expect(entries[0]?.costNanoUsd).toBeGreaterThan(0);
  });

  it('estimates nothing for what is no answer of a model', () => {
    const { entries, stage } = setUp();
    stage(exchangeWith({ method: 'GET', target: '/v1/models' }), () => hitOf('{"object":"list","data":[]}'));
    stage(exchangeWith(request), () => hitOf('{"error":{"message":"no"}}', { status: 500 }));
    expect(entries.map(({ tokens, estimated }) => [tokens, estimated])).toEqual([
      [undefined, false],
      [undefined, false],
    ]);
  });

  it('dates an exchange when it was asked, also when the answer took its time', async () => {
    const { clock, entries, stage } = setUp();
    const outcome = stage(exchangeWith(request), async () => hitOf(completion));
    clock.advance(250);
    await outcome;
    expect(entries).toMatchObject([{ at: FAKE_EPOCH, durationMs: 250, firstTokenMs: 250 }]);
  });

  it('counts a miss and a refusal with the status that the client gets, and the model that it asked for', () => {
    const { entries, stage } = setUp();
    stage(exchangeWith(request), () => ({ kind: 'miss', reasons: [] }));
    stage(exchangeWith(request), () => ({ kind: 'refusal', error: { status: 502, code: 'x', message: 'y' } }));
    expect(entries).toMatchObject([
      {
        source: 'none',
        status: 404,
        model: 'gpt-4o-mini',
        provider: 'openai',
        tokens: undefined,
        costNanoUsd: undefined,
      },
      { source: 'none', status: 502, model: 'gpt-4o-mini', firstTokenMs: undefined },
    ]);
  });

  it('counts a request at which a responder fails, and lets it fail', async () => {
    const { entries, stage } = setUp();
    const fail = (): never => {
      throw new Error('no');
    };
    expect(() => stage(exchangeWith(request), fail)).toThrow('no');
    await expect(stage(exchangeWith(request), async () => fail())).rejects.toThrow('no');
    expect(entries).toMatchObject([
      { source: 'none', status: 500 },
      { source: 'none', status: 500 },
    ]);
  });

  it('counts an answer that never begins as no status at all', () => {
    const { entries, stage } = setUp();
    const timing = { head: 0, chunks: [], end: 30_000 };
    stage(exchangeWith(request), () => hitOf('', { headless: true, end: 'reset', timing }));
    expect(entries).toMatchObject([{ status: 0, durationMs: 30_000, firstTokenMs: undefined }]);
  });

  it('passes a live answer on as it comes, and counts it at its end', async () => {
    const { clock, entries, stage, drain } = setUp();
    const spoken = new SpokenReply();
    const { heard } = listening(stage(exchangeWith(request), () => liveHit(spoken)));
    clock.advance(40);
    spoken.say(completion.slice(0, 50));
    clock.advance(60);
    spoken.say(completion.slice(50));
    expect(entries).toEqual([]);
    spoken.sink.end([]);
    expect(heard).toEqual([completion.slice(0, 50), completion.slice(50), '(end)']);
    await drain();
    expect(entries).toMatchObject([
      { source: 'upstream', tokens, costNanoUsd: 180_000, durationMs: 100, firstTokenMs: 40, at: FAKE_EPOCH },
    ]);
  });

  it('reads a live answer that is compressed', async () => {
    const { entries, stage, drain } = setUp();
    const spoken = new SpokenReply({ headers: [['content-encoding', 'gzip']] });
    listening(stage(exchangeWith(request), () => liveHit(spoken)));
    spoken.say(gzipSync(completion));
    spoken.sink.end([]);
    await drain();
    expect(entries).toMatchObject([{ tokens }]);
  });

  it('counts once a live answer whose client has left', async () => {
    const { entries, stage, drain } = setUp();
    const spoken = new SpokenReply();
    const { reply } = listening(stage(exchangeWith(request), () => liveHit(spoken)));
    spoken.say('{"id"');
    reply.abort();
    reply.abort();
    await drain();
    expect(spoken.asked).toContain('abort');
    expect(entries).toMatchObject([{ source: 'upstream', tokens: undefined }]);
  });

  it('counts a live answer that is too long to be read, without its tokens', async () => {
    const { entries, stage, drain } = setUp();
    const spoken = new SpokenReply();
    listening(stage(exchangeWith(request), () => liveHit(spoken)));
    for (let i = 0; i < 6; i += 1) spoken.say(Buffer.alloc(1024 * 1024));
    spoken.sink.end([]);
    await drain();
    expect(entries).toMatchObject([{ status: 200, model: 'gpt-4o-mini', tokens: undefined }]);
  });

  it('has the upstream of the path for a provider, else the family of the protocol', () => {
    const { entries, stage } = setUp();
    const invented: Outcome = { ...hitOf(completion), source: 'generator', answeredBy: undefined };
    const asked: Partial<Exchange>[] = [{ upstream: 'groq' }, {}];
    for (const others of asked) stage(exchangeWith(request, others), () => invented);
    stage(exchangeWith({ target: '/something/else' }), () => invented);
    expect(entries.map(({ provider, source }) => [provider, source])).toEqual([
      ['groq', 'generator'],
      ['openai', 'generator'],
      ['', 'generator'],
    ]);
  });
});
