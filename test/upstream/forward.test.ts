import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { headersOf } from '../../src/core/headers.ts';
import type { LiveReply } from '../../src/core/reply.ts';
import { createForwarder, type Forwarded, type ForwarderOptions } from '../../src/upstream/forward.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { collect, exchangeOf, MemorySink, type RequestParts } from '../support/forwarding.ts';
import { Gate } from '../support/pace.ts';
import type { Script } from '../support/script.ts';
import {
  type ScriptedUpstream,
  type ScriptSource,
  startUpstream,
  type UpstreamOptions,
} from '../support/scripted-upstream.ts';

async function upstreamThat(source: ScriptSource, options?: UpstreamOptions): Promise<ScriptedUpstream> {
  const upstream = await startUpstream(source, options);
  onTestFinished(() => upstream.close());
  return upstream;
}

/** A server below HTTP: `serve` gets each connection when its request has come. */
async function socketsThat(serve: (socket: Socket) => void): Promise<string> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => serve(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function forwarder(options: Partial<ForwarderOptions> = {}) {
  const client = createForwarder({ env: {}, clock: systemClock, ...options });
  onTestFinished(() => client.close());
  return client.forward;
}

function forwardTo(
  url: string,
  parts: RequestParts = {},
  options: Partial<ForwarderOptions> = {},
  apiKey?: string,
): Promise<Forwarded> {
  return forwarder(options)(exchangeOf(parts).exchange, { ...parseUpstream(`up=${url}`, {}), apiKey });
}

function replyOf(forwarded: Forwarded): LiveReply {
  if (forwarded.kind === 'refusal') throw new Error(`refused: ${forwarded.error.message}`);
  return forwarded.reply;
}

async function replyTo(script: Script, parts: RequestParts = {}): Promise<LiveReply> {
  const upstream = await upstreamThat(script);
  return replyOf(await forwardTo(upstream.url, parts));
}

describe('the request that goes upstream', () => {
  test('has method, target, headers and body of the client', async () => {
    const upstream = await upstreamThat({ body: ['ok'] });
    const target = '//openai/deployments/a%3Ab%2Fc/models/gemini:generate?key=a%20b&&x=[1]';
    const parts = {
      target,
      headers: [
        ['X-Two', '1'],
        ['b', '2'],
        ['X-Two', '3'],
      ] as const,
      body: '{"a":1}',
    };
    await collect(replyOf(await forwardTo(`${upstream.url}/base`, parts)));
    const [request] = upstream.requests;
    expect(request?.target).toBe(`/base${target}`);
    expect(request?.method).toBe('POST');
    expect(request?.body.toString()).toBe('{"a":1}');
    expect(request?.lines).toEqual([
      `POST /base${target} HTTP/1.1`,
      `host: 127.0.0.1:${upstream.port}`,
      'connection: keep-alive',
      'X-Two: 1',
      'b: 2',
      'X-Two: 3',
      'accept-encoding: identity',
      'content-length: 7',
    ]);
  });

  test.each(['GET', 'DELETE', 'PATCH', 'OPTIONS', 'PURGE', 'query'])('may be a %s', async (method) => {
    const upstream = await upstreamThat({ body: ['ok'] });
    await collect(replyOf(await forwardTo(upstream.url, { method, body: '' })));
    expect(upstream.requests[0]?.method).toBe(method);
  });

  test('may carry a body with GET', async () => {
    const upstream = await upstreamThat({ body: ['ok'] });
    await collect(replyOf(await forwardTo(upstream.url, { method: 'GET', body: 'search' })));
    expect(upstream.requests[0]?.body.toString()).toBe('search');
  });

  test('says content-length: 0 for an empty POST', async () => {
    const upstream = await upstreamThat({ body: ['ok'] });
    await collect(replyOf(await forwardTo(upstream.url, { body: '' })));
    expect(headersOf(upstream.requests[0]?.headers ?? [], 'content-length')).toEqual(['0']);
  });

  test.each([
    ['its content-length', [['Content-Length', '9']] as const, ['9'], []],
    ['chunked framing when it has no length', [], [], ['chunked']],
  ])('passes on a body that is still arriving, with %s', async (_, headers, length, encoding) => {
    const upstream = await upstreamThat({ body: ['ok'] });
    async function* rest() {
      yield Buffer.from('def');
      await new Promise((resolve) => setImmediate(resolve));
      yield Buffer.from('ghi');
    }
    await collect(replyOf(await forwardTo(upstream.url, { headers, body: 'abc', bodyRest: rest() })));
    const [request] = upstream.requests;
    expect(request?.body.toString()).toBe('abcdefghi');
    expect(headersOf(request?.headers ?? [], 'content-length')).toEqual(length);
    expect(headersOf(request?.headers ?? [], 'transfer-encoding')).toEqual(encoding);
  });

  test('is refused, and nothing crashes, when its body breaks off', async () => {
    const upstream = await upstreamThat({ body: ['ok'] });
    // biome-ignore lint/correctness/useYield: breaks off before it gives anything
    async function* rest(): AsyncGenerator<Uint8Array> {
      throw new Error('the client went away');
    }
    const result = await forwardTo(upstream.url, { bodyRest: rest() });
    expect(result.kind).toBe('refusal');
  });

  test('is given up quietly when the upstream answers before the body has come', async () => {
    const url = await socketsThat((socket) => {
      socket.end('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno');
    });
    let asked = 0;
    let returned = false;
    async function* rest() {
      try {
        for (;;) {
          asked += 1;
          yield Buffer.alloc(1000);
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        returned = true;
      }
    }
    const reply = replyOf(await forwardTo(url, { bodyRest: rest() }));
    expect(reply.status).toBe(413);
    const sink = await collect(reply);
    expect([sink.text, sink.how]).toEqual(['no', 'complete']);
    while (!returned) await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBeGreaterThan(0);
  });

  test.each([
    ['an illegal header value', { headers: [['x', 'a\u0100b']] as const }],
    ['an illegal path', { target: '/a b' }],
    ['an illegal method', { method: 'A B' }],
    ['an absolute target', { target: 'http://elsewhere.example/v1' }],
    ['the target *', { method: 'OPTIONS', target: '*' }],
    ['CONNECT', { method: 'CONNECT' }],
  ])('is refused with 400 for %s', async (_, parts) => {
    const result = await forwardTo('http://127.0.0.1:9', parts);
    expect(result).toMatchObject({ kind: 'refusal', error: { status: 400, code: 'llmsim_request_invalid' } });
  });

  test('uses a connection again, and as many as there are requests at once', async () => {
    const gate = new Gate();
    const upstream = await upstreamThat({ body: ['ok'], pace: gate.pace });
    const forward = forwarder();
    const to = parseUpstream(`up=${upstream.url}`, {});
    const many = Array.from({ length: 40 }, async () => collect(replyOf(await forward(exchangeOf().exchange, to))));
    await upstream.received(40);
    expect(upstream.connections.opened).toBe(40);
    gate.open();
    await Promise.all(many);
    // undici uses a connection again after a turn of the event loop, in case the other side closes it all the same
    for (let i = 0; i < 10; i += 1) await new Promise((resolve) => setImmediate(resolve));
    await collect(replyOf(await forward(exchangeOf().exchange, to)));
    expect(upstream.connections.opened).toBe(40);
  });

  test('carries the key in place of the credentials that the client sent', async () => {
    const upstream = await upstreamThat({ body: ['ok'] });
    const headers = [
      ['Authorization', 'Bearer dummy'],
      ['x-api-key', 'dummy'],
    ] as const;
    await collect(replyOf(await forwardTo(upstream.url, { headers }, {}, 'real')));
    const sent = upstream.requests[0]?.headers ?? [];
    expect([headersOf(sent, 'authorization'), headersOf(sent, 'x-api-key')]).toEqual([['Bearer real'], []]);
  });
});

describe('the reply', () => {
  test('has status, reason, and end-to-end headers in order, with duplicates, case and latin1', async () => {
    const reply = await replyTo({
      statusLine: 'HTTP/1.1 429 Slow down, please',
      headers: [
        ['Set-Cookie', 'a=1'],
        ['X-Name', 'caf\u00e9'],
        ['set-cookie', 'b=2'],
        ['Connection', 'keep-alive, X-Hop'],
        ['X-Hop', 'gone'],
        ['Keep-Alive', 'timeout=5'],
        ['Alt-Svc', 'h3=":443"'],
        ['Proxy-Authenticate', 'Basic'],
        ['X-Empty', ''],
      ],
      body: ['no'],
      framing: 'length',
    });
    expect([reply.status, reply.statusText]).toEqual([429, 'Slow down, please']);
    expect(reply.headers).toEqual([
      ['Set-Cookie', 'a=1'],
      ['X-Name', 'caf\u00e9'],
      ['set-cookie', 'b=2'],
      ['X-Empty', ''],
      ['Content-Length', '2'],
    ]);
    expect((await collect(reply)).text).toBe('no');
  });

  test('delivers each chunk when it arrives', async () => {
    const gate = new Gate(1);
    const upstream = await upstreamThat({ body: ['one', 'two'], pace: gate.pace });
    const sink = new MemorySink();
    replyOf(await forwardTo(upstream.url)).subscribe(sink);
    await sink.bytes(3);
    expect([sink.text, sink.how]).toEqual(['one', undefined]);
    gate.open();
    expect(await sink.ended).toBe('complete');
    expect(sink.chunks.map(String)).toEqual(['one', 'two']);
  });

  test('keeps what came before anybody subscribed, its end too', async () => {
    const upstream = await upstreamThat({ body: ['one', 'two'], headWithFirstChunk: true });
    const forward = forwarder();
    const to = parseUpstream(`up=${upstream.url}`, {});
    const reply = replyOf(await forward(exchangeOf().exchange, to));
    // on another connection, a whole round later than the end of the first
    for (let i = 0; i < 5; i += 1) await collect(replyOf(await forward(exchangeOf().exchange, to)));
    const sink = new MemorySink();
    reply.subscribe(sink);
    expect([sink.chunks.map(String), sink.how]).toEqual([['one', 'two'], 'complete']);
  });

  test('asks the upstream to wait while nobody subscribes', async () => {
    const piece = Buffer.alloc(256 * 1024, 'x');
    const upstream = await upstreamThat({ body: Array.from({ length: 80 }, () => piece) });
    const reply = replyOf(await forwardTo(upstream.url));
    for (let i = 0; i < 200; i += 1) await new Promise((resolve) => setImmediate(resolve));
    const sink = new MemorySink();
    sink.wants = false;
    reply.subscribe(sink);
    expect(sink.text.length).toBeLessThan(piece.length);
    sink.wants = true;
    reply.resume();
    expect(await sink.ended).toBe('complete');
    expect(sink.text.length).toBe(80 * piece.length);
  });

  test('pauses when the sink wants no more, and goes on at resume', async () => {
    const piece = Buffer.alloc(256 * 1024, 'x');
    const upstream = await upstreamThat({ body: Array.from({ length: 80 }, () => piece) });
    const sink = new MemorySink();
    sink.wants = false;
    const reply = replyOf(await forwardTo(upstream.url));
    reply.subscribe(sink);
    await sink.bytes(1);
    for (let i = 0; i < 200; i += 1) await new Promise((resolve) => setImmediate(resolve));
    const early = sink.text.length;
    expect(early).toBeLessThan(piece.length);
    sink.wants = true;
    reply.resume();
    reply.pause();
    for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(sink.text.length).toBe(early);
    reply.resume();
    expect(await sink.ended).toBe('complete');
    expect(sink.text.length).toBe(80 * piece.length);
  });

  test('may be resumed from within a callback of another connection', async () => {
    const piece = Buffer.alloc(256 * 1024, 'x');
    const upstream = await upstreamThat({ body: Array.from({ length: 8 }, () => piece) });
    const forward = forwarder();
    const to = parseUpstream(`up=${upstream.url}`, {});
    const waiting = new MemorySink();
    waiting.wants = false;
    const paused = replyOf(await forward(exchangeOf().exchange, to));
    paused.subscribe(waiting);
    await waiting.bytes(1);
    const other = replyOf(await forward(exchangeOf().exchange, to));
    const ended = new Promise<string>((resolve) => {
      other.subscribe({
        chunk: () => true,
        end() {
          waiting.wants = true;
          paused.resume();
          resolve('complete');
        },
        fail: resolve,
      });
    });
    expect([await ended, await waiting.ended]).toEqual(['complete', 'complete']);
  });

  test('has the trailers', async () => {
    const reply = await replyTo({
      body: ['x'],
      trailers: [
        ['X-Sum', '1'],
        ['x-sum', '2'],
      ],
    });
    expect((await collect(reply)).trailers).toEqual([
      ['X-Sum', '1'],
      ['x-sum', '2'],
    ]);
  });

  test('comes after the 1xx answers, which are passed on', async () => {
    const upstream = await upstreamThat({
      interim: [
        { statusLine: 'HTTP/1.1 102 Processing' },
        {
          statusLine: 'HTTP/1.1 103 Early Hints',
          headers: [
            ['Link', '</a>'],
            ['Link', '</b>'],
          ],
        },
      ],
      body: ['ok'],
    });
    const { exchange, informed } = exchangeOf();
    const reply = replyOf(await forwarder()(exchange, parseUpstream(`up=${upstream.url}`, {})));
    expect(informed).toEqual([
      [102, []],
      [
        103,
        [
          ['Link', '</a>'],
          ['Link', '</b>'],
        ],
      ],
    ]);
    expect([reply.status, (await collect(reply)).text]).toEqual([200, 'ok']);
  });

  test.each([
    ['to HEAD', 'HEAD', 'HTTP/1.1 200 OK', [['Content-Length', '5']] as const],
    ['204', 'POST', 'HTTP/1.1 204 No Content', []],
    ['304', 'GET', 'HTTP/1.1 304 Not Modified', []],
    [
      '304 with the length of what it stands for',
      'GET',
      'HTTP/1.1 304 Not Modified',
      [['Content-Length', '5']] as const,
    ],
    ['204 with a length', 'POST', 'HTTP/1.1 204 No Content', [['Content-Length', '5']] as const],
  ])('has no body when it is %s', async (_, method, statusLine, headers) => {
    const reply = await replyTo({ statusLine, headers }, { method });
    const sink = await collect(reply);
    expect([reply.headers, sink.text, sink.how]).toEqual([headers, '', 'complete']);
  });

  test('is passed on when it is a redirect, not followed', async () => {
    const reply = await replyTo({ statusLine: 'HTTP/1.1 307 Temporary Redirect', headers: [['Location', '/x']] });
    expect([reply.status, reply.headers[0]]).toEqual([307, ['Location', '/x']]);
    await collect(reply);
  });

  test('passes compressed bytes on as they came', async () => {
    const reply = await replyTo({ headers: [['Content-Encoding', 'gzip']], body: [Buffer.from([0x1f, 0x8b, 0xff])] });
    expect((await collect(reply)).chunks).toEqual([Buffer.from([0x1f, 0x8b, 0xff])]);
  });

  test('may end with its connection, as in HTTP/1.0', async () => {
    const reply = await replyTo({ statusLine: 'HTTP/1.0 200 OK', body: ['to the ', 'end'], framing: 'close' });
    const sink = await collect(reply);
    expect([sink.text, sink.how]).toEqual(['to the end', 'complete']);
  });

  test('may have 100 KiB of headers', async () => {
    const headers = Array.from({ length: 100 }, (_, i): [string, string] => [`x-${i}`, 'v'.repeat(1000)]);
    const reply = await replyTo({ headers, body: ['ok'] });
    expect(reply.headers.length).toBe(100);
    await collect(reply);
  });
});

describe('a reply that breaks off', () => {
  const body = ['data: 1\n\n'];

  test.each([
    ['reset', 'chunked', []],
    ['reset', 'length', [['Content-Length', '99']] as const],
    ['reset', 'chunked', [['Connection', 'close']] as const],
    ['reset', 'close', [['Connection', 'close']] as const],
    ['close', 'chunked', []],
    ['close', 'chunked', [['Connection', 'close']] as const],
    ['close', 'length', [['Content-Length', '99']] as const],
    [
      'close',
      'length',
      [
        ['Content-Length', '99'],
        ['Connection', 'close'],
      ] as const,
    ],
  ] as const)('by %s in framing "%s" with headers %j is told as such', async (end, framing, headers) => {
    const gate = new Gate(1);
    const upstream = await upstreamThat({ body, framing, headers, end, pace: gate.pace });
    const sink = new MemorySink();
    replyOf(await forwardTo(upstream.url)).subscribe(sink);
    await sink.bytes(9);
    gate.open();
    expect(await sink.ended).toBe(end);
    expect(sink.text).toBe('data: 1\n\n');
  });

  test('before anybody subscribed is told to the subscriber', async () => {
    const upstream = await upstreamThat({ body, end: 'reset' });
    const reply = replyOf(await forwardTo(upstream.url));
    for (let i = 0; i < 100; i += 1) await new Promise((resolve) => setImmediate(resolve));
    const sink = new MemorySink();
    reply.subscribe(sink);
    expect(sink.how).toBe('reset');
  });

  test.each(['keep-alive', 'close'])(
    'while it is paused ends the reply and nothing else (connection: %s)',
    async (connection) => {
      const gate = new Gate();
      const upstream = await upstreamThat({
        headers: [['Connection', connection]],
        body: [Buffer.alloc(100_000, 'x'), 'y'],
        framing: 'close',
        end: 'reset',
        pace: gate.pace,
      });
      const sink = new MemorySink();
      sink.wants = false;
      replyOf(await forwardTo(upstream.url)).subscribe(sink);
      gate.release(); // not before the sink is there to say no
      await sink.bytes(1);
      gate.open();
      expect(await sink.ended).toBe('reset');
    },
  );

  test.each([
    ['until the connection closes', 'close', 'close', [], 'complete'],
    ['in chunks without the last one', 'chunked', 'close', [['Connection', 'close']] as const, 'close'],
    [
      'with a length, not reached',
      'length',
      'close',
      [
        ['Connection', 'close'],
        ['Content-Length', '9'],
      ] as const,
      'close',
    ],
    [
      'with a length, reached',
      'length',
      'close',
      [
        ['Connection', 'close'],
        ['Content-Length', '5'],
      ] as const,
      'complete',
    ],
    [
      'with a length, reached, on a connection to be kept',
      'length',
      'close',
      [['Content-Length', '5']] as const,
      'complete',
    ],
  ] as const)('or not, when its connection ends while it is paused: %s', async (_, framing, end, headers, how) => {
    const gate = new Gate();
    const upstream = await upstreamThat({ headers, body: ['12345'], framing, end, pace: gate.pace });
    const sink = new MemorySink();
    sink.wants = false;
    const reply = replyOf(await forwardTo(upstream.url));
    reply.subscribe(sink);
    gate.release(); // not before the sink is there to say no
    await sink.bytes(1);
    gate.open();
    for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
    reply.resume(); // what is left of the framing is read only now
    expect(await sink.ended).toBe(how);
    expect(sink.text).toBe('12345');
  });

  test('by silence is a stall', async () => {
    const upstream = await upstreamThat({ body, end: 'stall' });
    const reply = replyOf(await forwardTo(upstream.url, {}, { timeoutMs: 20 }));
    expect((await collect(reply)).how).toBe('stall');
  });

  test('is no stall when it is the client that keeps it waiting', async () => {
    const piece = Buffer.alloc(256 * 1024, 'x');
    const upstream = await upstreamThat((request) =>
      request.target === '/silent' ? { body, end: 'stall' } : { body: Array.from({ length: 20 }, () => piece) },
    );
    const forward = forwarder({ timeoutMs: 20 });
    const to = parseUpstream(`up=${upstream.url}`, {});
    const slow = new MemorySink();
    slow.wants = false;
    const reply = replyOf(await forward(exchangeOf().exchange, to));
    reply.subscribe(slow);
    // undici's clock for silence is coarse: what stalls in the same time shows that it has run out
    for (let i = 0; i < 2; i += 1) {
      await collect(replyOf(await forward(exchangeOf({ target: '/silent' }).exchange, to)));
    }
    expect(slow.how).toBe(undefined);
    slow.wants = true;
    reply.resume();
    expect(await slow.ended).toBe('complete');
  });

  test.each([
    [
      'garbage in the chunk framing',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\nzzz\r\n',
      'close',
    ],
    ['more bytes than it promised', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokXYZ', 'complete'],
  ])('or goes on with %s does not harm', async (_, answer, how) => {
    const url = await socketsThat((socket) => socket.write(answer));
    const sink = await collect(replyOf(await forwardTo(url)));
    expect([sink.text, sink.how]).toEqual(['ok', how]);
  });
});

describe('a client that leaves', () => {
  test('stops the upstream in mid-reply, and the sink hears nothing more', async () => {
    const gate = new Gate(1);
    const upstream = await upstreamThat({ body: ['one', 'two'], pace: gate.pace });
    const { exchange, leave } = exchangeOf();
    const sink = new MemorySink();
    const reply = replyOf(await forwarder()(exchange, parseUpstream(`up=${upstream.url}`, {})));
    reply.subscribe(sink);
    await sink.bytes(3);
    leave();
    reply.abort();
    await upstream.abandonedBy(1);
    expect([sink.text, sink.how]).toEqual(['one', undefined]);
  });

  test('stops the upstream by abort() before anybody subscribed', async () => {
    const gate = new Gate();
    const upstream = await upstreamThat({ body: ['one'], pace: gate.pace });
    const reply = replyOf(await forwardTo(upstream.url));
    reply.abort();
    await upstream.abandonedBy(1);
    const sink = new MemorySink();
    reply.subscribe(sink);
    expect([sink.text, sink.how]).toEqual(['', undefined]);
  });

  test('is let go while the upstream has not answered', async () => {
    let came: () => void = () => {};
    const request = new Promise<void>((resolve) => {
      came = resolve;
    });
    const closed = new Promise<void>((resolve) => {
      void socketsThat((socket) => {
        socket.on('close', () => resolve());
        came();
      }).then((url) => {
        const { exchange, leave } = exchangeOf();
        const result = forwarder()(exchange, parseUpstream(`up=${url}`, {}));
        void request.then(leave).then(async () => expect((await result).kind).toBe('refusal'));
      });
    });
    await closed;
  });

  test('is let go while the connection is being made', async () => {
    const upstream = await upstreamThat({ body: ['one'] });
    const { exchange, leave } = exchangeOf();
    const forward = forwarder();
    const to = parseUpstream(`up=${upstream.url}`, {});
    const result = forward(exchange, to);
    leave();
    expect(await result).toMatchObject({ kind: 'refusal', error: { code: 'llmsim_client_gone' } });
    await collect(replyOf(await forward(exchangeOf({ target: '/after' }).exchange, to)));
    expect(upstream.requests.map((request) => request.target)).toEqual(['/after']);
  });

  test('that left before is not forwarded', async () => {
    const upstream = await upstreamThat({ body: ['one'] });
    const { exchange, leave } = exchangeOf();
    leave();
    const result = await forwarder()(exchange, parseUpstream(`up=${upstream.url}`, {}));
    expect(result).toMatchObject({ kind: 'refusal', error: { code: 'llmsim_client_gone' } });
    expect(upstream.connections.opened).toBe(0);
  });
});

describe('an upstream without an answer', () => {
  test('that does not listen', async () => {
    const upstream = await startUpstream({});
    await upstream.close();
    expect(await forwardTo(upstream.url)).toMatchObject({
      kind: 'refusal',
      error: {
        status: 502,
        code: 'llmsim_upstream_unreachable',
        message: expect.stringContaining('connection refused'),
      },
    });
  });

  test('that has no name in DNS', async () => {
    expect(await forwardTo('http://nowhere.invalid')).toMatchObject({
      kind: 'refusal',
      error: { status: 502, code: 'llmsim_upstream_unreachable', message: expect.stringContaining('nowhere.invalid') },
    });
  });

  test('that is silent for longer than the timeout', async () => {
    const url = await socketsThat(() => {});
    expect(await forwardTo(url, {}, { timeoutMs: 20 })).toMatchObject({
      kind: 'refusal',
      error: { status: 504, code: 'llmsim_upstream_timeout' },
    });
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ['resets the connection', (socket) => socket.resetAndDestroy(), 'llmsim_upstream_unreachable'],
    ['closes the connection', (socket) => socket.end(), 'llmsim_upstream_unreachable'],
    ['dies in its headers', (socket) => socket.end('HTTP/1.1 200 OK\r\nx-a: '), 'llmsim_upstream_unreachable'],
    ['sends no HTTP', (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'), 'llmsim_upstream_protocol'],
    [
      'sends endless headers',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}`),
      'llmsim_upstream_protocol',
    ],
    [
      'switches protocols unasked',
      (socket) => socket.write('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      'llmsim_upstream_unreachable',
    ],
    [
      'gives two lengths',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
      'llmsim_upstream_protocol',
    ],
  ])('that %s', async (_, serve, code) => {
    const result = await forwardTo(await socketsThat(serve));
    expect(result).toMatchObject({ kind: 'refusal', error: { status: 502, code } });
  });

  test('because llmsim stops', async () => {
    const url = await socketsThat(() => {});
    const client = createForwarder({ env: {}, clock: systemClock });
    const result = client.forward(exchangeOf().exchange, parseUpstream(`up=${url}`, {}));
    await client.close();
    expect(await result).toMatchObject({ kind: 'refusal', error: { status: 503, code: 'llmsim_stopping' } });
  });
});
