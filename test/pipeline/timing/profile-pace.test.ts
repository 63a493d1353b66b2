import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/core/exchange.ts';
import type { Hit, Outcome } from '../../../src/core/outcome.ts';
import type { Timing } from '../../../src/core/reply.ts';
import { Load } from '../../../src/latency/load.ts';
import type { LatencyProfile } from '../../../src/latency/profile.ts';
import { SelectionStates } from '../../../src/pipeline/synthesis/selection-state.ts';
import { eventSizesIdOf } from '../../../src/pipeline/timing/event-grouping.ts';
import { type ProfilePaceOptions, profilePace } from '../../../src/pipeline/timing/profile-pace.ts';
import { exchangeOf, type RequestParts } from '../../support/forwarding.ts';
import { steadyProfile } from '../../support/latency-profiles.ts';
import { exchangeWith, hitOf, SpokenReply } from '../exchanges.ts';

/** 100 ms to the first token, then 10 ms a token. */
const even = steadyProfile(100, 100, { id: 'even' });
const varied: LatencyProfile = {
  ...even,
  ttft: { ...even.ttft, body: { kind: 'lognormal', floor: 50, mu: 4, sigma: 0.5 } },
};

function stageWith(options: Partial<ProfilePaceOptions> = {}) {
  const keyOf: ProfilePaceOptions['keyOf'] = ({ body }) => Buffer.from(body).toString();
  const states = new SelectionStates();
  return profilePace({ profile: even, speed: 1, load: undefined, seed: 's', keyOf, states, ...options });
}

const event = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const events = [event('One'), event(' two'), event(' three'), 'data: [DONE]\n\n'];
const ends = events.map((_, i) => events.slice(0, i + 1).join('').length);
const recordedTiming = { head: 1, chunks: [2, 3, 4, 5], end: 6 };
const stream = hitOf(events.join(''), {
  headers: [['content-type', 'text/event-stream']],
  ends,
  timing: recordedTiming,
});

function timingOf(outcome: Outcome | Promise<Outcome>): Timing {
  if (outcome instanceof Promise || outcome.kind !== 'hit' || outcome.reply.kind !== 'planned') {
    throw new Error('it is no planned reply that is there at once');
  }
  return outcome.reply.timing;
}

const request = (body: string, others: Partial<Exchange> = {}, parts: RequestParts = {}) =>
  exchangeWith({ body, ...parts }, others);

describe('the pace of a profile', () => {
  it('gives a recorded stream new times and leaves its events', () => {
    const outcome = stageWith()(request('{}'), () => stream);
    expect(timingOf(outcome)).toEqual({ head: 100, chunks: [100, 110, 130, 130], end: 130 });
    expect(outcome).toEqual({ ...stream, reply: { ...stream.reply, timing: timingOf(outcome) } });
    expect(stream.reply).toMatchObject({ timing: recordedTiming });
  });

  it('gives times to an invented answer, which has none', () => {
    const invented: Hit = { ...hitOf('{"choices":[{"message":{"content":"One two three"}}]}'), source: 'generator' };
    expect(timingOf(stageWith()(request('{}'), () => invented)).end).toBe(120);
  });

  it('comes at a multiple of its speed', () => {
    const outcome = stageWith({ speed: 10 })(request('{}'), () => stream);
    expect(timingOf(outcome)).toEqual({ head: 10, chunks: [10, 11, 13, 13], end: 13 });
  });

  it('tells who invents an answer how much comes in one event', () => {
    const grouped = stageWith({ profile: { ...even, events: 'bimodal' } });
    const seen = [grouped, stageWith()].map((stage) => {
      let sizes: string | undefined;
      stage(request('{}'), (exchange) => {
        sizes = eventSizesIdOf(exchange);
        return stream;
      });
      return sizes;
    });
    expect(seen).toEqual(['bimodal', undefined]);
  });

  it('waits for a responder that has to load', async () => {
    expect(timingOf(await stageWith()(request('{}'), async () => stream)).head).toBe(100);
  });

  it('draws other times for each occurrence of a request, and the same ones in another run', () => {
    const draws = () => {
      const stage = stageWith({ profile: varied });
      return [1, 2, 3].map(() => timingOf(stage(request('{}'), () => stream)).head);
    };
    const first = draws();
    expect(new Set(first).size).toBe(3);
    expect(draws()).toEqual(first);
  });

  it('draws by request and seed, in whatever order requests come', () => {
    const heads = (order: readonly string[], seed: string) => {
      const stage = stageWith({ profile: varied, seed });
      return new Map(order.map((body) => [body, timingOf(stage(request(body), () => stream)).head]));
    };
    const one = heads(['{"a":1}', '{"a":2}'], 's');
    const other = heads(['{"a":2}', '{"a":1}'], 's');
    expect(other.get('{"a":1}')).toBe(one.get('{"a":1}'));
    expect(other.get('{"a":2}')).toBe(one.get('{"a":2}'));
    expect(one.get('{"a":1}')).not.toBe(one.get('{"a":2}'));
    expect(heads(['{"a":1}'], 't').get('{"a":1}')).not.toBe(one.get('{"a":1}'));
  });

  it('counts occurrences for each selection, and anew after a reset', () => {
    const states = new SelectionStates();
    const stage = stageWith({ profile: varied, states });
    const head = (cassette: string) =>
      timingOf(stage(request('{}', { selection: { cassette, session: undefined } }), () => stream)).head;
    const first = head('a');
    expect(head('b')).toBe(first);
    expect(head('a')).not.toBe(first);
    states.reset({ cassette: 'a', session: undefined });
    expect(head('a')).toBe(first);
  });

  it('leaves errors and what no model answers at their recorded time, scaled', () => {
    const stage = stageWith({ speed: 2 });
    const error = hitOf('{"error":{}}', { status: 429, timing: { head: 10, chunks: [10], end: 10 } });
    expect(timingOf(stage(request('{}'), () => error)).head).toBe(5);
    const list = hitOf('{"data":[]}', { timing: { head: 10, chunks: [10], end: 10 } });
    const models = request('', {}, { method: 'GET', target: '/v1/models' });
    expect(timingOf(stage(models, () => list)).head).toBe(5);
  });

  it('leaves live replies, misses and refusals alone', () => {
    const live: Outcome = { ...stream, source: 'upstream', reply: new SpokenReply() };
    const miss: Outcome = { kind: 'miss', reasons: [] };
    const refusal: Outcome = { kind: 'refusal', error: { status: 500, code: 'x', message: 'y' } };
    for (const outcome of [live, miss, refusal]) expect(stageWith()(request('{}'), () => outcome)).toBe(outcome);
  });
});

describe('the pace of a profile under load', () => {
  const settings = { concurrency: 1, queue: 1, slowdown: 1 };
  const at = (receivedAt: number) => request('{}', { receivedAt });

  it('begins with the time in the queue', () => {
    const stage = stageWith({ load: new Load(settings) });
    expect(timingOf(stage(at(0), () => stream)).head).toBe(100);
    expect(timingOf(stage(at(30), () => stream))).toEqual({ head: 200, chunks: [200, 210, 230, 230], end: 230 });
  });

  it('is slower the more run, and its slots turn faster at a higher speed', () => {
    const stage = stageWith({ load: new Load({ concurrency: 2, queue: 0, slowdown: 3 }), speed: 10 });
    expect(timingOf(stage(at(0), () => stream)).head).toBe(20);
    expect(timingOf(stage(at(1), () => stream)).head).toBe(30);
    expect(stage(at(2), () => stream)).toMatchObject({ kind: 'refusal' });
    expect(timingOf(stage(at(26), () => stream)).head).toBe(30);
  });

  it('refuses what finds the queue full before its answer is looked for', () => {
    const stage = stageWith({ load: new Load(settings) });
    stage(at(0), () => stream);
    stage(at(0), () => stream);
    const refused = stage(at(30), () => {
      throw new Error('a recording would be taken');
    });
    expect(refused).toMatchObject({
      kind: 'refusal',
      error: {
        status: 429,
        code: 'rate_limit_exceeded',
        headers: [
          ['retry-after', '1'],
          ['retry-after-ms', '100'],
        ],
      },
    });
    expect(timingOf(stage(at(130), () => stream)).head).toBe(230);
  });

  it('frees the slot of a client that goes away', () => {
    const stage = stageWith({ load: new Load({ ...settings, queue: 0 }) });
    const { exchange, leave } = exchangeOf({ body: '{}' });
    stage(exchange, () => stream);
    expect(stage(at(50), () => stream)).toMatchObject({ kind: 'refusal' });
    leave();
    expect(timingOf(stage(at(50), () => stream)).head).toBe(100);
  });

  it('takes no slot for misses, errors, live replies, failures and what no model answers', async () => {
    const stage = stageWith({ load: new Load({ ...settings, queue: 0 }) });
    const live: Outcome = { ...stream, source: 'upstream', reply: new SpokenReply() };
    for (const outcome of [{ kind: 'miss', reasons: [] }, live, hitOf('{}', { status: 400 })] as const) {
      stage(at(0), () => outcome);
    }
    stage(request('', {}, { method: 'GET', target: '/v1/models' }), () => hitOf('{}'));
    const fail = () => {
      throw new Error('broken');
    };
    expect(() => stage(at(0), fail)).toThrow('broken');
    await expect(stage(at(0), async () => fail())).rejects.toThrow('broken');
    expect(timingOf(stage(at(0), () => stream)).head).toBe(100);
  });

  it('counts a request whose answer is still looked for', async () => {
    const stage = stageWith({ load: new Load({ ...settings, queue: 0 }) });
    const pending = stage(at(0), async () => stream);
    expect(stage(at(0), () => stream)).toMatchObject({ kind: 'refusal' });
    expect(timingOf(await pending).head).toBe(100);
  });
});
