import http from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import type { PlannedReply } from '../../src/core/reply.ts';
import { KnownHead } from '../../src/server/known-head.ts';
import { Wheel } from '../../src/server/pacing.ts';
import { writeReply } from '../../src/server/write-reply.ts';
import { Lateness } from '../../src/telemetry/lateness.ts';
import { FakeClock } from '../support/fake-clock.ts';

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

interface Plan {
  readonly head?: number;
  readonly chunks: readonly (readonly [at: number, text: string])[];
  readonly end?: number;
  readonly status?: number;
  readonly statusText?: string;
  readonly headers?: HeaderList;
}

function planned({ head = 1, chunks, end, status = 200, statusText = '', headers = [] }: Plan): PlannedReply {
  let size = 0;
  return {
    kind: 'planned',
    status,
    statusText,
    headers: [['content-type', 'text/event-stream'], ['x-caf', 'caf\u00e9'], ...headers],
    bytes: Buffer.from(chunks.map(([, text]) => text).join('')),
    ends: chunks.map(([, text]) => (size += text.length)),
    timing: { head, chunks: chunks.map(([at]) => at), end: end ?? chunks.at(-1)?.[0] ?? head },
    end: 'complete',
  };
}

/** Answers every request with `reply`, the head of which is remembered if `known`. `behind` ms pass before anything can be written. */
async function serve(reply: PlannedReply, known: boolean, behind = 0) {
  const clock = new FakeClock();
  const wheel = new Wheel(clock);
  const lateness = new Lateness();
  const head = known ? new KnownHead() : undefined;
  /** How often node was asked to put a head together, and what the socket was given, one text a write. */
  let byNode = 0;
  const writes: string[] = [];
  let asked = 0;
  let heard = (): void => {};
  const server = http.createServer((request, response) => {
    const { writeHead } = response;
    response.writeHead = ((...args: Parameters<typeof writeHead>) => {
      byNode += 1;
      return writeHead.apply(response, args);
    }) as typeof writeHead;
    request.resume().on('end', () => {
      const receivedAt = clock.now();
      clock.advance(behind);
      writeReply(response, reply, { clock, wheel, lateness, receivedAt, extra: [['x-extra', '1']], head });
      asked += 1;
      heard();
    });
  });
  server.on('connection', (socket: Socket) => {
    const { write } = socket;
    socket.write = ((data: Uint8Array | string, ...rest: []) => {
      if (data.length > 0) writes.push(Buffer.from(data as string, 'latin1').toString('latin1'));
      return write.call(socket, data, ...rest);
    }) as typeof write;
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const arrived = async (count: number): Promise<void> => {
    while (asked < count) await new Promise<void>((resolve) => (heard = resolve));
  };
  return { clock, lateness, writes, arrived, port: (server.address() as AddressInfo).port, byNode: () => byNode };
}

const last = 'connection: close\r\n';
const ask = (more = '', method = 'GET', version = '1.1') => `${method} / HTTP/${version}\r\nhost: a\r\n${more}\r\n`;

/** Sends the requests on one connection, each when the answer before it is over; gives all that came until the server closed it. */
async function talk(
  { port, clock, arrived }: Awaited<ReturnType<typeof serve>>,
  requests: readonly string[],
  from = 0,
) {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    text += piece;
  });
  const closed = new Promise<void>((resolve, reject) => socket.on('error', reject).on('close', () => resolve()));
  for (const [i, request] of requests.entries()) {
    const seen = text.length;
    socket.write(request);
    await arrived(from + i + 1);
    clock.advance(1000);
    if (i === requests.length - 1) break;
    while (text.length === seen || !text.endsWith('0\r\n\r\n'))
      await new Promise((resolve) => socket.once('data', resolve));
  }
  await closed;
  return text;
}

/** Answers as node writes them, and with a head that is remembered; the third of them is the first that can go out so. */
async function both(plan: Plan, requests: readonly string[], behind = 0) {
  const [plain, known] = [await serve(planned(plan), false, behind), await serve(planned(plan), true, behind)];
  return { plain: await talk(plain, requests), known: await talk(known, requests), server: known };
}

const three: Plan = {
  chunks: [
    [1, 'one'],
    [20, ''],
    [30, 'and three'],
  ],
};
const often = [ask(), ask(), ask(), ask(), ask(last)];

describe('the head of a paced reply', () => {
  it.each([
    ['goes out with its first chunk', three],
    ['goes out before its first chunk', { ...three, head: 0.5, end: 50 }],
    ['goes out with an only chunk, whose end is later', { chunks: [[1, 'all of it']], end: 50 }],
    [
      'goes out before an empty chunk',
      {
        chunks: [
          [1, ''],
          [5, 'more'],
        ],
      },
    ],
    ['has a status and a reason of its own', { ...three, status: 503, statusText: 'Not Now' }],
    [
      'has the headers of the reply, repeated ones too',
      {
        ...three,
        headers: [
          ['x-a', '1'],
          ['x-a', '2'],
        ],
      },
    ],
  ] as [string, Plan][])('%s, the same bytes as node writes', async (_what, plan) => {
    const { plain, known, server } = await both(plan, often);
    expect(known).toBe(plain);
    // Learned from the second answer. The last is of another kind, for its connection closes.
    expect(server.byNode()).toBe(3);
  });

  it('is one write with the first chunk where both are due, as it is without that', async () => {
    const { server } = await both(three, often);
    const whole = server.writes.filter((text) => text.startsWith('HTTP/1.1 200') && text.endsWith('3\r\none\r\n'));
    expect(whole).toHaveLength(2);
  });

  it('goes out with all chunks that are due by then where the process is behind, and that is counted', async () => {
    const { plain, known, server } = await both(three, often, 100);
    expect(known).toBe(plain);
    expect(server.lateness.summary().joined).toBe(often.length * 2);
  });

  it.each([
    ['has a length', { ...three, headers: [['content-length', '12']] }, ask()],
    ['has no body by its status', { ...three, status: 204 }, ask()],
  ] as [string, Plan, string][])('is left to node where the answer %s', async (_what, plan, request) => {
    const server = await serve(planned(plan), true);
    const plain = await serve(planned(plan), false);
    for (let i = 0; i < 3; i += 1) {
      expect(await talk(server, [request.replace('\r\n\r\n', `\r\n${last}\r\n`)], i)).toBe(
        await talk(plain, [request.replace('\r\n\r\n', `\r\n${last}\r\n`)], i),
      );
    }
    expect(server.byNode()).toBe(3);
  });

  it.each([
    ['knows no HTTP chunks', ask('', 'GET', '1.0')],
    ['asks for the head only', ask(last, 'HEAD')],
    ['closes its connection', ask(last)],
  ])('is left to node where the client %s', async (_what, request) => {
    const [plain, known] = [await serve(planned(three), false), await serve(planned(three), true)];
    const answers: string[] = [];
    for (const server of [plain, known]) {
      await talk(server, often);
      answers.push(await talk(server, [request], often.length));
    }
    expect(answers[1]).toBe(answers[0]);
    expect(known.byNode()).toBe(4);
  });

  it('waits for its turn where requests are pipelined', async () => {
    const answers: string[] = [];
    for (const known of [false, true]) {
      const server = await serve(planned(three), known);
      await talk(server, often);
      const { port, clock, arrived } = server;
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.setEncoding('latin1').on('data', (piece) => {
        text += piece;
      });
      socket.write(ask() + ask() + ask(last));
      await arrived(often.length + 3);
      clock.advance(1000);
      await new Promise((resolve) => socket.once('close', resolve));
      answers.push(text);
    }
    expect(answers[1]).toBe(answers[0]);
    expect(answers[1]?.split('HTTP/1.1 200 OK')).toHaveLength(4);
  });
});
