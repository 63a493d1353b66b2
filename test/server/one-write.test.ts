import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import type { PlannedReply } from '../../src/core/reply.ts';
import { OneWrite } from '../../src/server/one-write.ts';
import { Wheel } from '../../src/server/pacing.ts';
import { writeReply } from '../../src/server/write-reply.ts';
import { FakeClock } from '../support/fake-clock.ts';

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

function reply(body: string | Uint8Array, headers: HeaderList = [], status = 200, statusText = ''): PlannedReply {
  const bytes = Buffer.from(body as string);
  const timing = { head: 0, chunks: [0], end: 0 };
  return {
    kind: 'planned',
    status,
    statusText,
    headers,
    bytes,
    ends: [bytes.byteLength],
    timing,
    end: 'complete',
  };
}

/**
 * Answers every request with `planned`; as one write once it may, if `oneWrite`. Counts the answers that went out so.
 * @param ownOf the headers that the answer to the n-th request has of its own
 */
async function serve(
  planned: PlannedReply,
  oneWrite: boolean,
  ownOf: (n: number) => HeaderList | undefined = () => undefined,
): Promise<{ port: number; whole: () => number }> {
  const known = new OneWrite();
  const clock = new FakeClock();
  const wheel = new Wheel(clock);
  let whole = 0;
  let asked = 0;
  const server = http.createServer((request, response) => {
    const { writeHead } = response;
    let byNode = false;
    response.writeHead = ((...args: Parameters<typeof writeHead>) => {
      byNode = true;
      return writeHead.apply(response, args);
    }) as typeof writeHead;
    request.resume().on('end', () => {
      const extra: HeaderList = [['x-extra', '1']];
      const own = ownOf(asked++);
      writeReply(response, planned, {
        clock,
        wheel,
        receivedAt: 0,
        extra,
        own,
        oneWrite: oneWrite ? known : undefined,
      });
      if (!byNode) whole += 1;
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, whole: () => whole };
}

/** Sends the requests on one connection, all at once; gives all that came back until the server closed it. */
function talk(port: number, requests: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (piece) => {
      text += piece;
    });
    socket.on('error', reject).on('close', () => resolve(text));
    socket.write(requests.join(''));
  });
}

const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';
const post = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}';
const head = 'HEAD / HTTP/1.1\r\nhost: a\r\n\r\n';
const last = 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';
const old = 'GET / HTTP/1.0\r\n\r\n';
const many = [get, get, post, head, get, post, get, head, last];

describe('an answer that is sent again', () => {
  const replies: readonly (readonly [string, PlannedReply])[] = [
    ['with a length', reply('hello', [['Content-Length', '5']])],
    ['in chunks', reply('data: 1\n\ndata: 2\n\n', [['content-type', 'text/event-stream']])],
    ['of bytes that are no text', reply(Uint8Array.from({ length: 256 }, (_, i) => i))],
    [
      'with a reason and headers in latin1',
      reply(
        'no',
        [
          ['x-a', 'caf\u00e9'],
          ['x-a', 'b'],
        ],
        404,
        'Nothing h\u00e8re',
      ),
    ],
    ['without a body', reply('', [['x-a', 'b']], 204)],
    ['that may have no body and has one', reply('x', [], 204)],
    ['longer than what is kept whole', reply('x'.repeat(70_000))],
  ];

  for (const [what, planned] of replies) {
    it(`is the same bytes as one that node writes: ${what}`, async () => {
      const [usual, whole] = await Promise.all([serve(planned, false), serve(planned, true)]);
      for (const requests of [many, [old], [get, last]]) {
        const expected = await talk(usual.port, requests);
        expect(expected.match(/HTTP\/1\.1 /g)).toHaveLength(requests.length);
        expect(await talk(whole.port, requests)).toBe(expected);
      }
    });
  }

  it('is one write from the third time on, for those who keep their connection', async () => {
    const { port, whole } = await serve(reply('hello', [['content-length', '5']]), true);
    await talk(port, [get, get, last]);
    expect(whole()).toBe(0);
    await talk(port, [get, post, head, last]);
    expect(whole()).toBe(2);
  });

  it('may have headers of its own each time, or only sometimes', async () => {
    const owns: readonly HeaderList[] = [
      [['x-a', '1']],
      [],
      [
        ['x-left', '7'],
        ['x-reset', '6m0s'],
      ],
      [],
      [['x-a', '22']],
    ];
    for (const planned of [reply('hello', [['content-length', '5']]), reply('data: 1\n\n')]) {
      for (let first = 0; first < owns.length; first += 1) {
        const ownOf = (n: number): HeaderList | undefined => owns[(first + n) % owns.length];
        const [usual, whole] = await Promise.all([serve(planned, false, ownOf), serve(planned, true, ownOf)]);
        expect(await talk(whole.port, many)).toBe(await talk(usual.port, many));
        expect(whole.whole()).toBe(4);
      }
    }
  });

  it('tells of its end as any answer does', async () => {
    const { port } = await serve(reply('hello', [['content-length', '5']]), true);
    const finished: boolean[] = [];
    servers[0]?.on('request', (_request, response: http.ServerResponse) => {
      response.on('close', () => finished.push(response.writableFinished && response.headersSent));
    });
    await talk(port, [get, get, get, get, last]);
    expect(finished).toEqual([true, true, true, true, true]);
  });
});
