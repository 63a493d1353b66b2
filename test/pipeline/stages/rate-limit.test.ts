import { describe, expect, it } from 'vitest';
import { type LimitPolicy, type LimitWindow, minute, noLimits } from '../../../src/access/limits/limit-set.ts';
import { RateLimiter } from '../../../src/access/limits/rate-limiter.ts';
import { setPrincipal } from '../../../src/access/principal.ts';
import type { Exchange } from '../../../src/core/exchange.ts';
import { type HeaderList, headerOf } from '../../../src/core/headers.ts';
import type { Hit, Outcome } from '../../../src/core/outcome.ts';
import { RequestReader } from '../../../src/pipeline/request-reading.ts';
import { rateLimit } from '../../../src/pipeline/stages/rate-limit.ts';
import { chatCompletion } from '../../support/chat-completion.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { exchangeOf } from '../../support/forwarding.ts';
import { exchangeWith, hitOf, SpokenReply, textOf } from '../exchanges.ts';

/** 12 tokens of prompt, 8 of answer. */
const completion = JSON.stringify(chatCompletion('Hello.', { prompt: 12, completion: 8 }));

function requests(limit: number): LimitWindow {
  return { counts: 'requests', limit, per: minute };
}

function tokens(limit: number): LimitWindow {
  return { counts: 'tokens', limit, per: minute };
}

function policyOf(windows: readonly LimitWindow[], concurrency?: number): LimitPolicy {
  return { ...noLimits, client: { all: { windows, concurrency }, models: [] } };
}

function limited(policy: LimitPolicy) {
  const clock = new FakeClock();
  const stage = rateLimit({ limiter: new RateLimiter(), policy: () => policy, clock, reader: new RequestReader() });
  const ask = (answer: Outcome = hitOf(completion), exchange: Exchange = chat()): Outcome => {
    const outcome = stage(exchange, () => answer);
    if (outcome instanceof Promise) throw new Error('an answer that is there is given at once');
    return outcome;
  };
  return { clock, stage, ask };
}

function chat(maxTokens = 100, parts: Partial<Exchange> = {}): Exchange {
  const body = JSON.stringify({ model: 'gpt-4o', max_tokens: maxTokens, messages: [{ role: 'user', content: 'Hi' }] });
  return exchangeWith({ body }, parts);
}

function told(outcome: Outcome, name: string): string | undefined {
  if (outcome.kind === 'miss') throw new Error('a miss has no headers');
  return headerOf(outcome.kind === 'hit' ? sentHeaders(outcome) : (outcome.error.headers ?? []), name);
}

/** As the server sends them. */
function sentHeaders({ reply, extraHeaders = [] }: Hit): HeaderList {
  return [...reply.headers, ...extraHeaders];
}

function left(outcome: Outcome): string | undefined {
  return told(outcome, 'x-ratelimit-remaining-tokens');
}

describe('the stage that holds clients to limits', () => {
  it('tells of the limits on every answer, in place of the recorded ones', () => {
    const { ask } = limited(policyOf([requests(10), tokens(1_000)]));
    const recorded = hitOf(completion, {
      headers: [
        ['content-type', 'application/json'],
        ['X-RateLimit-Remaining-Requests', '4999'],
        ['x-ratelimit-reset-tokens', '0s'],
      ],
    });
    const outcome = ask(recorded) as Hit;
    expect(sentHeaders(outcome)).toEqual([
      ['content-type', 'application/json'],
      ['x-ratelimit-limit-requests', '10'],
      ['x-ratelimit-remaining-requests', '9'],
      ['x-ratelimit-reset-requests', '6s'],
      ['x-ratelimit-limit-tokens', '1000'],
      ['x-ratelimit-remaining-tokens', '900'],
      ['x-ratelimit-reset-tokens', '6s'],
    ]);
    expect(textOf(outcome)).toBe(completion);
    expect(recorded.reply.headers).toHaveLength(3);
  });

  it('takes the estimate at once, and what was counted in the end', () => {
    const { clock, ask } = limited(policyOf([tokens(600)]));
    const slow = hitOf(completion, { timing: { head: 0, chunks: [2_000], end: 2_000 } });
    expect(left(ask(slow))).toBe('500');
    expect(left(ask(slow))).toBe('400');
    clock.advance(2_000);
    // 40 were used, 20 came back in two seconds, and the next takes its 100.
    expect(left(ask(slow))).toBe('480');
  });

  it('refuses what is over the limit, and lets it in when it may come again', () => {
    const { clock, ask } = limited(policyOf([requests(2)]));
    ask();
    ask();
    const refused = ask();
    expect(refused).toMatchObject({ kind: 'refusal', error: { status: 429, code: 'rate_limit_exceeded' } });
    expect([told(refused, 'retry-after-ms'), told(refused, 'retry-after')]).toEqual(['30000', '30']);
    expect(told(refused, 'x-ratelimit-remaining-requests')).toBe('0');
    clock.advance(30_000);
    expect(ask().kind).toBe('hit');
  });

  it('does not ask for an answer that nobody gets', () => {
    const { stage } = limited(policyOf([tokens(50)]));
    const outcome = stage(chat(100), () => {
      throw new Error('nobody asks');
    });
    expect(outcome).toMatchObject({ kind: 'refusal', error: { status: 429 } });
  });

  it('gives back the tokens of an answer that is an error, and all that a miss took', () => {
    const { ask } = limited(policyOf([requests(10), tokens(1_000)]));
    ask(hitOf('{"error":{}}', { status: 500 }));
    expect(ask({ kind: 'miss', reasons: [] }).kind).toBe('miss');
    const refusal = ask({ kind: 'refusal', error: { status: 502, code: 'x', message: 'x' } });
    expect([left(refusal), told(refusal, 'x-ratelimit-remaining-requests')]).toEqual(['1000', '9']);
  });

  it('estimates the answer from its words where it has no usage', () => {
    const { ask } = limited(policyOf([tokens(1_000)]));
    const said = 'word '.repeat(40);
    ask(hitOf(JSON.stringify({ choices: [{ message: { content: said } }] })));
    expect(Number(left(ask())) + 100).toBeGreaterThan(900);
    expect(Number(left(ask())) + 100).toBeLessThan(960);
  });

  it('counts a live answer when it ends', async () => {
    const { ask } = limited(policyOf([tokens(1_000)]));
    const reply = new SpokenReply({ headers: [['x-ratelimit-limit-tokens', '9']] });
    const outcome = ask({ ...hitOf(), reply }) as Hit;
    expect(left(outcome)).toBe('900');
    expect(told(outcome, 'x-ratelimit-limit-tokens')).toBe('1000');
    if (outcome.reply.kind !== 'live') throw new Error('it was live');
    const heard: string[] = [];
    outcome.reply.subscribe({
      chunk: (bytes) => heard.push(Buffer.from(bytes).toString()) > 0,
      end: () => heard.push('end'),
      fail: () => heard.push('fail'),
    });
    reply.say(completion.slice(0, 50));
    reply.say(completion.slice(50));
    reply.sink.end([]);
    expect(heard).toEqual([completion.slice(0, 50), completion.slice(50), 'end']);
    await Promise.resolve();
    expect(left(ask())).toBe('880');
  });

  it('bounds what is under way: planned answers until their end, live ones until theirs', () => {
    const { clock, ask } = limited(policyOf([], 2));
    const slow = hitOf(completion, { timing: { head: 0, chunks: [500], end: 500 } });
    const live = new SpokenReply();
    ask(slow);
    const outcome = ask({ ...hitOf(), reply: live }) as Hit;
    expect(ask()).toMatchObject({ kind: 'refusal', error: { status: 429 } });
    clock.advance(500);
    ask(slow, chat(100, { receivedAt: 500 }));
    expect(ask().kind).toBe('refusal');
    if (outcome.reply.kind === 'live') outcome.reply.abort();
    expect(ask().kind).toBe('hit');
  });

  it('hears of a client that leaves before the end, also in a silence', () => {
    const { clock, ask } = limited(policyOf([], 1));
    const stalled = hitOf('', { end: 'stall' });
    const { exchange, leave } = exchangeOf();
    ask(stalled, exchange);
    clock.advance(1_000_000);
    expect(ask().kind).toBe('refusal');
    leave();
    expect(ask().kind).toBe('hit');
  });

  it('lets go when whoever answers fails', async () => {
    const { stage, ask } = limited(policyOf([requests(5)], 1));
    expect(() =>
      stage(chat(), () => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    await expect(stage(chat(), () => Promise.reject(new Error('broken too')))).rejects.toThrow('broken too');
    expect(told(ask(), 'x-ratelimit-remaining-requests')).toBe('4');
  });

  it('only tells of the limits where nothing is asked to be made', () => {
    const { ask } = limited(policyOf([requests(5)]));
    const listed = ask(hitOf('{"data":[]}'), exchangeWith({ method: 'GET', target: '/v1/chat/completions' }));
    expect(told(listed, 'x-ratelimit-remaining-requests')).toBe('5');
  });

  it('counts the same of a recording each time it is played', () => {
    const { ask } = limited(policyOf([tokens(1_000)]));
    const recorded = hitOf(completion);
    // 20 each, and the 100 that the one that is asked now takes at first.
    expect([1, 2, 3, 4].map(() => left(ask(recorded)))).toEqual(['900', '880', '860', '840']);
  });

  it('counts each reply by what it says itself, also one that a fault has changed', () => {
    const { ask } = limited(policyOf([tokens(1_000)]));
    const recorded = hitOf(completion);
    const used = (outcome: Outcome): number => {
      const before = Number(left(ask(hitOf('', { status: 500 }))));
      ask(outcome);
      return before - Number(left(ask(hitOf('', { status: 500 }))));
    };
    const { reply } = recorded;
    if (reply.kind !== 'planned') throw new Error('it is planned');
    const more = hitOf(completion.replace('"completion_tokens":8', '"completion_tokens":38'));
    const failed: Hit = { ...recorded, reply: { ...reply, status: 503 } };
    const cut: Hit = { ...recorded, reply: { ...reply, bytes: reply.bytes.subarray(0, 20), ends: [20] } };
    expect([recorded, more, failed, cut, recorded].map(used)).toEqual([20, 50, 0, 100, 20]);
  });

  it('leaves a recording the object that it is: what differs from answer to answer stands beside it', () => {
    const { ask } = limited(policyOf([requests(10)]));
    const plain = hitOf(completion);
    expect((ask(plain) as Hit).reply).toBe(plain.reply);
    const recorded = hitOf(completion, { headers: [['x-ratelimit-limit-requests', '5']] });
    const [one, other] = [ask(recorded) as Hit, ask(recorded) as Hit];
    expect(one.reply.headers).toBe(other.reply.headers);
    expect([told(one, 'x-ratelimit-remaining-requests'), told(other, 'x-ratelimit-remaining-requests')]).toEqual([
      '8',
      '7',
    ]);
  });

  it('does not look at the request of a key without limits where there are no others', () => {
    const { ask } = limited(noLimits);
    const { request, ...others } = chat();
    const exchange: Exchange = {
      ...others,
      request: {
        ...request,
        get body(): Uint8Array {
          throw new Error('nobody needs the body');
        },
      },
    };
    setPrincipal(exchange, { keyId: 'a', name: 'ci', tier: undefined, rpm: undefined, tpm: undefined });
    expect(ask(hitOf(completion), exchange).kind).toBe('hit');
  });

  it('keeps keys apart, and credentials that are none of llmsim’s', () => {
    const { ask } = limited(policyOf([requests(1)]));
    const withKey = (keyId: string): Exchange => {
      const exchange = chat();
      setPrincipal(exchange, { keyId, name: 'ci', tier: undefined, rpm: undefined, tpm: undefined });
      return exchange;
    };
    const withCredential = (key: string): Exchange => exchangeWith({ headers: [['authorization', `Bearer ${key}`]] });
    const kinds = [
      withKey('a'),
      withKey('b'),
      withKey('a'),
      withCredential('x'),
      withCredential('y'),
      withCredential('x'),
    ].map((exchange) => ask(hitOf(completion), exchange).kind);
    expect(kinds).toEqual(['hit', 'hit', 'refusal', 'hit', 'hit', 'refusal']);
  });

  it('holds a key to its own numbers', () => {
    const { ask } = limited(noLimits);
    const exchange = chat();
    setPrincipal(exchange, { keyId: 'a', name: 'ci', tier: undefined, rpm: 1, tpm: 5_000 });
    expect(left(ask(hitOf(completion), exchange))).toBe('4900');
    expect(ask(hitOf(completion), exchange).kind).toBe('refusal');
  });

  it('hands on the very answer where there are no limits', () => {
    const { ask } = limited(noLimits);
    const hit = hitOf(completion);
    expect(ask(hit)).toBe(hit);
  });

  it('has each protocol’s own words', () => {
    const { ask } = limited(policyOf([requests(50), tokens(5_000)]));
    const message = exchangeWith({ target: '/v1/messages', body: '{"model":"claude-sonnet-4-5","max_tokens":1000}' });
    expect(told(ask(hitOf('{}'), message), 'anthropic-ratelimit-tokens-remaining')).toBe('4000');
    expect(told(ask(hitOf('{}'), message), 'anthropic-ratelimit-requests-reset')).toMatch(/^2026-01-02T03:04:\d\dZ$/);
  });
});
