/** The manifest says which format a cassette has; what is not a manifest is a typed error. */

import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../../src/cassette/folder-files.ts';
import { ensureManifest, manifestName, readManifest } from '../../src/cassette/manifest.ts';
import { WorkingFiles } from '../../src/cassette/working-files.ts';
import { tempFolder } from '../support/temp-folder.ts';

function folderWith(manifest: string | Uint8Array): string {
  const folder = tempFolder();
  writeFileSync(join(folder, manifestName), manifest);
  return folder;
}

const working = (folder: string): WorkingFiles => new WorkingFiles(folder, { host: 'h', pid: 1 }, diskFiles);

describe('readManifest', () => {
  it('finds none in a folder without one, and none in an empty file', async () => {
    expect(await readManifest(tempFolder())).toBeUndefined();
    expect(await readManifest(folderWith(''))).toBeUndefined();
  });

  it('does not mind fields that it does not know', async () => {
    const folder = folderWith('{"llmsim": 1, "recipe": "canonical-2", "note": "ours"}');
    expect(await readManifest(folder)).toEqual({ llmsim: 1, recipe: 'canonical-2' });
  });

  it.each([
    ['{"llmsim": 2, "recipe": "canonical-2"}', 'cassette-version'],
    ['{"llmsim": 99}', 'cassette-version'],
    ['<<<<<<< ours', 'cassette-not-json'],
    ['{"llmsim": 1', 'cassette-not-json'],
    ['[]', 'cassette-schema'],
    ['null', 'cassette-schema'],
    ['{}', 'cassette-schema'],
    ['{"llmsim": "1", "recipe": "canonical-2"}', 'cassette-schema'],
    ['{"llmsim": 0.5, "recipe": "canonical-2"}', 'cassette-schema'],
    ['{"llmsim": 1, "recipe": ""}', 'cassette-schema'],
    [' '.repeat(100_000), 'cassette-too-large'],
    [Uint8Array.of(0xff, 0xfe, 0), 'cassette-not-json'],
  ])('refuses %j as %s and names the file', async (text, code) => {
    const folder = folderWith(text);
    const error = await readManifest(folder).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code, message: expect.stringContaining(join(folder, manifestName)) });
  });
});

describe('ensureManifest', () => {
  it('writes it once and then leaves it alone', async () => {
    const folder = tempFolder();
    await Promise.all([ensureManifest(working(folder)), ensureManifest(working(folder))]);
    expect(await readFile(join(folder, manifestName), 'utf8')).toBe(
      '{\n  "llmsim": 1,\n  "recipe": "canonical-2"\n}\n',
    );
    const own = folderWith('{"recipe":"canonical-2","llmsim":1}');
    await ensureManifest(working(own));
    expect(await readFile(join(own, manifestName), 'utf8')).toBe('{"recipe":"canonical-2","llmsim":1}');
    expect(await diskFiles.list(folder)).toEqual([manifestName]);
  });

  it('mends an empty one', async () => {
    const folder = folderWith('');
    await ensureManifest(working(folder));
    expect(await readManifest(folder)).toEqual({ llmsim: 1, recipe: 'canonical-2' });
  });

  it('refuses to record among keys of another recipe', async () => {
    const folder = folderWith('{"llmsim": 1, "recipe": "other-7"}');
    await expect(ensureManifest(working(folder))).rejects.toMatchObject({ code: 'cassette-version' });
  });
});
