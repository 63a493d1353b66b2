/** `llmsim cassette diff`: two recordings, or two folders of them, by meaning. */

import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-client.ts';
import { runCli } from '../support/run-cli.ts';
import { jsonScript, type Script, sseEvents, streamScript } from '../support/script.ts';
import { chatRequest, recordingsIn, scripted, startRecorder } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A folder with recordings of the prompts, answered by `script`. */
async function recorded(script: Script, prompts: readonly string[] = ['Say hello']): Promise<string> {
  const upstream = await scripted(script);
  const recorder = await startRecorder(`openai=${upstream.url}`);
  for (const prompt of prompts) await rawRequest(recorder.url, chatRequest(prompt));
  await recorder.reported(prompts.length);
  await recorder.close();
  return recorder.root;
}

const spoken = (...words: readonly string[]): Script =>
  streamScript(
    sseEvents(
      ...words.map((content, i) =>
        JSON.stringify({
          id: `c-${words.length}`,
          model: 'gpt-4o-mini',
          choices: [{ index: 0, delta: { content } }],
          created: i,
        }),
      ),
      '[DONE]',
    ),
  );

const fileIn = (root: string): string => join(root, recordingsIn(root)[0] ?? '');
const diff = (...args: readonly string[]) => runCli(['cassette', 'diff', ...args]);

describe('llmsim cassette diff', () => {
  it('of two recordings of the same words in other pieces finds other times only', async () => {
    const a = await recorded(spoken('Hello ', 'there'), ['one', 'two']);
    const b = await recorded(spoken('He', 'llo', ' there'), ['one', 'two']);
    const { code, stdout, stderr } = await diff(fileIn(a), fileIn(b));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '1 pair compared, no difference.\n' });
    expect(stdout).toMatch(/^ {2}timing$/m);
    expect(stdout).toMatch(/^ {4}head {2}[\d.]+ ms → [\d.]+ ms$/m);
    expect(stdout).toMatch(/^ {4}chunks {2}3 → 4$/m);
    // Of many, nobody wants to hear it.
    expect((await diff(a, b)).stdout).toBe('');
  });

  it('shows another text word by word, and ends with 1', async () => {
    const a = await recorded(spoken('Hello there, ', 'world'));
    const b = await recorded(spoken('Hello here, world'));
    const { code, stdout } = await diff(a, b);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^default\/openai\.chat-completions-stream\S+\n {2}text\n {4}Hello \[-there-\]\{\+here\+\}, world$/m,
    );
  });

  it('shows tool calls and usage, each on its own', async () => {
    const called = (city: string, tokens: number): Script =>
      jsonScript({
        object: 'chat.completion',
        model: 'gpt-4o-mini',
        choices: [
          {
            index: 0,
            message: {
              content: null,
              tool_calls: [{ id: 'c', function: { name: 'get_weather', arguments: JSON.stringify({ city }) } }],
            },
            finish_reason: 'tool_calls',
          },
        ],
        usage: { prompt_tokens: 5, completion_tokens: tokens, total_tokens: 5 + tokens },
      });
    const { code, stdout } = await diff(await recorded(called('Paris', 7)), await recorded(called('Oslo', 9)));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}tool calls\n(?: {4}.*\n)*? {4}.*Paris.*Oslo/m);
    expect(stdout).toMatch(/^ {2}usage\n {4}output {2}7 → 9$/m);
  });

  it('shows status and request, each on its own', async () => {
    const a = await recorded(spoken('Hello'));
    const b = await recorded(jsonScript({ error: { message: 'Slow down' } }, 'HTTP/1.1 429 Too Many Requests'), [
      'Say bye',
    ]);
    const { code, stdout } = await diff(fileIn(a), fileIn(b));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}request\n {4}body\.messages\[0\]\.content {2}Say \[-hello-\]\{\+bye\+\}$/m);
    expect(stdout).toMatch(/^ {2}status\n {4}200 → 429$/m);
  });

  it('pairs the recordings of folders by key and number, and names what has no other half', async () => {
    const a = await recorded(spoken('Hello'), ['one', 'two', 'two']);
    const b = await recorded(spoken('Hello'), ['two', 'two', 'three']);
    const { code, stdout, stderr } = await diff(a, b);
    expect(code).toBe(1);
    expect(stderr).toBe('2 pairs compared, 2 with differences or alone.\n');
    expect(stdout).toMatch(
      new RegExp(`^only in ${a}: \\S+-one-[0-9a-f]{16}\\.json\nonly in ${b}: \\S+-three-[0-9a-f]{16}\\.json$`, 'm'),
    );
  });

  it('gives JSON on request', async () => {
    const a = await recorded(spoken('Hello'));
    const b = await recorded(spoken('Bye'));
    const { code, stdout } = await diff(a, b, '--format', 'json');
    expect(code).toBe(1);
    const { pairs, onlyBefore, onlyAfter } = JSON.parse(stdout) as Record<string, { differences: unknown[] }[]>;
    expect({ onlyBefore, onlyAfter }).toEqual({ onlyBefore: [], onlyAfter: [] });
    expect(pairs?.[0]?.differences).toContainEqual({ section: 'text', path: '', before: 'Hello', after: 'Bye' });
  });

  it('takes files of any name, as git gives them', async () => {
    const file = fileIn(await recorded(spoken('Hello')));
    const old = join(tempFolder(), 'old.json');
    copyFileSync(file, old);
    expect((await diff(old, file)).code).toBe(0);
  });

  it('ends with 2 for what is not there, does not pair, or cannot be read', async () => {
    const root = await recorded(spoken('Hello'), ['one', 'two']);
    const file = fileIn(root);
    expect(await diff(root, join(root, 'x'))).toMatchObject({ code: 2, stdout: '' });
    expect(await diff(root, file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('two files or two folders'),
    });
    const copy = tempFolder();
    for (const name of recordingsIn(root)) copyFileSync(join(root, name), join(copy, name.replace('default/', '')));
    const broken = join(copy, recordingsIn(copy)[0] ?? '');
    writeFileSync(broken, readFileSync(broken, 'utf8').slice(0, 100));
    expect(await diff(root, copy)).toMatchObject({ code: 2, stderr: expect.stringContaining(broken) });
    rmSync(broken);
  });
});
