import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import type { EndKind, PlannedReply } from '../../src/core/reply.ts';
import { Wheel } from '../../src/server/pacing.ts';
import { writeReply } from '../../src/server/write-reply.ts';
import { Lateness } from '../../src/telemetry/lateness.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeResponse } from './fake-response.ts';

interface Plan {
  readonly chunks: readonly (readonly [at: number, text: string])[];
  readonly head?: number;
  readonly end?: number;
  readonly how?: EndKind;
  readonly statusText?: string;
  readonly headers?: HeaderList;
}

function planned({ chunks, head = 0, end, how = 'complete', statusText = '', headers = [] }: Plan): PlannedReply {
  const texts = chunks.map(([, text]) => text);
  let size = 0;
  return {
    kind: 'planned',
    status: 200,
    statusText,
    headers,
    bytes: Buffer.from(texts.join('')),
    ends: texts.map((text) => (size += text.length)),
    timing: { head, chunks: chunks.map(([at]) => at), end: end ?? chunks.at(-1)?.[0] ?? head },
    end: how,
  };
}

interface Circumstances {
  readonly receivedAt?: number;
  readonly now?: number;
  readonly extra?: HeaderList;
  /** What node says of the response: its body goes out in HTTP chunks, it does not, or it says nothing. */
  readonly chunked?: boolean | undefined;
}

/** Writes a reply to a request that was received at `receivedAt`. */
function begin(reply: PlannedReply, options: Circumstances = {}) {
  const clock = new FakeClock();
  clock.advanceTo(options.now ?? options.receivedAt ?? 0);
  const client = new FakeResponse(clock, options.chunked);
  const wheel = new Wheel(clock);
  const lateness = new Lateness();
  const { receivedAt = 0, extra = [] } = options;
  const write = () => writeReply(client.response, reply, { clock, wheel, lateness, receivedAt, extra });
  return { clock, client, write, wheel, lateness };
}

describe('an instant reply', () => {
  it('is one write and over at once, however many chunks it has', () => {
    const { client, clock, write } = begin(
      planned({
        chunks: [
          [0, 'one '],
          [0, 'two '],
          [0, 'three'],
        ],
      }),
    );
    write();
    expect(client.writes).toEqual([{ at: 0, text: 'one two three' }]);
    expect(client.endedAt).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  it('carries status, reason and headers as they are, the extra ones behind them, and no date of its own', () => {
    const headers: HeaderList = [
      ['Set-Cookie', 'a=1'],
      ['X-One', '1'],
      ['set-cookie', 'b=2'],
    ];
    const reply = { ...planned({ chunks: [[0, 'x']], statusText: 'Fine', headers }), status: 201 };
    const { client, write } = begin(reply, { extra: [['x-llmsim-source', 'cassette']] });
    write();
    expect(client.head).toEqual({
      at: 0,
      status: 201,
      statusText: 'Fine',
      headers: [...headers, ['x-llmsim-source', 'cassette']],
    });
    expect(client.sendDate).toBe(false);
    expect(reply.headers).toEqual(headers);
  });

  it('leaves the reason to HTTP where none is recorded', () => {
    const { client, write } = begin(planned({ chunks: [] }));
    write();
    expect(client.head?.statusText).toBeUndefined();
  });

  it('ends without a write when it has no body', () => {
    const { client, write } = begin(planned({ chunks: [] }));
    write();
    expect(client.writes).toEqual([]);
    expect(client.endedAt).toBe(0);
  });

  it('gives two clients the same', () => {
    const reply = planned({
      chunks: [
        [0, 'a'],
        [0, 'b'],
      ],
      headers: [['x-a', '1']],
    });
    const [one, two] = [begin(reply), begin(reply)];
    one.write();
    two.write();
    expect(two.client.head).toEqual(one.client.head);
    expect(two.client.writes).toEqual(one.client.writes);
  });
});

describe.each([
  ['in chunks that were framed before', true],
  ['in chunks that node frames', undefined],
  ['that is not chunked', false],
])('a paced reply %s', (_how, chunked) => {
  const stream: Plan = {
    head: 10,
    chunks: [
      [20, 'a'],
      [35, 'bb'],
      [35.5, 'c'],
      [400, 'd'],
    ],
    end: 450,
  };

  it('writes the head, then one chunk a write, each at its time, then the end', () => {
    const { client, clock, write } = begin(planned(stream), { chunked });
    write();
    expect(client.head).toBeUndefined();
    clock.advance(1000);
    expect(client.head?.at).toBe(10);
    expect(client.writes).toEqual([
      { at: 20, text: 'a' },
      { at: 35, text: 'bb' },
      { at: 36, text: 'c' },
      { at: 400, text: 'd' },
    ]);
    expect(client.endedAt).toBe(450);
    expect(clock.waiting).toBe(0);
  });

  it('sends the head before the first chunk is due', () => {
    const { client, clock, write } = begin(planned(stream), { chunked });
    write();
    clock.advance(15);
    expect(client.headFlushed).toBe(true);
    expect(client.writes).toEqual([]);
  });

  it('counts from when the request was received, not from when the answer was found', () => {
    const { client, clock, write } = begin(planned(stream), { receivedAt: 1000, now: 1030, chunked });
    write();
    expect(client.head?.at).toBe(1030);
    clock.advance(1000);
    expect(client.writes.map(({ at }) => at)).toEqual([1030, 1035, 1036, 1400]);
    expect(client.endedAt).toBe(1450);
  });

  it('keeps chunks apart that are due together', () => {
    const { client, clock, write } = begin(
      planned({
        chunks: [
          [5, 'a'],
          [5, 'b'],
          [5, 'c'],
        ],
      }),
      { chunked },
    );
    write();
    clock.advance(10);
    expect(client.writes.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });

  it('keeps every chunk, in order, never early and at most a millisecond late', () => {
    const gaps = fc.array(
      fc.tuple(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1500, noNaN: true })), fc.nat(3)),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(gaps, fc.double({ min: 0, max: 50, noNaN: true }), (steps, receivedAt) => {
        let at = 0;
        const chunks = steps.map(([gap, size], i) => {
          at += gap;
          return [at, String.fromCharCode(97 + i).repeat(size)] as const;
        });
        const { client, clock, write } = begin(planned({ chunks, end: at + 1 }), { receivedAt, chunked });
        write();
        clock.advance(60_000);
        const expected = chunks.filter(([, text]) => text !== '');
        expect(client.writes.map(({ text }) => text)).toEqual(expected.map(([, text]) => text));
        for (const [i, [due]] of expected.entries()) {
          const late = (client.writes[i]?.at ?? 0) - receivedAt - due;
          expect(late).toBeGreaterThanOrEqual(-1e-9);
          expect(late).toBeLessThanOrEqual(1.000_001);
        }
        expect(client.endedAt).toBeGreaterThanOrEqual(receivedAt + at + 1 - 1e-9);
      }),
    );
  });

  it('waits for a client that reads slowly, and later chunks keep their times', () => {
    const { client, clock, write } = begin(planned(stream), { chunked });
    write();
    clock.advance(15);
    client.keepsUp = false;
    clock.advance(100);
    expect(client.writes.map(({ text }) => text)).toEqual(['a']);
    client.drain();
    expect(client.writes).toEqual([
      { at: 20, text: 'a' },
      { at: 115, text: 'bb' },
      { at: 115, text: 'c' },
    ]);
    clock.advance(1000);
    expect(client.writes.at(-1)).toEqual({ at: 400, text: 'd' });
    expect(client.endedAt).toBe(450);
  });

  it('ends only after a slow client has drained the last chunk', () => {
    const { client, clock, write } = begin(planned({ chunks: [[5, 'a']], end: 6 }), { chunked });
    client.keepsUp = false;
    write();
    clock.advance(100);
    expect(client.endedAt).toBeUndefined();
    client.drain();
    expect(client.endedAt).toBe(100);
  });

  it('takes a drain that nobody waited for as nothing', () => {
    const { client, clock, write } = begin(planned(stream), { chunked });
    write();
    clock.advance(25);
    client.drain();
    clock.advance(1000);
    expect(client.body).toBe('abbcd');
  });

  it('stops when the client leaves between two chunks', () => {
    const { client, clock, write } = begin(planned(stream), { chunked });
    write();
    clock.advance(30);
    client.close();
    clock.advance(10_000);
    expect(client.body).toBe('a');
    expect(client.endedAt).toBeUndefined();
    expect(clock.waiting).toBe(0);
  });

  it('stops when the client leaves before the head', () => {
    const { client, clock, write } = begin(planned(stream), { chunked });
    write();
    client.close();
    clock.advance(10_000);
    expect(client.head).toBeUndefined();
  });

  it('stops when a client that was slow leaves', () => {
    const { client, clock, write } = begin(planned(stream), { chunked });
    client.keepsUp = false;
    write();
    clock.advance(25);
    client.close();
    client.drain();
    clock.advance(10_000);
    expect(client.body).toBe('a');
  });
});

describe('a reply that ends badly', () => {
  /** A reset may give the client a moment to read what it takes back. */
  const soon = 100;
  const speeds = { 'at once': 0, paced: 30 } as const;

  describe.each(Object.entries(speeds))('%s', (_name, at) => {
    it.each([
      ['reset', 'reset'],
      ['close', 'closed'],
    ] as const)('ends by %s, not before its bytes have gone', (how, ended) => {
      const { client, clock, write } = begin(planned({ head: at / 2, chunks: [[at, 'part']], end: at, how }));
      write();
      clock.advance(100);
      expect(client.body).toBe('part');
      expect(client.endedAt).toBeUndefined();
      expect(client.socket?.ended).toBeUndefined();
      client.socket?.flush();
      clock.advance(soon);
      expect(client.socket?.ended).toBe(ended);
    });

    it('falls silent after its bytes', () => {
      const { client, clock, write } = begin(planned({ chunks: [[at, 'part']], end: at, how: 'stall' }));
      write();
      clock.advance(3_600_000);
      client.socket?.flush();
      expect(client.body).toBe('part');
      expect(client.endedAt).toBeUndefined();
      expect(client.socket?.ended).toBeUndefined();
      expect(clock.waiting).toBe(0);
    });

    it('sends its head even where no byte of a body came', () => {
      const { client, clock, write } = begin(planned({ chunks: [], head: at, end: at, how: 'reset' }));
      write();
      clock.advance(100);
      expect(client.headFlushed).toBe(true);
      client.socket?.flush();
      clock.advance(soon);
      expect(client.socket?.ended).toBe('reset');
    });
  });

  it('is cut at its time, not when the last chunk is out', () => {
    const { client, clock, write } = begin(planned({ chunks: [[5, 'part']], end: 300, how: 'reset' }));
    write();
    clock.advance(299);
    client.socket?.flush();
    expect(client.socket?.ended).toBeUndefined();
    clock.advance(1);
    client.socket?.flush();
    clock.advance(soon);
    expect(client.socket?.ended).toBe('reset');
  });

  it('waits for its turn on the connection when it answers a pipelined request', async () => {
    const { client, clock, write } = begin(planned({ chunks: [[0, 'part']], how: 'reset' }));
    const socket = client.socket;
    client.socket = null;
    write();
    expect(client.body).toBe('part');
    client.socket = socket;
    client.emit('socket', socket);
    await Promise.resolve();
    clock.advance(soon);
    expect(socket?.ended).toBeUndefined();
    socket?.flush();
    clock.advance(soon);
    expect(socket?.ended).toBe('reset');
  });
});
