/** Which recording a request gets, at which pace, and what it is told when there is none. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headerOf } from '../../src/core/headers.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawResponse } from '../support/raw-response.ts';
import { sseEvents, streamScript } from '../support/script.ts';
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

/** A folder in which `prompts` are recorded in this order; the n-th answer is `answer n`. */
async function recordedFolder(prompts: readonly string[]): Promise<string> {
  let count = 0;
  const upstream = await scripted(() => {
    count += 1;
    return streamScript(sseEvents(`answer ${count}`, '[DONE]'));
  });
  const recorder = await startRecorder(`openai=${upstream.url}`);
  for (const prompt of prompts) await rawRequest(recorder.url, chatRequest(prompt));
  await recorder.reported(prompts.length);
  return recorder.root;
}

async function ask(url: string, prompt = 'poll'): Promise<string> {
  const answer = await rawRequest(url, chatRequest(prompt));
  return /answer \d+/.exec(answer.body.toString())?.[0] ?? `status ${answer.status}`;
}

describe('the n-th identical request', () => {
  const folder = () => recordedFolder(['poll', 'other', 'poll', 'poll']);

  it.each([
    ['last', ['answer 1', 'answer 3', 'answer 4', 'answer 4', 'answer 4']],
    ['cycle', ['answer 1', 'answer 3', 'answer 4', 'answer 1', 'answer 3']],
    ['miss', ['answer 1', 'answer 3', 'answer 4', 'status 400', 'status 400']],
  ] as const)('gets the n-th recording, then as --repeat %s says', async (repeat, expected) => {
    const { url, misses } = await startReplay(await folder(), { repeat });
    const seen: string[] = [];
    for (const _ of expected) seen.push(await ask(url));
    expect(seen).toEqual(expected);
    expect(await ask(url, 'other')).toBe('answer 2');
    if (repeat === 'miss') expect(misses[0]).toContain('has 3 of it and all were played');
  });

  it('gets it also when all come at once, whatever else is asked meanwhile', async () => {
    const { url } = await startReplay(await folder(), { repeat: 'cycle' });
    const answers = await Promise.all([ask(url), ask(url, 'other'), ask(url), ask(url, 'other'), ask(url)]);
    expect([answers[0], answers[2], answers[4]].sort()).toEqual(['answer 1', 'answer 3', 'answer 4']);
    expect([answers[1], answers[3]]).toEqual(['answer 2', 'answer 2']);
  });
});

describe('pace', () => {
  const streamBytes = ['a', 'b', 'c'].map((text) => `data: ${text}\n\n`);

  /** A recording of three chunks at 100, 200 and 300 ms. */
  async function timedFolder(): Promise<string> {
    const upstream = await scripted(streamScript(streamBytes));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);
    const [file = ''] = recordingsIn(recorder.root);
    const path = join(recorder.root, file);
    const timing = { recordedAt: '2026-08-01T10:00:00.000Z', head: 50, chunks: [100, 200, 300], end: 350 };
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"timing": .*/, `"timing": ${JSON.stringify(timing)}`));
    expect((await interactionsIn(recorder.root))[0]?.response.timing.chunks).toEqual([100, 200, 300]);
    return recorder.root;
  }

  const whole = (answer: RawResponse) => [answer.status, answerHeaders(answer), answer.body.toString()];

  it('is the recorded one, a multiple of it, or none; never early, and always the same bytes', async () => {
    const folder = await timedFolder();
    const answer = async (latency: { kind: 'recorded'; speed: number } | { kind: 'instant' }) =>
      rawRequest((await startReplay(folder, { latency })).url, chatRequest());
    const [recorded, slow, fast, instant] = await Promise.all([
      answer({ kind: 'recorded', speed: 1 }),
      answer({ kind: 'recorded', speed: 0.5 }),
      answer({ kind: 'recorded', speed: 10 }),
      answer({ kind: 'instant' }),
    ]);
    for (const other of [slow, fast, instant]) expect(whole(other)).toEqual(whole(recorded));
    for (const paced of [recorded, slow, fast]) expect(chunksOf(paced)).toEqual(streamBytes);
    expect(instant.chunked).toBe(true);
    const earliest = (paced: RawResponse, scale: number) => {
      expect(paced.headAt).toBeGreaterThanOrEqual(50 * scale);
      paced.chunks.forEach(({ at }, i) => void expect(at).toBeGreaterThanOrEqual(100 * (i + 1) * scale));
      expect(paced.endAt).toBeGreaterThanOrEqual(350 * scale);
    };
    earliest(recorded, 1);
    earliest(slow, 2);
    earliest(fast, 0.1);
    expect(slow.endAt).toBeGreaterThan(recorded.endAt);
  });
});

describe('a request without a recording', () => {
  it.each<[string, string, (body: Record<string, unknown>) => unknown]>([
    ['openai', '/v1/chat/completions', (body) => body['error']],
    ['openai responses', '/v1/responses', (body) => body['error']],
    ['anthropic', '/v1/messages', (body) => body['error']],
    ['gemini', '/v1beta/models/gemini-2.0-flash:generateContent', (body) => body['error']],
    ['any other', '/some/where', (body) => body['error'] ?? body],
  ])('on a path of %s is a 400 that is not to be retried and explains itself', async (_name, target, errorOf) => {
    const folder = await recordedFolder(['known']);
    const { url, misses } = await startReplay(folder);
    const answer = await rawRequest(url, { ...chatRequest('unknown'), target });
    expect(answer.status).toBe(400);
    expect(headerOf(answer.headers, 'x-should-retry')).toBe('false');
    expect(headerOf(answer.headers, 'x-llmsim-miss')).toBe('1');
    expect(headerOf(answer.headers, 'content-type')).toMatch(/^application\/json/);
    const body = JSON.parse(answer.body.toString()) as Record<string, unknown>;
    expect(JSON.stringify(body)).toContain('llmsim_no_recording');
    const { message } = errorOf(body) as { message: string };
    expect(message).toContain(`POST ${target}`);
    expect(message).toContain('"default"');
    expect(message).toMatch(/llmsim record --upstream (\S+|<name or URL>) --cassettes \S+ --cassette default/);
    expect(message).toContain(folder);
    expect(misses).toEqual([message]);
  });

  it('has the code in the place where the provider puts it', async () => {
    const { url } = await startReplay(await recordedFolder(['known']));
    const body = async (target: string): Promise<unknown> =>
      JSON.parse((await rawRequest(url, { ...chatRequest('x'), target })).body.toString());
    expect(await body('/v1/chat/completions')).toMatchObject({
      error: { code: 'llmsim_no_recording', type: expect.any(String) },
    });
    expect(await body('/v1/messages')).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
    expect(await body('/v1beta/models/g:generateContent')).toMatchObject({
      error: { code: 400, status: 'INVALID_ARGUMENT' },
    });
  });

  it('of a cassette that does not exist names that cassette', async () => {
    const { url } = await startReplay(await recordedFolder(['known']));
    const answer = await rawRequest(url, { ...chatRequest('known'), target: '/@checkout-test/v1/chat/completions' });
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toMatch(/no cassette .{1,2}checkout-test.*--cassette checkout-test/);
  });

  it('whose file has become unreadable is told so, and other recordings play', async () => {
    const folder = await recordedFolder(['known', 'fine']);
    const [file = ''] = recordingsIn(folder).filter((name) => name.includes('known'));
    writeFileSync(join(folder, file), '{"llmsim": 1,');
    const { url } = await startReplay(folder);
    const answer = await rawRequest(url, chatRequest('known'));
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain('truncated');
    expect(await ask(url, 'fine')).toBe('answer 2');
  });
});
