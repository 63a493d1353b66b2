import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import type { LiveReply, ReplySink } from '../../src/core/reply.ts';
import { Wheel } from '../../src/server/pacing.ts';
import { writeReply } from '../../src/server/write-reply.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeResponse } from './fake-response.ts';

/** An upstream that a test speaks for; `asked` is what the writer wanted of it. */
class FakeUpstream implements LiveReply {
  readonly kind = 'live';
  readonly status = 200;
  readonly statusText = 'OK';
  readonly headers: HeaderList = [['content-type', 'text/event-stream']];
  readonly asked: string[] = [];
  sink: ReplySink | undefined;

  subscribe(sink: ReplySink): void {
    if (this.sink !== undefined) throw new Error('subscribed twice');
    this.sink = sink;
  }
  pause(): void {
    this.asked.push('pause');
  }
  resume(): void {
    this.asked.push('resume');
  }
  abort(): void {
    this.asked.push('abort');
  }
}

function begin() {
  const clock = new FakeClock();
  const client = new FakeResponse(clock);
  const upstream = new FakeUpstream();
  writeReply(client.response, upstream, { clock, wheel: new Wheel(clock), receivedAt: 0, extra: [['x-a', '1']] });
  const sink = upstream.sink;
  if (sink === undefined) throw new Error('the writer did not subscribe');
  return { clock, client, upstream, sink };
}

describe('a live reply', () => {
  it('sends the head at once, before any chunk', () => {
    const { client } = begin();
    expect(client.headFlushed).toBe(true);
    expect(client.head?.headers).toEqual([
      ['content-type', 'text/event-stream'],
      ['x-a', '1'],
    ]);
    expect(client.writes).toEqual([]);
  });

  it('passes each chunk on when it comes, one write each, without a timer', () => {
    const { clock, client, sink } = begin();
    expect(sink.chunk(Buffer.from('a'))).toBe(true);
    clock.advance(7);
    sink.chunk(Buffer.from('bc'));
    expect(client.writes).toEqual([
      { at: 0, text: 'a' },
      { at: 7, text: 'bc' },
    ]);
    expect(clock.waiting).toBe(0);
  });

  it('asks the upstream to wait while the client is slow, and to go on when it has drained', () => {
    const { client, upstream, sink } = begin();
    client.keepsUp = false;
    expect(sink.chunk(Buffer.from('a'))).toBe(false);
    expect(upstream.asked).not.toContain('resume');
    client.drain();
    expect(upstream.asked.at(-1)).toBe('resume');
    expect(sink.chunk(Buffer.from('b'))).toBe(true);
  });

  it('ends when the upstream ends, with its trailers', () => {
    const { client, upstream, sink } = begin();
    sink.chunk(Buffer.from('a'));
    sink.end([
      ['x-checksum', '1'],
      ['x-checksum', '2'],
    ]);
    expect(client.trailers).toEqual([
      ['x-checksum', '1'],
      ['x-checksum', '2'],
    ]);
    expect(client.endedAt).toBe(0);
    client.close(true);
    expect(upstream.asked).not.toContain('abort');
  });

  it.each([
    ['reset', 'reset'],
    ['close', 'closed'],
    // The upstream's timeout has run out: the client need not wait for one of its own.
    ['stall', 'closed'],
  ] as const)('breaks off after %s as the upstream did', (how, ended) => {
    const { client, clock, upstream, sink } = begin();
    sink.chunk(Buffer.from('a'));
    sink.fail(how);
    clock.advance(100);
    expect(client.endedAt).toBeUndefined();
    expect(client.socket?.ended).toBeUndefined();
    client.socket?.flush();
    clock.advance(100);
    expect(client.socket?.ended).toBe(ended);
    client.close();
    expect(upstream.asked).not.toContain('abort');
  });

  it('stops the upstream when the client leaves', () => {
    const { client, upstream, sink } = begin();
    sink.chunk(Buffer.from('a'));
    client.close();
    expect(upstream.asked).toEqual(['abort']);
  });
});
