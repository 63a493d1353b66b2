/** Hand-written rules from end to end: the examples of the guide, the command line, edits while a server runs. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkConfiguration } from '../../src/app/check-configuration.ts';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';
import { matchKeys } from '../../src/rules/read-match.ts';
import { PROJECT_ROOT, runCli, startCli } from '../support/run-cli.ts';
import { jsonScript } from '../support/script.ts';
import { recordingsIn, scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

const guide = readFileSync(join(PROJECT_ROOT, 'docs/rules.md'), 'utf8');
const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);

function example(holding: string): string {
  const found = examples.find((text) => text.includes(holding));
  if (found === undefined) throw new Error(`no example has ${holding}`);
  return found;
}

function fileOf(text: string): string {
  const path = join(tempFolder(), 'rules.yaml');
  writeFileSync(path, text);
  return path;
}

async function simulatorWith(rules: string): Promise<string> {
  const simulator = await startSimulator({
    paths: [],
    rules: { files: [fileOf(rules)], answers: defaultSynthesis, onNews() {} },
  });
  onTestFinished(() => simulator.close(0));
  return simulator.url;
}

type Message = Readonly<Record<string, unknown>>;

function post(url: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const all = { 'content-type': 'application/json', ...headers };
  return fetch(url, { method: 'POST', headers: all, body: JSON.stringify(body) });
}

function chat(url: string, messages: readonly Message[] | string, more: object = {}, headers = {}): Promise<Response> {
  const list = typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages;
  return post(`${url}/v1/chat/completions`, { model: 'gpt-4o-mini', messages: list, ...more }, headers);
}

/** What the model says, and by whom. */
async function said(answer: Promise<Response>): Promise<unknown> {
  const response = await answer;
  expect([response.status, response.headers.get('x-llmsim-source')]).toEqual([200, 'rule']);
  const body: unknown = await response.json();
  return (body as { choices: readonly { message: { content: unknown } }[] }).choices[0]?.message.content;
}

const getWeather = { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } };

describe('the guide', () => {
  it('has examples that are accepted', () => {
    expect(examples.length).toBeGreaterThan(3);
    for (const yaml of examples) {
      const checked = checkConfiguration(yaml);
      expect(checked.kind === 'problems' ? checked.problems : []).toEqual([]);
    }
  });

  it('names every condition', () => {
    const rows = guide.slice(guide.indexOf('## Conditions'), guide.indexOf('## Responses'));
    const named = matchKeys.filter((key) => !/_(contains|equals|matches)$/.test(key));
    expect(named.filter((key) => !rows.includes(`\`${key}\``))).toEqual([]);
  });

  it('opens with rules that answer', async () => {
    const url = await simulatorWith(example('flaky-then-fine'));
    expect(await said(chat(url, 'How is the weather?'))).toBe('The weather is sunny and 72°F.');
    const system = { role: 'system', content: 'Answer in json.' };
    const user = { role: 'user', content: 'Hello' };
    expect(await said(chat(url, [system, user], {}, { 'x-tenant': 'acme' }))).toBe('{"result": "mocked"}');
    expect((await chat(url, [system, user])).status).toBe(400);

    const retry = [user, { role: 'assistant', content: 'Hi' }, { role: 'user', content: 'retry 7' }];
    const again = () => chat(url, retry, { tools: [getWeather] });
    const limited = await again();
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await limited.json()).toMatchObject({ error: { type: 'rate_limit_error' } });
    expect(await (await again()).json()).toMatchObject({
      choices: [{ message: { tool_calls: [{ function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }] } }],
    });
    expect([await said(again()), await said(again())]).toEqual(['Done: 7', 'Done: 7']);
  });

  it('streams what it says', async () => {
    const url = await simulatorWith(example('flaky-then-fine'));
    const response = await chat(url, 'weather?', { stream: true });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('data: {'));
    const pieces = events.map((event) => JSON.parse(event.slice(6)).choices[0]?.delta.content ?? '');
    expect(pieces.join('')).toBe('The weather is sunny and 72°F.');
    expect(pieces.length).toBeGreaterThan(4);
  });

  it('has a fixed answer for everything in one line', async () => {
    expect(await said(chat(await simulatorWith(example('Hello World')), 'anything'))).toBe('Hello World');
  });

  it('shows conditions of every kind that hold together', async () => {
    const url = await simulatorWith(example('It will rain.'));
    const body = {
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: 'A forecast?' },
      ],
      tools: [getWeather],
      temperature: 0.2,
      metadata: { suite: 'testing' },
    };
    const headers = { 'x-tenant': 'acme', 'x-trace': '00ff' };
    expect(await said(chat(url, body.messages, body, headers))).toBe('It will rain.');
    expect((await chat(url, body.messages, body, { ...headers, 'x-debug': '1' })).status).toBe(400);
    expect((await chat(url, body.messages, { ...body, temperature: 0.3 }, headers)).status).toBe(400);
  });

  it('shows responses of every kind', async () => {
    const url = await simulatorWith(example('I cannot help with that.'));
    expect(await (await chat(url, 'Please think')).json()).toMatchObject({
      choices: [{ message: { content: 'Yes.', reasoning_content: 'First I look at the question.' } }],
    });
    expect(await said(chat(url, 'my name is Ann'))).toBe('Hello Ann, this is turn 1.');
    const question = { role: 'user', content: 'How is the weather?' };
    const called = JSON.parse(await (await chat(url, [question], { tools: [getWeather] })).text());
    const call = called.choices[0].message;
    expect(call.tool_calls[0].function).toEqual({ name: 'get_weather', arguments: '{"city":"Paris"}' });
    const result = { role: 'tool', tool_call_id: call.tool_calls[0].id, content: 'sunny' };
    expect(await (await chat(url, [question, call, result], { tools: [getWeather] })).json()).toMatchObject({
      choices: [{ message: { content: 'According to the tool: sunny' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 100, completion_tokens: 20 },
    });
    expect(await (await chat(url, 'a bomb')).json()).toMatchObject({
      choices: [{ message: { content: null, refusal: 'I cannot help with that.' } }],
    });
    const embed = () => post(`${url}/v1/embeddings`, { model: 'text-embedding-3-small', input: 'x' });
    const first = await embed();
    expect([first.status, await first.json()]).toMatchObject([
      503,
      { error: { message: 'Try again.', code: 'overloaded' } },
    ]);
    expect((await embed()).headers.get('x-llmsim-source')).toBe('rule');
    expect((await embed()).headers.get('x-llmsim-source')).not.toBe('rule');
    const quota = await fetch(`${url}/internal/quota/ann`);
    expect([quota.headers.get('x-quota'), await quota.json()]).toEqual(['7', { left: 7, unit: 'requests' }]);
  });
});

describe('a running server', () => {
  it('takes edits of its rules, and keeps the old ones while an edit is wrong', async () => {
    const file = fileOf('rules: [{ response: one }]\n');
    const server = await startCli(['serve', '--port', '0', '--rules', file]);
    expect(await said(chat(server.url, 'x'))).toBe('one');

    writeFileSync(file, 'rules:\n  - response: two\n    macht: {}\n');
    await server.stderrMatches(/rules\.yaml:3: "rules\.0\.macht" is not a setting of llmsim/);
    expect(await said(chat(server.url, 'x'))).toBe('one');

    writeFileSync(file, 'rules: [{ match: { last: y }, response: three }, { response: two }]\n');
    await server.stderrMatches(/2 rules are in force\./);
    expect([await said(chat(server.url, 'x')), await said(chat(server.url, 'y'))]).toEqual(['two', 'three']);
  });

  it('counts for each selection, and begins anew when told to', async () => {
    const file = fileOf('rules: [{ responses: [one, two] }]\n');
    const { url } = await startCli(['serve', '--port', '0', '--rules', file]);
    const all = async () => [await said(chat(`${url}/@a`, 'x')), await said(chat(`${url}/@b`, 'x'))];
    expect([await all(), await all()]).toEqual([
      ['one', 'one'],
      ['two', 'two'],
    ]);
    await fetch(`${url}/__llmsim/reset?cassette=a`, { method: 'POST' });
    expect(await all()).toEqual(['one', 'two']);
  });

  it('reads rules from its configuration, behind those of --rules', async () => {
    const folder = tempFolder();
    const config = join(folder, 'llmsim.yaml');
    writeFileSync(config, 'rules: [{ match: { last: a }, response: configured }, { response: all }]\n');
    const { url } = await startCli([
      'serve',
      '--port',
      '0',
      '--config',
      config,
      '--rules',
      fileOf('rules: [{ match: { last: b }, response: own }]\n'),
    ]);
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => said(chat(url, text))));
    expect(answers).toEqual(['configured', 'own', 'all']);
  });

  it('asks generators where no rule answers', async () => {
    const file = fileOf('rules: [{ match: { last: a }, response: ruled }]\n');
    const { url } = await startCli(['serve', '--port', '0', '--rules', file, '--answer', 'generated']);
    const other = await chat(url, 'b');
    expect([await said(chat(url, 'a')), other.headers.get('x-llmsim-source')]).toEqual(['ruled', 'generator']);
  });

  it('is not started with rules that are wrong', async () => {
    const { code, stderr } = await runCli(['serve', '--port', '0', '--rules', fileOf('rules: [{}]\n')]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/rules\.yaml:1: rules\.0: needs a "response" or "responses"/),
    ]);
  });
});

describe('rules and recordings', () => {
  const config = (rules: string) => ({ rules: { files: [fileOf(rules)], answers: defaultSynthesis, onNews() {} } });
  const recorded = jsonScript({ id: 'x', object: 'chat.completion', choices: [] });
  const ruledA = 'rules: [{ match: { last: a }, response: ruled }]\n';

  it('in mode new-episodes, what a rule answers neither goes upstream nor is recorded', async () => {
    const upstream = await scripted(recorded);
    const recorder = await startRecorder(upstream.url, { mode: 'new-episodes', ...config(ruledA) });
    expect(await said(chat(recorder.url, 'a'))).toBe('ruled');
    expect((await chat(recorder.url, 'b')).headers.get('x-llmsim-source')).toBe('upstream');
    await recorder.reported(1);
    expect([upstream.requests.length, recordingsIn(recorder.root).length]).toEqual([1, 1]);
  });

  it('in a replay, a rule answers although there is a recording', async () => {
    const upstream = await scripted(recorded);
    const recorder = await startRecorder(upstream.url);
    for (const text of ['a', 'b']) await (await chat(recorder.url, text)).text();
    await recorder.reported(2);
    await recorder.close();
    const replay = await startReplay(recorder.root, config(ruledA));
    expect(await said(chat(replay.url, 'a'))).toBe('ruled');
    expect((await chat(replay.url, 'b')).headers.get('x-llmsim-source')).toBe('cassette');
    expect((await chat(replay.url, 'c')).status).toBe(400);
  });
});

describe('llmsim rules test', () => {
  function request(value: unknown): string {
    const path = join(tempFolder(), 'request.json');
    writeFileSync(path, JSON.stringify(value));
    return path;
  }
  const rules = () => fileOf(example('flaky-then-fine'));
  const body = { model: 'gpt-4o', messages: [{ role: 'user', content: 'weather in Oslo' }] };

  it('tells which rule answers and why the others do not', async () => {
    const { code, stdout } = await runCli(['rules', 'test', rules(), request(body)]);
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        'POST /v1/chat/completions (openai-chat)',
        'rule 3 "flaky-then-fine" does not',
        '  content_matches: "^retry (\\\\d+)$": the messages, the latest first, are "weather in Oslo"',
        '  turn: 2: it is turn 1',
        '  tool: "get_weather": no tool is offered',
        'rule 1 answers',
        '  {"kind":"spoken","content":"The weather is sunny and 72°F."}',
        'rule 2 does not',
        '  system_contains: "json": there is no system prompt',
        '  header: {"x-tenant":"acme"}: there is no header x-tenant',
        '',
      ],
    ]);
  });

  it('takes a whole request, and ends with 1 where no rule answers', async () => {
    const whole = { method: 'GET', target: '/v1/models', headers: { 'x-tenant': 'acme' } };
    const { code, stdout } = await runCli(['rules', 'test', '--json', rules(), request(whole)]);
    const told = JSON.parse(stdout);
    expect([code, told.answer, told.others.length]).toEqual([1, null, 3]);
    expect(told.others[0]).toMatchObject({ rule: 3, name: 'flaky-then-fine' });
  });

  it('tells an answer as JSON', async () => {
    const file = fileOf('rules: [{ match: { last_matches: "in (.*)" }, response: "{{match.1}}" }]\n');
    const { code, stdout } = await runCli(['rules', 'test', '--json', file, request(body)]);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { answer: { rule: 1, name: null, response: { kind: 'spoken', content: 'Oslo' } }, others: [] },
    ]);
  });

  it.each([
    [{ contents: [{ parts: [{ text: 'x' }] }] }, 'gemini'],
    [{ model: 'claude-x', messages: [] }, 'anthropic'],
    [{ input: 'x', model: 'gpt-5' }, 'openai'],
  ])('guesses where a body goes: %j', async (value, provider) => {
    const file = fileOf(`rules: [{ match: { provider: ${provider} }, response: { status: 200 } }]\n`);
    expect((await runCli(['rules', 'test', file, request(value)])).code).toBe(0);
  });

  it('obeys --path and --upstream', async () => {
    const file = fileOf('rules: [{ match: { path: /x, provider: groq }, response: { status: 200 } }]\n');
    const args = ['rules', 'test', file, request({}), '--path', '/x', '--upstream', 'groq'];
    expect((await runCli(args)).code).toBe(0);
  });

  it('ends with 2 where a file cannot be used', async () => {
    const wrong = await runCli(['rules', 'test', fileOf('rules: 5\n'), request(body)]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('rules.yaml:1: rules: ')]);
    const none = await runCli(['rules', 'test', rules(), request([])]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('is no request')]);
  });
});
