import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultConfig, type SimulatorConfig } from '../../src/app/simulator-config.ts';
import type { ExchangeReport } from '../../src/telemetry/exchange-report.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { startUpstream } from '../support/scripted-upstream.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { ask, recordInto } from './cassettes.ts';

/** A simulator that is gone when the test is. */
async function start(config: Partial<SimulatorConfig>) {
  const simulator = await startSimulator({ latency: { kind: 'instant' }, ...config });
  onTestFinished(() => simulator.close(0));
  return simulator;
}

/** A simulator that replays plays the provider. */
async function provider(...recordings: (readonly [string, string])[]) {
  const root = tempFolder();
  await recordInto(root, 'provider', ...recordings);
  const { url } = await start({ paths: [root] });
  return parseUpstream(`openai=${url}`, {});
}

function jsonFiles(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'cassette.json')
    : [];
}

describe('a simulator', () => {
  it('listens on a free port, says that it is well, and does no longer when it is closed', async () => {
    const simulator = await startSimulator({ paths: [tempFolder()] });
    expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const health = await fetch(`${simulator.url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', mode: 'none' }]);
    await simulator.close();
    await expect(fetch(`${simulator.url}/health`)).rejects.toThrow();
  });

  it('says when its port is in use', async () => {
    const { url } = await start({ paths: [tempFolder()] });
    const second = startSimulator({ paths: [tempFolder()], port: Number(new URL(url).port) });
    await expect(second).rejects.toMatchObject({ code: 'port-in-use', hint: expect.stringContaining('--port') });
  });

  it('says when it cannot listen', async () => {
    await expect(startSimulator({ paths: [tempFolder()], host: '192.0.2.1' })).rejects.toMatchObject({ code: 'usage' });
  });

  it('does not replay from a folder that is not there', async () => {
    const paths = [join(tempFolder(), 'nowhere')];
    await expect(startSimulator({ paths })).rejects.toMatchObject({ code: 'cassette-missing' });
  });

  it('does not forward without an upstream, nor to two of one name', async () => {
    const root = tempFolder();
    await expect(startSimulator({ mode: 'all', root })).rejects.toMatchObject({ code: 'usage' });
    const upstreams = [parseUpstream('a=http://127.0.0.1:1', {}), parseUpstream('a=http://127.0.0.1:2', {})];
    await expect(startSimulator({ mode: 'all', root, upstreams })).rejects.toMatchObject({ code: 'usage' });
  });

  it('uses the network for nothing unless it is told to', () => {
    expect(defaultConfig).toMatchObject({ mode: 'none', host: '127.0.0.1', upstreams: [] });
  });
});

describe('replay', () => {
  it('answers from the cassettes in its folder and says from which', async () => {
    const root = tempFolder();
    await recordInto(root, 'one', ['hi', 'hello']);
    const { url } = await start({ paths: [root] });
    const answer = await ask(url, 'hi');
    expect(answer).toMatchObject({ status: 200, json: { answer: 'hello' } });
    expect(answer.headers.get('x-llmsim-source')).toBe('cassette');
    expect(answer.headers.get('x-llmsim-interaction')).toMatch(/^one\/openai\.chat-completions.*-hi-[0-9a-f]{16}$/);
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  it('keeps the state of sequences by selection, and repeats as it is told', async () => {
    const root = tempFolder();
    await recordInto(root, 'one', ['hi', 'first'], ['hi', 'second']);
    const { url } = await start({ paths: [root], repeat: 'miss' });
    const answers = [
      await ask(url, 'hi'),
      await ask(url, 'hi', '/@one~a'),
      await ask(url, 'hi', '', { 'x-llmsim-cassette': 'one~a' }),
      await ask(url, 'hi'),
      await ask(url, 'hi'),
    ];
    expect(answers.map(({ status, json }) => json.answer ?? status)).toEqual([
      'first',
      'first',
      'second',
      'second',
      400,
    ]);
  });

  it('answers behind the name of an upstream that the cassettes hold', async () => {
    const root = tempFolder();
    await recordInto(root, 'one', ['hi', 'hello']);
    const { url } = await start({ paths: [root] });
    expect(await ask(url, 'hi', '/openai')).toMatchObject({ json: { answer: 'hello' } });
    expect(await ask(url, 'hi', '/@one/openai')).toMatchObject({ json: { answer: 'hello' } });
  });

  it('explains a miss to the client and to whoever started it', async () => {
    const misses: string[] = [];
    const { url } = await start({ paths: [tempFolder()], onMiss: (text) => misses.push(text) });
    const answer = await ask(url, 'hi');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-llmsim-miss')).toBe('1');
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(answer.json.error).toMatchObject({ code: 'llmsim_no_recording', message: misses[0] });
    expect(misses).toHaveLength(1);
  });

  it('refuses an address that cannot be, and a body that is too large', async () => {
    const { url } = await start({ paths: [tempFolder()], maxBody: 10 });
    expect(await ask(url, 'hi', '/@UPPER')).toMatchObject({
      status: 400,
      json: { error: { code: 'llmsim_bad_address' } },
    });
    expect(await ask(url, 'hi')).toMatchObject({ status: 413, json: { error: { code: 'llmsim_body_too_large' } } });
  });

  it('serves what is whole and names what is not', async () => {
    const root = tempFolder();
    const [broken] = await recordInto(root, 'one', ['bad', 'x'], ['hi', 'hello']);
    writeFileSync(broken ?? '', '{"llmsim": 1, ');
    let name: (problem: string) => void = () => {};
    const named = new Promise<string>((resolve) => {
      name = resolve;
    });
    const { url } = await start({ paths: [root], onProblem: (text) => name(text) });
    expect(await ask(url, 'hi')).toMatchObject({ json: { answer: 'hello' } });
    expect((await ask(url, 'bad')).json.error.message).toContain('is not JSON');
    expect(await named).toContain(broken);
  });

  it.each([
    ['a header with a line break', { headers: [['x-a', 'one\r\ntwo: three']] }],
    ['a header without a name', { headers: [['', 'x']] }],
    ['a header with a space in its name', { headers: [['a b', 'x']] }],
    ['a header beyond latin1', { headers: [['x-a', '→']] }],
    ['a reason with a line break', { statusText: 'OK\r\nx: y' }],
    ['an informational status', { status: 100 }],
    ['a switch of protocols', { status: 101 }],
  ])('lives on after a recording with %s, which HTTP cannot carry', async (_what, change) => {
    const root = tempFolder();
    const [file = ''] = await recordInto(root, 'one', ['odd', 'x'], ['hi', 'hello']);
    const content = JSON.parse(readFileSync(file, 'utf8'));
    Object.assign(content.response, change);
    writeFileSync(file, JSON.stringify(content));
    // At the recorded pace the head is written from a timer, where nobody would catch an error.
    const { url } = await start({ paths: [root], latency: { kind: 'recorded', speed: 1 } });
    const answer = await ask(url, 'odd');
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain('its recording cannot be used');
    expect(await ask(url, 'hi')).toMatchObject({ json: { answer: 'hello' } });
  });
});

describe('record', () => {
  it('answers from upstream, writes a cassette, and replay gives the same', async () => {
    const root = tempFolder();
    const reports: ExchangeReport[] = [];
    const recorder = await start({
      mode: 'all',
      root,
      upstreams: [await provider(['hi', 'hello'])],
      onReport: (report) => reports.push(report),
    });
    const seen = await ask(recorder.url, 'hi', '', { authorization: 'Bearer sk-s3cr3t' });
    expect(seen).toMatchObject({ status: 200, json: { answer: 'hello' } });
    await recorder.close();

    expect(reports).toMatchObject([{ status: 200, end: 'complete', saved: { kind: 'saved' } }]);
    const [name = '', ...others] = jsonFiles(join(root, 'default'));
    expect(others).toEqual([]);
    expect(readFileSync(join(root, 'default', name), 'utf8')).not.toContain('s3cr3t');
    const replay = await start({ paths: [root] });
    expect((await ask(replay.url, 'hi')).text).toBe(seen.text);
  });

  it('has written everything that is complete when it is closed', async () => {
    const root = tempFolder();
    const topics = Array.from({ length: 30 }, (_, i) => `topic ${i}`);
    const upstreams = [await provider(...topics.map((topic) => [topic, 'x'] as const))];
    const recorder = await start({ mode: 'all', root, upstreams });
    await Promise.all(topics.map((topic) => ask(recorder.url, topic)));
    await recorder.close();
    expect(jsonFiles(join(root, 'default'))).toHaveLength(30);
  });

  it('asks upstream only for what is new with new-episodes', async () => {
    const root = tempFolder();
    await recordInto(root, 'default', ['old', 'from the cassette']);
    const upstreams = [await provider(['old', 'from upstream'], ['new', 'from upstream'])];
    const recorder = await start({ mode: 'new-episodes', root, upstreams });
    expect((await ask(recorder.url, 'old')).json.answer).toBe('from the cassette');
    expect((await ask(recorder.url, 'new')).json.answer).toBe('from upstream');
    await recorder.close();
    expect(jsonFiles(join(root, 'default'))).toHaveLength(2);
  });

  it('records a cassette that is not there and only replays one that is, with once', async () => {
    const root = tempFolder();
    await recordInto(root, 'old', ['hi', 'from the cassette']);
    const upstreams = [await provider(['hi', 'from upstream'], ['more', 'from upstream'])];
    const recorder = await start({ mode: 'once', root, upstreams });
    expect((await ask(recorder.url, 'hi', '/@old')).json.answer).toBe('from the cassette');
    expect((await ask(recorder.url, 'more', '/@old')).status).toBe(400);
    expect((await ask(recorder.url, 'hi', '/@new')).json.answer).toBe('from upstream');
    await recorder.close();
    expect([jsonFiles(join(root, 'old')).length, jsonFiles(join(root, 'new')).length]).toEqual([1, 1]);
  });

  it('writes nothing with passthrough', async () => {
    const root = tempFolder();
    const through = await start({ mode: 'passthrough', root, upstreams: [await provider(['hi', 'hello'])] });
    expect((await ask(through.url, 'hi')).json.answer).toBe('hello');
    await through.close();
    expect(readdirSync(root)).toEqual([]);
  });

  it.each(['200 Très bien ✓', '200 \u0001odd\u007f', '200', '200 ', '299 Unknown'])(
    'passes on an answer that begins with "HTTP/1.1 %s", records and replays it',
    async (line) => {
      const root = tempFolder();
      const upstream = await startUpstream({ statusLine: `HTTP/1.1 ${line}`, body: ['{"answer":"hello"}'] });
      onTestFinished(() => upstream.close());
      const recorder = await start({ mode: 'all', root, upstreams: [parseUpstream(`openai=${upstream.url}`, {})] });
      const seen = await ask(recorder.url, 'hi');
      expect(seen).toMatchObject({ status: Number(line.slice(0, 3)), json: { answer: 'hello' } });
      await recorder.close();
      const replay = await start({ paths: [root] });
      expect(await ask(replay.url, 'hi')).toMatchObject({ status: seen.status, text: seen.text });
    },
  );

  it('explains an upstream that cannot be reached, and records nothing', async () => {
    const root = tempFolder();
    const upstreams = [parseUpstream('openai=http://127.0.0.1:1', {})];
    const recorder = await start({ mode: 'all', root, upstreams });
    const answer = await ask(recorder.url, 'hi');
    expect(answer).toMatchObject({ status: 502, json: { error: { message: expect.stringContaining('openai') } } });
    await recorder.close();
    expect(jsonFiles(join(root, 'default'))).toEqual([]);
  });
});
