/** A miss over a real socket: the client's short answer, the story for the terminal, and the page with all of them. */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import OpenAI, { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import type { SimulatorConfig } from '../../src/app/simulator-config.ts';
import { headerOf } from '../../src/core/headers.ts';
import type { MissStory } from '../../src/pipeline/miss/story.ts';
import { storyText } from '../../src/pipeline/miss/story-text.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawResponse } from '../support/raw-response.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';
import { jsonScript } from '../support/script.ts';
import { recordingsIn, scripted, startRecorder, startReplay } from '../support/simulators.ts';

type Body = Record<string, unknown>;

const agent = (system: string, others: Body = {}): Body => ({
  model: 'gpt-4o-mini',
  messages: [
    { role: 'system', content: system },
    { role: 'user', content: 'What is the weather in Zurich?' },
  ],
  ...others,
});

const tool = (...required: string[]) => ({
  type: 'function',
  function: { name: 'get_weather', parameters: { type: 'object', properties: {}, required } },
});

function post(base: string, body: Body, path = ''): Promise<RawResponse> {
  return rawRequest(base, {
    method: 'POST',
    target: `${path}/v1/chat/completions`,
    headers: [['content-type', 'application/json']],
    body: JSON.stringify(body),
  });
}

/** A folder with a recording of each body, in the cassette `default`. */
async function recorded(...bodies: readonly Body[]): Promise<string> {
  const upstream = await scripted(jsonScript({ choices: [] }));
  const recorder = await startRecorder(`openai=${upstream.url}`);
  for (const body of bodies) await post(recorder.url, body);
  await recorder.reported(bodies.length);
  await recorder.close();
  return recorder.root;
}

async function replay(folder: string, config: Partial<SimulatorConfig> = {}) {
  const stories: MissStory[] = [];
  const server = await startReplay(folder, { ...config, onMissStory: (story) => stories.push(story) });
  const page = async (): Promise<{ total: number; misses: MissStory[] }> =>
    JSON.parse((await rawRequest(server.url, { method: 'GET', target: '/__llmsim/misses' })).body.toString());
  /** The story of the only miss. */
  const story = async (): Promise<MissStory> => {
    const { misses } = await page();
    const [one, ...others] = misses;
    if (one === undefined || others.length > 0) throw new Error(`${misses.length} misses`);
    return one;
  };
  return { ...server, stories, page, story };
}

describe('a request that is almost a recorded one', () => {
  const before = agent('You help. Today is 2026-11-19.', { temperature: 0.2, tools: [tool('city')] });
  const after = agent('You help. Today is 2026-11-20.', { temperature: 0.7, tools: [tool('city', 'unit')] });

  it('is told with what is different, what would help, and how to record it', async () => {
    const folder = await recorded(before, agent('Something else'));
    const { url, story } = await replay(folder);
    await post(url, after);
    const names = recordingsIn(folder).map((file) => file.replace(/\.json$/, ''));
    // The stub's address stands for that of the provider.
    const first = await story();
    const told = { ...first, record: first.record.replace(/openai=http:\S+/, 'openai') };
    expect(first.record).toMatch(/--upstream openai=http:\/\/127\.0\.0\.1:\d+ /);
    expect(names).toContain(told.closest[0]?.interaction);
    expect(
      storyText(told)
        .replaceAll(folder, 'FOLDER')
        .replaceAll(/[0-9a-f]{16}/g, 'KEY'),
    ).toBe(
      [
        'Miss 1 POST /v1/chat/completions (gpt-4o-mini, "What is the weather in Zurich?")',
        '  Looked in cassette "default" for key KEY.',
        '  Closest recordings, by fields that are equal:',
        '    11 of 14  default/openai.chat-completions-gpt-4o-mini-what-is-the-weather-in-zurich-KEY',
        '    6 of 14   default/openai.chat-completions-gpt-4o-mini-what-is-the-weather-in-zurich-KEY',
        '  What is different from the first of them:',
        '    messages[0].content: You help. Today is [-2026-11-19-]{+2026-11-20+}.',
        '    temperature: 0.2 → 0.7',
        '    tools[0].function.parameters.required: added "unit"',
        '  It matches with this in llmsim.yaml:',
        '    match:',
        '      ignore: ["/temperature"]',
        '      segments: { tools: names }',
        '      normalise: [iso-date]',
        '  To record it, run this and send the request again:',
        '    llmsim record --upstream openai --cassettes FOLDER --cassette default',
      ].join('\n'),
    );
    const docs =
      /```text\n(Miss 1 [\s\S]*?)\n```/.exec(
        readFileSync(join(PROJECT_ROOT, 'docs/guides/when-a-recording-does-not-match.md'), 'utf8'),
      )?.[1] ?? '';
    const neutral = (text: string) => text.replaceAll(/[0-9a-f]{16}/g, 'KEY');
    expect(neutral(docs)).toBe(neutral(storyText(told).replaceAll(folder, 'cassettes')));
  });

  it('is answered under the suggested rules', async () => {
    const { readConfiguration } = await import('../../src/app/configuration.ts');
    const folder = await recorded(before);
    const first = await replay(folder);
    await post(first.url, after);
    const { configuration = [] } = await first.story();
    const file = join(folder, 'llmsim.yaml');
    writeFileSync(file, `${configuration.join('\n')}\n`);
    const match = (await readConfiguration(file))?.match;
    if (match === undefined) throw new Error('no configuration');
    const second = await replay(folder, { match });
    expect((await post(second.url, after)).status).toBe(200);
    expect((await second.page()).total).toBe(0);
  });

  it('gets its client an answer that its SDK reads and does not send again', async () => {
    const { url, page } = await replay(await recorded(before));
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 3 });
    const failure = await client.chat.completions
      .create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] })
      .catch((error: unknown) => error);
    if (!(failure instanceof APIError)) throw new Error(`no API error: ${String(failure)}`);
    expect([failure.status, failure.code]).toEqual([400, 'llmsim_no_recording']);
    expect(failure.message).toContain('POST /v1/chat/completions (gpt-4o-mini, "Hi")');
    expect(failure.message).toContain(`${url}/__llmsim/misses`);
    expect(failure.message.length).toBeLessThan(600);
    expect((await page()).total).toBe(1);
  });

  it('has its story told also when the server stops at once', async () => {
    const { url, stories, close } = await replay(await recorded(before));
    await post(url, after);
    await close();
    expect(stories).toMatchObject([{ number: 1, configuration: expect.arrayContaining(['match:']) }]);
  });

  it('that comes again is not compared again', async () => {
    const { url, page } = await replay(await recorded(before));
    for (const body of [after, agent('Other'), after]) await post(url, body);
    const { total, misses } = await page();
    expect(total).toBe(3);
    expect(misses.map(({ number, sameAs }) => [number, sameAs])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 1],
    ]);
    expect(misses[2]).toMatchObject({ differences: misses[0]?.differences });
  });
});

describe('the status', () => {
  it('is another one where that is wanted', async () => {
    const { url } = await replay(await recorded(agent('x')), { missStatus: 404 });
    const answer = await post(url, agent('y'));
    expect([answer.status, headerOf(answer.headers, 'x-should-retry')]).toEqual([404, 'false']);
    expect(answer.body.toString()).toContain('llmsim_no_recording');
  });
});

describe('other misses', () => {
  it('that are sequences at their end say so', async () => {
    const { url, story } = await replay(await recorded(agent('x'), agent('x')), { repeat: 'miss' });
    expect((await post(url, agent('x'))).status).toBe(200);
    expect((await post(url, agent('x'))).status).toBe(200);
    const answer = await post(url, agent('x'));
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain('llmsim_recordings_exhausted');
    expect(await story()).toMatchObject({
      kind: 'exhausted',
      why: 'Cassette "default" has 2 of it and all were played (--repeat miss).',
      closest: [],
      advice: [expect.stringContaining('--repeat cycle'), expect.stringContaining('/__llmsim/reset?cassette=default')],
    });
  });

  it('of a cassette that is not there name those that are, and one that has the request', async () => {
    const folder = await recorded(agent('x'));
    const { url, page } = await replay(folder);
    const answer = await post(url, agent('x'), '/@other');
    expect(answer.body.toString()).toContain('llmsim_no_cassette');
    await post(url, agent('y'), '/@another');
    const { misses } = await page();
    expect(misses.map(({ kind, advice }) => [kind, ...advice])).toEqual([
      ['cassette-absent', expect.stringMatching(/^The cassette "default" has a recording of this very request/)],
      ['cassette-absent', 'There are these cassettes: default.'],
    ]);
  });

  it('of a recording that is broken name its file', async () => {
    const folder = await recorded(agent('x'));
    const [file = ''] = recordingsIn(folder);
    writeFileSync(join(folder, file), '{');
    const { url, story } = await replay(folder);
    expect((await post(url, agent('x'))).body.toString()).toContain('llmsim_recording_defective');
    expect(await story()).toMatchObject({ kind: 'defective', why: expect.stringContaining(file) });
  });

  it('because of the upstream in the path name the upstream that was recorded', async () => {
    const folder = await recorded(agent('x'));
    const [file = ''] = recordingsIn(folder);
    // A recording of another upstream beside it makes its name one that a path can begin with.
    const other = await recorded(agent('unrelated'));
    const [otherFile = ''] = recordingsIn(other);
    renameSync(
      join(other, otherFile),
      join(folder, dirname(file), otherFile.split('/').at(-1)?.replace('openai.', 'groq.') ?? ''),
    );
    const { url, story } = await replay(folder);
    await post(url, agent('x'), '/groq');
    const told = await story();
    expect(told.configuration).toBeUndefined();
    expect(told).toMatchObject({
      differences: [{ field: 'upstream', kind: 'changed', from: 'openai', to: 'groq' }],
      advice: [expect.stringContaining('send the request to /openai/')],
      record: expect.stringContaining('--upstream groq'),
    });
  });

  it('whose recording was edited say so', async () => {
    const folder = await recorded(agent('x'));
    const [file = ''] = recordingsIn(folder);
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"content": "x"', '"content": "y"'));
    const { url, story } = await replay(folder);
    await post(url, agent('y'));
    expect(await story()).toMatchObject({
      differences: [],
      advice: [expect.stringContaining('llmsim cassette rekey')],
    });
  });

  it('where there is nothing recorded at all are short', async () => {
    const { url, story } = await replay(await recorded());
    await post(url, agent('x'));
    expect(await story()).toMatchObject({ why: 'There are no cassettes.', closest: [], advice: [] });
  });
});

describe('what is told', () => {
  it('holds no secret, neither of the request nor of the recording', async () => {
    const secret = `sk-proj-${'aB3dE5fG7hJ9kL1m'.repeat(3)}`;
    const folder = await recorded(agent('Use the key you have.'));
    const { url, page, stories } = await replay(folder);
    await post(url, agent(`Use the key ${secret} now.`, { user_api_key: secret }));
    const told = JSON.stringify(await page());
    expect(told).toContain('[redacted:');
    for (const text of [told, ...stories.map((one) => storyText(one))]) expect(text).not.toContain(secret.slice(-12));
  });

  it('takes GET and nothing else', async () => {
    const { url } = await replay(await recorded());
    const answer = await rawRequest(url, { method: 'DELETE', target: '/__llmsim/misses' });
    expect(answer.status).toBe(405);
  });

  it('is the last 100, with the count of all', async () => {
    const { url, page } = await replay(await recorded(agent('x')));
    for (let i = 0; i < 110; i += 1) await post(url, agent('other', { seed: i }));
    const { total, misses } = await page();
    expect([total, misses.length, misses[0]?.number, misses.at(-1)?.number]).toEqual([110, 100, 11, 110]);
  });
});
