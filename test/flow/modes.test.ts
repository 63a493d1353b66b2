/** The modes over real runs: what goes upstream, what is replayed, and what of an earlier run remains. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SimulatorConfig } from '../../src/app/simulator-config.ts';
import { rawRequest } from '../support/raw-client.ts';
import { textScript } from '../support/script.ts';
import {
  chatRequest,
  filesIn,
  interactionsIn,
  recordingsIn,
  scripted,
  startRecorder,
  startReplay,
} from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Answers `run n`, n counting up; `cut` breaks the prompt "cut" off. */
async function provider() {
  let count = 0;
  return scripted((request) => {
    count += 1;
    return request.body.includes('hang') ? { body: ['begun'], end: 'stall' as const } : textScript(`answer ${count}`);
  });
}

type Provider = Awaited<ReturnType<typeof provider>>;

/** One run of a recorder: asks the prompts in order, closes, and gives the answers. */
async function run(
  upstream: Provider,
  root: string,
  mode: SimulatorConfig['mode'],
  prompts: readonly string[],
): Promise<string[]> {
  const recorder = await startRecorder(`openai=${upstream.url}`, { root, mode });
  const answers: string[] = [];
  for (const prompt of prompts) {
    const answer = await rawRequest(recorder.url, chatRequest(prompt));
    answers.push(answer.status === 200 ? answer.body.toString() : `status ${answer.status}`);
  }
  await recorder.close();
  return answers;
}

async function stored(root: string): Promise<string[]> {
  return (await interactionsIn(root)).map(({ response }) => Buffer.from(response.bytes).toString()).sort();
}

describe('mode all', () => {
  it('replaces what an earlier run recorded of a request, and nothing else', async () => {
    const upstream = await provider();
    const root = tempFolder();
    expect(await run(upstream, root, 'all', ['a', 'a', 'a', 'b'])).toEqual([
      'answer 1',
      'answer 2',
      'answer 3',
      'answer 4',
    ]);
    const names = recordingsIn(root);
    expect(await run(upstream, root, 'all', ['a', 'a'])).toEqual(['answer 5', 'answer 6']);
    expect(await stored(root)).toEqual(['answer 4', 'answer 5', 'answer 6']);
    expect(recordingsIn(root).every((name) => names.includes(name))).toBe(true);
    const { url } = await startReplay(root);
    const replayed = async () => (await rawRequest(url, chatRequest('a'))).body.toString();
    expect([await replayed(), await replayed(), await replayed()]).toEqual(['answer 5', 'answer 6', 'answer 6']);
  });

  it('keeps an earlier recording until the new one is complete', async () => {
    const upstream = await provider();
    const root = tempFolder();
    const old = await run(upstream, root, 'all', ['a']);
    const before = recordingsIn(root).map((name) => readFileSync(join(root, name), 'utf8'));
    const hanging = await scripted({ body: ['begun'], end: 'stall' });
    const recorder = await startRecorder(`openai=${hanging.url}`, { root });
    await rawRequest(recorder.url, chatRequest('a'), { leaveAfter: 1 });
    await recorder.reported(1);
    expect(recordingsIn(root).map((name) => readFileSync(join(root, name), 'utf8'))).toEqual(before);
    await hanging.close();
    expect((await rawRequest(recorder.url, chatRequest('a'))).status).toBe(502);
    await recorder.close();
    expect(await stored(root)).toEqual(old);
  });
});

describe('mode new-episodes', () => {
  it('replays what was there in order, sends the rest upstream, and adds it', async () => {
    const upstream = await provider();
    const root = tempFolder();
    await run(upstream, root, 'all', ['a', 'a']);
    expect(await run(upstream, root, 'new-episodes', ['a', 'a', 'a', 'b', 'b'])).toEqual([
      'answer 1',
      'answer 2',
      'answer 3',
      'answer 4',
      'answer 5',
    ]);
    expect(await stored(root)).toEqual(['answer 1', 'answer 2', 'answer 3', 'answer 4', 'answer 5']);
    expect(await run(upstream, root, 'new-episodes', ['b', 'a', 'a', 'b', 'a'])).toEqual([
      'answer 4',
      'answer 1',
      'answer 2',
      'answer 5',
      'answer 3',
    ]);
    expect(upstream.requests).toHaveLength(5);
  });

  it('begins with a folder that is not there', async () => {
    const upstream = await provider();
    const root = join(tempFolder(), 'not', 'yet');
    expect(await run(upstream, root, 'new-episodes', ['a'])).toEqual(['answer 1']);
    expect(await stored(root)).toEqual(['answer 1']);
  });
});

describe('mode once', () => {
  it('records a cassette that is not there for the whole run, and only replays one that is', async () => {
    const upstream = await provider();
    const root = tempFolder();
    expect(await run(upstream, root, 'once', ['a', 'a', 'b'])).toEqual(['answer 1', 'answer 2', 'answer 3']);
    expect(await run(upstream, root, 'once', ['b', 'a', 'a', 'a', 'c'])).toEqual([
      'answer 3',
      'answer 1',
      'answer 2',
      'answer 2',
      'status 400',
    ]);
    expect(upstream.requests).toHaveLength(3);
  });

  it('decides for each cassette by itself', async () => {
    const upstream = await provider();
    const root = tempFolder();
    await run(upstream, root, 'all', ['a']);
    const recorder = await startRecorder(`openai=${upstream.url}`, { root, mode: 'once' });
    const ask = async (target: string) => (await rawRequest(recorder.url, { ...chatRequest('x'), target })).status;
    expect(await ask('/v1/chat/completions')).toBe(400);
    expect(await ask('/@fresh/v1/chat/completions')).toBe(200);
    expect(upstream.requests).toHaveLength(2);
  });
});

describe('modes none and passthrough', () => {
  it('none never goes upstream', async () => {
    const upstream = await provider();
    const root = tempFolder();
    await run(upstream, root, 'all', ['a']);
    const replay = await startReplay(root);
    expect((await rawRequest(replay.url, chatRequest('a'))).body.toString()).toBe('answer 1');
    expect((await rawRequest(replay.url, chatRequest('b'))).status).toBe(400);
    expect(upstream.requests).toHaveLength(1);
  });

  it('passthrough always goes upstream and records nothing', async () => {
    const upstream = await provider();
    const root = tempFolder();
    expect(await run(upstream, root, 'passthrough', ['a', 'a'])).toEqual(['answer 1', 'answer 2']);
    expect(filesIn(root)).toEqual([]);
  });
});

describe('two recorders on one cassette', () => {
  it('lose nothing of each other’s work', async () => {
    const upstream = await provider();
    const root = tempFolder();
    const recorders = await Promise.all([0, 1].map(() => startRecorder(`openai=${upstream.url}`, { root })));
    const prompts = Array.from({ length: 20 }, (_, i) => `prompt ${i % 5}`);
    await Promise.all(recorders.flatMap(({ url }) => prompts.map((prompt) => rawRequest(url, chatRequest(prompt)))));
    for (const recorder of recorders) {
      const reports = await recorder.reported(20);
      expect(reports.every(({ saved }) => saved.kind === 'saved')).toBe(true);
    }
    const answers = await stored(root);
    expect(answers).toHaveLength(40);
    expect(new Set(answers).size).toBe(40);
    expect(filesIn(root).filter((name) => name.includes('/.'))).toEqual([]);
  });
});

describe('a folder that cannot be written to', () => {
  it('costs the client nothing, and every recording that is lost is told', async () => {
    const upstream = await provider();
    const root = join(tempFolder(), 'a-file');
    writeFileSync(root, 'not a folder');
    const recorder = await startRecorder(`openai=${upstream.url}`, { root });
    expect((await rawRequest(recorder.url, chatRequest('a'))).body.toString()).toBe('answer 1');
    expect((await rawRequest(recorder.url, chatRequest('b'))).body.toString()).toBe('answer 2');
    const lost = { saved: { kind: 'lost', why: expect.stringContaining('a-file') } };
    expect(await recorder.reported(2)).toMatchObject([lost, lost]);
  });

  it('any more (a cassette that becomes a file while it is recorded to) is told too', async () => {
    const upstream = await provider();
    const root = tempFolder();
    mkdirSync(join(root, 'default'));
    writeFileSync(join(root, 'default', 'cassette.json'), '{"llmsim": 99, "recipe": "later"}');
    const recorder = await startRecorder(`openai=${upstream.url}`, { root });
    expect((await rawRequest(recorder.url, chatRequest('a'))).status).toBe(200);
    expect((await recorder.reported(1))[0]?.saved).toMatchObject({
      kind: 'lost',
      why: expect.stringMatching(/version 99/),
    });
  });
});
