import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/core/exchange.ts';
import type { ChosenFault } from '../../../src/core/fault.ts';
import { headerOf } from '../../../src/core/headers.ts';
import type { Outcome, Responder } from '../../../src/core/outcome.ts';
import type { FaultRule, FaultSet } from '../../../src/pipeline/fault/fault-set.ts';
import { Injector } from '../../../src/pipeline/fault/injector.ts';
import { faultOf } from '../../../src/pipeline/fault/read-fault.ts';
import { injectFaults } from '../../../src/pipeline/stages/inject-faults.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { exchangeOf } from '../../support/forwarding.ts';
import { exchangeWith, hitOf, SpokenReply, textOf } from '../exchanges.ts';

function rule(text: string, others: Partial<FaultRule> = {}): FaultRule {
  return {
    fault: faultOf(text),
    rate: 1,
    times: undefined,
    for: undefined,
    from: 0,
    until: Number.POSITIVE_INFINITY,
    ...others,
  };
}

function stageOf(set: FaultSet = [], seed = 'llmsim', wishes?: WeakMap<Exchange, ChosenFault>) {
  const clock = new FakeClock();
  let loads = 0;
  const options = {
    seed: () => seed,
    keyOf: ({ body }: { body: Uint8Array }) => Buffer.from(body).toString('hex'),
    clock,
    elapsed: () => clock.now(),
  };
  const injector = new Injector(options);
  const stage = injectFaults({
    inForce: { set },
    wishes,
    async injector() {
      loads += 1;
      return injector;
    },
  });
  return { stage, injector, clock, loads: () => loads };
}

function wishing(fault: string, body = '{}') {
  return exchangeWith({ headers: [['X-LLMSim-Fault', fault]], body });
}

const hit = hitOf('{"choices":[]}', { headers: [['content-type', 'application/json']] });

function countingNext(outcome: Outcome = hit): Responder & { calls: number } {
  const next = Object.assign(
    () => {
      next.calls += 1;
      return outcome;
    },
    { calls: 0 },
  );
  return next;
}

function headersOf(outcome: Outcome): Readonly<Record<string, string>> {
  return outcome.kind === 'hit' ? Object.fromEntries(outcome.reply.headers) : {};
}

describe('where no fault is asked for', () => {
  it('an answer passes as it is, at once, and nothing is loaded', () => {
    const { stage, loads } = stageOf();
    expect(stage(exchangeWith(), countingNext())).toBe(hit);
    expect(loads()).toBe(0);
  });

  it('an answer that no fault is drawn for passes as it is', async () => {
    const { stage } = stageOf([rule('503', { rate: 0 }), rule('503', { for: 'gemini' })]);
    expect(await stage(exchangeWith(), countingNext())).toBe(hit);
    // The second time all is loaded, and nothing is waited for.
    expect(stage(exchangeWith(), countingNext())).toBe(hit);
  });
});

describe('a fault that answers', () => {
  it('asks nobody, and says what it is', async () => {
    const next = countingNext();
    const outcome = await stageOf().stage(wishing('429(retry_after=2s)'), next);
    expect(outcome).toMatchObject({ kind: 'hit', source: 'fault', reply: { status: 429 } });
    expect(JSON.parse(textOf(outcome)).error).toMatchObject({ type: 'requests', code: 'rate_limit_exceeded' });
    expect(headersOf(outcome)).toMatchObject({ 'x-llmsim-fault': '429(retry_after=2s)', 'retry-after': '2' });
    expect(next.calls).toBe(0);
  });

  it('speaks the protocol of the request', async () => {
    const request = { target: '/v1/messages', headers: [['x-llmsim-fault', 'overloaded']] } as const;
    const outcome = await stageOf().stage(exchangeWith(request), countingNext());
    expect(outcome).toMatchObject({ reply: { status: 529 } });
    expect(JSON.parse(textOf(outcome))).toMatchObject({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
    });
  });
});

describe('a fault that breaks', () => {
  it('breaks a hit, and leaves its own unbroken', async () => {
    const outcome = await stageOf().stage(wishing('wrong-content-type'), countingNext());
    expect(headersOf(outcome)).toEqual({ 'content-type': 'text/html', 'x-llmsim-fault': 'wrong-content-type' });
    expect(outcome).toMatchObject({ source: 'cassette', interaction: 'default/a' });
    expect(headersOf(hit)).toEqual({ 'content-type': 'application/json' });
  });

  it('tells where it found nothing to break', async () => {
    const outcome = await stageOf().stage(wishing('unknown-tool'), countingNext(hitOf('hello')));
    expect(headersOf(outcome)).toEqual({ 'x-llmsim-fault-skipped': 'unknown-tool' });
    expect(textOf(outcome)).toBe('hello');
  });

  it('reports no error within an answer that is one', async () => {
    const refused = hitOf('{"error":{}}', { status: 429, headers: [['content-type', 'application/json']] });
    const outcome = await stageOf().stage(wishing('in-stream-error'), countingNext(refused));
    expect(headersOf(outcome)['x-llmsim-fault-skipped']).toBe('in-stream-error');
    expect(textOf(outcome)).toBe('{"error":{}}');
  });

  it('leaves misses and refusals readable', async () => {
    const miss: Outcome = { kind: 'miss', reasons: [] };
    expect(await stageOf().stage(wishing('empty-body'), countingNext(miss))).toBe(miss);
  });

  it('puts off the head of a live reply by the clock, and lets go when the client leaves', async () => {
    const { stage, clock } = stageOf();
    const reply = new SpokenReply();
    const outcome = stage(wishing('slow-first-byte(after=3s)'), countingNext({ ...hit, reply }));
    let there = false;
    void Promise.resolve(outcome).then(() => {
      there = true;
    });
    await clock.advanceInTurns(2_999);
    expect(there).toBe(false);
    await clock.advanceInTurns(1);
    expect(there).toBe(true);
    expect(headersOf(await outcome)['x-llmsim-fault']).toBe('slow-first-byte(after=3s)');
  });

  it('lets go of a live reply when the client leaves before its head', async () => {
    const { stage, clock } = stageOf();
    const reply = new SpokenReply();
    const client = exchangeOf({ headers: [['x-llmsim-fault', 'slow-first-byte']] });
    const outcome = Promise.resolve(stage(client.exchange, countingNext({ ...hit, reply })));
    await clock.advanceInTurns(10);
    client.leave();
    await outcome;
    expect([reply.asked, clock.waiting]).toEqual([['abort'], 0]);
  });

  it('names itself in a header in letters that a header can have', async () => {
    const outcome = await stageOf().stage(wishing('500(message=köse)'), countingNext());
    expect(headersOf(outcome)['x-llmsim-fault']).toBe('500(message=k?se)');
  });
});

describe('a wish that cannot be followed', () => {
  it('is refused with the nearest name, also where it comes again', async () => {
    const { stage } = stageOf();
    for (let i = 0; i < 2; i += 1) {
      const outcome = await stage(wishing('rest(after=3)'), countingNext());
      expect(outcome).toEqual({
        kind: 'refusal',
        error: {
          status: 400,
          code: 'llmsim_bad_header',
          message: 'The header x-llmsim-fault cannot be followed: "rest" is no fault; did you mean "reset"?',
        },
      });
    }
  });
});

describe('faults in force', () => {
  const half = [rule('503', { rate: 0.5 })];
  const statuses = async ({ stage }: ReturnType<typeof stageOf>, bodies: readonly string[]) => {
    const outcomes: (number | undefined)[] = [];
    for (const body of bodies) {
      const outcome = await stage(exchangeWith({ body }), countingNext());
      outcomes.push(outcome.kind === 'hit' ? outcome.reply.status : undefined);
    }
    return outcomes;
  };
  const again = (body: string, times: number) => Array.from({ length: times }, () => body);

  it('meet the same requests in every run, and a retry may get through', async () => {
    const run = await statuses(stageOf(half), again('{"a":1}', 40));
    expect(await statuses(stageOf(half), again('{"a":1}', 40))).toEqual(run);
    expect(new Set(run)).toEqual(new Set([200, 503]));
    expect(await statuses(stageOf(half, 'another seed'), again('{"a":1}', 40))).not.toEqual(run);
  });

  it('do not depend on what other requests come between', async () => {
    const alone = await statuses(stageOf(half), again('{"a":1}', 20));
    const between = await statuses(
      stageOf(half),
      again('{"a":1}', 20).flatMap((body) => [body, '{"b":2}', '{"c":3}']),
    );
    expect(between.filter((_, i) => i % 3 === 0)).toEqual(alone);
  });

  it('begin anew with a reset', async () => {
    const state = stageOf([rule('529', { times: 2 })]);
    expect(await statuses(state, again('{}', 3))).toEqual([529, 529, 200]);
    state.injector.reset({ cassette: undefined, session: undefined });
    expect(await statuses(state, again('{}', 3))).toEqual([529, 529, 200]);
  });

  it('go behind what the client wishes', async () => {
    const outcome = await stageOf([rule('503')]).stage(wishing('429'), countingNext());
    expect(headerOf(outcome.kind === 'hit' ? outcome.reply.headers : [], 'x-llmsim-fault')).toBe('429');
  });

  it('are for the upstream that the path names', async () => {
    const { stage } = stageOf([rule('503', { for: 'groq' })]);
    const groq = await stage(exchangeWith({}, { upstream: 'groq' }), countingNext());
    expect(groq).toMatchObject({ source: 'fault' });
    expect(await stage(exchangeWith(), countingNext())).toBe(hit);
  });
});

describe('a fault that a rule wishes for', () => {
  it.each([
    ['503', { source: 'fault', reply: { status: 503 } }],
    [
      'wrong-content-type',
      {
        source: 'cassette',
        reply: {
          status: 200,
          headers: [
            ['content-type', 'text/html'],
            ['x-llmsim-fault', 'wrong-content-type'],
          ],
        },
      },
    ],
  ])('meets the answer that was given (%s)', async (text, expected) => {
    const wishes = new WeakMap<Exchange, ChosenFault>();
    const { stage } = stageOf([], 'llmsim', wishes);
    const exchange = exchangeWith();
    const next: Responder = (asked) => {
      wishes.set(asked, faultOf(text));
      return hit;
    };
    expect(await stage(exchange, next)).toMatchObject(expected);
    expect(await stage(exchange, async (asked) => next(asked))).toMatchObject(expected);
  });

  it('changes nothing for the others', () => {
    expect(stageOf([], 'llmsim', new WeakMap()).stage(exchangeWith(), countingNext())).toBe(hit);
  });
});
