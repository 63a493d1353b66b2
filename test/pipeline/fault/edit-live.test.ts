import { describe, expect, it } from 'vitest';
import type { ReplyEdit } from '../../../src/core/fault.ts';
import { end, endAfter, send } from '../../../src/core/fault-steps.ts';
import type { ReplySink } from '../../../src/core/reply.ts';
import { genericFailures } from '../../../src/dialects/generic/failures.ts';
import { collected } from '../../../src/pipeline/fault/collect.ts';
import { editLive } from '../../../src/pipeline/fault/edit-live.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { exchangeOf } from '../../support/forwarding.ts';
import { SpokenReply } from '../exchanges.ts';

class Ear implements ReplySink {
  readonly heard: string[] = [];
  full = false;

  chunk(bytes: Uint8Array): boolean {
    this.heard.push(Buffer.from(bytes).toString());
    return !this.full;
  }
  end(): void {
    this.heard.push('end');
  }
  fail(how: string): void {
    this.heard.push(how);
  }
}

function edited(edit: ReplyEdit, headers: SpokenReply['headers'] = [['content-type', 'application/x-ndjson']]) {
  const clock = new FakeClock();
  const upstream = new SpokenReply({ headers });
  const reply = editLive(upstream, edit, genericFailures, clock);
  const ear = new Ear();
  reply.subscribe(ear);
  return { clock, upstream, reply, ear };
}

const slow: ReplyEdit = { keepsBytes: true, event: ({ bytes }) => [send(bytes), { kind: 'wait', ms: 10 }] };

describe('a live reply that a fault ends', () => {
  it('ends for the client and is heard to its end from the upstream', () => {
    const { upstream, ear } = edited(endAfter(1, true, () => [end('reset')]));
    upstream.say('1\n2\n3\n');
    expect(ear.heard).toEqual(['1\n', 'reset']);
    expect(upstream.say('4\n')).toBe(true);
    upstream.sink.end([]);
    expect(ear.heard).toEqual(['1\n', 'reset']);
    expect(upstream.asked).toEqual([]);
  });

  it('says nothing at all where it falls silent, and lets go when the client leaves', () => {
    const { upstream, reply, ear } = edited(endAfter(1, true, () => [end('stall')]));
    upstream.say('1\n2\n3\n');
    reply.abort();
    expect(ear.heard).toEqual(['1\n']);
    expect(upstream.asked).toEqual(['abort']);
  });

  it('is not taken back from an upstream that has come to its end', () => {
    const { upstream, reply } = edited(endAfter(1, true, () => [end('stall')]));
    upstream.say('1\n2\n3\n');
    upstream.sink.end([]);
    reply.abort();
    expect(upstream.asked).toEqual([]);
  });

  it('lets an upstream go on that had to wait', () => {
    const { upstream, reply, ear } = edited(endAfter(3, true, () => [end('close')]));
    ear.full = true;
    expect(upstream.say('1\n2\n')).toBe(false);
    reply.pause();
    upstream.say('3\n4\n5\n');
    expect(ear.heard.at(-1)).toBe('close');
    expect(upstream.asked).toEqual(['pause', 'resume']);
  });

  it('fails as its upstream fails where that comes first', () => {
    const { upstream, ear } = edited(endAfter(5, true, () => [end('complete')]));
    upstream.say('1\n2\n');
    upstream.sink.fail('close');
    expect(ear.heard).toEqual(['1\n', '2\n', 'close']);
  });
});

describe('a live reply that a fault slows', () => {
  it('lets its upstream wait meanwhile', () => {
    const { clock, upstream, ear } = edited(slow);
    expect(upstream.say('1\n2\n3\n')).toBe(false);
    expect(ear.heard).toEqual(['1\n']);
    clock.advance(10);
    expect(ear.heard).toEqual(['1\n', '2\n']);
    expect(upstream.asked).toEqual([]);
    clock.advance(10);
    expect(upstream.asked).toEqual(['resume']);
    upstream.sink.end([]);
    expect(ear.heard).toEqual(['1\n', '2\n', '3\n']);
    clock.advance(10);
    expect(ear.heard.at(-1)).toBe('end');
  });

  it('waits for the client, too', () => {
    const { clock, upstream, reply, ear } = edited(slow);
    ear.full = true;
    upstream.say('1\n2\n');
    clock.advance(20);
    expect(upstream.asked).toEqual([]);
    ear.full = false;
    reply.resume();
    expect(upstream.asked).toEqual(['resume']);
  });

  it('leaves no timer behind when the client leaves', () => {
    const { clock, upstream, reply } = edited(slow);
    upstream.say('1\n2\n3\n');
    expect(clock.waiting).toBe(1);
    reply.abort();
    expect(clock.waiting).toBe(0);
    expect(upstream.asked).toEqual(['abort']);
  });
});

describe('the head of a live reply', () => {
  const headers = [
    ['Content-Length', '9'],
    ['content-type', 'text/plain'],
  ] as const;

  it('promises no length that may not come', () => {
    expect(edited({ keepsBytes: false }, headers).reply.headers).toEqual([['content-type', 'text/plain']]);
    expect(edited({ keepsBytes: true }, headers).reply.headers).toEqual(headers);
  });
});

describe('a live reply that must be known whole', () => {
  function collecting(limit = 100) {
    const clock = new FakeClock();
    const upstream = new SpokenReply();
    const client = exchangeOf();
    const whole = collected(upstream, { limit, elapsed: () => clock.now(), client: client.exchange.client });
    return { clock, upstream, client, whole };
  }

  it('becomes a plan with the times at which it came', async () => {
    const { clock, upstream, whole } = collecting();
    clock.advance(5);
    upstream.say('ab');
    clock.advance(5);
    upstream.say('c');
    clock.advance(2);
    upstream.sink.end([]);
    expect(await whole).toMatchObject({
      kind: 'planned',
      ends: [2, 3],
      timing: { head: 0, chunks: [5, 10], end: 12 },
      end: 'complete',
    });
  });

  it('ends as badly as its upstream', async () => {
    const { upstream, whole } = collecting();
    upstream.say('ab');
    upstream.sink.fail('reset');
    expect(await whole).toMatchObject({ kind: 'planned', end: 'reset' });
  });

  it('goes on live where it is too large', async () => {
    const { upstream, whole } = collecting(3);
    expect(upstream.say('ab')).toBe(true);
    expect(upstream.say('cd')).toBe(false);
    expect(upstream.say('ef')).toBe(false);
    const reply = await whole;
    if (reply.kind !== 'live') throw new Error('it was planned');
    const ear = new Ear();
    reply.subscribe(ear);
    expect(upstream.asked).toEqual(['resume']);
    upstream.say('g');
    upstream.sink.end([]);
    expect(ear.heard).toEqual(['ab', 'cd', 'ef', 'g', 'end']);
  });

  it('tells its end also to who listens late', async () => {
    const { upstream, whole } = collecting(1);
    upstream.say('abc');
    upstream.sink.fail('close');
    const reply = await whole;
    const ear = new Ear();
    if (reply.kind === 'live') reply.subscribe(ear);
    expect(ear.heard).toEqual(['abc', 'close']);
  });

  it('is left alone when the client leaves later', async () => {
    const { upstream, client, whole } = collecting();
    upstream.say('ab');
    upstream.sink.end([]);
    client.leave();
    expect(await whole).toMatchObject({ kind: 'planned', end: 'complete' });
    expect(upstream.asked).toEqual([]);
  });

  it('is not asked for any longer when the client leaves', async () => {
    const { upstream, client, whole } = collecting();
    upstream.say('ab');
    client.leave();
    expect(await whole).toMatchObject({ kind: 'planned', end: 'close' });
    expect(upstream.asked).toEqual(['abort']);
  });
});
