/** What is too large passes through unrecorded and is told; all open recordings together keep to their budget. */

import { connect, type Socket } from 'node:net';
import { getDefaultHighWaterMark } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Gate, type Pace, turns } from '../support/pace.ts';
import { rawRequest } from '../support/raw-client.ts';
import { jsonType } from '../support/script.ts';
import { chatRequest, recordingsIn, scripted, startRecorder, startReplay } from '../support/simulators.ts';

const large = 'x'.repeat(300_000);

describe('a request over the limit', () => {
  it.each<[string, string | string[]]>([
    ['by length', large],
    ['in chunks', [large.slice(0, 150_000), large.slice(150_000)]],
  ])('%s is a 413 in replay, which names the option, in the provider’s shape', async (_name, body) => {
    const upstream = await scripted({ headers: [jsonType], body: ['{}'] });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);
    const replay = await startReplay(recorder.root, { maxBody: 100_000 });
    const answer = await rawRequest(replay.url, { ...chatRequest(), body });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      error: { code: 'llmsim_body_too_large', message: expect.stringContaining('--max-body') },
    });
    expect((await rawRequest(replay.url, chatRequest())).status).toBe(200);
  });

  it.each<[string, string | string[]]>([
    ['by length', large],
    ['in chunks', [large.slice(0, 1), large.slice(1, 200_000), large.slice(200_000)]],
  ])(
    '%s reaches the upstream whole while it is recorded, with a warning instead of a recording',
    async (_name, body) => {
      const upstream = await scripted({ headers: [jsonType], body: ['{"ok":true}'] });
      const recorder = await startRecorder(`openai=${upstream.url}`, { maxBody: 100_000 });
      const answer = await rawRequest(recorder.url, { ...chatRequest(), body });
      expect(answer.body.toString()).toBe('{"ok":true}');
      expect(upstream.requests[0]?.body.toString()).toBe(large);
      expect(await recorder.reported(1)).toMatchObject([
        { saved: { kind: 'skipped', warn: true, why: expect.stringContaining('--max-body') } },
      ]);
      expect(recordingsIn(recorder.root)).toEqual([]);
    },
  );

  it('that breaks off in its middle reaches the upstream as broken off, and the recorder lives', async () => {
    const upstream = await scripted({ headers: [jsonType], body: ['{}'] });
    const recorder = await startRecorder(`openai=${upstream.url}`, { maxBody: 1000 });
    const socket = connect(Number(new URL(recorder.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`POST /v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n${large.slice(0, 200_000)}`);
    while (upstream.connections.open === 0) await turns(1)(0, new AbortController().signal);
    socket.resetAndDestroy();
    expect(await recorder.reported(1)).toMatchObject([{ end: 'client-gone', saved: { kind: 'skipped' } }]);
    expect(upstream.requests).toHaveLength(0);
    expect((await rawRequest(recorder.url, chatRequest())).status).toBe(200);
  });
});

describe('an answer over the limit', () => {
  it('passes through whole, with a warning instead of a recording', async () => {
    const upstream = await scripted({ headers: [jsonType], body: [large.slice(0, 60_000), large.slice(60_000)] });
    const recorder = await startRecorder(`openai=${upstream.url}`, { maxBody: 100_000 });
    expect((await rawRequest(recorder.url, chatRequest())).body.toString()).toBe(large);
    expect(await recorder.reported(1)).toMatchObject([
      { bytes: 300_000, saved: { kind: 'skipped', warn: true, why: expect.stringContaining('--max-body') } },
    ]);
    expect(recordingsIn(recorder.root)).toEqual([]);
  });

  it('of all memory passes through whole, and the memory is there for the next', async () => {
    const upstream = await scripted((request) => ({
      headers: [jsonType],
      body: request.body.includes('big') ? [large] : ['{}'],
    }));
    const recorder = await startRecorder(`openai=${upstream.url}`, { recordMemory: 200_000 });
    for (let i = 0; i < 3; i += 1) {
      expect((await rawRequest(recorder.url, chatRequest('big'))).body.length).toBe(300_000);
      expect((await rawRequest(recorder.url, chatRequest(`small ${i}`))).status).toBe(200);
    }
    const reports = await recorder.reported(6);
    expect(reports.filter(({ saved }) => saved.kind === 'saved')).toHaveLength(3);
    expect(
      reports.filter(({ saved }) => saved.kind === 'skipped' && saved.warn && saved.why.includes('--record-memory')),
    ).toHaveLength(3);
  });

  it('of a request that takes all memory by itself passes through too', async () => {
    const upstream = await scripted({ headers: [jsonType], body: ['{}'] });
    const recorder = await startRecorder(`openai=${upstream.url}`, { recordMemory: 200_000 });
    const answer = await rawRequest(recorder.url, { ...chatRequest(), body: large });
    expect(answer.status).toBe(200);
    expect(upstream.requests[0]?.body.toString()).toBe(large);
    expect((await recorder.reported(1))[0]?.saved).toMatchObject({ kind: 'skipped', warn: true });
    await rawRequest(recorder.url, chatRequest());
    expect((await recorder.reported(2))[1]?.saved).toMatchObject({ kind: 'saved' });
  });
});

describe('200 clients that do not read', () => {
  const clients = 200;
  const size = 128 * 1024;
  const budget = 4 * 1024 * 1024;
  /** What no recording holds: one read from the upstream's socket, behind a stream that is full. */
  const onItsWay = 64 * 1024 + getDefaultHighWaterMark(false);

  it('hold no more than the budget, get their answers when they read, and give the memory back', async () => {
    const gate = new Gate();
    onTestFinished(() => gate.open());
    const piece = Buffer.alloc(size, 'y');
    const behindFirst: Pace = async (step, signal) => (step === 0 ? undefined : gate.pace(step, signal));
    const upstream = await scripted((request) =>
      request.body.includes('after')
        ? { headers: [jsonType], body: ['{}'] }
        : { headers: [jsonType], body: [piece, 'end'], pace: behindFirst },
    );
    const recorder = await startRecorder(`openai=${upstream.url}`, { recordMemory: budget });
    const before = await memoryInUse();
    const sockets = Array.from({ length: clients }, (_, i) => pausedClient(recorder.url, i));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    await upstream.received(clients);
    for (let still = 0, last = -1; still < 3000; still += 1) {
      await turns(1)(0, new AbortController().signal);
      if (gate.waiting !== last) still = 0;
      last = gate.waiting;
    }
    expect(gate.waiting).toBe(clients);
    // The scripted upstream has a copy of each answer for itself.
    const held = (await memoryInUse()) - before - clients * size;
    expect(held).toBeLessThan(budget + clients * onItsWay);
    gate.open();
    const answers = await Promise.all(sockets.map(readAll));
    expect(answers.every((length) => length > size)).toBe(true);
    const reports = await recorder.reported(clients);
    const saved = reports.filter((report) => report.saved.kind === 'saved');
    expect(saved.length).toBeGreaterThan(0);
    expect(saved.length * size).toBeLessThanOrEqual(budget);
    expect(reports.every(({ saved: { kind } }) => kind === 'saved' || kind === 'skipped')).toBe(true);
    await rawRequest(recorder.url, chatRequest('after'));
    expect((await recorder.reported(clients + 1)).at(-1)?.saved).toMatchObject({ kind: 'saved' });
  });

  /** Bytes in buffers that somebody still refers to. */
  async function memoryInUse(): Promise<number> {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    for (let i = 0; i < 3; i += 1) {
      collectGarbage();
      await turns(10)(0, new AbortController().signal);
    }
    return process.memoryUsage().arrayBuffers;
  }

  function pausedClient(url: string, i: number): Socket {
    const { body = '' } = chatRequest(`client ${i}`);
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
    socket.pause();
    socket.on('error', () => {});
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body as string}`,
    );
    return socket;
  }

  function readAll(socket: Socket): Promise<number> {
    return new Promise((resolve) => {
      let length = 0;
      socket.on('data', (bytes) => {
        length += bytes.length;
      });
      socket.on('close', () => resolve(length));
      socket.resume();
    });
  }
});
