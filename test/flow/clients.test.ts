/** Clients as they are: pipelining, hesitant, slow, gone, or not speaking HTTP at all. */

import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { headerOf } from '../../src/core/headers.ts';
import { Gate, turns } from '../support/pace.ts';
import { openRaw, rawBytes, rawPipeline, rawRequest } from '../support/raw-client.ts';
import { streamScript } from '../support/script.ts';
import { chatRequest, chunksOf, recordingsIn, scripted, startRecorder, startReplay } from '../support/simulators.ts';

/** An upstream that answers each prompt with itself, in two chunks. */
function echo() {
  return scripted((request) => {
    const { messages } = JSON.parse(request.body.toString()) as { messages: { content: string }[] };
    return streamScript([`data: ${messages[0]?.content}\n\n`, 'data: [DONE]\n\n']);
  });
}

const prompts = ['one', 'two', 'three', 'four'];

async function recorded(): Promise<string> {
  const upstream = await echo();
  const recorder = await startRecorder(`openai=${upstream.url}`);
  for (const prompt of prompts) await rawRequest(recorder.url, chatRequest(prompt));
  await recorder.reported(prompts.length);
  return recorder.root;
}

/** Resolves when `value` has not changed for many turns of the event loop: nothing moves any more. */
async function settled(value: () => number): Promise<number> {
  const idle = turns(1);
  let last = value();
  for (let still = 0; still < 3000; still += 1) {
    await idle(0, new AbortController().signal);
    if (value() !== last) still = 0;
    last = value();
  }
  return last;
}

describe('a client that pipelines', () => {
  const expected = prompts.map((prompt) => [`data: ${prompt}\n\n`, 'data: [DONE]\n\n']);

  it('gets its answers in order from the recorder', async () => {
    const upstream = await echo();
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const answers = await rawPipeline(
      recorder.url,
      prompts.map((prompt) => chatRequest(prompt)),
    );
    expect(answers.map(chunksOf)).toEqual(expected);
    await recorder.reported(4);
    expect(recordingsIn(recorder.root)).toHaveLength(4);
  });

  it.each([
    ['paced', { kind: 'recorded', speed: 1 }],
    ['instant', { kind: 'instant' }],
  ] as const)('gets its answers in order from a replay, %s', async (name, latency) => {
    const { url } = await startReplay(await recorded(), { latency });
    const answers = await rawPipeline(
      url,
      prompts.map((prompt) => chatRequest(prompt)),
    );
    expect(answers.map(({ body }) => body.toString())).toEqual(expected.map((chunks) => chunks.join('')));
    if (name === 'paced') expect(answers.map(chunksOf)).toEqual(expected);
  });

  it('gets what an answer that breaks off leaves of the rest: nothing, and the server lives', async () => {
    const upstream = await scripted(streamScript(['data: x\n\n'], { end: 'close' }));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest('cut'));
    await recorder.reported(1);
    const { url } = await startReplay(recorder.root);
    const [first, second] = await rawPipeline(url, [chatRequest('cut'), chatRequest('cut')]);
    expect(first).toMatchObject({ status: 200, end: 'close' });
    expect(second).toMatchObject({ status: 0, end: 'close' });
    expect((await rawRequest(`${url}/health`)).status).toBe(200);
  });

  it('and leaves stops the upstream for all its requests, also for those that still wait for their turn', async () => {
    const gate = new Gate(2);
    onTestFinished(() => gate.open());
    const upstream = await scripted(streamScript(['data: a\n\n', 'data: b\n\n'], { pace: gate.pace }));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const connection = await openRaw(recorder.url);
    const answers = connection.pipeline([chatRequest('one'), chatRequest('two')]);
    await upstream.received(2);
    await settled(() => gate.waiting);
    connection.close();
    await answers;
    await upstream.abandonedBy(2);
    expect(await recorder.reported(2)).toMatchObject([{ end: 'client-gone' }, { end: 'client-gone' }]);
  });
});

describe('Expect: 100-continue', () => {
  it('is answered before the body, by the recorder and by a replay, and not forwarded', async () => {
    const upstream = await echo();
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const answer = await rawRequest(recorder.url, chatRequest('one'), { expectContinue: true });
    expect(answer.interim.map(({ startLine }) => startLine)).toEqual(['HTTP/1.1 100 Continue']);
    expect(answer.status).toBe(200);
    expect(headerOf(upstream.requests[0]?.headers ?? [], 'expect')).toBeUndefined();
    await recorder.reported(1);
    const replay = await startReplay(recorder.root);
    const again = await rawRequest(replay.url, chatRequest('one'), { expectContinue: true });
    expect(again.interim).toHaveLength(1);
    expect(again.body.equals(answer.body)).toBe(true);
  });
});

describe('keep-alive', () => {
  it('carries answers of all kinds over one connection, to the client and to the upstream', async () => {
    const upstream = await scripted((request) =>
      request.method === 'HEAD'
        ? { headers: [['Content-Length', '5']], framing: 'length' as const }
        : request.method === 'DELETE'
          ? { statusLine: 'HTTP/1.1 204 No Content' }
          : streamScript(['data: x\n\n']),
    );
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const statuses = async (url: string) => {
      const connection = await openRaw(url);
      onTestFinished(() => connection.close());
      const seen: number[] = [];
      for (const request of [
        chatRequest(),
        { method: 'HEAD', target: '/v1/models' },
        { method: 'DELETE', target: '/v1/files/1' },
        chatRequest(),
      ]) {
        const answer = await connection.send(request);
        expect(answer.end).toBe('complete');
        seen.push(answer.status);
      }
      return seen;
    };
    expect(await statuses(recorder.url)).toEqual([200, 200, 204, 200]);
    // undici uses a connection no more after HEAD.
    expect(upstream.connections.opened).toBe(2);
    await recorder.reported(4);
    expect(await statuses((await startReplay(recorder.root)).url)).toEqual([200, 200, 204, 200]);
  });
});

describe('a client of HTTP/1.0', () => {
  it('gets the whole body, ended by the connection', async () => {
    const { url } = await startReplay(await recorded());
    const { body = '' } = chatRequest('one');
    const head = `POST /v1/chat/completions HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const answer = (await rawBytes(url, `${head}${body as string}`)).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer.toLowerCase()).not.toContain('transfer-encoding');
    expect(answer.endsWith('\r\n\r\ndata: one\n\ndata: [DONE]\n\n')).toBe(true);
  });
});

describe('a slow reader', () => {
  const piece = Buffer.alloc(256 * 1024, 'x');
  const pieces = 400;

  it('slows the upstream down to its own speed, and gets everything', async () => {
    let written = 0;
    const upstream = await scripted({
      headers: [['Content-Type', 'application/octet-stream']],
      body: Array.from({ length: pieces }, () => piece),
      pace: (step) => {
        written = step;
        return turns(1)(step, new AbortController().signal);
      },
    });
    const recorder = await startRecorder(`openai=${upstream.url}`, { maxBody: 1024 * 1024 });
    let read: () => void = () => {};
    const reading = new Promise<void>((resolve) => {
      read = resolve;
    });
    let size = 0;
    const answer = rawRequest(recorder.url, chatRequest(), {
      onBody(received) {
        size = received;
        return reading;
      },
    });
    await upstream.received(1);
    const buffered = await settled(() => written);
    // What the buffers of four sockets hold, and no more.
    expect(buffered).toBeLessThan(pieces / 2);
    read();
    expect((await answer).end).toBe('complete');
    expect(size).toBe(pieces * piece.length);
  });

  it('of a replay gets everything too', async () => {
    const upstream = await scripted({ body: Array.from({ length: 80 }, () => piece) });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);
    for (const latency of [{ kind: 'instant' }, { kind: 'recorded', speed: 1 }] as const) {
      const { url } = await startReplay(recorder.root, { latency });
      const rest = turns(3);
      const answer = await rawRequest(url, chatRequest(), { onBody: () => rest(0, new AbortController().signal) });
      expect({ end: answer.end, length: answer.body.length }).toEqual({ end: 'complete', length: 80 * piece.length });
    }
  });
});

describe('a client that leaves a replay', () => {
  it.each(['close', 'reset'] as const)('by %s does not disturb the others', async (leaveBy) => {
    const { url } = await startReplay(await recorded(), { latency: { kind: 'recorded', speed: 0.01 } });
    expect((await rawRequest(url, chatRequest('one'), { leaveAfter: 0, leaveBy })).end).toBe('left');
    const fast = await startReplay(await recorded());
    expect((await rawRequest(fast.url, chatRequest('one'), { leaveAfter: 1, leaveBy })).end).toBe('left');
    expect((await rawRequest(fast.url, chatRequest('two'))).status).toBe(200);
    expect((await rawRequest(`${url}/health`)).status).toBe(200);
  });

  it('in the middle of its own request is forgotten', async () => {
    const { url } = await startReplay(await recorded());
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    await new Promise<void>((resolve) =>
      socket.write('POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"mod', () =>
        resolve(),
      ),
    );
    socket.resetAndDestroy();
    expect((await rawRequest(url, chatRequest('one'))).status).toBe(200);
  });
});

describe('what is not a request to a path', () => {
  it.each<[string, string, RegExp]>([
    ['bytes that are no HTTP', '\x16\x03\x01\x02\x00\x01\x00', /^HTTP\/1\.1 400 .*not HTTP\/1\.1/s],
    ['a bad header', 'GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n', /^HTTP\/1\.1 400 .*not HTTP\/1\.1/s],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'headers beyond 64 KiB',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(70_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 .*64 KiB/s,
    ],
    [
      'CONNECT',
      'CONNECT api.openai.com:443 HTTP/1.1\r\nHost: api.openai.com:443\r\n\r\n',
      /^HTTP\/1\.1 501 .*not a forward proxy/s,
    ],
    [
      'a whole URL',
      'GET http://api.openai.com/v1/models HTTP/1.1\r\nHost: api.openai.com\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 400 .*not a forward proxy/s,
    ],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
  ])('%s is refused with an explanation, and the server lives', async (_name, bytes, expected) => {
    const { url } = await startReplay(await recorded());
    expect((await rawBytes(url, bytes)).toString('latin1')).toMatch(expected);
    expect((await rawRequest(`${url}/health`)).status).toBe(200);
  });

  it('(an upgrade to WebSocket) is a 501 in the provider’s shape, and never goes upstream', async () => {
    const upstream = await echo();
    const recorder = await startRecorder(`openai=${upstream.url}`);
    for (const url of [recorder.url, (await startReplay(await recorded())).url]) {
      const answer = await rawRequest(url, {
        method: 'GET',
        target: '/v1/realtime?model=gpt-4o-realtime',
        headers: [
          ['Connection', 'Upgrade'],
          ['Upgrade', 'websocket'],
          ['Sec-WebSocket-Version', '13'],
          ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
        ],
      });
      expect(answer.status).toBe(501);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ error: { code: 'llmsim_no_websocket' } });
    }
    expect(upstream.requests).toHaveLength(0);
  });
});

describe('llmsim’s own paths', () => {
  it('answer in every mode, and never go upstream', async () => {
    const upstream = await echo();
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const json = async (url: string) => {
      const answer = await rawRequest(url);
      return [answer.status, JSON.parse(answer.body.toString()) as unknown];
    };
    expect(await json(`${recorder.url}/health`)).toEqual([200, { status: 'ok', mode: 'all' }]);
    const replay = await startReplay(await recorded());
    expect(await json(`${replay.url}/health`)).toEqual([200, { status: 'ok', mode: 'none' }]);
    expect(await json(`${recorder.url}/__llmsim/nothing`)).toMatchObject([404, {}]);
    expect(upstream.requests).toHaveLength(0);
  });
});
