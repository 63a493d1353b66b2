/** `llmsim serve` and its options, as a user gives them. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-client.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { chatRequest, scripted, startRecorder } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function said(url: string, prompt = 'Say hello'): Promise<unknown> {
  const answer = await rawRequest(url, chatRequest(prompt));
  const text = answer.body.toString();
  if (answer.status !== 200) return [answer.status, JSON.parse(text).error.code];
  return [...text.matchAll(/"content":("(?:[^"\\\\]|\\\\.)*")/g)].map((match) => JSON.parse(match[1] ?? '""')).join('');
}

describe('llmsim serve', () => {
  it('answers without recordings, the same after a restart and another with another seed', async () => {
    const answers: unknown[] = [];
    for (const seed of [[], [], ['--seed', '7']]) {
      const cli = await startCli(['serve', '--port', '0', ...seed]);
      answers.push(await said(cli.url));
      expect((await cli.stop()).code).toBe(0);
    }
    expect(answers[0]).toMatch(/^Lorem ipsum/);
    expect(answers[1]).toBe(answers[0]);
    expect(answers[2]).not.toBe(answers[0]);
  });

  it('says one text to everybody, and prints what it is asked, without secrets and without others’ colours', async () => {
    const cli = await startCli(['serve', '--port', '0', '--answer', 'Hello World', '--print-messages']);
    const key = `sk-proj-${'Ab3dE5gH7jK9mN1p'.repeat(3)}T3BlbkFJ${'Qr5tU7vW9xY1zA3b'.repeat(2)}`;
    expect(await said(cli.url, `\u001b[31mmy key is ${key}`)).toBe('Hello World');
    const { stderr } = await cli.stop();
    expect(stderr).toMatch(/^gpt-4o-mini user: \u241b\[31mmy key is \[redacted:/m);
    expect(stderr).not.toContain(key);
  });

  it('obeys its configuration file and its flags', async () => {
    const folder = tempFolder();
    writeFileSync(
      join(folder, 'llmsim.yaml'),
      'synthesis:\n  models: strict\n  generators:\n    - { model: "*", generator: echo }\nmodels:\n  gpt-4o-mini: { n_ctx: 100 }\n',
    );
    const cli = await startCli(['serve', '--port', '0'], { cwd: folder });
    expect(await said(cli.url, 'Just this')).toBe('Just this');
    expect(await said(cli.url, 'word '.repeat(200))).toEqual([400, 'context_length_exceeded']);
    const refused = await rawRequest(cli.url, {
      ...chatRequest(),
      body: '{"model":"nope","messages":[{"role":"user","content":"x"}]}',
    });
    expect(refused.status).toBe(404);
  });

  it.each<[string, string[], RegExp]>([
    ['a generator that is not there', ['serve', '--generator', 'nobody'], /no generator "nobody".*lorem/s],
    ['a length that is none', ['serve', '--tokens', 'many'], /"many" is no length.*lognormal/s],
    [
      'options that would do nothing',
      ['replay', 'cassettes', '--answer', 'x'],
      /--answer would do nothing.*--on-miss synthesise/s,
    ],
  ])('refuses %s, with 2 and a way out', async (_, args, message) => {
    const { code, stderr } = await runCli([...args, '--port', '0']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});

describe('llmsim replay --on-miss synthesise', () => {
  it('answers from recordings, and invents what no recording holds', async () => {
    const upstream = await scripted({ headers: [['Content-Type', 'application/json']], body: ['{"recorded":true}'] });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest('Known'));
    await recorder.reported(1);
    const cli = await startCli([
      'replay',
      recorder.root,
      '--port',
      '0',
      '--latency',
      'instant',
      '--on-miss',
      'synthesise',
    ]);
    const known = await rawRequest(cli.url, chatRequest('Known'));
    expect(known.body.toString()).toBe('{"recorded":true}');
    expect(known.headers).toContainEqual(['x-llmsim-source', 'cassette']);
    const invented = await rawRequest(cli.url, chatRequest('Never asked'));
    expect(invented.headers).toContainEqual(['x-llmsim-source', 'generator']);
    expect(invented.headers.map(([name]) => name)).not.toContain('x-llmsim-interaction');
  });
});
