import { describe, expect, it } from 'vitest';
import { tap } from '../../src/pipeline/tap.ts';
import { MemorySink } from '../support/forwarding.ts';
import { SpokenReply } from './exchanges.ts';

function setup() {
  const heard: string[] = [];
  const reply = new SpokenReply({ status: 201, headers: [['x-a', '1']] });
  const tapped = tap(reply, {
    chunk: (bytes) => heard.push(Buffer.from(bytes).toString()),
    end: (how) => heard.push(how),
    gone: () => heard.push('gone'),
  });
  return { heard, reply, tapped };
}

describe('a tapped reply', () => {
  it('has the head of the reply', () => {
    const { tapped } = setup();
    expect(tapped).toMatchObject({ kind: 'live', status: 201, statusText: 'OK', headers: [['x-a', '1']] });
  });

  it('passes chunks, trailers and the end on to the client, and tells the listener', () => {
    const { heard, reply, tapped } = setup();
    const client = new MemorySink();
    tapped.subscribe(client);
    reply.say('a');
    reply.say('b');
    reply.sink.end([['x-sum', '1']]);
    expect(client.text).toBe('ab');
    expect(client.trailers).toEqual([['x-sum', '1']]);
    expect(heard).toEqual(['a', 'b', 'complete']);
  });

  it('gives the client the very bytes that came, without a copy', () => {
    const { reply, tapped } = setup();
    const got: Uint8Array[] = [];
    tapped.subscribe({ chunk: (bytes) => got.push(bytes) > 0, end() {}, fail() {} });
    const bytes = Buffer.from('abc');
    reply.say(bytes);
    expect(got[0]).toBe(bytes);
  });

  it('lets the client go first', () => {
    const order: string[] = [];
    const reply = new SpokenReply();
    tap(reply, { chunk: () => order.push('listener'), end: () => order.push('listener end'), gone() {} }).subscribe({
      chunk: () => order.push('client') > 0,
      end: () => order.push('client end'),
      fail() {},
    });
    reply.say('a');
    reply.sink.end([]);
    expect(order).toEqual(['client', 'listener', 'client end', 'listener end']);
  });

  it.each(['reset', 'close', 'stall'] as const)('tells both of %s', (how) => {
    const { heard, reply, tapped } = setup();
    const client = new MemorySink();
    tapped.subscribe(client);
    reply.say('a');
    reply.sink.fail(how);
    expect(client.how).toBe(how);
    expect(heard).toEqual(['a', how]);
  });

  it('passes back-pressure through', () => {
    const { reply, tapped } = setup();
    const client = new MemorySink();
    tapped.subscribe(client);
    client.wants = false;
    expect(reply.say('a')).toBe(false);
    tapped.pause();
    tapped.resume();
    expect(reply.asked).toEqual(['pause', 'resume']);
  });

  it('tells of a client that has left and stops the upstream', () => {
    const { heard, reply, tapped } = setup();
    tapped.subscribe(new MemorySink());
    reply.say('a');
    tapped.abort();
    expect(heard).toEqual(['a', 'gone']);
    expect(reply.asked).toEqual(['abort']);
  });
});
