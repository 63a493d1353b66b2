/** The scripted upstream and the raw client, tested against each other and against Node's own HTTP. */

import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Gate, type Pace } from './pace.ts';
import { openRaw, rawBytes, rawPipeline, rawRequest } from './raw-client.ts';
import { jsonScript, type Script, sseEvents } from './script.ts';
import { type ScriptSource, startUpstream, type UpstreamOptions } from './scripted-upstream.ts';

async function upstream(source: ScriptSource, options?: UpstreamOptions) {
  const started = await startUpstream(source, options);
  onTestFinished(() => started.close());
  return started;
}

const texts = (chunks: readonly { readonly bytes: Buffer }[]) => chunks.map(({ bytes }) => bytes.toString());

describe('an answer arrives as scripted', () => {
  it('with exact status line, header spelling, order and repetition, chunk boundaries, 1xx and trailers', async () => {
    const { url } = await upstream({
      statusLine: 'HTTP/1.1 299 Strange But True',
      headers: [
        ['X-Twice', 'a'],
        ['x-tWICE', 'b'],
        ['Empty', ''],
      ],
      interim: [{ statusLine: 'HTTP/1.1 103 Early Hints', headers: [['Link', '</x>']] }],
      body: ['data: Gr', Buffer.from([0xc3]), Buffer.from([0xbc]), 'n\r', '\n\r\n'],
      trailers: [['X-Sum', '7']],
    });
    const answer = await rawRequest(`${url}/v1//a%3Ab?x=1#y`);
    expect(answer).toMatchObject({
      statusLine: 'HTTP/1.1 299 Strange But True',
      status: 299,
      headers: [
        ['X-Twice', 'a'],
        ['x-tWICE', 'b'],
        ['Empty', ''],
        ['Transfer-Encoding', 'chunked'],
      ],
      interim: [{ startLine: 'HTTP/1.1 103 Early Hints', headers: [['Link', '</x>']] }],
      trailers: [['X-Sum', '7']],
      chunked: true,
      end: 'complete',
    });
    expect(answer.body.toString()).toBe('data: Grün\r\n\r\n');
    expect(answer.chunks.map(({ bytes }) => bytes.length)).toEqual([8, 1, 1, 2, 3]);
  });

  it.each<[string, Script, string]>([
    ['by length', jsonScript({ ok: true }), 'complete'],
    ['until close', { framing: 'close', body: ['{"ok":', 'true}'] }, 'complete'],
    ['RST in mid-body', { body: ['{"ok":', 'true}'], end: 'reset' }, 'reset'],
    ['FIN in mid-body', { body: ['{"ok":', 'true}'], end: 'close' }, 'close'],
    [
      'shorter than its length',
      { framing: 'length', headers: [['content-length', '99']], body: ['{"ok":true}'], end: 'close' },
      'close',
    ],
  ])('%s', async (_name, script, end) => {
    const { url } = await upstream(script);
    const answer = await rawRequest(url);
    expect(answer.body.toString()).toBe('{"ok":true}');
    expect(answer.end).toBe(end);
  });

  it('as raw garbage', async () => {
    const { url, port } = await upstream({ framing: 'raw', body: ['SSH-2.0-x\r\n\r\n', '\0\0'] });
    expect((await rawBytes({ port }, 'GET / HTTP/1.1\r\n\r\n')).toString()).toBe('SSH-2.0-x\r\n\r\n\0\0');
    const garbage = await upstream({ framing: 'raw', body: ['no header\r\nat all\r\n\r\n'] });
    await expect(rawRequest(garbage.url)).rejects.toThrow('not a header line');
    expect(await rawRequest(url, {}, {}).then((answer) => answer.status)).toBe(0);
  });

  it('without a body to HEAD', async () => {
    const { url } = await upstream({ headers: [['Content-Length', '12']], body: ['not sent'], framing: 'length' });
    expect(await rawRequest(url, { method: 'HEAD' })).toMatchObject({ status: 200, end: 'complete', chunks: [] });
  });

  it('one chunk for each release of a gate', async () => {
    const gate = new Gate(1);
    const log: string[] = [];
    const pace: Pace = async (step, signal) => {
      await gate.pace(step, signal);
      log.push(`step ${step}`);
    };
    const { url } = await upstream({ body: sseEvents('a', 'b', 'c'), pace });
    const onChunk = (_bytes: Buffer, index: number) => {
      log.push(`chunk ${index}`);
      gate.release();
    };
    expect((await rawRequest(url, {}, { onChunk })).end).toBe('complete');
    expect(log).toEqual(['step 0', 'chunk 0', 'step 1', 'chunk 1', 'step 2', 'chunk 2', 'step 3']);
  });

  it('to Node’s own client', async () => {
    const { port } = await upstream({ body: ['x', 'y'], trailers: [['T', '1']] });
    const request = httpRequest({ port, host: '127.0.0.1', agent: false }).end();
    const [answer] = await once(request, 'response');
    expect((await answer.toArray()).join('')).toBe('xy');
    expect(answer.trailers).toEqual({ t: '1' });
  });
});

describe('requests', () => {
  it('are kept as they came, body without its framing', async () => {
    const server = await upstream({ framing: 'length' });
    await rawRequest(`${server.url}/p`, { method: 'PATCH', headers: [['X-y', 'Z']], body: ['ab', 'c'] });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'PATCH',
      target: '/p',
      lines: ['PATCH /p HTTP/1.1', `Host: 127.0.0.1:${server.port}`, 'X-y: Z', 'Transfer-Encoding: chunked'],
      body: Buffer.from('abc'),
    });
  });

  it('on a kept or pipelined connection are answered in order, each by its own script', async () => {
    const server = await upstream(({ target }) => ({ body: [target], framing: 'length' }));
    const connection = await openRaw(server.url);
    for (const target of ['/1', '/2']) expect(texts((await connection.send({ target })).chunks)).toEqual([target]);
    connection.close();
    const answers = await rawPipeline(server.url, [{ target: '/3' }, { target: '/4', body: 'x' }, { target: '/5' }]);
    expect(answers.map(({ body }) => body.toString())).toEqual(['/3', '/4', '/5']);
    expect(server.requests.map(({ connection }) => connection)).toEqual([0, 0, 1, 1, 1]);
  });

  it('with expect: 100-continue send their body after the 100, and not at all after an early refusal', async () => {
    const server = await upstream(jsonScript({}));
    const answer = await rawRequest(server.url, { body: 'later' }, { expectContinue: true });
    expect(answer.interim.map(({ startLine }) => startLine)).toEqual(['HTTP/1.1 100 Continue']);
    expect(server.requests[0]?.body.toString()).toBe('later');

    const strict = await upstream(jsonScript({}, 'HTTP/1.1 417 No'), { answerAtHead: true, expect: 'ignore' });
    expect(await rawRequest(strict.url, { body: 'later' }, { expectContinue: true })).toMatchObject({ status: 417 });
    expect(strict.requests).toEqual([]);
  });
});

describe('clients that behave badly', () => {
  it('leave after some bytes, and the upstream notices', async () => {
    const server = await upstream({ body: ['abc', 'def'], end: 'stall' });
    expect(await rawRequest(server.url, {}, { leaveAfter: 4 })).toMatchObject({ status: 200, end: 'left' });
    await server.abandonedBy(1);
    expect(server.abandoned).toBe(1);
  });

  it('leave a silent upstream when a signal says so, also by reset', async () => {
    const server = await upstream({ body: ['x'], pace: new Gate().pace });
    const leaving = new AbortController();
    const answer = rawRequest(server.url, {}, { signal: leaving.signal, leaveBy: 'reset' });
    await server.received(1);
    leaving.abort();
    expect((await answer).end).toBe('left');
    await server.abandonedBy(1);
  });

  it('read slowly: the upstream cannot write on while they do not read', async () => {
    const megabyte = Buffer.alloc(1 << 20, 'x');
    let written = 0;
    const server = await upstream({
      body: Array.from({ length: 40 }, () => megabyte),
      pace: async (step) => {
        written = step;
      },
    });
    let resume: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (resume = resolve));
    let first = true;
    const answer = rawRequest(
      server.url,
      {},
      {
        onBody: () => {
          if (!first) return undefined;
          first = false;
          return held;
        },
      },
    );
    await settled(() => written);
    expect(written).toBeLessThan(40);
    resume?.();
    expect((await answer).body.length).toBe(40 << 20);
    expect(written).toBe(40);
  });
});

describe('closing', () => {
  it('ends open connections, is safe to repeat and leaves the port', async () => {
    const server = await startUpstream({ body: ['x'], end: 'stall' });
    const answer = rawRequest(server.url);
    await server.received(1);
    await Promise.all([server.close(), server.close()]);
    expect((await answer).end).not.toBe('complete');
    expect(server.connections.open).toBe(0);
    await expect(rawRequest(server.url)).rejects.toThrow('ECONNREFUSED');
  });

  it('reports a script that threw', async () => {
    const server = await startUpstream(() => {
      throw new Error('no such script');
    });
    expect(await rawRequest(server.url)).toMatchObject({ status: 0 });
    await expect(server.close()).rejects.toThrow('no such script');
  });
});

describe('the raw client', () => {
  it('sees through Node’s own server what was written', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, ['A-b', '1', 'A-b', '2']);
      response.write('one');
      setImmediate(() => response.end('two'));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    await once(server, 'listening');
    const answer = await rawRequest({ port: (server.address() as AddressInfo).port });
    expect(answer.headers.slice(0, 2)).toEqual([
      ['A-b', '1'],
      ['A-b', '2'],
    ]);
    expect(texts(answer.chunks)).toEqual(['one', 'two']);
  });
});

/** Resolves when `value` has stopped changing for many turns of the event loop. */
async function settled(value: () => number): Promise<void> {
  let last = -1;
  for (let calm = 0; calm < 2000; calm += 1) {
    if (value() !== last) calm = 0;
    last = value();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
