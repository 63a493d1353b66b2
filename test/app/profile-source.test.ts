import { appendFileSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNamedProfile, readRecordings, readSource } from '../../src/app/profile-source.ts';
import { builtInProfile } from '../../src/latency/built-in-profiles.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { timedInteraction, timedStreams, writeTimed } from '../support/timed-recordings.ts';

const groq = builtInProfile('groq');
if (groq === undefined) throw new Error('no profile groq');

describe('reading recordings for their times', () => {
  it('gives the answers of all cassettes, with what they are of', async () => {
    const root = tempFolder();
    await writeTimed(root, 'one', timedStreams(3, groq, 'a', { model: 'gpt-4o' }));
    await writeTimed(root, 'two', timedStreams(2, groq, 'b', { model: 'gpt-4o-mini' }));
    const read = await readRecordings([root], undefined);
    expect(read).toMatchObject({
      kind: 'recordings',
      problems: [],
      upstreams: ['openai'],
      models: ['gpt-4o', 'gpt-4o-mini'],
      date: '2026-11-02',
    });
    expect(read.answers).toHaveLength(5);
    expect(read.leftOut.size).toBe(0);
  });

  it('takes single files and folders, each recording once', async () => {
    const root = tempFolder();
    await writeTimed(root, 'one', timedStreams(3, groq, 'a'));
    const [file = ''] = readdirSync(join(root, 'one')).filter((name) => name.startsWith('openai.'));
    expect((await readRecordings([join(root, 'one', file)], undefined)).answers).toHaveLength(1);
    expect((await readRecordings([join(root, 'one'), root], undefined)).answers).toHaveLength(3);
  });

  it('chooses a model, with * for any characters', async () => {
    const root = tempFolder();
    await writeTimed(root, 'one', [
      ...timedStreams(3, groq, 'a', { model: 'gpt-4o' }),
      ...timedStreams(2, groq, 'b', { model: 'gpt-4o-mini' }),
    ]);
    const count = async (model: string): Promise<number> => (await readRecordings([root], model)).answers.length;
    expect([await count('gpt-4o'), await count('gpt-4o*'), await count('*mini'), await count('gpt-4')]).toEqual([
      3, 5, 2, 0,
    ]);
    const { leftOut } = await readRecordings([root], 'gpt-4o');
    expect([...leftOut]).toEqual([['of another model', 2]]);
  });

  it('leaves out what tells no pace and says why, and goes on behind a broken file', async () => {
    const root = tempFolder();
    await writeTimed(root, 'one', [
      ...timedStreams(2, groq, 'good'),
      timedInteraction('whole', groq, { stream: false }),
      timedInteraction('short', groq, { tokens: 1 }),
      timedInteraction('refused', groq, { status: 429 }),
      timedInteraction('refused again', groq, { status: 500 }),
      timedInteraction('cut', groq, { end: 'reset' }),
      timedInteraction('broken', groq),
    ]);
    const name = readdirSync(join(root, 'one')).find((one) => one.includes('broken')) ?? '';
    appendFileSync(join(root, 'one', name), 'not JSON');
    const { answers, leftOut, problems } = await readRecordings([root], undefined);
    expect(answers).toHaveLength(2);
    expect(new Map(leftOut)).toEqual(
      new Map([
        ['not streamed', 1],
        ['fewer than two chunks with tokens', 1],
        ['an error', 2],
        ['broke off', 1],
        ['defective', 1],
      ]),
    );
    expect(problems).toEqual([expect.stringContaining(name)]);
  });

  it('has nothing to say of an empty folder, and refuses a path that is not there', async () => {
    const root = tempFolder();
    expect(await readRecordings([root], undefined)).toMatchObject({ answers: [], models: [], date: undefined });
    await expect(readRecordings([join(root, 'x')], undefined)).rejects.toMatchObject({ code: 'cassette-missing' });
  });
});

describe('finding a profile', () => {
  it('knows names, short names and files', async () => {
    const file = join(tempFolder(), 'ours.yaml');
    writeFileSync(file, 'ttft: 300\nspeed: 80\n');
    expect((await readNamedProfile('groq')).id).toBe('groq.llama-2-70b.2023-12');
    expect((await readNamedProfile('groq.llama-2-70b.2023-12')).id).toBe('groq.llama-2-70b.2023-12');
    expect(await readNamedProfile(file)).toMatchObject({
      id: file,
      ttft: { body: { kind: 'constant', value: 300 } },
    });
  });

  it('names the nearest one, and what is wrong with a file', async () => {
    await expect(readNamedProfile('gpt-4o-mni')).rejects.toMatchObject({
      code: 'usage',
      message: 'There is no latency profile gpt-4o-mni, and no such file or folder.',
      hint: expect.stringContaining('Did you mean gpt-4o-mini?'),
    });
    const folder = tempFolder();
    await expect(readNamedProfile(folder)).rejects.toMatchObject({
      code: 'usage',
      message: `There is no latency profile ${folder}, and what stands there is a folder.`,
    });
    const file = join(tempFolder(), 'ours.yaml');
    writeFileSync(file, 'ttft: soon\nspeed: 80\n');
    await expect(readNamedProfile(file)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(`${file}:1`),
    });
  });

  it('takes a folder and an interaction file for recordings, everything else for a profile', async () => {
    const root = tempFolder();
    await writeTimed(root, 'one', timedStreams(2, groq, 'a'));
    const [file = ''] = readdirSync(join(root, 'one')).filter((name) => name.startsWith('openai.'));
    const mine = join(root, 'mine.json');
    writeFileSync(mine, '{ "ttft": 300, "speed": 80 }');
    mkdirSync(join(root, 'copy'));
    copyFileSync(join(root, 'one', file), join(root, 'copy', file));
    const kindOf = async (name: string): Promise<string> => (await readSource(name, undefined)).kind;
    expect(await kindOf(root)).toBe('recordings');
    expect(await kindOf(join(root, 'copy', file))).toBe('recordings');
    expect(await kindOf(mine)).toBe('profile');
    expect(await kindOf('groq')).toBe('profile');
  });
});
