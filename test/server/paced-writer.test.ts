import http, { type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import type { PlannedReply } from '../../src/core/reply.ts';
import { behindAfter, PacedWriter } from '../../src/server/paced-writer.ts';
import { Wheel } from '../../src/server/pacing.ts';
import type { AnswerWatch } from '../../src/telemetry/answer-record.ts';
import { Lateness } from '../../src/telemetry/lateness.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeResponse } from './fake-response.ts';

interface Plan {
  readonly chunks: readonly (readonly [at: number, text: string])[];
  readonly end?: number;
  readonly status?: number;
  readonly headers?: HeaderList;
}

function planned({ chunks, end, status = 200, headers = [] }: Plan): PlannedReply {
  let size = 0;
  return {
    kind: 'planned',
    status,
    statusText: '',
    headers,
    bytes: Buffer.from(chunks.map(([, text]) => text).join('')),
    ends: chunks.map(([, text]) => (size += text.length)),
    timing: { head: 1, chunks: chunks.map(([at]) => at), end: end ?? chunks.at(-1)?.[0] ?? 1 },
    end: 'complete',
  };
}

/** Streams to pretended clients that share a clock and a wheel. */
function stage() {
  const clock = new FakeClock();
  const wheel = new Wheel(clock);
  const lateness = new Lateness();
  const begin = (reply: PlannedReply): FakeResponse => {
    const client = new FakeResponse(clock, true);
    const context = { clock, wheel, lateness, receivedAt: clock.now(), extra: [] };
    new PacedWriter(client.response, reply, context).start();
    return client;
  };
  return { clock, wheel, lateness, begin };
}

describe('a paced stream', () => {
  const three: Plan = {
    chunks: [
      [10, 'a'],
      [20, 'bb'],
      [30, 'ccc'],
    ],
  };

  it('is one write a chunk, and the last of them ends the body where that is due too', () => {
    const { clock, begin } = stage();
    const client = begin(planned(three));
    clock.advance(100);
    expect(client.socket?.text).toEqual(['1\r\na\r\n', '2\r\nbb\r\n', '3\r\nccc\r\n0\r\n\r\n']);
    expect(client.endedAt).toBe(30);
  });

  it('leaves the end to node where that is due later', () => {
    const { clock, begin } = stage();
    const client = begin(planned({ ...three, end: 40 }));
    clock.advance(100);
    expect(client.socket?.text.at(-1)).toBe('3\r\nccc\r\n');
    expect(client.endedAt).toBe(40);
    expect(client.chunkedEncoding).toBe(true);
  });

  it('keeps nothing on the wheel once its client has left', () => {
    const { clock, wheel, lateness, begin } = stage();
    const clients = Array.from({ length: 20 }, () => begin(planned(three)));
    clock.advance(15);
    expect(wheel.size).toBe(20);
    for (const client of clients) client.close();
    expect(wheel.size).toBe(0);
    expect(clock.waiting).toBe(0);
    expect(lateness.summary().streams).toEqual({ open: 0, finished: 0, left: 20 });
  });

  it('counts what it does, and how late', () => {
    const { clock, lateness, begin } = stage();
    begin(planned(three));
    expect(lateness.summary().streams).toEqual({ open: 1, finished: 0, left: 0 });
    clock.advance(100);
    expect(lateness.summary()).toMatchObject({
      lateness: { count: 3, max: 0 },
      drift: { count: 1, p50: 0 },
      joined: 0,
      held: 0,
      streams: { open: 0, finished: 1, left: 0 },
    });
  });
});

describe('an answer that comes all at one time', () => {
  const plan: Plan = { chunks: [[20, 'hello']] };
  const reply = (): PlannedReply => ({ ...planned(plan), timing: { head: 20, chunks: [20], end: 20 } });

  it('is written in one piece when it is due, and not before', () => {
    const { clock, begin, lateness } = stage();
    const client = begin(reply());
    clock.advance(19);
    expect(client.head).toBeUndefined();
    clock.advance(1);
    expect([client.head?.at, client.body, client.endedAt]).toEqual([20, 'hello', 20]);
    expect(client.framedWrites).toBe(0);
    expect(lateness.summary()).toMatchObject({ drift: { count: 1 }, streams: { open: 0, finished: 1, left: 0 } });
  });

  it('is not written to a client that has left', () => {
    const { clock, begin, lateness } = stage();
    const client = begin(reply());
    client.close();
    clock.advance(50);
    expect(client.head).toBeUndefined();
    expect(lateness.summary().streams).toEqual({ open: 0, finished: 0, left: 1 });
  });
});

describe('who follows a paced stream', () => {
  /** Notes the sizes of chunks that it gets, and what it is told of together. */
  class Follower implements AnswerWatch {
    readonly reads: boolean;
    readonly got: number[] = [];
    readonly told: [chunks: number, bytes: number][] = [];
    end: string | undefined;

    constructor(reads: boolean) {
      this.reads = reads;
    }

    chunk(bytes: Uint8Array): void {
      this.got.push(bytes.byteLength);
    }

    passed(chunks: number, bytes: number): void {
      this.told.push([chunks, bytes]);
    }

    cut(how: string): void {
      this.end = how;
    }

    closed(): void {
      this.end ??= `after ${this.got.length + this.told.reduce((sum, [chunks]) => sum + chunks, 0)} chunks`;
    }
  }

  const four: Plan = {
    chunks: [
      [10, 'a'],
      [20, 'bb'],
      [30, 'ccc'],
      [40, 'dddd'],
    ],
  };

  /** Plays `four` for `ms` milliseconds to a client that leaves then; `chunked` as node says it of the response. */
  function follow(
    reads: boolean,
    ms: number,
    { chunked = true, end = 'complete' }: Partial<{ chunked: boolean; end: 'complete' | 'reset' }> = {},
  ) {
    const clock = new FakeClock();
    const watch = new Follower(reads);
    const client = new FakeResponse(clock, chunked);
    client.on('close', () => watch.closed());
    const context = { clock, wheel: new Wheel(clock), receivedAt: 0, extra: [], watch };
    new PacedWriter(client.response, { ...planned(four), end }, context).start();
    clock.advance(ms);
    client.close();
    return watch;
  }

  it('gets the first chunk when it goes out, and is told of the others at the end', () => {
    expect(follow(false, 100)).toMatchObject({ got: [1], told: [[3, 9]], end: 'after 4 chunks' });
    expect(follow(false, 15)).toMatchObject({ got: [1], told: [], end: 'after 1 chunks' });
  });

  it('is told before the end of those that went out to a client that left, and of no others', () => {
    expect(follow(false, 35)).toMatchObject({ got: [1], told: [[2, 5]], end: 'after 3 chunks' });
    expect(follow(false, 5)).toMatchObject({ got: [], told: [], end: 'after 0 chunks' });
  });

  it('is told of all that went out before a cut', () => {
    expect(follow(false, 100, { end: 'reset' })).toMatchObject({ got: [1], told: [[3, 9]], end: 'reset' });
  });

  it('gets every chunk if it wants their bytes, or if node frames them', () => {
    expect(follow(true, 35)).toMatchObject({ got: [1, 2, 3], told: [] });
    expect(follow(false, 35, { chunked: false })).toMatchObject({ got: [1, 2, 3], told: [] });
  });
});

describe('a process that is behind', () => {
  /** A stream whose request came `ago` milliseconds before anything could be written. */
  function late(ago: number, plan: Plan) {
    const { clock, wheel, lateness, begin } = stage();
    clock.advance(ago);
    const client = new FakeResponse(clock, true);
    const context = { clock, wheel, lateness, receivedAt: 0, extra: [] };
    new PacedWriter(client.response, planned(plan), context).start();
    return { clock, client, lateness, begin };
  }
  const nine: Plan = { chunks: Array.from({ length: 9 }, (_, i) => [1 + i, `${i}`] as const), end: 100 };

  it('puts the chunks of a stream that are due by now into one write, each an HTTP chunk of its own, and counts them', () => {
    const { clock, client, lateness, begin } = late(10 + behindAfter, nine);
    expect(client.framedWrites).toBe(1);
    expect(client.writes.map(({ text }) => text)).toEqual(nine.chunks.map(([, text]) => text));
    expect(lateness.summary()).toMatchObject({ joined: 8, lateness: { count: 9, max: 9 + behindAfter } });
    const onTime = begin(planned(nine));
    clock.advance(50);
    expect(onTime.framedWrites).toBe(9);
    expect(lateness.summary().joined).toBe(8);
  });

  it('is not behind while it is a little late', () => {
    const { client, lateness } = late(1 + behindAfter, nine);
    expect(client.framedWrites).toBe(1 + behindAfter);
    expect(lateness.summary().joined).toBe(0);
  });

  it('never joins more than 64 KiB', () => {
    const chunks = Array.from({ length: 10 }, () => [1, 'x'.repeat(20_000)] as const);
    const { client } = late(1000, { chunks, end: 2000 });
    expect(client.socket?.text.map((text) => Math.round(text.length / 20_000))).toEqual([3, 3, 3, 1]);
  });
});

describe('a client that reads slowly', () => {
  it('is written to no further, and is not told apart from others by the wheel', () => {
    const { clock, wheel, lateness, begin } = stage();
    const chunks = Array.from({ length: 100 }, (_, i) => [10 + 10 * i, 'x'.repeat(100)] as const);
    const [slow, quick] = [begin(planned({ chunks })), begin(planned({ chunks }))];
    slow.keepsUp = false;
    clock.advance(500);
    expect(slow.writes).toHaveLength(1);
    expect(quick.writes).toHaveLength(50);
    expect(wheel.size).toBe(1);
    slow.drain();
    // What it missed comes in the chunks that were recorded, and none of it is the process's lateness.
    expect(slow.writes).toHaveLength(50);
    expect(slow.framedWrites).toBe(50);
    expect(lateness.summary()).toMatchObject({ held: 49, joined: 0, lateness: { count: 51, max: 0 } });
    clock.advance(1000);
    expect(slow.body).toBe(quick.body);
    expect(lateness.summary().drift.count).toBe(1);
  });
});

describe('over a real connection', () => {
  const servers: http.Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** Answers with `replies` in turn; time passes when the test lets it. */
  async function serve(...replies: PlannedReply[]) {
    const clock = new FakeClock();
    const wheel = new Wheel(clock);
    const responses: ServerResponse[] = [];
    let heard = (): void => {};
    const server = http.createServer((request, response) => {
      request.resume().on('end', () => {
        const reply = replies[responses.length % replies.length];
        response.sendDate = false;
        responses.push(response);
        if (reply !== undefined) {
          new PacedWriter(response, reply, { clock, wheel, receivedAt: clock.now(), extra: [] }).start();
        }
        heard();
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const asked = async (count: number): Promise<void> => {
      while (responses.length < count) await new Promise<void>((resolve) => (heard = resolve));
    };
    return { clock, port, responses, asked };
  }

  /** Sends `text`; `all` is everything that comes until the server hangs up. */
  function talk(port: number, text: string): { socket: Socket; all: Promise<string> } {
    const socket = connect(port, '127.0.0.1');
    let got = '';
    socket.setEncoding('latin1').on('data', (piece) => {
      got += piece;
    });
    socket.write(text);
    const all = new Promise<string>((resolve, reject) => {
      socket.on('error', reject).on('close', () => resolve(got));
    });
    return { socket, all };
  }

  const body: Plan = {
    chunks: [
      [10, 'one'],
      [20, ''],
      [30, 'caf\u00e9 and more'],
    ],
  };
  const inChunks = '3\r\none\r\nd\r\ncaf\u00e9 and more\r\n0\r\n\r\n';
  /** With the bytes of latin1, so that lengths in characters are lengths in bytes. */
  const latin1 = (plan: Plan): PlannedReply => {
    const reply = planned(plan);
    return { ...reply, bytes: Buffer.from(plan.chunks.map(([, text]) => text).join(''), 'latin1') };
  };
  const get = (more = '', method = 'GET', version = '1.1') => `${method} / HTTP/${version}\r\nhost: a\r\n${more}\r\n`;
  const last = 'connection: close\r\n';
  const afterHead = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4);

  async function answerTo(request: string, reply: PlannedReply): Promise<string> {
    const { clock, port, asked } = await serve(reply);
    const { all } = talk(port, request);
    await asked(1);
    clock.advance(100);
    return all;
  }

  it.each([
    ['in HTTP chunks', get(last), {}, inChunks],
    ['with a length', get(last), { headers: [['content-length', '16']] }, 'onecaf\u00e9 and more'],
    ['to a client that knows no chunks', get('', 'GET', '1.0'), {}, 'onecaf\u00e9 and more'],
    ['without a body to HEAD', get(last, 'HEAD'), {}, ''],
    ['without a body where the status has none', get(last), { status: 204 }, ''],
  ] as const)('goes out %s', async (_what, request, more, expected) => {
    const text = await answerTo(request, latin1({ ...body, ...more }));
    expect(afterHead(text)).toBe(expected);
  });

  it('goes out with its end in one piece or apart, and the connection goes on', async () => {
    const { clock, port, asked } = await serve(latin1(body), latin1({ ...body, end: 50 }));
    const { socket, all } = talk(port, get());
    await asked(1);
    clock.advance(100);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(get());
    await asked(2);
    clock.advance(100);
    socket.write(get(last));
    await asked(3);
    clock.advance(100);
    const bodies = (await all).split(/HTTP\/1\.1 200 OK\r\n/).slice(1);
    expect(bodies.map(afterHead)).toEqual([inChunks, inChunks, inChunks]);
  });

  it('keeps its turn where requests are pipelined', async () => {
    const second = latin1({ chunks: [[1, 'second']] });
    const { clock, port, asked } = await serve(latin1(body), second);
    const { all } = talk(port, get() + get(last));
    await asked(2);
    clock.advance(100);
    const bodies = (await all).split(/HTTP\/1\.1 200 OK\r\n/).slice(1);
    expect(bodies.map(afterHead)).toEqual([inChunks, '6\r\nsecond\r\n0\r\n\r\n']);
  });

  it('is held back by its own reader only, in bounded memory', async () => {
    const chunk = 32 * 1024;
    const chunks = Array.from(
      { length: 200 },
      (_, i) => [1 + i, String.fromCharCode(97 + (i % 26)).repeat(chunk)] as const,
    );
    const { clock, port, asked, responses } = await serve(planned({ chunks }));
    const slow = connect(port, '127.0.0.1');
    slow.pause();
    slow.write(get(last));
    await asked(1);
    const quick = talk(port, get(last));
    await asked(2);
    // Time passes as the quick client reads.
    quick.socket.on('data', () => clock.advance(1));
    clock.advance(2);
    const all = await quick.all;
    expect(all.length).toBeGreaterThan(chunks.length * chunk);
    const held = responses[0]?.socket?.writableLength ?? 0;
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(chunk + 128 * 1024);
    let got = '';
    slow.setEncoding('latin1').on('data', (piece) => {
      got += piece;
      clock.advance(1);
    });
    slow.resume();
    await new Promise((resolve) => slow.once('close', resolve));
    expect(afterHead(got)).toBe(afterHead(all));
  });

  it('has the bytes of every chunk, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 20 }), async (texts) => {
        const ascii = texts.map((text) => Buffer.from(text).toString('hex'));
        const reply = planned({ chunks: ascii.map((text, i) => [1 + i, text] as const) });
        const expected = ascii
          .map((text) => (text === '' ? '' : `${text.length.toString(16)}\r\n${text}\r\n`))
          .join('');
        expect(afterHead(await answerTo(get(last), reply))).toBe(`${expected}0\r\n\r\n`);
      }),
      { numRuns: 20 },
    );
  });
});
