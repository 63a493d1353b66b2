/** `llmsim cassette refresh` against an upstream that answers again: the same, otherwise, in another shape, or not at all. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-client.ts';
import type { RawRequest } from '../support/raw-connection.ts';
import { runCli } from '../support/run-cli.ts';
import { jsonScript, type Script, sseEvents } from '../support/script.ts';
import type { ReceivedRequest } from '../support/scripted-upstream.ts';
import { chatRequest, filesIn, interactionsIn, recordingsIn, scripted, startRecorder } from '../support/simulators.ts';

/** A provider that a test can make answer otherwise. */
async function provider(first: (request: ReceivedRequest, count: number) => Script) {
  let count = 0;
  let answer = first;
  const upstream = await scripted((request) => answer(request, ++count));
  return {
    upstream,
    answers(next: typeof first) {
      answer = next;
    },
  };
}

type Provider = Awaited<ReturnType<typeof provider>>;

async function record({ upstream }: Provider, requests: readonly RawRequest[]): Promise<string> {
  const recorder = await startRecorder(`openai=${upstream.url}`, { recordAuthErrors: true });
  for (const request of requests) await rawRequest(recorder.url, request);
  await recorder.reported(requests.length);
  await recorder.close();
  return recorder.root;
}

interface Told {
  readonly interaction: string;
  readonly outcome: string;
  readonly findings?: readonly { severity: string; about: string; path: string; what: string }[];
  readonly places?: readonly string[];
  readonly why?: string;
}

async function refresh({ upstream }: Provider, root: string, ...flags: string[]) {
  const args = ['cassette', 'refresh', root, '--upstream', `openai=${upstream.url}`, '--format', 'json', ...flags];
  const { code, stdout, stderr } = await runCli(args);
  const recordings = stdout === '' ? [] : (JSON.parse(stdout) as { recordings: readonly Told[] }).recordings;
  return { code, recordings, stderr };
}

function contents(root: string): ReadonlyMap<string, string> {
  return new Map(filesIn(root).map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** By file, how many lines are others; a file with more or fewer lines counts with all of them. */
function changedLines(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  expect([...after.keys()]).toEqual([...before.keys()]);
  return new Map(
    [...before].map(([path, text]) => {
      const [was, is] = [text.split('\n'), (after.get(path) ?? '').split('\n')];
      if (was.length !== is.length) return [path, Math.max(was.length, is.length)];
      return [path, was.filter((line, i) => line !== is[i]).length];
    }),
  );
}

const plainRequest = (prompt: string): RawRequest => ({
  ...chatRequest(prompt),
  body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] }),
});

function message(count: number, parts: object = {}, others: object = {}): object {
  return {
    id: `chatcmpl-${count}Xy9${count}kd03`,
    object: 'chat.completion',
    created: 1_785_600_000 + count,
    model: 'gpt-4o-mini-2024-07-18',
    system_fingerprint: `fp_${count}`,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Good morning', refusal: null, ...parts },
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: 9,
      completion_tokens: 2,
      total_tokens: 11,
      prompt_tokens_details: { cached_tokens: count },
    },
    ...others,
  };
}

/** The same words in other pieces each time. */
function stream(count: number, text = 'Good morning to you'): Script {
  const cuts = count % 2 === 0 ? /(?<= )/ : /(?<=.{4})/;
  const chunk = (delta: object, finish: string | null = null): string =>
    JSON.stringify({
      id: `chatcmpl-${count}`,
      object: 'chat.completion.chunk',
      created: 1_785_600_000 + count,
      model: 'gpt-4o-mini-2024-07-18',
      obfuscation: 'x'.repeat(count + 1),
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  const deltas = text.split(cuts).map((content) => chunk({ content }));
  return {
    headers: [
      ['Content-Type', 'text/event-stream'],
      ['x-request-id', `req_${count}`],
    ],
    body: sseEvents(chunk({ role: 'assistant', content: '' }), ...deltas, chunk({}, 'stop'), '[DONE]'),
  };
}

const isStream = (request: ReceivedRequest): boolean => request.body.includes('"stream":true');

const usual = (request: ReceivedRequest, count: number): Script =>
  isStream(request) ? stream(count) : jsonScript(message(count));

describe('a refresh in which nothing changed', () => {
  it('changes one line of each file, its date, and keeps ids, times and chunks as they were', async () => {
    const api = await provider(usual);
    const root = await record(api, [chatRequest('a'), plainRequest('b'), plainRequest('b'), plainRequest('c')]);
    const before = contents(root);
    const first = await refresh(api, root);
    expect(first.recordings.map(({ outcome }) => outcome)).toEqual(Array(4).fill('unchanged'));
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('4 recordings: 4 unchanged.');
    expect(api.upstream.requests).toHaveLength(8);
    const after = contents(root);
    const lines = changedLines(before, after);
    expect([...lines].map(([path, count]) => [path.endsWith('cassette.json'), count])).toEqual(
      [...lines.keys()].map((path) => (path.endsWith('cassette.json') ? [true, 0] : [false, 1])),
    );
    for (const { refreshedAt, recordedAt } of await interactionsIn(root)) {
      expect(refreshedAt).toMatch(/^\d{4}-.*Z$/);
      expect((refreshedAt ?? '') > recordedAt).toBe(true);
    }
    expect((await runCli(['cassette', 'verify', root])).code).toBe(0);
    await refresh(api, root);
    expect(Math.max(...changedLines(after, contents(root)).values())).toBe(1);
  });

  it('writes nothing with --check', async () => {
    const api = await provider(usual);
    const root = await record(api, [chatRequest('a'), plainRequest('b')]);
    const before = contents(root);
    const { code, recordings } = await refresh(api, root, '--check');
    expect({ code, outcomes: recordings.map(({ outcome }) => outcome) }).toEqual({
      code: 0,
      outcomes: ['unchanged', 'unchanged'],
    });
    expect(contents(root)).toEqual(before);
  });
});

describe('drift', () => {
  const other =
    (parts: object, others: object = {}) =>
    (_: ReceivedRequest, count: number) =>
      jsonScript(message(count, parts, others));

  it.each<[string, (request: ReceivedRequest, count: number) => Script, number, readonly unknown[]]>([
    ['another text', other({ content: 'Good evening' }), 0, [expect.stringMatching(/^note text changed$/)]],
    ['a field that is gone', (_, n) => jsonScript(withoutRefusal(n)), 1, ['error choices[].message.refusal gone']],
    ['a new field', other({ annotations: [] }), 0, ['info choices[].message.annotations new, array']],
    ['another type', other({}, { created: '2026-08-01' }), 1, ['error created is string, was number']],
    [
      'another status',
      () => jsonScript({ error: { message: 'No such model', code: 'model_not_found' } }, 'HTTP/1.1 404 Not Found'),
      1,
      ['error status changed'],
    ],
    ['another content type', (_, n) => ({ body: [JSON.stringify(message(n))] }), 1, ['error content type changed']],
  ])(
    '(%s) has its severity, is only told with --check, and is recorded anew without',
    async (_name, next, code, told) => {
      const api = await provider(usual);
      const root = await record(api, [plainRequest('b')]);
      const before = contents(root);
      api.answers(next);
      const checked = await refresh(api, root, '--check');
      const lines = checked.recordings.flatMap(({ findings = [] }) =>
        findings.map(({ severity, about, path, what }) => `${severity} ${about === 'field' ? path : about} ${what}`),
      );
      expect({ code: checked.code, lines }).toEqual({ code, lines: told });
      expect(contents(root)).toEqual(before);

      const refreshed = await refresh(api, root);
      expect(refreshed).toMatchObject({ code: 0, recordings: [{ outcome: 'drifted' }] });
      expect([...contents(root).keys()]).toEqual([...before.keys()]);
      expect(contents(root)).not.toEqual(before);
      expect((await runCli(['cassette', 'verify', root])).stderr).toContain('All recordings are whole.');
      expect((await refresh(api, root, '--check')).recordings).toMatchObject([{ outcome: 'unchanged' }]);
    },
  );

  it('shows texts word by word, and keeps the order of a key', async () => {
    const api = await provider((_, count) => jsonScript(message(0, { content: `Answer ${count} of the day` })));
    const root = await record(api, [plainRequest('b'), plainRequest('b'), plainRequest('b')]);
    api.answers((_, count) => jsonScript(message(0, { content: `Answer ${count} of the night` })));
    const args = ['cassette', 'refresh', root, '--upstream', `openai=${api.upstream.url}`];
    const { code, stdout } = await runCli(args);
    expect(code).toBe(0);
    expect(stdout).toContain('Answer [-1-]{+4+} of the [-day-]{+night+}');
    const texts = (await interactionsIn(root)).map(({ response }) => Buffer.from(response.bytes).toString());
    expect(texts.map((text) => /Answer \d/.exec(text)?.[0])).toEqual(['Answer 4', 'Answer 5', 'Answer 6']);
  });

  it('of a stream is told by its kinds of events and their fields', async () => {
    const api = await provider(usual);
    const root = await record(api, [chatRequest('a')]);
    api.answers((_, count) => {
      const { headers = [], body = [] } = stream(count);
      const pieces = body.map((piece) =>
        String(piece).replace(/"finish_reason":\w+,?|,"finish_reason":("stop"|null)/g, ''),
      );
      return { headers, body: [...pieces.slice(0, -1), 'event: usage\ndata: {"total":3}\n\n'] };
    });
    const { code, recordings } = await refresh(api, root, '--check');
    expect(code).toBe(1);
    expect(recordings[0]?.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ severity: 'error', path: 'choices[].finish_reason', what: 'gone' }),
        expect.objectContaining({ severity: 'error', path: 'event [DONE]', what: 'gone' }),
        expect.objectContaining({ severity: 'info', path: 'event usage', what: 'new' }),
      ]),
    );
  });
});

function withoutRefusal(count: number): object {
  return JSON.parse(JSON.stringify(message(count)).replace('"refusal":null', '"x":0').replace(',"x":0', '')) as object;
}

describe('what cannot be asked again truthfully', () => {
  const secret = `sk-proj-${'aB3dE5gH7jK9mN1pQ3sT5vX7zA9cD1fG3'.repeat(2)}`;

  it('(a redacted secret in the request) is listed with its place and not sent', async () => {
    const api = await provider(usual);
    const root = await record(api, [plainRequest(`My key is ${secret}`), plainRequest('b')]);
    const sent = api.upstream.requests.length;
    const { code, recordings } = await refresh(api, root, '--check');
    expect(recordings.map(({ outcome, places }) => [outcome, places])).toEqual(
      expect.arrayContaining([
        ['redacted', ['body.messages[0].content']],
        ['unchanged', undefined],
      ]),
    );
    expect(code).toBe(0);
    expect(api.upstream.requests.length).toBe(sent + 1);
  });

  it('(an id that the upstream has forgotten) is listed under its own heading and stays', async () => {
    const api = await provider(() => jsonScript({ id: 'resp_2', object: 'response', output: [] }));
    const request = {
      ...plainRequest('x'),
      target: '/v1/responses',
      body: '{"model":"m","previous_response_id":"resp_1","input":"x"}',
    };
    const root = await record(api, [request]);
    const before = contents(root);
    api.answers(() => jsonScript({ error: { message: 'Not found' } }, 'HTTP/1.1 404 Not Found'));
    const { stdout, code } = await runCli(['cassette', 'refresh', root, '--upstream', `openai=${api.upstream.url}`]);
    expect(stdout).toMatch(/^Answered 404, because they refer to something[^\n]*\n {2}default\/openai\.responses/m);
    expect(code).toBe(0);
    expect(contents(root)).toEqual(before);
  });

  it('(a failure of that moment, recorded for a test of retries) is not sent and stays', async () => {
    const limited = { error: { message: 'Slow down', type: 'rate_limit' } };
    const api = await provider(() => jsonScript(limited, 'HTTP/1.1 429 Too Many Requests'));
    const root = await record(api, [plainRequest('b')]);
    const before = contents(root);
    api.answers(usual);
    expect(await refresh(api, root)).toMatchObject({
      code: 0,
      recordings: [{ outcome: 'unrepeatable', why: 'status 429' }],
    });
    expect(api.upstream.requests).toHaveLength(1);
    expect(contents(root)).toEqual(before);
  });
});

describe('an upstream that does not answer', () => {
  it.each<[string, () => Script, RegExp]>([
    [
      'with 401',
      () => jsonScript({ error: { message: 'No key' } }, 'HTTP/1.1 401 Unauthorized'),
      /401.*--key-from-env/,
    ],
    [
      'with 503',
      () => jsonScript({ error: { message: 'Busy' } }, 'HTTP/1.1 503 Service Unavailable'),
      /503.*again later/,
    ],
    ['to its end', () => ({ ...stream(1), end: 'reset' }), /broke off/],
  ])('(%s) leaves the recording as it was, and the exit code is 1', async (_name, next, why) => {
    const api = await provider(usual);
    const root = await record(api, [plainRequest('b')]);
    const before = contents(root);
    api.answers(next);
    const { code, recordings } = await refresh(api, root);
    expect({ code, outcome: recordings[0]?.outcome }).toEqual({ code: 1, outcome: 'failed' });
    expect(recordings[0]?.why).toMatch(why);
    expect(contents(root)).toEqual(before);
  });

  it('(at all) is left in peace after a few requests; everything that was not refreshed is listed', async () => {
    const api = await provider(usual);
    const prompts = Array.from({ length: 12 }, (_, i) => plainRequest(`prompt ${i}`));
    const root = await record(api, prompts);
    const before = contents(root);
    await api.upstream.close();
    const { code, recordings, stderr } = await refresh(api, root);
    expect(code).toBe(1);
    expect(recordings.map(({ outcome }) => outcome)).toEqual(Array(12).fill('failed'));
    expect(recordings.some(({ why }) => why?.startsWith('not tried') === true)).toBe(true);
    expect(stderr).toContain('12 NOT REFRESHED');
    expect(contents(root)).toEqual(before);
  });
});

describe('credentials', () => {
  it('are the key of --key-from-env, in the header that the client used', async () => {
    const api = await provider(usual);
    const root = await record(api, [
      {
        ...plainRequest('b'),
        headers: [...(plainRequest('b').headers ?? []), ['Authorization', 'Bearer sk-client-0123456789abcdef']],
      },
    ]);
    const args = ['cassette', 'refresh', root, '--upstream', `openai=${api.upstream.url}`, '--key-from-env', 'MY_KEY'];
    const { code } = await runCli(args, { env: { MY_KEY: 'sk-mine-0123456789abcdefghij' } });
    expect(code).toBe(0);
    const sent = api.upstream.requests.at(-1)?.headers.filter(([name]) => name.toLowerCase() === 'authorization');
    expect(sent?.map(([, value]) => value)).toEqual(['Bearer sk-mine-0123456789abcdefghij']);
    expect([...contents(root).values()].join('')).not.toContain('sk-mine');
  });

  it('in the query are left out where there is no key', async () => {
    const api = await provider(usual);
    const target = '/v1/chat/completions?key=AIzaSyD-0123456789abcdefghijklmnopqrstu&alt=json';
    const root = await record(api, [{ ...plainRequest('b'), target }]);
    await refresh(api, root);
    expect(api.upstream.requests.at(-1)?.target).toBe('/v1/chat/completions?alt=json');
  });
});

describe('which recordings', () => {
  it('are those of the upstream that is given; without any it says where they came from', async () => {
    const api = await provider(usual);
    const root = await record(api, [plainRequest('b')]);
    const wrong = await runCli(['cassette', 'refresh', root, '--upstream', `other=${api.upstream.url}`]);
    expect(wrong).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/called other.*came from: openai/s),
    });
    const absent = await runCli(['cassette', 'refresh', root, '--upstream', 'openai', '--cassette', 'nope']);
    expect(absent).toMatchObject({ code: 2, stderr: expect.stringContaining('no cassette "nope"') });
    expect(recordingsIn(root)).toHaveLength(1);
  });
});
