/** `llmsim cassette prune`: what the last runs did not use goes, after somebody said so. */

import { existsSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blobName } from '../../src/cassette/blobs.ts';
import { pruneCassettes } from '../../src/cli/commands/cassette-prune.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { sampleWithBlob, stemOf } from '../cassette/sample-interaction.ts';
import { record, replayed, storeIn } from '../cassette/store-steps.ts';
import { runCli } from '../support/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const inAMinute = (): string => new Date(Date.now() + 60_000).toISOString();

/** What `llmsim run` leaves; a minute from now, so that everything on the disk is older. */
function note(root: string, used: readonly string[], cassettes = ['c'], at = inAMinute()): void {
  const folder = join(root, '.llmsim', 'runs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${at.replaceAll(':', '-')}-1.json`),
    JSON.stringify({ llmsim: 1, at, mode: 'none', used, cassettes }),
  );
}

const id = (file: string, cassette = 'c'): string => `${cassette}/${basename(file, '.json')}`;

async function recorded(...topics: string[]): Promise<{ root: string; files: string[] }> {
  const root = tempFolder();
  const store = storeIn(root);
  const files: string[] = [];
  for (const topic of topics) files.push((await record(store, topic, `about ${topic}`)).file);
  return { root, files };
}

const prune = (root: string, ...flags: string[]) => runCli(['cassette', 'prune', root, ...flags]);

describe('llmsim cassette prune', () => {
  it('removes what no run used and lists it with age and size', async () => {
    const { root, files } = await recorded('one', 'two');
    const [one = '', two = ''] = files;
    note(root, [id(one)]);
    const size = statSync(two).size;
    const listed = await prune(root, '--dry-run');
    expect(listed).toMatchObject({ code: 0, stderr: expect.stringContaining('1 recording') });
    expect(listed.stdout).toMatch(new RegExp(`^\\S+${basename(two)}  ${size} B  recorded \\d+ days ago\\n$`));
    expect(existsSync(two)).toBe(true);
    expect(await prune(root, '--yes')).toMatchObject({ code: 0, stdout: listed.stdout, stderr: '1 file removed.\n' });
    expect(files.map((file) => existsSync(file))).toEqual([true, false]);
    expect(await prune(root)).toMatchObject({ code: 0, stdout: '', stderr: 'Nothing to prune.\n' });
  });

  it('refuses without a terminal and without --yes', async () => {
    const { root, files } = await recorded('one');
    note(root, []);
    expect(await prune(root)).toMatchObject({ code: 2, stderr: expect.stringMatching(/no terminal.*--yes/s) });
    expect(files.every((file) => existsSync(file))).toBe(true);
  });

  it.each([
    [true, false],
    [false, true],
  ])('on a terminal asks, and heeds the answer (%s)', async (answer, stays) => {
    const { root, files } = await recorded('one');
    note(root, []);
    const asked: string[] = [];
    const said: string[] = [];
    const terminal = { ...processTerminal(), result: () => undefined, say: (line: string) => void said.push(line) };
    const flags = { runs: 1, yes: false, dryRun: false, blobs: false };
    const code = await pruneCassettes([root], flags, terminal, async (question) => {
      asked.push(question);
      return answer;
    });
    expect(code).toBe(0);
    expect(asked).toEqual([expect.stringMatching(/^Remove 1 recording \(\d+ B\)\?$/)]);
    expect(said).toEqual([answer ? '1 file removed.' : 'Nothing was removed.']);
    expect(files.map((file) => existsSync(file))).toEqual([stays]);
  });

  it('says what to do where no run has left a note', async () => {
    const { root } = await recorded('one');
    expect(await prune(root, '--yes')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('llmsim run'),
    });
  });

  it('looks back as many runs as asked for', async () => {
    const { root, files } = await recorded('one', 'two');
    const [one = '', two = ''] = files;
    note(root, [id(one)], ['c'], new Date(Date.now() + 60_000).toISOString());
    note(root, [id(two)], ['c'], new Date(Date.now() + 120_000).toISOString());
    expect((await prune(root, '--dry-run')).stdout).toBe('');
    expect((await prune(root, '--dry-run', '--runs', '1')).stdout).toContain(basename(one));
    expect(await prune(root, '--runs', '0')).toMatchObject({ code: 2 });
  });

  it('leaves alone cassettes that were not in play, and recordings younger than the runs', async () => {
    const { root, files } = await recorded('one');
    const other = (await record(storeIn(root), 'two', 'x', 'd')).file;
    note(root, []);
    const { stdout, stderr } = await prune(root, '--dry-run');
    expect(stdout).toContain(basename(files[0] ?? ''));
    expect(stdout).not.toContain(basename(other));
    expect(stderr).toContain('Cassette d was not in play');

    const young = await recorded('one');
    note(young.root, [], ['c'], new Date(Date.now() - 60_000).toISOString());
    utimesSync(young.files[0] ?? '', new Date(0), new Date(0));
    expect(await prune(young.root, '--dry-run')).toMatchObject({ code: 0, stdout: '' });
  });

  it('leaves a broken file to somebody who looks at it', async () => {
    const { root, files } = await recorded('one');
    writeFileSync(files[0] ?? '', '{');
    note(root, []);
    expect(await prune(root, '--yes')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('broken'),
    });
    expect(existsSync(files[0] ?? '')).toBe(true);
  });

  it('keeps the order of the recordings of a key when one in their middle goes', async () => {
    const root = tempFolder();
    const store = storeIn(root);
    const files = [];
    for (const answer of ['a', 'b', 'c']) files.push((await record(store, 'one', answer)).file);
    note(
      root,
      [files[0] ?? '', files[2] ?? ''].map((file) => id(file)),
    );
    await prune(root, '--yes');
    expect(await replayed(root, 'one')).toEqual(['a', 'c']);
    expect((await runCli(['cassette', 'verify', root])).code).toBe(0);
  });

  it('takes with a recording the blobs that only it names, and those that nothing names', async () => {
    const root = tempFolder();
    const store = storeIn(root);
    await store.prepare('c');
    const blobs: string[] = [];
    const files: string[] = [];
    for (const [topic, fill] of [
      ['one', 0xf1],
      ['two', 0xf2],
      ['three', 0xf1],
    ] as const) {
      const interaction = sampleWithBlob(topic, fill);
      files.push((await store.append(store.reserve('c', stemOf(topic)), interaction)).file);
      blobs.push(join(root, 'c', blobName(interaction.response.bytes)));
    }
    const bytes = Buffer.from('nobody names this');
    const orphan = join(root, 'c', blobName(bytes));
    writeFileSync(orphan, bytes);
    expect((await prune(root, '--blobs', '--dry-run')).stdout).toContain(basename(orphan));
    note(root, [id(files[0] ?? '')]);
    expect((await prune(root, '--yes')).stderr).toContain('4 files removed');
    expect([files, blobs, [orphan]].map((list) => list.map((file) => existsSync(file)))).toEqual([
      [true, false, false],
      [true, false, true],
      [false],
    ]);
    expect(await runCli(['cassette', 'verify', root])).toMatchObject({ code: 0, stdout: '' });
  });
});
