/** `verify` names every file that is wrong and what is wrong with it, and nothing else. */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blobName } from '../../src/cassette/blobs.ts';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { manifestText } from '../../src/cassette/manifest.ts';
import { type Finding, verifyCassettes } from '../../src/cassette/verify.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { sample, sampleWithBlob, stemOf } from './sample-interaction.ts';
import { record, storeIn } from './store-steps.ts';

async function verify(...paths: string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of verifyCassettes(paths)) findings.push(finding);
  return findings;
}

/** A root with one sound recording in the cassette `c`. */
async function recorded(): Promise<{ root: string; file: string }> {
  const root = tempFolder();
  const { file } = await record(storeIn(root), 'one', 'a');
  return { root, file };
}

async function withBlob(): Promise<{ root: string; file: string; blob: string }> {
  const root = tempFolder();
  const store = storeIn(root);
  await store.prepare('c');
  const interaction = sampleWithBlob('one');
  const { file } = await store.append(store.reserve('c', stemOf('one')), interaction);
  return { root, file, blob: join(root, 'c', blobName(interaction.response.bytes)) };
}

const brief = (findings: readonly Finding[]) => findings.map(({ severity, code, file }) => [severity, code, file]);

describe('verifyCassettes', () => {
  it('finds nothing in what was recorded', async () => {
    expect(await verify((await recorded()).root)).toEqual([]);
    expect(await verify((await withBlob()).root)).toEqual([]);
    expect(await verify(tempFolder())).toEqual([]);
  });

  it('throws for what is not there', async () => {
    await expect(verify(join(tempFolder(), 'x'))).rejects.toMatchObject({ code: 'cassette-missing' });
  });

  it('names a file that does not load, and goes on', async () => {
    const { root, file } = await recorded();
    const other = (await record(storeIn(root), 'two', 'b')).file;
    writeFileSync(file, '{"llmsim": 1');
    writeFileSync(other, readFileSync(other, 'utf8').replace('"llmsim": 1', '"llmsim": 2'));
    const findings = await verify(root);
    expect(brief(findings)).toEqual(
      [
        ['error', 'cassette-not-json', file],
        ['error', 'cassette-version', other],
      ].sort((a, b) => ((a[2] ?? '') < (b[2] ?? '') ? -1 : 1)),
    );
    for (const finding of findings) expect(finding.message).toContain(finding.file);
  });

  it('notices another layout', async () => {
    const { root, file } = await recorded();
    writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))));
    expect(brief(await verify(root))).toEqual([['error', 'not-canonical', file]]);
  });

  it('notices an edited request', async () => {
    const { root, file } = await recorded();
    const { key } = sample('one', 'a');
    writeFileSync(file, encodeInteraction({ ...sample('two', 'a'), key }).text);
    expect(brief(await verify(root))).toEqual([['error', 'wrong-key', file]]);
  });

  it('notices a file under another’s name', async () => {
    const { root, file } = await recorded();
    const wrong = join(root, 'c', `${stemOf('two')}.json`);
    renameSync(file, wrong);
    expect(brief(await verify(root))).toEqual([['error', 'wrong-name', wrong]]);
  });

  it('says that it cannot check keys of another recipe', async () => {
    const { root, file } = await recorded();
    const interaction = sample('one', 'a');
    writeFileSync(file, encodeInteraction({ ...interaction, key: { ...interaction.key, recipe: 'later-2' } }).text);
    expect(brief(await verify(root))).toEqual([
      ['error', 'other-recipe', file],
      ['warning', 'unknown-recipe', file],
    ]);
    writeFileSync(join(root, 'c', 'cassette.json'), manifestText('later-2'));
    expect(brief(await verify(root))).toEqual([['warning', 'unknown-recipe', file]]);
  });

  it('notices blobs that are missing, changed, or nobody’s', async () => {
    const { root, file, blob } = await withBlob();
    const orphan = join(root, 'c', 'blobs', `${'0'.repeat(64)}.bin`);
    writeFileSync(orphan, '');
    expect(brief(await verify(root))).toEqual([['warning', 'orphan-blob', orphan]]);
    expect(await verify(file)).toEqual([]);
    rmSync(orphan);
    writeFileSync(blob, 'changed');
    const [changed] = await verify(root);
    expect(changed).toMatchObject({ severity: 'error', code: 'cassette-blob', file });
    expect(changed?.message).toContain(basename(blob));
    rmSync(blob);
    expect(brief(await verify(root))).toEqual([['error', 'cassette-blob', file]]);
  });

  it('warns of strays and leftovers, and names a broken manifest', async () => {
    const { root, file } = await recorded();
    const stray = join(root, 'c', 'my favourite.json');
    const leftover = join(root, 'c', '.llmsim-host-1-1.tmp');
    writeFileSync(stray, readFileSync(file));
    writeFileSync(leftover, '');
    writeFileSync(join(root, 'c', 'cassette.json'), '{}');
    mkdirSync(join(root, 'other'));
    expect(brief(await verify(root))).toEqual([
      ['warning', 'stray-file', stray],
      ['error', 'cassette-schema', join(root, 'c', 'cassette.json')],
      ['warning', 'leftover-file', leftover],
    ]);
  });
});
