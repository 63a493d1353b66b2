/** Options and defaults as a user gives them: each reaches the server that the command starts. */

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultConfig } from '../../src/app/simulator-config.ts';
import { headerOf } from '../../src/core/headers.ts';
import { startProxy } from '../support/forward-proxy.ts';
import { rawRequest } from '../support/raw-client.ts';
import { type CliOptions, type RunningCli, runCli, startCli } from '../support/run-cli.ts';
import { jsonType } from '../support/script.ts';
import type { ScriptSource } from '../support/scripted-upstream.ts';
import { chatRequest, recordingsIn, scripted, startRecorder, textIn } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** An upstream that counts its answers, and `llmsim record` in front of it in a folder of its own. */
async function recorder(options: readonly string[], answer: ScriptSource = counting(), more: CliOptions = {}) {
  const folder = tempFolder();
  const upstream = await scripted(answer);
  const args = ['record', '--upstream', `openai=${upstream.url}`, '--port', '0', ...options];
  return { upstream, folder, cli: await startCli(args, { cwd: folder, ...more }) };
}

function counting(): ScriptSource {
  let count = 0;
  return () => {
    count += 1;
    return { headers: [jsonType], body: [`{"answer":${count}}`] };
  };
}

/** A folder in which the prompt `known` was answered twice. */
async function recorded(): Promise<string> {
  const upstream = await scripted(counting());
  const made = await startRecorder(`openai=${upstream.url}`);
  for (let i = 0; i < 2; i += 1) await rawRequest(made.url, chatRequest('known'));
  await made.close();
  return made.root;
}

async function ask({ url }: RunningCli, prompt = 'known'): Promise<string> {
  const answer = await rawRequest(url, chatRequest(prompt));
  return answer.status === 200 ? answer.body.toString() : `status ${answer.status}`;
}

describe('llmsim record', () => {
  it('writes the cassette default in the folder cassettes, and names the recording to its client', async () => {
    const { cli, folder } = await recorder([]);
    await ask(cli, 'first'); // an answer does not wait for a cassette that is not ready yet, and then names nothing
    await cli.stderrMatches(/default\/openai\.\S+\.json$/m);
    const answer = await rawRequest(cli.url, chatRequest('second'));
    expect(headerOf(answer.headers, 'x-llmsim-source')).toBe('upstream');
    expect((await cli.stop()).stderr).toContain('Recorded 2 interactions in cassettes');
    const files = recordingsIn(join(folder, 'cassettes'));
    expect(files.every((file) => file.startsWith('default/'))).toBe(true);
    expect(files).toContain(`${headerOf(answer.headers, 'x-llmsim-interaction')}.json`);
  });

  it('writes where --cassettes and --cassette say', async () => {
    const { cli, folder } = await recorder(['--cassettes', 'tapes', '--cassette', 'mine']);
    await ask(cli);
    await cli.stop();
    expect(recordingsIn(join(folder, 'tapes')).map((path) => path.split('/')[0])).toEqual(['mine']);
  });

  it.each([
    ['all', '{"answer":1}', 1],
    ['new-episodes', '{"answer":1}', 0],
    ['once', '{"answer":1}', 0],
    ['none', '{"answer":1}', 0],
    ['passthrough', '{"answer":1}', 1],
  ])('with --mode %s answers a known request, from the folder that --cassettes names', async (mode, answer, asked) => {
    const { cli, upstream } = await recorder(['--mode', mode, '--cassettes', await recorded()]);
    expect(JSON.parse((await rawRequest(`${cli.url}/health`)).body.toString())).toEqual({ status: 'ok', mode });
    expect(await ask(cli)).toBe(answer);
    expect(upstream.requests).toHaveLength(asked);
  });

  it('with --key-from-env sends that key in place of the client’s, and writes neither', async () => {
    const { cli, upstream, folder } = await recorder(['--key-from-env', 'REAL_KEY'], counting(), {
      env: { REAL_KEY: 'the-real-key-1234' },
    });
    await rawRequest(cli.url, chatRequest('known', [['Authorization', 'Bearer dummy-key-5678']]));
    await cli.stop();
    expect(headerOf(upstream.requests[0]?.headers ?? [], 'authorization')).toBe('Bearer the-real-key-1234');
    expect(recordingsIn(folder)).toHaveLength(1);
    expect(textIn(folder)).not.toMatch(/the-real-key|dummy-key/);
  });

  it('with --upstream-timeout gives up an upstream that is silent for so long', async () => {
    const { cli } = await recorder(['--upstream-timeout', '300ms'], { framing: 'raw', body: [], end: 'stall' });
    expect(await ask(cli)).toBe('status 504');
  });

  it('waits ten minutes for a silent upstream unless it is told otherwise', async () => {
    expect(defaultConfig.upstreamTimeout).toBe(600_000);
    expect((await runCli(['record', '--help'])).stdout).toMatch(/--upstream-timeout <duration>[^(]*\(default: 10m\)/);
  });

  it('with --record-auth-errors records a 401', async () => {
    const { cli, folder } = await recorder(['--record-auth-errors'], { statusLine: 'HTTP/1.1 401 Unauthorized' });
    expect(await ask(cli)).toBe('status 401');
    await cli.stop();
    expect(recordingsIn(folder)).toHaveLength(1);
  });

  it.each(['--max-body', '--record-memory'])('with %s passes on what is larger, with a warning', async (option) => {
    const large = 'x'.repeat(20_000);
    const { cli, folder } = await recorder([option, '10k', '--quiet'], { body: [large] });
    expect(await ask(cli)).toBe(large);
    await cli.stderrMatches(new RegExp(`POST .*${option}`));
    expect((await cli.stop()).code).toBe(0);
    expect(recordingsIn(folder)).toEqual([]);
  });

  it('with --quiet says nothing of an exchange that went well', async () => {
    const { cli } = await recorder(['--quiet']);
    await ask(cli);
    const { stderr, code } = await cli.stop();
    expect(stderr).not.toContain('POST');
    expect(stderr).toContain('Recorded 1 interaction');
    expect(code).toBe(0);
  });

  it('goes through the proxy of its environment, but not to hosts of NO_PROXY', async () => {
    const proxy = await startProxy();
    onTestFinished(() => proxy.close());
    const through = await recorder([], counting(), { env: { HTTP_PROXY: proxy.url } });
    expect(await ask(through.cli)).toBe('{"answer":1}');
    expect(proxy.tunnels).toEqual([{ to: `127.0.0.1:${through.upstream.port}`, authorization: undefined }]);
    const past = await recorder([], counting(), { env: { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' } });
    expect(await ask(past.cli)).toBe('{"answer":1}');
    expect(proxy.tunnels).toHaveLength(1);
  });
});

describe('llmsim replay', () => {
  it('answers from the folder cassettes unless it is given another', async () => {
    const folder = tempFolder();
    cpSync(await recorded(), join(folder, 'cassettes'), { recursive: true });
    expect(await ask(await startCli(['replay', '--port', '0'], { cwd: folder }))).toBe('{"answer":1}');
  });

  it.each([
    [[], ['{"answer":1}', '{"answer":2}', '{"answer":2}']],
    [
      ['--repeat', 'cycle'],
      ['{"answer":1}', '{"answer":2}', '{"answer":1}'],
    ],
    [
      ['--repeat', 'miss', '--on-miss', 'error'],
      ['{"answer":1}', '{"answer":2}', 'status 400'],
    ],
  ])('with %j gives what it says after the last recording', async (options, expected) => {
    const cli = await startCli(['replay', await recorded(), '--port', '0', '--latency', 'instant', ...options]);
    const answers: string[] = [];
    for (const _ of expected) answers.push(await ask(cli));
    expect(answers).toEqual(expected);
  });

  it('with --cassette answers from that one, and from another only to who chooses it', async () => {
    const root = await recorded();
    const cli = await startCli(['replay', root, '--port', '0', '--cassette', 'other']);
    await cli.stderrMatches(/no cassette "other".*default/);
    expect(await ask(cli)).toBe('status 400');
    const chosen = await rawRequest(cli.url, { ...chatRequest('known'), target: '/@default/v1/chat/completions' });
    expect(chosen.status).toBe(200);
  });

  it('with --miss-status answers a miss with that status, and takes none that is no error', async () => {
    const root = await recorded();
    const cli = await startCli(['replay', root, '--port', '0', '--miss-status', '404']);
    expect(await ask(cli, 'never asked')).toBe('status 404');
    expect(await ask(cli)).toBe('{"answer":1}');
    const refused = await runCli(['replay', root, '--port', '0', '--miss-status', '200']);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('from 400 to 599') });
  });

  it('with --speed keeps the recorded times divided by it', async () => {
    const root = await recorded();
    const slow = await startCli(['replay', root, '--port', '0', '--speed', '0.001']);
    // A thousand times the few milliseconds of the recording: the answer does not come while others do.
    const waiting = new AbortController();
    const answer = rawRequest(slow.url, chatRequest('known'), { signal: waiting.signal });
    const fast = await startCli(['replay', root, '--port', '0', '--speed', '1000']);
    expect(await ask(fast)).toBe('{"answer":1}');
    waiting.abort();
    expect(await answer).toMatchObject({ end: 'left' });
  });
});

describe('llmsim demo', () => {
  it('draws the stream as it came from upstream, was recorded and is replayed', async () => {
    const { code, stdout } = await runCli(['demo']);
    expect(code).toBe(0);
    for (const name of ['upstream', 'recorded', 'replayed']) {
      expect(stdout).toMatch(new RegExp(`^${name} .*[▁▂▃▄▅▆▇█].*\\n +first chunk .* \\d+ chunks`, 'm'));
    }
  });
});
