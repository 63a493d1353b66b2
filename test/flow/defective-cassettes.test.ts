/** Recordings that cannot be used: replay starts, serves the rest, and names each file with what is wrong; verify finds them. */

import { createHash } from 'node:crypto';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-client.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { chatRequest, recordingsIn, scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

type Spoil = (path: string, text: string) => void;

const sha = createHash('sha256').update('x').digest('hex');

/** One way to spoil a file, and what is to be said about it. */
const defects: readonly [prompt: string, spoil: Spoil, expected: RegExp][] = [
  ['not-json', (path) => writeFileSync(path, 'hello: world\n'), /is not JSON/],
  ['truncated', (path, text) => writeFileSync(path, text.slice(0, text.length / 2)), /truncated/],
  ['empty', (path) => writeFileSync(path, ''), /is not JSON/],
  [
    'newer',
    (path, text) => writeFileSync(path, text.replace('"llmsim": 1', '"llmsim": 2')),
    /format version 2; this llmsim reads versions up to 1/,
  ],
  ['blob-outside', (path, text) => writeFileSync(path, withBody(text, '../../etc/passwd')), /not a blob name/],
  ['blob-missing', (path, text) => writeFileSync(path, withBody(text, `blobs/${'0'.repeat(64)}.bin`)), /is missing/],
  ['blob-link', linkedBlob, /symbolic link/],
  ['link-outside', linkedFile, /link that leads out of its folder/],
  ['huge', sparse, /larger than 64 MiB/],
  [
    'deep',
    (path) => writeFileSync(path, `{"llmsim":1,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    /nested more than/,
  ],
  [
    'twice',
    (path, text) => writeFileSync(path, text.replace('"summary":', '"summary": "a",\n  "summary":')),
    /"summary" twice/,
  ],
  [
    'misfit',
    (path, text) => writeFileSync(path, text.replace('"status": 200', '"status": "fine"')),
    /response\.status/,
  ],
  ['other-key', (path, text) => writeFileSync(path, text.replace(/"sha256": ?"[0-9a-f]{4}/, '"sha256": "0000')), /key/],
];

function withBody(text: string, blob: string): string {
  return text.replace(/("response": \{[\s\S]*?"body": )\{[\s\S]*?\n {4}\}/, `$1{ "blob": ${JSON.stringify(blob)} }`);
}

function linkedBlob(path: string, text: string): void {
  const blobs = join(path, '..', 'blobs');
  const outside = join(tempFolder(), 'x');
  writeFileSync(outside, 'x');
  mkdirSync(blobs, { recursive: true });
  symlinkSync(outside, join(blobs, `${sha}.bin`));
  writeFileSync(path, withBody(text, `blobs/${sha}.bin`));
}

function linkedFile(path: string, text: string): void {
  const outside = join(tempFolder(), 'recording.json');
  writeFileSync(outside, text);
  symlinkSync(outside, `${path}.new`);
  // A link in place of the file, as a hostile pull request would bring it.
  renameSync(`${path}.new`, path);
}

function sparse(path: string): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, 100 * 1024 * 1024);
  closeSync(file);
}

/** A folder with a recording for each defect, spoiled, and one that is whole. */
async function spoiledFolder(): Promise<{ root: string; fileOf: (prompt: string) => string }> {
  const upstream = await scripted({
    headers: [['Content-Type', 'text/plain']],
    framing: 'length',
    body: ['fine, thanks'],
  });
  const recorder = await startRecorder(`openai=${upstream.url}`);
  const prompts = ['whole', ...defects.map(([prompt]) => prompt)];
  for (const prompt of prompts) await rawRequest(recorder.url, chatRequest(prompt));
  await recorder.reported(prompts.length);
  await recorder.close();
  const files = recordingsIn(recorder.root).map((path) => join(recorder.root, path));
  const fileOf = (prompt: string): string => files.find((path) => path.includes(`-mini-${prompt}-`)) ?? '';
  for (const [prompt, spoil] of defects) spoil(fileOf(prompt), readFileSync(fileOf(prompt), 'utf8'));
  writeFileSync(join(recorder.root, 'default', 'notes.json'), '{}');
  return { root: recorder.root, fileOf };
}

describe('a cassette with defective files', () => {
  it('is replayed as far as it is whole, and each defective file is named after the start', async () => {
    const { root, fileOf } = await spoiledFolder();
    const replay = await startReplay(root);
    expect((await rawRequest(replay.url, chatRequest('whole'))).body.toString()).toBe('fine, thanks');
    const problems = await replay.troubled(defects.length + 1);
    expect(problems).toHaveLength(defects.length + 1);
    expect(problems.filter((text) => text.includes('notes.json'))).toHaveLength(1);
    for (const [prompt, , expected] of defects) {
      const [problem = `nothing about ${prompt}`] = problems.filter((text) => text.includes(fileOf(prompt)));
      expect(problem).toMatch(expected);
      const answer = await rawRequest(replay.url, chatRequest(prompt));
      expect({ prompt, status: answer.status }).toEqual({ prompt, status: 400 });
      const { error } = JSON.parse(answer.body.toString()) as { error: { message: string } };
      expect(error.message).toMatch(expected);
      expect(error.message).not.toContain('.. To record');
    }
    expect((await rawRequest(replay.url, chatRequest('whole'))).status).toBe(200);
  });

  it('is listed by the command line: replay names the files on stderr, verify and ls end with 1', async () => {
    const { root, fileOf } = await spoiledFolder();
    const cli = await startCli(['replay', root, '--port', '0']);
    expect((await rawRequest(cli.url, chatRequest('whole'))).status).toBe(200);
    for (const [prompt, , expected] of defects) {
      await cli.stderrMatches(new RegExp(`${escaped(fileOf(prompt))}.*${expected.source}`));
    }
    expect((await cli.stop()).code).toBe(0);
    const verified = await runCli(['cassette', 'verify', root]);
    expect(verified.code).toBe(1);
    for (const [prompt] of defects) {
      expect(verified.stdout).toMatch(new RegExp(`^error +.*${escaped(fileOf(prompt))}`, 'm'));
    }
    expect(verified.stdout).not.toContain(fileOf('whole'));
    expect(verified.stdout).toMatch(/^warning +.*notes\.json/m);
    const listed = await runCli(['cassette', 'ls', root]);
    expect(listed.code).toBe(1);
    expect(listed.stdout).toMatch(/200 .*12 B.*whole/);
  });

  it('whose manifest is of a newer version is not served, and named; other cassettes are', async () => {
    const { root } = await spoiledFolder();
    mkdirSync(join(root, 'later'));
    writeFileSync(join(root, 'later', 'cassette.json'), '{"llmsim": 2, "recipe": "next"}');
    const replay = await startReplay(root);
    expect(replay.problems[0]).toMatch(/later.*version 2.*Update llmsim/);
    expect((await rawRequest(replay.url, chatRequest('whole'))).status).toBe(200);
  });

  it('does not keep a process from ending, nor requests from being answered, while it is checked', async () => {
    const { root } = await spoiledFolder();
    const replay = await startReplay(root);
    await replay.close();
    const count = replay.problems.length;
    await startReplay(root).then((other) => other.troubled(defects.length + 1));
    expect(replay.problems).toHaveLength(count);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
