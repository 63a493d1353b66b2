/** The commands as a user runs them: processes, signals, exit codes, what goes to stdout and what to stderr. */

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Gate } from '../support/pace.ts';
import { openRaw, rawRequest } from '../support/raw-client.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { sseEvents, streamScript } from '../support/script.ts';
import { chatRequest, filesIn, recordingsIn, scripted, startRecorder } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

function chunkOf(content: string): string {
  return JSON.stringify({
    object: 'chat.completion.chunk',
    model: 'gpt-4o-mini',
    choices: [{ index: 0, delta: { content } }],
  });
}

const events = sseEvents(chunkOf('Hello'), chunkOf(' from'), chunkOf(' afar'), '[DONE]');

/** Whether a new connection can be made. */
function accepts(url: string): Promise<boolean> {
  return openRaw(url).then(
    (connection) => {
      connection.close();
      return true;
    },
    () => false,
  );
}

/** A folder with one recording of each prompt, made in this process. */
async function recorded(prompts: readonly string[] = ['Say hello']): Promise<string> {
  const upstream = await scripted(streamScript(events));
  const recorder = await startRecorder(`openai=${upstream.url}`);
  for (const prompt of prompts) await rawRequest(recorder.url, chatRequest(prompt));
  await recorder.reported(prompts.length);
  await recorder.close();
  return recorder.root;
}

describe('llmsim record', () => {
  it('prints its URL alone on stdout and a line for each exchange on stderr; Ctrl-C ends with a summary', async () => {
    const upstream = await scripted(streamScript(events));
    const root = join(tempFolder(), 'new', 'cassettes');
    const cli = await startCli(['record', '--upstream', `openai=${upstream.url}`, '--port', '0', '--cassettes', root]);
    expect(cli.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const health = await rawRequest(`${cli.url}/health`);
    expect(JSON.parse(health.body.toString())).toEqual({ status: 'ok', mode: 'all' });
    const answer = await rawRequest(cli.url, chatRequest());
    expect(answer.body.toString()).toBe(events.join(''));
    await cli.stderrMatches(
      /^POST \/v1\/chat\/completions +gpt-4o-mini +200 +\d+ ms +4 chunks +\d+ B +default\/openai\.\S+\.json$/m,
    );
    const { code, stdout, stderr } = await cli.stop();
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${cli.url}\n` });
    expect(stderr).toContain(`Recorded 1 interaction in ${root}`);
    expect(recordingsIn(root)).toHaveLength(1);
  });

  it.each<['SIGINT' | 'SIGTERM']>([['SIGINT'], ['SIGTERM']])(
    'lets an open stream end after %s, saves it, and takes no new clients',
    async (signal) => {
      const gate = new Gate(1);
      onTestFinished(() => gate.open());
      const upstream = await scripted(streamScript(events, { pace: gate.pace }));
      const root = tempFolder();
      const cli = await startCli([
        'record',
        '--upstream',
        `openai=${upstream.url}`,
        '--port',
        '0',
        '--cassettes',
        root,
      ]);
      const [unused, kept] = [await openRaw(cli.url), await openRaw(cli.url)];
      const chunk = new Gate();
      const answer = kept.send(chatRequest(), { onChunk: () => chunk.release() });
      await chunk.pace(0, new AbortController().signal);
      const exit = cli.stop(signal);
      await cli.stderrMatches(/^Stopping/m);
      while (await accepts(cli.url));
      gate.open();
      expect(await answer).toMatchObject({ status: 200, end: 'complete' });
      const endedAt = performance.now();
      const { code, stderr } = await exit;
      // A connection that is kept or was never used does not use up the ten seconds.
      expect(performance.now() - endedAt).toBeLessThan(5000);
      expect(code).toBe(0);
      expect(stderr).toContain('Recorded 1 interaction');
      expect(recordingsIn(root)).toHaveLength(1);
      unused.close();
      kept.close();
    },
  );

  it('goes on where nobody reads its log any more, as behind a tee that Ctrl-C ended', async () => {
    const upstream = await scripted(streamScript(events));
    const root = tempFolder();
    const cli = await startCli(['record', '--upstream', `openai=${upstream.url}`, '--port', '0', '--cassettes', root]);
    cli.closeStderr();
    for (const prompt of ['one', 'two', 'three']) {
      expect((await rawRequest(cli.url, chatRequest(prompt))).body.toString()).toBe(events.join(''));
    }
    expect(await cli.stop()).toMatchObject({ code: 0, signal: null });
    expect(recordingsIn(root)).toHaveLength(3);
  });

  it('ends at once at the second Ctrl-C, and leaves no half recording', async () => {
    const upstream = await scripted(streamScript(events, { end: 'stall' }));
    const root = tempFolder();
    const cli = await startCli(['record', '--upstream', `openai=${upstream.url}`, '--port', '0', '--cassettes', root]);
    const answer = rawRequest(cli.url, chatRequest(), { onChunk: (_, i) => void (i === 3 && cli.stop()) });
    await cli.stderrMatches(/^Stopping/m);
    expect((await cli.stop()).code).toBe(130);
    expect((await answer).end).not.toBe('complete');
    expect(recordingsIn(root)).toEqual([]);
  });

  it('writes its log as JSON lines when asked, also those about what it does not record', async () => {
    const upstream = await scripted(({ target }) => {
      const status = target.includes('secret') ? '401 Unauthorized' : '200 OK';
      return streamScript(events, { statusLine: `HTTP/1.1 ${status}` });
    });
    const cli = await startCli([
      'record',
      '--upstream',
      upstream.url,
      '--port',
      '0',
      '--cassettes',
      tempFolder(),
      '--log-format',
      'json',
    ]);
    await rawRequest(cli.url, chatRequest());
    await rawRequest(cli.url, { ...chatRequest(), target: '/v1/chat/completions?key=secret' });
    await cli.stderrMatches(/"status":401/);
    const { code, stderr } = await cli.stop();
    expect(code).toBe(0);
    expect(stderr).not.toContain('secret');
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; status: number });
    const messages = lines.filter(({ event }) => event === 'message');
    expect(messages).toMatchObject([
      { text: expect.stringMatching(/^Stopping/) },
      { text: expect.stringMatching(/^Recorded 1 interaction.*1 not recorded/) },
    ]);
    const logged = lines.filter(({ event }) => event === 'exchange').sort((a, b) => a.status - b.status);
    expect(logged).toMatchObject([
      {
        event: 'exchange',
        method: 'POST',
        status: 200,
        model: 'gpt-4o-mini',
        chunks: 4,
        end: 'complete',
        saved: { kind: 'saved' },
      },
      {
        event: 'exchange',
        target: '/v1/chat/completions?key=[redacted:api-key]',
        status: 401,
        saved: { kind: 'skipped' },
      },
    ]);
  });

  it('ends with 1 and says what was not saved when its folder cannot be written to; clients get their answers', async () => {
    const upstream = await scripted(streamScript(events));
    const root = join(tempFolder(), 'file');
    writeFileSync(root, '');
    const cli = await startCli([
      'record',
      '--upstream',
      `openai=${upstream.url}`,
      '--port',
      '0',
      '--cassettes',
      root,
      '--quiet',
    ]);
    expect((await rawRequest(cli.url, chatRequest())).body.toString()).toBe(events.join(''));
    await cli.stderrMatches(/NOT SAVED: .*file/);
    const { code, stderr } = await cli.stop();
    expect(code).toBe(1);
    expect(stderr).toMatch(/1 NOT SAVED/);
  });
});

describe('llmsim replay', () => {
  it('answers from recordings, tells of misses on stderr, and ends with 0', async () => {
    const root = await recorded();
    const cli = await startCli(['replay', root, '--port', '0', '--latency', 'instant']);
    const health = await rawRequest(`${cli.url}/health`);
    expect(JSON.parse(health.body.toString())).toEqual({ status: 'ok', mode: 'none' });
    const answer = await rawRequest(cli.url, chatRequest());
    expect(answer.body.toString()).toBe(events.join(''));
    expect(answer.headers).toContainEqual(['x-llmsim-source', 'cassette']);
    expect(answer.headers.find(([name]) => name === 'x-llmsim-interaction')?.[1]).toMatch(
      /^default\/openai\.chat-completions-stream-gpt-4o-mini-say-hello-[0-9a-f]{16}$/,
    );
    expect((await rawRequest(cli.url, chatRequest('unknown'))).status).toBe(400);
    await cli.stderrMatches(/Miss 1 POST \/v1\/chat\/completions \(gpt-4o-mini, "unknown"\)/);
    const { code, stdout, stderr } = await cli.stop();
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${cli.url}\n` });
    expect(stderr).toMatch(/Replaying 1 recording from 1 cassette/);
  });

  it('takes single files and several folders', async () => {
    const [one, two] = [await recorded(['one']), await recorded(['two'])];
    const file = join(two, recordingsIn(two)[0] ?? '');
    const cli = await startCli(['replay', join(one, 'default'), file, '--port', '0', '--latency', 'instant']);
    expect((await rawRequest(cli.url, chatRequest('one'))).status).toBe(200);
    expect((await rawRequest(cli.url, chatRequest('two'))).status).toBe(200);
    expect((await cli.stop()).code).toBe(0);
  });
});

describe('wrong usage', () => {
  const upstream = ['--upstream', 'http://127.0.0.1:9'];

  it.each<[string, string[], RegExp]>([
    ['an unknown upstream', ['record', '--upstream', 'opnai'], /"opnai" is not a known upstream.*openai/],
    ['an upstream that needs a URL', ['record', '--upstream', 'azure'], /azure=https:/],
    ['no upstream', ['record'], /--upstream/],
    ['a bad port', ['record', ...upstream, '--port', '99999'], /0 to 65535/],
    ['a bad mode', ['record', ...upstream, '--mode', 'always'], /all.*new-episodes.*once/],
    ['a bad cassette name', ['record', ...upstream, '--cassette', '../up'], /cannot be a cassette's name/],
    ['a bad timeout', ['record', ...upstream, '--upstream-timeout', 'soon'], /90s or 10m/],
    ['a bad size', ['record', ...upstream, '--record-memory', '-1'], /64MiB/],
    [
      'a key variable that is not set',
      ['record', ...upstream, '--key-from-env', 'NO_SUCH_VARIABLE'],
      /NO_SUCH_VARIABLE.*not set/,
    ],
    [
      'a host that is not ours',
      ['record', ...upstream, '--host', '192.0.2.1', '--port', '0'],
      /Cannot listen on 192\.0\.2\.1/,
    ],
    ['a cassette folder that is not there', ['replay', 'no/such/folder'], /no cassette folder no\/such\/folder/],
    ['a file that is no recording', ['replay', 'package.json'], /package\.json is not named like an interaction/],
    ['a bad latency', ['replay', '--latency', 'slow'], /recorded.*instant/],
    ['a bad speed', ['replay', '--speed', '0'], /above 0/],
    ['a bad repeat', ['replay', '--repeat', 'never'], /last.*cycle.*miss/],
    ['a bad policy for misses', ['replay', '--on-miss', 'shrug'], /error/],
    ['an unknown command', ['recrod'], /unknown command/],
    ['an unknown option', ['replay', '--frobnicate'], /unknown option/],
    ['a folder to verify that is not there', ['cassette', 'verify', 'no/such/folder'], /no cassette folder/],
    [
      'a recording that is not there',
      ['cassette', 'show', 'nothing', '--cassettes', 'no/such/folder'],
      /no cassette folder/,
    ],
  ])('(%s) ends with 2 and says what to do, without a stack', async (_name, args, expected) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('(a port in use) ends with 2 and names the option', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    for (const args of [
      ['record', ...upstream, '--port', port, '--cassettes', tempFolder()],
      ['replay', await recorded(), '--port', port],
    ]) {
      const { code, stdout, stderr } = await runCli(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(new RegExp(`${port} is in use.*--port`, 's'));
    }
  });
});

describe('llmsim cassette', () => {
  it('ls lists recordings, show shows one, verify finds them whole', async () => {
    const root = await recorded(['Say hello', 'Say bye']);
    const names = recordingsIn(root).map((path) => path.slice('default/'.length));
    const listed = await runCli(['cassette', 'ls', root]);
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(/^default +2 recordings$/m);
    for (const name of names) expect(listed.stdout).toContain(name);
    expect(listed.stdout).toMatch(/200 +4 chunks +\d+ B .*gpt-4o-mini: Say hello/);

    for (const name of [join(root, 'default', names[1] ?? ''), 'say-hello']) {
      const shown = await runCli(['cassette', 'show', name, '--cassettes', root]);
      expect(shown.code).toBe(0);
      expect(shown.stdout).toContain('POST /v1/chat/completions');
      expect(shown.stdout).toContain('"content": "Say hello"');
      expect(shown.stdout).toContain('Hello from afar');
      expect(shown.stdout).toMatch(/4 chunks, \d+ B · end /);
    }
    const ambiguous = await runCli(['cassette', 'show', 'say', '--cassettes', root]);
    expect(ambiguous).toMatchObject({ code: 2, stderr: expect.stringContaining('fits 2 recordings') });

    expect(await runCli(['cassette', 'verify', root])).toMatchObject({ code: 0, stdout: '' });
    expect(filesIn(root)).toHaveLength(3);
  });
});
