/** Failures are recorded and replayed as what they were; what was no answer at all is explained and not recorded. */

import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EndKind } from '../../src/core/reply.ts';
import { Gate } from '../support/pace.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawRequest } from '../support/raw-connection.ts';
import { type Script, streamScript } from '../support/script.ts';
import {
  answerHeaders,
  chatRequest,
  chunksOf,
  interactionsIn,
  recordingsIn,
  scripted,
  startRecorder,
  startReplay,
} from '../support/simulators.ts';

const events = ['data: one\n\n', 'data: two\n\n'];

/** Records one answer that ends badly, and replays it at its own pace and at once. */
async function cutFlow(script: Script, config: { upstreamTimeout?: number } = {}) {
  const upstream = await scripted(script);
  const recorder = await startRecorder(`openai=${upstream.url}`, config);
  const recorded = await rawRequest(recorder.url, chatRequest());
  const [report] = await recorder.reported(1);
  const [interaction] = await interactionsIn(recorder.root);
  const paced = await startReplay(recorder.root, { latency: { kind: 'recorded', speed: 1 } });
  const instant = await startReplay(recorder.root);
  return { upstream, recorded, report, interaction, paced, instant };
}

describe('an answer that breaks off', () => {
  it.each<[string, Script, EndKind]>([
    ['by reset in chunks', streamScript(events, { end: 'reset' }), 'reset'],
    ['by FIN in chunks', streamScript(events, { end: 'close' }), 'close'],
    [
      'by reset in a body with a length',
      { headers: [['Content-Length', '500']], framing: 'length', body: events, end: 'reset' },
      'reset',
    ],
    [
      'by FIN in a body with a length',
      { headers: [['Content-Length', '500']], framing: 'length', body: events, end: 'close' },
      'close',
    ],
    ['by FIN behind the head', streamScript([], { end: 'close' }), 'close'],
    ['by reset behind the head', streamScript([], { end: 'reset' }), 'reset'],
    [
      'by reset where only the end of the connection ends it',
      streamScript(events, { framing: 'close', end: 'reset' }),
      'reset',
    ],
  ])('%s reaches the client so, is stored so and replayed so', async (_name, script, end) => {
    const { recorded, report, interaction, paced, instant } = await cutFlow(script);
    const text = (script.body ?? []).join('');
    expect({ end: recorded.end, text: recorded.body.toString() }).toEqual({ end, text });
    expect(report).toMatchObject({ end, saved: { kind: 'saved' } });
    expect(interaction?.response.end).toBe(end);
    for (const { url } of [paced, instant]) {
      const replayed = await rawRequest(url, chatRequest());
      expect({ end: replayed.end, text: replayed.body.toString() }).toEqual({ end, text });
      expect(replayed.status).toBe(200);
      expect(answerHeaders(replayed)).toEqual(answerHeaders(recorded));
    }
    const replayed = await rawRequest(paced.url, chatRequest());
    if (recorded.chunked) expect(chunksOf(replayed)).toEqual(chunksOf(recorded));
  });

  it('in the middle of a compressed body is stored as far as it could be read', async () => {
    const text = Array.from({ length: 4000 }, (_, i) => `${(i * 7919) % 1009} `).join('');
    const whole = gzipSync(text, { level: 1 });
    const half = whole.subarray(0, Math.floor(whole.length / 2));
    const { interaction, instant } = await cutFlow({
      headers: [['Content-Encoding', 'gzip']],
      body: [half],
      end: 'reset',
    });
    expect(interaction?.response).toMatchObject({ end: 'reset', decodedFrom: 'gzip' });
    const replayed = await rawRequest(instant.url, chatRequest());
    expect(replayed.end).toBe('reset');
    expect(replayed.body.length).toBeGreaterThan(100);
    expect(text.startsWith(replayed.body.toString())).toBe(true);
  });

  it('of an upstream that falls silent is recorded as silence, and replayed as silence', async () => {
    const { recorded, report, interaction, paced, instant } = await cutFlow(streamScript(events, { end: 'stall' }), {
      upstreamTimeout: 300,
    });
    expect(recorded).toMatchObject({ status: 200, end: 'close' });
    expect(recorded.body.toString()).toBe(events.join(''));
    expect(report).toMatchObject({ end: 'stall', saved: { kind: 'saved' } });
    expect(interaction?.response.end).toBe('stall');
    for (const { url } of [paced, instant]) {
      const replayed = await rawRequest(url, chatRequest(), { leaveAfter: events.join('').length });
      expect(replayed).toMatchObject({ status: 200, end: 'left' });
    }
    // A silent answer has no end of its own: shutting down must not wait for one.
    const all = events.join('').length;
    const closed: Promise<void>[] = [];
    const waiting = rawRequest(instant.url, chatRequest(), {
      onBody: (received) => {
        if (received === all) closed.push(instant.close(50));
      },
    });
    expect((await waiting).end).toBe('close');
    await Promise.all(closed);
  });

  it('with an error event in a 200 stream is replayed as that stream', async () => {
    const failing = ['data: {"choices":[]}\n\n', 'event: error\ndata: {"error":{"message":"overloaded"}}\n\n'];
    const { recorded, interaction, paced } = await cutFlow(streamScript(failing));
    expect(interaction?.response).toMatchObject({ status: 200, end: 'complete' });
    expect(chunksOf(await rawRequest(paced.url, chatRequest()))).toEqual(chunksOf(recorded));
  });
});

describe('401 and 403', () => {
  it.each([
    ['401 Unauthorized', 401],
    ['403 Forbidden', 403],
  ])('%s is passed on, and recorded only when asked', async (reason, status) => {
    const upstream = await scripted({
      statusLine: `HTTP/1.1 ${reason}`,
      headers: [['WWW-Authenticate', 'Bearer']],
      body: ['{}'],
    });
    const plain = await startRecorder(`openai=${upstream.url}`);
    const answer = await rawRequest(plain.url, chatRequest());
    expect(answer.status).toBe(status);
    expect(answer.headers).toContainEqual(['WWW-Authenticate', 'Bearer']);
    expect((await plain.reported(1))[0]?.saved).toMatchObject({ kind: 'skipped', warn: false });
    expect(recordingsIn(plain.root)).toEqual([]);
    const asked = await startRecorder(`openai=${upstream.url}`, { recordAuthErrors: true });
    await rawRequest(asked.url, chatRequest());
    await asked.reported(1);
    expect((await rawRequest((await startReplay(asked.root)).url, chatRequest())).status).toBe(status);
  });
});

describe('an upstream that gives no answer', () => {
  async function portOfNobody(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Answers anything as a web server answers a TLS handshake. */
  async function plainServer(): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  const cases: [string, () => Promise<string>, RegExp][] = [
    ['nothing listens', async () => `http://127.0.0.1:${await portOfNobody()}`, /connection refused/],
    ['a name that does not exist', async () => 'http://no-such-host.invalid', /could not be resolved/],
    ['garbage', async () => (await scripted({ framing: 'raw', body: ['SSH-2.0-OpenSSH_9.6\r\n'] })).url, /not HTTP/],
    [
      'a connection that closes',
      async () => (await scripted({ framing: 'raw', body: [], end: 'close' })).url,
      /closed the connection/,
    ],
    [
      'a connection that is reset',
      async () => (await scripted({ framing: 'raw', body: [], end: 'reset' })).url,
      /reset the connection/,
    ],
    ['no TLS where https is asked', async () => (await plainServer()).replace('http:', 'https:'), /TLS/],
  ];
  const shapes: [string, RawRequest, (message: string) => unknown][] = [
    ['openai', chatRequest(), (message) => ({ error: { message, code: expect.stringMatching(/^llmsim_upstream_/) } })],
    ['anthropic', { ...chatRequest(), target: '/v1/messages' }, (message) => ({ type: 'error', error: { message } })],
    [
      'gemini',
      { ...chatRequest(), target: '/v1beta/models/gemini-2.0-flash:generateContent' },
      (message) => ({ error: { message, code: 502 } }),
    ],
  ];

  it.each(cases)(
    '(%s) is a 502 that names it and says why, in the shape of the path; nothing is recorded and the next request is served',
    async (_name, place, why) => {
      const url = await place();
      const recorder = await startRecorder([`broken=${url}`]);
      for (const [, request, shape] of shapes) {
        const answer = await rawRequest(recorder.url, request);
        expect(answer.status).toBe(502);
        const body: unknown = JSON.parse(answer.body.toString());
        expect(body).toMatchObject(shape(expect.stringMatching(why) as unknown as string) as object);
        expect(JSON.stringify(body)).toContain('broken');
      }
      expect((await rawRequest(`${recorder.url}/health`)).status).toBe(200);
      expect(await recorder.reported(3)).toMatchObject(
        shapes.map(() => ({ end: 'refused', status: 502, saved: { kind: 'skipped', warn: true } })),
      );
      expect(recordingsIn(recorder.root)).toEqual([]);
    },
  );

  it('in time is a 504 that names the option', async () => {
    const upstream = await scripted({ framing: 'raw', body: [], end: 'stall' });
    const recorder = await startRecorder(`openai=${upstream.url}`, { upstreamTimeout: 200 });
    const answer = await rawRequest(recorder.url, chatRequest());
    expect(answer.status).toBe(504);
    expect(answer.body.toString()).toContain('--upstream-timeout');
  });
});

describe('a client that leaves', () => {
  it.each<['close' | 'reset']>([['close'], ['reset']])(
    'by %s in mid-stream stops the upstream and is not recorded',
    async (leaveBy) => {
      const gate = new Gate(1);
      onTestFinished(() => gate.open());
      const upstream = await scripted(streamScript(events, { pace: gate.pace }));
      const recorder = await startRecorder(`openai=${upstream.url}`);
      const answer = await rawRequest(recorder.url, chatRequest(), { leaveAfter: 5, leaveBy });
      expect(answer.end).toBe('left');
      await upstream.abandonedBy(1);
      expect(await recorder.reported(1)).toMatchObject([
        { end: 'client-gone', saved: { kind: 'skipped', warn: false } },
      ]);
      expect(recordingsIn(recorder.root)).toEqual([]);
    },
  );

  it('before the head stops the upstream, and its number goes to the next request', async () => {
    const gate = new Gate();
    onTestFinished(() => gate.open());
    const upstream = await scripted({
      framing: 'raw',
      body: ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
      pace: gate.pace,
    });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const leaving = new AbortController();
    const gone = rawRequest(recorder.url, chatRequest(), { signal: leaving.signal });
    await upstream.received(1);
    leaving.abort();
    expect((await gone).end).toBe('left');
    await upstream.abandonedBy(1);
    expect(await recorder.reported(1)).toMatchObject([{ end: 'client-gone' }]);
    gate.open();
    expect((await rawRequest(recorder.url, chatRequest())).body.toString()).toBe('ok');
    await recorder.reported(2);
    expect(recordingsIn(recorder.root)).toHaveLength(1);
    expect(recordingsIn(recorder.root)[0]).not.toMatch(/\.2\.json$/);
  });

  it('does not disturb another client of the same upstream', async () => {
    const gate = new Gate(1);
    onTestFinished(() => gate.open());
    const upstream = await scripted(streamScript(events, { pace: gate.pace }));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const staying = rawRequest(recorder.url, chatRequest('stay'), { onChunk: () => void leaving.abort() });
    const leaving = new AbortController();
    await upstream.received(1);
    const gone = rawRequest(recorder.url, chatRequest('go'), { signal: leaving.signal });
    await gone;
    gate.open();
    expect(await staying).toMatchObject({ status: 200, end: 'complete' });
    await recorder.reported(2);
    expect(recordingsIn(recorder.root)).toHaveLength(1);
  });
});
