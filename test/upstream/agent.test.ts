import { once } from 'node:events';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createPlainServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { headersOf } from '../../src/core/headers.ts';
import type { LiveReply } from '../../src/core/reply.ts';
import { createForwarder, type Forwarded } from '../../src/upstream/forward.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { type ForwardProxy, startProxy } from '../support/forward-proxy.ts';
import { collect, exchangeOf, MemorySink, type RequestParts } from '../support/forwarding.ts';
import { Gate } from '../support/pace.ts';
import { type ScriptSource, startUpstream } from '../support/scripted-upstream.ts';
import { type CertificateOptions, selfSignedCertificate } from '../support/self-signed-certificate.ts';

type Env = Record<string, string>;

const strict = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
afterEach(() => {
  if (strict === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = strict;
});

function forward(url: string, env: Env, parts: RequestParts = {}): Promise<Forwarded> {
  const client = createForwarder({ env, clock: systemClock, timeoutMs: 20_000 });
  onTestFinished(() => client.close());
  return client.forward(exchangeOf(parts).exchange, parseUpstream(`up=${url}`, {}));
}

function replyOf(forwarded: Forwarded): LiveReply {
  if (forwarded.kind === 'refusal') throw new Error(`refused: ${forwarded.error.message}`);
  return forwarded.reply;
}

async function upstreamThat(source: ScriptSource) {
  const upstream = await startUpstream(source);
  onTestFinished(() => upstream.close());
  return upstream;
}

async function proxyThat(refuse?: (socket: Duplex) => void): Promise<ForwardProxy> {
  const proxy = await startProxy(refuse);
  onTestFinished(() => proxy.close());
  return proxy;
}

async function tlsUpstream(options: CertificateOptions = {}): Promise<number> {
  const server = createServer(selfSignedCertificate(options), (_request, response) => response.end('secret'));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

describe('TLS', () => {
  test.each<[string, CertificateOptions, string]>([
    ['self-signed, with the way to trust it', {}, 'NODE_EXTRA_CA_CERTS'],
  ])('refuses a certificate that is %s', async (_, options, words) => {
    const result = await forward(`https://127.0.0.1:${await tlsUpstream(options)}`, {});
    expect(result).toMatchObject({
      kind: 'refusal',
      error: { status: 502, code: 'llmsim_upstream_tls', message: expect.stringContaining(words) },
    });
  });

  test('says so when the port does not speak it', async () => {
    const server = createPlainServer((socket) => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const result = await forward(`https://127.0.0.1:${(server.address() as AddressInfo).port}`, {});
    expect(result).toMatchObject({ kind: 'refusal', error: { status: 502, code: 'llmsim_upstream_tls' } });
  });

  test('works when the certificate is accepted', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const reply = replyOf(await forward(`https://127.0.0.1:${await tlsUpstream()}`, {}));
    expect((await collect(reply)).text).toBe('secret');
  });
});

describe('a proxy from the environment', () => {
  test.each<[string, (proxy: string) => Env]>([
    ['http_proxy', (proxy) => ({ http_proxy: proxy })],
    ['HTTP_PROXY', (proxy) => ({ HTTP_PROXY: proxy })],
    ['http_proxy rather than HTTP_PROXY', (proxy) => ({ http_proxy: proxy, HTTP_PROXY: 'http://127.0.0.1:9' })],
    ['HTTP_PROXY when NO_PROXY names another host', (proxy) => ({ HTTP_PROXY: proxy, NO_PROXY: 'example.com' })],
  ])('is used: %s', async (_, env) => {
    const upstream = await upstreamThat({ body: ['ok'] });
    const proxy = await proxyThat();
    const url = `http://api.test:${upstream.port}`;
    const headers = [
      ['X-Two', '1'],
      ['b', '2'],
      ['X-Two', '3'],
    ] as const;
    const reply = replyOf(await forward(url, env(proxy.url), { headers, target: '//a%3Ab' }));
    expect((await collect(reply)).text).toBe('ok');
    expect(proxy.tunnels).toEqual([{ to: `api.test:${upstream.port}`, authorization: undefined }]);
    expect(upstream.requests[0]?.target).toBe('//a%3Ab');
    expect(upstream.requests[0]?.headers.filter(([name]) => /x-two|^b$/i.test(name))).toEqual(headers);
    expect(headersOf(upstream.requests[0]?.headers ?? [], 'host')).toEqual([`api.test:${upstream.port}`]);
  });

  test('makes a tunnel for https, in which the certificate is checked', async () => {
    const port = await tlsUpstream();
    const proxy = await proxyThat();
    const env = { HTTPS_PROXY: proxy.url.replace('//', '//user:p%40ss@') };
    const refused = await forward(`https://localhost:${port}`, env);
    expect(refused).toMatchObject({ kind: 'refusal', error: { code: 'llmsim_upstream_tls' } });
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    expect((await collect(replyOf(await forward(`https://localhost:${port}`, env)))).text).toBe('secret');
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(proxy.tunnels.at(-1)).toEqual({ to: `localhost:${port}`, authorization });
  });

  test.each<[string, Env]>([
    ['NO_PROXY', { HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1' }],
    ['no_proxy with a star', { HTTP_PROXY: 'http://127.0.0.1:9', no_proxy: '*' }],
    ['empty variables', { HTTP_PROXY: '', HTTPS_PROXY: '' }],
  ])('is not used with %s', async (_, env) => {
    const upstream = await upstreamThat({ body: ['ok'] });
    expect((await collect(replyOf(await forward(upstream.url, env)))).text).toBe('ok');
  });

  test('is not taken from the environment of the process when another one is given', async () => {
    const upstream = await upstreamThat({ body: ['ok'] });
    const before = process.env['HTTP_PROXY'];
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:9';
    onTestFinished(() => {
      if (before === undefined) delete process.env['HTTP_PROXY'];
      else process.env['HTTP_PROXY'] = before;
    });
    const reply = replyOf(await forward(upstream.url, { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1' }));
    expect((await collect(reply)).text).toBe('ok');
  });

  test.each<[string, (socket: Duplex) => void, string]>([
    [
      'asks for a sign-in',
      (socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
      'sign-in (407)',
    ],
    ['refuses', (socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'), 'status 403'],
    ['closes the connection', (socket) => socket.end(), 'UND_ERR_SOCKET'],
    ['resets the connection', (socket) => (socket as Socket).resetAndDestroy(), 'ECONNRESET'],
    ['sends no HTTP', (socket) => socket.end('nonsense\r\n'), 'the proxy could not be used'],
  ])('that %s is named, and asked once', async (_, refuse, words) => {
    const proxy = await proxyThat(refuse);
    const env = { HTTP_PROXY: proxy.url.replace('//', '//user:hunter2@') };
    const result = await forward('http://api.test:80', env);
    expect(result).toMatchObject({
      kind: 'refusal',
      error: { status: 502, code: 'llmsim_upstream_proxy', message: expect.stringContaining(words) },
    });
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect(proxy.tunnels.length).toBe(1);
  });

  test('that is not there is named', async () => {
    const proxy = await startProxy();
    proxy.close();
    const result = await forward('http://api.test:80', { http_proxy: proxy.url });
    expect(result).toMatchObject({
      kind: 'refusal',
      error: { code: 'llmsim_upstream_proxy', message: expect.stringContaining('ECONNREFUSED') },
    });
  });

  test.each(['http', 'https'])(
    'that dies in mid-reply, even while it is paused, ends the reply only (%s)',
    async (scheme) => {
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      const proxy = await proxyThat();
      const big = Buffer.alloc(4_000_000, 'x');
      let port: number;
      if (scheme === 'http') {
        const gate = new Gate(1);
        const upstream = await upstreamThat({
          headers: [['Connection', 'close']],
          body: [big, 'y'],
          pace: gate.pace,
        });
        port = upstream.port;
      } else {
        const server = createServer(selfSignedCertificate(), (_request, response) => {
          response.shouldKeepAlive = false;
          response.write(big);
        });
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        onTestFinished(() => {
          server.close();
          server.closeAllConnections();
        });
        port = (server.address() as AddressInfo).port;
      }
      const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
      const sink = new MemorySink();
      sink.wants = false;
      const reply = replyOf(await forward(`${scheme}://localhost:${port}`, env));
      reply.subscribe(sink);
      await sink.bytes(1);
      proxy.cut();
      for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
      sink.wants = true;
      reply.resume();
      expect(['close', 'reset']).toContain(await sink.ended);
    },
  );
});
