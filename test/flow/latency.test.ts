/** The pace of answers over real sockets: profiles, the client's own wish, models, the load. A test is never early and never sleeps. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultPacing, type PacingConfig } from '../../src/app/pacing-config.ts';
import { type Simulator, startSimulator } from '../../src/app/simulator.ts';
import type { SimulatorConfig } from '../../src/app/simulator-config.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';
import type { LatencyProfile } from '../../src/latency/profile.ts';
import type { Latency } from '../../src/latency/retime.ts';
import { steadyProfile } from '../support/latency-profiles.ts';
import { delays } from '../support/pace.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawResponse } from '../support/raw-response.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { sseEvents, streamScript } from '../support/script.ts';
import { chatRequest, chunksOf, scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { timedInteraction, writeTimed } from '../support/timed-recordings.ts';

/** So many ms to the first token, then 1 ms a token. */
function steady(ttft: number): Latency {
  return { kind: 'profile', profile: steadyProfile(ttft, 1000), speed: 1 };
}

const fiveMinutes = steady(300_000);

async function provider(latency: Latency, pacing: Partial<PacingConfig> = {}, config: Partial<SimulatorConfig> = {}) {
  const simulator: Simulator = await startSimulator({
    mode: 'none',
    paths: [],
    missStatus: 404,
    synthesis: { ...defaultSynthesis, tokens: '20' },
    latency,
    pacing: { ...defaultPacing, ...pacing },
    ...config,
  });
  onTestFinished(() => simulator.close(0));
  return simulator.url;
}

const openai = (url: string, options: { defaultHeaders?: Record<string, string> } = {}) =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0, ...options });
const question = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Say hello' }] };

describe('a latency profile', () => {
  it('paces an invented stream: the first token after its time, the others after theirs', async () => {
    const url = await provider(steady(80));
    const begun = performance.now();
    const arrivals: number[] = [];
    for await (const { choices } of await openai(url).chat.completions.create({ ...question, stream: true })) {
      if ((choices[0]?.delta.content ?? '') !== '') arrivals.push(performance.now() - begun);
    }
    expect(arrivals.length).toBeGreaterThan(15);
    expect(arrivals[0]).toBeGreaterThanOrEqual(80);
    expect(arrivals.at(-1)).toBeGreaterThanOrEqual(80 + arrivals.length - 1);
  });

  it('lets a whole answer come when all of it is generated', async () => {
    const url = await provider(steady(50));
    const begun = performance.now();
    const { usage } = await openai(url).chat.completions.create(question);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(50 + (usage?.completion_tokens ?? 0) - 1);
  });

  it('gives a recorded stream new times, and leaves its bytes and chunks', async () => {
    const events = sseEvents(
      ...['One', ' two', ' three'].map((content) => JSON.stringify({ choices: [{ delta: { content } }] })),
    );
    const upstream = await scripted(streamScript(events));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const seen = await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);
    const replay = await startReplay(recorder.root, { latency: steady(60) });
    const replayed = await rawRequest(replay.url, chatRequest());
    expect(chunksOf(replayed).join('')).toBe(chunksOf(seen).join(''));
    expect(replayed.headAt).toBeGreaterThanOrEqual(60);
    expect(replayed.endAt).toBeGreaterThanOrEqual(62);
  });

  it('leaves errors and lists alone', async () => {
    const url = await provider(fiveMinutes);
    const client = openai(url);
    await expect(client.chat.completions.create({ ...question, temperature: 9 })).rejects.toMatchObject({
      status: 400,
    });
    expect((await client.models.list()).data.length).toBeGreaterThan(0);
  });
});

describe('the header x-llmsim-latency', () => {
  it('gives one request its own pace, and leaves the others', async () => {
    const url = await provider({ kind: 'instant' }, { profiles: new Map([['slow', profileIn(steady(70))]]) });
    const ask = async (latency?: string) => {
      const begun = performance.now();
      await openai(url).chat.completions.create(
        question,
        latency === undefined ? {} : { headers: { 'x-llmsim-latency': latency } },
      );
      return performance.now() - begun;
    };
    expect(await ask('slow')).toBeGreaterThanOrEqual(70);
    expect(await ask('slow*0.5')).toBeGreaterThanOrEqual(140);
    await ask();
  });

  it('gets an answer at once where all others wait', async () => {
    const url = await provider(fiveMinutes);
    const client = openai(url, { defaultHeaders: { 'x-llmsim-latency': 'instant' } });
    expect((await client.chat.completions.create(question)).choices).toHaveLength(1);
  });

  it('that cannot be followed is refused in the provider’s words, with what is accepted', async () => {
    const url = await provider({ kind: 'instant' });
    const headers = { 'x-llmsim-latency': 'gpt-40' };
    const error = await openai(url)
      .chat.completions.create(question, { headers })
      .catch((caught: unknown) => caught);
    if (!(error instanceof OpenAI.BadRequestError)) throw new Error(`not refused: ${String(error)}`);
    expect(error.code).toBe('llmsim_bad_header');
    expect(error.message).toMatch(/There is no latency "gpt-40".*Did you mean gpt-4o.*recorded, instant/);
    const claude = await rawRequest(url, {
      method: 'POST',
      target: '/v1/messages',
      headers: [['x-llmsim-latency', './profiles/mine.yaml']],
      body: '{}',
    });
    expect(JSON.parse(claude.body.toString())).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error' },
    });
  });

  it('plays a recording at its own pace where the others are instant', async () => {
    const upstream = await scripted({ body: ['{}'], pace: delays([60]) });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);
    const replay = await startReplay(recorder.root);
    const atItsPace = await rawRequest(replay.url, chatRequest('Say hello', [['x-llmsim-latency', 'recorded']]));
    expect(atItsPace.endAt).toBeGreaterThanOrEqual(55);
    expect(atItsPace.headers).toContainEqual(['x-llmsim-source', 'cassette']);
  });
});

describe('the pace of a model', () => {
  it('is its own', async () => {
    const url = await provider(fiveMinutes, {
      models: [
        { model: 'gpt-4o-mini', latency: { kind: 'instant' } },
        { model: 'claude-*', latency: steady(40) },
      ],
    });
    await openai(url).chat.completions.create({ ...question, model: 'gpt-4o-mini' });
    const begun = performance.now();
    await openai(url).chat.completions.create({ ...question, model: 'claude-opus-4-5' });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(40);
  });
});

describe('load', () => {
  it('refuses what has no place with 429, in the provider’s words, without taking a recording', async () => {
    let n = 0;
    const upstream = await scripted(() => ({
      headers: [['Content-Type', 'application/json']],
      body: [JSON.stringify({ n: ++n })],
    }));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    for (const _ of [1, 2]) await rawRequest(recorder.url, chatRequest());
    await recorder.reported(2);
    const replay = await startReplay(recorder.root, {
      latency: fiveMinutes,
      repeat: 'miss',
      pacing: { ...defaultPacing, load: { concurrency: 1, queue: 0, slowdown: 1 } },
    });
    const ask = () => rawRequest(replay.url, chatRequest());
    // What misses takes no slot.
    expect((await rawRequest(replay.url, chatRequest('Something else'))).status).toBe(400);
    const leaving = new AbortController();
    const waiting = rawRequest(replay.url, chatRequest(), { signal: leaving.signal });
    const refused = await firstThat(
      () => rawRequest(replay.url, chatRequest('Something else')),
      ({ status }) => status === 429,
    );
    expect(Number(new Map(refused.headers).get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(refused.body.toString()).error).toMatchObject({ code: 'rate_limit_exceeded' });
    expect((await ask()).status).toBe(429);
    const second = await rawRequest(replay.url, chatRequest('Say hello', [['x-llmsim-latency', 'instant']]));
    expect(second.body.toString()).toBe('{"n":2}');
    leaving.abort();
    expect((await waiting).end).toBe('left');
    // The slot is free again, and there is no third recording.
    const after = await firstThat(ask, ({ status }) => status !== 429);
    expect(JSON.parse(after.body.toString()).error).toMatchObject({ code: 'llmsim_recordings_exhausted' });
  });

  it('is told to an SDK so that it comes again by itself', async () => {
    const url = await provider(steady(50), { load: { concurrency: 1, queue: 0, slowdown: 1 } });
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 10 });
    const answers = await Promise.all([1, 2].map(() => client.chat.completions.create(question)));
    expect(answers.map(({ choices }) => choices.length)).toEqual([1, 1]);
  });
});

describe('the pace where nobody says one', () => {
  /** How many answers of the server at `url` were paced. */
  const paced = async (url: string): Promise<number> => {
    const timing = (await (await fetch(`${url}/__llmsim/timing`)).json()) as { streams: { finished: number } };
    return timing.streams.finished;
  };

  async function recordedHello(): Promise<string> {
    const root = tempFolder();
    await writeTimed(root, 'one', [timedInteraction('Say hello', profileIn(steady(20)), { model: 'gpt-4o-mini' })]);
    return root;
  }

  it('is the recorded one for `replay`, and none for what it invents', async () => {
    const { url } = await startCli(['replay', await recordedHello(), '--port', '0', '--on-miss', 'synthesise']);
    const sourceOf = ({ headers }: RawResponse) => headers.find(([name]) => name === 'x-llmsim-source')?.[1];
    expect(sourceOf(await rawRequest(url, chatRequest('Something else')))).toBe('generator');
    expect(await paced(url)).toBe(0);
    expect(sourceOf(await rawRequest(url, chatRequest('Say hello')))).toBe('cassette');
    expect(await paced(url)).toBe(1);
  });

  it('is none for `serve` and `run`', async () => {
    const { url } = await startCli(['serve', '--port', '0']);
    expect((await rawRequest(url, chatRequest())).status).toBe(200);
    expect(await paced(url)).toBe(0);

    const flags = ['--cassettes', await recordedHello(), '--mode', 'none'];
    const application = `
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: process.argv[1] };
      const answer = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', init);
      await answer.text();
      const timing = await (await fetch(new URL('/__llmsim/timing', process.env.OPENAI_BASE_URL))).json();
      console.log(answer.status, timing.streams.finished);`;
    const command = [process.execPath, '--input-type=module', '-e', application, `${chatRequest().body}`];
    expect(await runCli(['run', ...flags, '--', ...command])).toMatchObject({ code: 0, stdout: '200 0\n' });
    const recorded = await runCli(['run', ...flags, '--latency', 'recorded', '--', ...command]);
    expect(recorded).toMatchObject({ code: 0, stdout: '200 1\n' });
  });
});

describe('llmsim serve --latency', () => {
  it('serves at the pace of a measured model, faster', async () => {
    const cli = await startCli(['serve', '--port', '0', '--latency', 'gpt-4o', '--speed', '50', '--tokens', '10']);
    const stream = await openai(cli.url).chat.completions.create({ ...question, stream: true });
    let text = '';
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    expect(text).toMatch(/^Lorem ipsum/);
    const atOnce = await openai(cli.url).chat.completions.create(question, {
      headers: { 'x-llmsim-latency': 'instant' },
    });
    expect(atOnce.choices[0]?.message.content).toBe(text);
    expect((await cli.stop()).code).toBe(0);
  });

  it('takes profiles, models and the load from its configuration', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'ours.yaml'), 'ttft: 40\nspeed: 1000\n');
    writeFileSync(
      join(folder, 'llmsim.yaml'),
      `latency:
  default: ours
  models: { "gpt-3*": instant }
  profiles: { ours: ours.yaml, never: { ttft: 300000, speed: 1 } }
  load: { concurrency: 1, queue: 0 }
`,
    );
    const cli = await startCli(['serve', '--port', '0'], { cwd: folder });
    const begun = performance.now();
    await openai(cli.url).chat.completions.create(question);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(40);
    await openai(cli.url).chat.completions.create({ ...question, model: 'gpt-3.5-turbo' });
    // The one or the other comes first: in the end one that never ends has the only slot.
    const refused = await firstThat(
      async () => {
        const leaving = new AbortController();
        const never = rawRequest(cli.url, chatRequest('Never', [['x-llmsim-latency', 'never']]), {
          signal: leaving.signal,
        });
        const other = await rawRequest(cli.url, chatRequest());
        leaving.abort();
        await never;
        return other;
      },
      ({ status }) => status === 429,
    );
    expect(JSON.parse(refused.body.toString()).error.message).toContain('1 at once, 0 in the queue');
  });

  it.each<[string, string[], RegExp]>([
    ['a profile that is not there', ['serve', '--latency', 'gpt-40'], /no latency "gpt-40".*Did you mean gpt-4o/s],
    ['a file that is not there', ['replay', 'cassettes', '--latency', 'mine.yaml'], /mine\.yaml cannot be read/],
    ['a speed that is none', ['run', '--speed', '0', '--', 'true'], /factor is a number above 0/],
  ])('refuses %s, with 2 and a way out', async (_, args, message) => {
    const { code, stderr } = await runCli(args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});

function profileIn(latency: Latency): LatencyProfile {
  if (latency.kind !== 'profile') throw new Error('it has no profile');
  return latency.profile;
}

/** Asks again until the answer is the wanted one: what another connection does takes effect when the server hears of it. */
async function firstThat<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
  }
}
