/** Faults over real sockets: replayed, invented and proxied answers go wrong alike, and no recording holds a fault. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readErrors } from '../../src/app/faults-section.ts';
import { readRules } from '../../src/app/rule-files.ts';
import { startSimulator } from '../../src/app/simulator.ts';
import type { SimulatorConfig } from '../../src/app/simulator-config.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';
import { headerOf } from '../../src/core/headers.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawResponse } from '../support/raw-response.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { type Script, streamScript } from '../support/script.ts';
import {
  chatRequest,
  interactionsIn,
  scripted,
  startRecorder,
  startReplay,
  type TestRecorder,
} from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

const events = [
  '{"choices":[{"index":0,"delta":{"content":"a"}}]}',
  '{"choices":[{"index":0,"delta":{"content":"b"}}]}',
  '[DONE]',
].map((data) => `data: ${data}\n\n`);
const answer: Script = streamScript(events);

function wishing(fault: string, prompt = 'Say hello') {
  return chatRequest(prompt, [['x-llmsim-fault', fault]]);
}

async function invented(config: Partial<SimulatorConfig> = {}): Promise<string> {
  const simulator = await startSimulator({
    paths: [],
    latency: { kind: 'instant' },
    synthesis: defaultSynthesis,
    ...config,
  });
  onTestFinished(() => simulator.close(0));
  return simulator.url;
}

/** One provider whose answers are invented, replayed, and proxied while they are recorded. */
async function threeSources(): Promise<{ readonly recorder: TestRecorder; readonly urls: readonly string[] }> {
  const upstream = await scripted(answer);
  const first = await startRecorder(`openai=${upstream.url}`);
  await rawRequest(first.url, chatRequest());
  await first.reported(1);
  const replay = await startReplay(first.root);
  const recorder = await startRecorder(`openai=${upstream.url}`);
  return { recorder, urls: [await invented(), replay.url, recorder.url] };
}

function outline({ status, headers, end, body }: RawResponse) {
  return { status, fault: headerOf(headers, 'x-llmsim-fault'), end, bytes: body.byteLength };
}

describe('a fault that the client wishes for', () => {
  it.each([
    ['503', { status: 503, end: 'complete' }],
    ['reset(after=0)', { status: 200, end: 'reset', bytes: 0 }],
    ['reset(after=1)', { status: 200, end: 'reset' }],
    ['empty-body', { status: 200, end: 'complete', bytes: 0 }],
    ['wrong-content-type', { status: 200, end: 'complete' }],
    ['truncate', { status: 200, end: 'complete' }],
  ])('meets invented, replayed and proxied answers alike (%s)', async (fault, expected) => {
    const { urls } = await threeSources();
    for (const url of urls) {
      const got = await rawRequest(url, wishing(fault));
      expect(outline(got)).toMatchObject({ ...expected, fault });
      if (fault === 'truncate') expect(got.body.toString()).not.toContain('[DONE]');
      if (fault === 'reset(after=1)') expect(got.body.toString().match(/^data: /gm)?.length).toBe(1);
    }
  });

  it('may be that nothing comes at all', async () => {
    const { urls } = await threeSources();
    for (const url of urls) {
      expect(await rawRequest(url, wishing('reset'))).toMatchObject({ status: 0, end: 'reset', headers: [] });
      const late = await rawRequest(url, wishing('timeout(after=60ms)'));
      expect(late).toMatchObject({ status: 0, end: 'close', headers: [] });
      expect(late.endAt).toBeGreaterThan(50);
    }
  });

  it('is not in the recording of a proxied answer', async () => {
    const { recorder } = await threeSources();
    const faults = [
      'reset(after=1)',
      'truncate',
      'corrupt-event',
      'in-stream-error',
      'trickle(every=1ms, bytes=20)',
      'refusal',
      'wrong-content-type',
      'empty-body',
      'slow-first-byte(after=10ms)',
    ];
    for (const fault of faults) await rawRequest(recorder.url, wishing(fault, fault));
    const reports = await recorder.reported(faults.length);
    expect(reports.map(({ end, saved }) => [end, saved.kind])).toEqual(faults.map(() => ['complete', 'saved']));
    for (const { response, request } of await interactionsIn(recorder.root)) {
      expect(Buffer.from(response.bytes).toString()).toBe(events.join(''));
      expect(response.end).toBe('complete');
      expect(JSON.stringify([response.headers, request.headers])).not.toMatch(/fault|text\/html/);
    }
  });

  it('is not asked of the upstream where it is all of the answer', async () => {
    const upstream = await scripted(answer);
    const recorder = await startRecorder(`openai=${upstream.url}`);
    expect((await rawRequest(recorder.url, wishing('529'))).status).toBe(529);
    expect(upstream.requests).toEqual([]);
    await rawRequest(recorder.url, chatRequest());
    expect((await recorder.reported(1)).length).toBe(1);
  });

  it('that nobody knows is refused with the nearest name', async () => {
    const got = await rawRequest(await invented(), wishing('trickel'));
    expect(got.status).toBe(400);
    expect(JSON.parse(got.body.toString()).error).toMatchObject({
      code: 'llmsim_bad_header',
      message: expect.stringContaining('did you mean "trickle"?'),
    });
  });
});

describe('silence', () => {
  it('lasts until the client leaves', async () => {
    const { urls } = await threeSources();
    for (const url of urls) {
      for (const fault of ['timeout', 'stall(after=1)']) {
        const request = fetch(`${url}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-llmsim-fault': fault },
          body: chatRequest().body as string,
          signal: AbortSignal.timeout(150),
        }).then((response) => response.text());
        await expect(request).rejects.toThrow(/abort/i);
      }
    }
  });
});

describe('faults of the configuration', () => {
  function configured(errors: object): Partial<SimulatorConfig> {
    const read = readErrors(errors);
    if (read.kind === 'problems') throw new Error(read.problems.join());
    return { faults: { seed: 'a', set: read.set, reloads: true } };
  }

  async function statuses(url: string, count: number): Promise<number[]> {
    const got: number[] = [];
    for (let i = 0; i < count; i += 1) got.push((await rawRequest(url, chatRequest(`prompt ${i % 10}`))).status);
    return got;
  }

  it('fail at the same places in each run, and again after a reset', async () => {
    const config = configured({ rate_limit_rate: 0.2, server_error_rate: 0.2 });
    const url = await invented(config);
    const first = await statuses(url, 60);
    expect(new Set(first)).toEqual(new Set([200, 429, 500]));
    expect(await statuses(await invented(config), 60)).toEqual(first);
    await fetch(`${url}/__llmsim/reset`, { method: 'POST' });
    expect(await statuses(url, 60)).toEqual(first);
  });

  it('are changed while it runs, and restored', async () => {
    const url = await invented(configured({ faults: [{ fault: '503', for: 'openai' }] }));
    expect(await statuses(url, 1)).toEqual([503]);
    const put = await fetch(`${url}/__llmsim/faults`, {
      method: 'PUT',
      body: '{"faults":[{"fault":"529","times":1}]}',
    });
    expect([put.status, ((await put.json()) as { configured: boolean }).configured]).toEqual([200, false]);
    expect(await statuses(url, 2)).toEqual([529, 529]);
    expect(await statuses(url, 2)).toEqual([200, 200]);
    await fetch(`${url}/__llmsim/faults`, { method: 'DELETE' });
    expect(await statuses(url, 1)).toEqual([503]);
    const wrong = await fetch(`${url}/__llmsim/faults`, { method: 'PUT', body: 'x'.repeat(2 * 1024 * 1024) });
    expect(wrong.status).toBe(413);
  });
});

describe('a rule that names a fault', () => {
  const rules = `
rules:
  - match: { last_contains: overloaded }
    response: { fault: 529 }
  - match: { last_contains: cut }
    response: { fault: truncate }
  - match: { last_contains: said }
    response: { content: By a rule., fault: "wrong-content-type(type=text/plain)" }
  - match: { last_contains: flaky }
    responses: [{ fault: reset }, By a rule.]
`;

  async function ruledReplay() {
    const upstream = await scripted(answer);
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest('cut'));
    await recorder.reported(1);
    const file = join(tempFolder(), 'rules.yaml');
    writeFileSync(file, rules);
    return startReplay(recorder.root, { rules: { files: [file], answers: defaultSynthesis, onNews() {} } });
  }

  it('breaks what it says itself, or what would answer without it', async () => {
    const { url } = await ruledReplay();
    const said = await rawRequest(url, chatRequest('said'));
    expect(headerOf(said.headers, 'content-type')).toBe('text/plain');
    expect(headerOf(said.headers, 'x-llmsim-source')).toBe('rule');
    expect(said.body.toString()).toContain('rule');
    const cut = await rawRequest(url, chatRequest('cut'));
    expect(headerOf(cut.headers, 'x-llmsim-source')).toBe('cassette');
    expect(cut.body.toString()).toBe(events.slice(0, 2).join(''));
  });

  it('may be all of the answer, and the first of several', async () => {
    const { url } = await ruledReplay();
    expect(outline(await rawRequest(url, chatRequest('overloaded')))).toMatchObject({ status: 529, fault: '529' });
    expect(await rawRequest(url, chatRequest('flaky'))).toMatchObject({ status: 0, end: 'reset' });
    expect((await rawRequest(url, chatRequest('flaky'))).status).toBe(200);
  });

  it('misses where nobody answers what it would break', async () => {
    const { url } = await ruledReplay();
    const got = await rawRequest(url, chatRequest('cut it differently'));
    expect(headerOf(got.headers, 'x-llmsim-miss')).toBeDefined();
  });

  it('is told of a fault that nobody knows', () => {
    const checked = readRules('rules:\n  - response: { fault: rest }\n', 'rules.yaml');
    expect(checked).toMatchObject({
      kind: 'problems',
      lines: [expect.stringContaining('rules.0.response.fault: "rest" is no fault; did you mean "reset"?')],
    });
  });
});

describe('the command line', () => {
  it('lets answers go wrong by an option', async () => {
    const cli = await startCli(['serve', '--port', '0', '--fault', '529']);
    expect(outline(await rawRequest(cli.url, chatRequest()))).toMatchObject({ status: 529, fault: '529' });
    const { code, stderr } = await runCli(['serve', '--port', '0', '--fault', 'rest']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('"rest" is no fault; did you mean "reset"?')]);
  });

  it('takes the section of the configuration, and edits of it', async () => {
    const folder = tempFolder();
    const file = join(folder, 'llmsim.yaml');
    writeFileSync(file, 'errors:\n  timeline:\n    - at 0s: 503 for openai\n');
    const cli = await startCli(['serve', '--port', '0'], { cwd: folder });
    expect((await rawRequest(cli.url, chatRequest())).status).toBe(503);
    writeFileSync(file, 'errors:\n  faults: [{ fault: overloaded, times: 1 }]\n');
    await cli.stderrMatches(/errors in force/);
    expect((await rawRequest(cli.url, chatRequest())).status).toBe(529);
    expect((await rawRequest(cli.url, chatRequest())).status).toBe(200);
  });

  it('names the line of a fault that nobody knows', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'llmsim.yaml'), 'errors:\n  faults:\n    - stal\n');
    const { code, stderr } = await runCli(['serve', '--port', '0'], { cwd: folder });
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/llmsim\.yaml:3: .*"stal" is no fault; did you mean "stall"\?/),
    ]);
  });
});
