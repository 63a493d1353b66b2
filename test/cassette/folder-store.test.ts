/** Recording: names, numbers, replacing an earlier run's recordings, and what happens when the disk does not play along. */

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blobName } from '../../src/cassette/blobs.ts';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { fileName } from '../../src/cassette/file-name.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { sample, sampleWithBlob, stemOf } from './sample-interaction.ts';
import { namesIn, record, replayed, storeIn, workingNamesIn } from './store-steps.ts';
import { troubledFiles } from './troubled-files.ts';

describe('a store', () => {
  it('writes a manifest and one file per interaction, exactly as encoded', async () => {
    const root = join(tempFolder(), 'not', 'there', 'yet');
    const stored = await record(storeIn(root), 'one', 'a');
    const name = fileName(stemOf('one'), 1);
    expect(stored).toEqual({ id: `c/${name.slice(0, -5)}`, file: join(root, 'c', name) });
    expect(namesIn(root)).toEqual(['cassette.json', name]);
    expect(readFileSync(stored.file, 'utf8')).toBe(encodeInteraction(sample('one', 'a')).text);
  });

  it('numbers the recordings of a key in the order of their requests, not of their ends', async () => {
    const root = tempFolder();
    const store = storeIn(root);
    await store.prepare('c');
    const [first, second] = [store.reserve('c', stemOf('one')), store.reserve('c', stemOf('one'))];
    const other = store.reserve('c', stemOf('two'));
    expect([first.n, second.n, other.n]).toEqual([1, 2, 1]);
    await store.append(second, sample('one', 'second'));
    expect((await store.append(first, sample('one', 'first'))).id).toBe(first.id);
    expect(await replayed(root, 'one')).toEqual(['first', 'second']);
  });

  it('gives a released number out again if it was the last, and else leaves a gap', async () => {
    const root = tempFolder();
    const store = storeIn(root);
    await store.prepare('c');
    const stem = stemOf('one');
    store.release(store.reserve('c', stem));
    const [first, second, third] = [store.reserve('c', stem), store.reserve('c', stem), store.reserve('c', stem)];
    expect([first.n, second.n, third.n]).toEqual([1, 2, 3]);
    store.release(second);
    await store.append(third, sample('one', 'third'));
    expect(store.reserve('c', stem).n).toBe(4);
    expect(await replayed(root, 'one')).toEqual(['third']);
  });

  it('refuses names that are not cassettes’, and what it cannot create', async () => {
    const root = tempFolder();
    await expect(storeIn(root).prepare('../x')).rejects.toMatchObject({ code: 'cassette-name' });
    writeFileSync(join(root, 'c'), 'a file');
    await expect(storeIn(root).prepare('c')).rejects.toMatchObject({
      code: 'cassette-write',
      message: expect.stringContaining(join(root, 'c')),
    });
    expect(() => storeIn(root).reserve('c', stemOf('one'))).toThrow('not prepared');
  });

  it('goes on when the cassette is deleted while it is recorded to', async () => {
    const root = tempFolder();
    const store = storeIn(root);
    await record(store, 'one', 'a');
    rmSync(join(root, 'c'), { recursive: true });
    await record(store, 'two', 'b');
    expect(namesIn(root)).toEqual(['cassette.json', fileName(stemOf('two'), 1)]);
  });

  it('stores a blob before the file, once, and mends one that is not whole', async () => {
    const root = tempFolder();
    const store = storeIn(root);
    await store.prepare('c');
    const interaction = sampleWithBlob('one');
    const path = join(root, 'c', blobName(interaction.response.bytes));
    mkdirSync(join(root, 'c', 'blobs'));
    writeFileSync(path, 'broken');
    await store.append(store.reserve('c', stemOf('one')), interaction);
    expect(readFileSync(path)).toEqual(Buffer.from(interaction.response.bytes));
    utimesSync(path, 1, 1);
    await store.append(store.reserve('c', stemOf('one')), interaction);
    expect(Buffer.compare(readFileSync(path), interaction.response.bytes)).toBe(0);
    expect(namesIn(root, 'c/blobs')).toHaveLength(1);
    expect(workingNamesIn(root)).toEqual([]);
  });

  it('does not write through a link that leads out of the cassette', async () => {
    const root = tempFolder();
    const outside = tempFolder();
    const store = storeIn(root);
    await store.prepare('c');
    symlinkSync(outside, join(root, 'c', 'blobs'));
    const append = store.append(store.reserve('c', stemOf('one')), sampleWithBlob('one'));
    await expect(append).rejects.toMatchObject({ code: 'cassette-write' });
    expect(namesIn(outside, '.')).toEqual([]);
    expect(namesIn(root)).toEqual(['blobs', 'cassette.json']);
  });
});

describe('replacing', () => {
  it('removes a key’s old recordings when its first new one is complete, and keeps the file name', async () => {
    const root = tempFolder();
    const old = storeIn(root);
    for (const answer of ['old 1', 'old 2', 'old 3']) await record(old, 'one', answer);
    await record(old, 'two', 'untouched');

    const store = storeIn(root);
    await store.prepare('c');
    const place = store.reserve('c', stemOf('one'));
    expect(await replayed(root, 'one')).toEqual(['old 1', 'old 2', 'old 3']);
    await store.append(place, sample('one', 'new 1'));
    expect(await replayed(root, 'one')).toEqual(['new 1']);
    expect(namesIn(root)).toContain(fileName(stemOf('one'), 1));
    await record(store, 'one', 'new 2');
    expect(await replayed(root, 'one')).toEqual(['new 1', 'new 2']);
    expect(await replayed(root, 'two')).toEqual(['untouched']);
    expect(workingNamesIn(root)).toEqual([]);
  });

  it('knows a key under another slug, and leaves the same key of another upstream alone', async () => {
    const root = tempFolder();
    const old = storeIn(root);
    await old.prepare('c');
    const places = [stemOf('one', 'openai', 'renamed'), stemOf('one', 'groq')].map((stem) => old.reserve('c', stem));
    for (const [i, place] of places.entries()) await old.append(place, sample('one', `old ${i}`));
    await record(storeIn(root), 'one', 'new');
    expect(await replayed(root, 'one')).toEqual(['old 1', 'new']);
  });

  it('touches nothing when nothing was recorded', async () => {
    const root = tempFolder();
    await record(storeIn(root), 'one', 'old');
    const store = storeIn(root);
    await store.prepare('c');
    store.release(store.reserve('c', stemOf('one')));
    expect(await replayed(root, 'one')).toEqual(['old']);
  });

  it('never removes what another recorder has written since this one started', async () => {
    const root = tempFolder();
    await record(storeIn(root), 'one', 'old');
    const [a, b] = [storeIn(root, { pid: 2 ** 30 + 1 }), storeIn(root, { pid: 2 ** 30 + 2 })];
    await Promise.all([a.prepare('c'), b.prepare('c')]);
    await record(a, 'one', 'from a');
    await record(b, 'one', 'from b');
    expect(await replayed(root, 'one')).toEqual(['from a', 'from b']);
  });

  it('gives back what another recorder put there between the look and the move', async () => {
    const root = tempFolder();
    await record(storeIn(root), 'one', 'old');
    const b = storeIn(root, { pid: 2 ** 30 + 2 });
    await b.prepare('c');
    let raced = false;
    const files = troubledFiles({
      async before(name, path) {
        if (raced || name !== 'rename' || !path.endsWith('.json')) return;
        raced = true;
        await record(b, 'one', 'from b');
      },
    });
    await record(storeIn(root, { files }), 'one', 'from a');
    expect(raced).toBe(true);
    expect(await replayed(root, 'one')).toEqual(['from b', 'from a']);
    expect(workingNamesIn(root)).toEqual([]);
  });
});

describe('appending', () => {
  it('goes on behind what is there', async () => {
    const root = tempFolder();
    for (const answer of ['1', '2']) await record(storeIn(root, { mode: 'append' }), 'one', answer);
    const store = storeIn(root, { mode: 'append' });
    await record(store, 'one', '3');
    await record(store, 'two', 'x');
    expect(await replayed(root, 'one')).toEqual(['1', '2', '3']);
  });
});

describe('a disk that fails', () => {
  it('rejects with what was not saved and why, once the store cannot write', async () => {
    const root = tempFolder();
    const store = storeIn(root);
    await store.prepare('c');
    const place = store.reserve('c', stemOf('one'));
    rmSync(join(root, 'c'), { recursive: true });
    writeFileSync(join(root, 'c'), '');
    await expect(store.append(place, sample('one', 'a'))).rejects.toMatchObject({
      code: 'cassette-write',
      message: expect.stringContaining(join(root, 'c', fileName(stemOf('one'), 1))),
      hint: expect.stringContaining('--cassettes'),
    });
  });

  it.each([true, false])('at any one step loses nothing and leaves nothing half done (links: %s)', async (links) => {
    for (let at = 0; ; at++) {
      const root = tempFolder();
      const before = storeIn(root);
      for (const answer of ['old 1', 'old 2']) await record(before, 'one', answer);
      const files = troubledFiles({ at, how: 'fails', links });
      const store = storeIn(root, { files });
      const outcome = await record(store, 'one', 'new').then(
        () => 'saved',
        (cause: unknown) => cause,
      );
      if (outcome !== 'saved') {
        expect(outcome).toMatchObject({ code: 'cassette-write', hint: expect.stringContaining('disk is full') });
        expect(await replayed(root, 'one')).toEqual(['old 1', 'old 2']);
      } else {
        // A file that could not be moved or removed stays beside the new one.
        expect(await replayed(root, 'one')).toContain('new');
      }
      if (!files.struck) {
        expect(await replayed(root, 'one')).toEqual(['new']);
        expect(at).toBeGreaterThan(8);
        break;
      }
      await record(store, 'one', 'later');
      expect(await replayed(root, 'one')).toContain('later');
      await storeIn(root, { pid: 2 ** 30 + 9 }).prepare('c');
      expect(workingNamesIn(root)).toEqual([]);
    }
  });
});

describe('a file system without links', () => {
  it('records, numbers and replaces all the same', async () => {
    const root = tempFolder();
    const files = troubledFiles({ links: false });
    const old = storeIn(root, { files });
    for (const answer of ['old 1', 'old 2']) await record(old, 'one', answer);
    const store = storeIn(root, { files, pid: 2 ** 30 + 1 });
    for (const answer of ['new 1', 'new 2']) await record(store, 'one', answer);
    expect(await replayed(root, 'one')).toEqual(['new 1', 'new 2']);
    await record(storeIn(root, { files, mode: 'append' }), 'one', 'new 3');
    expect(await replayed(root, 'one')).toEqual(['new 1', 'new 2', 'new 3']);
    expect(workingNamesIn(root)).toEqual([]);
    expect(existsSync(join(root, 'c', 'cassette.json'))).toBe(true);
  });
});
