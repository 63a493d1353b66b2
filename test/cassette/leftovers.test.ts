/** A recorder that is killed at any moment leaves whole recordings, old or new, and the next one clears up the rest. */

import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../../src/cassette/folder-files.ts';
import type { CassetteStore } from '../../src/cassette/folder-store.ts';
import { clearLeftovers } from '../../src/cassette/leftovers.ts';
import { WorkingFiles } from '../../src/cassette/working-files.ts';
import { asideName, identityDigest, lockName, parseWorkingName, tempName } from '../../src/cassette/working-names.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { sampleWithBlob, stemOf } from './sample-interaction.ts';
import { namesIn, record, replayed, storeIn, workingNamesIn } from './store-steps.ts';
import { troubledFiles } from './troubled-files.ts';

const [first, second, third] = [2 ** 30 + 1, 2 ** 30 + 2, 2 ** 30 + 3];

const owner = (host: string, pid: number) => ({ host, pid });

/** What the killed recorder was about to do: replace two recordings by two, with a blob on the way. */
async function rerecord(store: CassetteStore): Promise<void> {
  await record(store, 'one', 'new 1');
  await record(store, 'one', 'new 2');
  await store.append(store.reserve('c', stemOf('blob')), sampleWithBlob('blob'));
}

describe('a kill', () => {
  it.each([
    ['dies', true],
    ['dies-after', true],
    ['dies', false],
    ['dies-after', false],
  ] as const)('at any step leaves all old recordings or the new ones (%s, links: %s)', async (how, links) => {
    const outcomes = new Set<string>();
    for (let at = 0; ; at++) {
      const root = tempFolder();
      const before = storeIn(root, { pid: first });
      for (const answer of ['old 1', 'old 2']) await record(before, 'one', answer);

      const files = troubledFiles({ at, how, links });
      await rerecord(storeIn(root, { pid: second, files })).catch(() => undefined);
      // Nothing that has a recording's name is half written, also before anybody clears up.
      await replayed(root, 'one');

      await storeIn(root, { pid: third }).prepare('c');
      // A lock that was half written does not say whose it is, and stays for an hour; it is in nobody's way.
      expect(workingNamesIn(root).filter((name) => links || how !== 'dies' || !name.endsWith('.lock'))).toEqual([]);
      const answers = (await replayed(root, 'one')).join(', ');
      expect(['old 1, old 2', 'new 1', 'new 1, new 2']).toContain(answers);
      outcomes.add(answers);
      if (!files.struck) break;
    }
    expect(outcomes.size).toBe(3);
  });

  it('while leftovers are cleared up loses nothing either', async () => {
    for (let at = 0, struck = true; struck; at++) {
      const root = tempFolder();
      const before = storeIn(root, { pid: first });
      for (const answer of ['old 1', 'old 2']) await record(before, 'one', answer);
      // Dies when both old recordings are set aside and the new one has no name yet.
      let renames = 0;
      const files = troubledFiles({
        async before(name) {
          if (name === 'rename') renames++;
          if (renames === 2 && name === 'link') throw new Error('killed');
        },
      });
      await record(
        storeIn(root, { pid: second, files: { ...files, remove: () => Promise.reject(new Error('killed')) } }),
        'one',
        'new',
      ).catch(() => undefined);

      expect(workingNamesIn(root).filter((name) => name.endsWith('.aside'))).toHaveLength(2);

      const clearing = troubledFiles({ at, how: 'dies-after' });
      await storeIn(root, { pid: third, files: clearing })
        .prepare('c')
        .catch(() => undefined);
      await storeIn(root, { pid: first }).prepare('c');
      expect(await replayed(root, 'one')).toEqual(['old 1', 'old 2']);
      expect(workingNamesIn(root)).toEqual([]);
      struck = clearing.struck;
    }
  });
});

describe('leftovers', () => {
  async function left(name: string, { alive = false, now = new Date() } = {}): Promise<boolean> {
    const folder = tempFolder();
    const path = join(folder, name);
    writeFileSync(path, '');
    utimesSync(path, 1, 1);
    const work = new WorkingFiles(folder, owner('here', 1), diskFiles);
    await clearLeftovers(work, [name], { isAlive: () => alive, now: () => now });
    return existsSync(path);
  }
  const later = (minutes: number): Date => new Date(Date.now() + minutes * 60_000);

  it('of a dead process of this host go at once, of a living one never', async () => {
    expect(await left(tempName(owner('here', 77)))).toBe(false);
    expect(await left(tempName(owner('here', 77)), { alive: true, now: later(1e6) })).toBe(true);
  });

  it('of a former process with this one’s pid go, though that pid is alive', async () => {
    expect(await left(tempName(owner('here', 1)), { alive: true })).toBe(false);
  });

  it('of another host go when nobody has touched them for an hour', async () => {
    expect(await left(tempName(owner('there', 77)), { now: later(59) })).toBe(true);
    expect(await left(tempName(owner('there', 77)), { now: later(61) })).toBe(false);
  });

  it('that no recorder made are left alone', async () => {
    for (const name of [
      '.llmsim-notes',
      '.llmsim-here-1-1.tmp.bak',
      '.llmsim-here-1-1.000000000000.000000000000.x.json.aside',
      '.gitignore',
    ]) {
      expect(await left(name, { now: later(1e6) })).toBe(true);
    }
  });

  it('of a lock without a readable owner go after an hour', async () => {
    expect(await left(lockName('a.json'), { now: later(59) })).toBe(true);
    expect(await left(lockName('a.json'), { now: later(61) })).toBe(false);
  });

  it('of a store in the same process are not taken away while it works', async () => {
    const root = tempFolder();
    let seen: string[] = [];
    const files = troubledFiles({
      async before(name, path) {
        if (name !== 'link' || path.endsWith('.json') || seen.length > 0) return;
        await storeIn(root, { mode: 'append' }).prepare('c');
        seen = workingNamesIn(root);
      },
    });
    await record(storeIn(root, { files }), 'one', 'a');
    expect(seen).toHaveLength(1);
    expect(await replayed(root, 'one')).toEqual(['a']);
  });

  it('that hold another recorder’s recording give it back beside what took its name', async () => {
    const root = tempFolder();
    const { file } = await record(storeIn(root), 'one', 'theirs');
    const name = namesIn(root).at(-1) ?? '';
    await diskFiles.rename(
      file,
      join(root, 'c', asideName(owner('here', 77), identityDigest('other'), identityDigest('new'), name)),
    );
    await record(storeIn(root, { host: 'elsewhere' }), 'one', 'ours');
    await storeIn(root, { host: 'here' }).prepare('c');
    expect(await replayed(root, 'one')).toEqual(['ours', 'theirs']);
    expect(workingNamesIn(root)).toEqual([]);
  });
});

describe('working names', () => {
  it('say whose they are, fit every file system, and are never an interaction’s', () => {
    const host = owner('a-host-12', 4_194_304);
    expect(parseWorkingName(tempName(host))).toEqual({ kind: 'temp', owner: host });
    const target = `${'x'.repeat(60)}.${'y'.repeat(34)}-0123456789abcdef.12.json`;
    const aside = asideName(owner('h'.repeat(32), 2 ** 31), 'a'.repeat(12), 'b'.repeat(12), target);
    expect(aside.length).toBeLessThan(255);
    expect(parseWorkingName(aside)).toMatchObject({ kind: 'aside', old: 'a'.repeat(12), target: { n: 12 } });
    expect(parseWorkingName(lockName(target))).toEqual({ kind: 'lock' });
    expect(parseWorkingName('cassette.json')).toBeUndefined();
  });
});
