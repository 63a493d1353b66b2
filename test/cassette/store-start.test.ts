/** What a recorder remembers of its start: it may replace what was there then, and nothing that came later. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import { namesIn, record, replayed, storeIn } from './store-steps.ts';

describe('a store that was started', () => {
  it('replaces what was there at its start, also when the cassette is first used much later', async () => {
    const root = tempFolder();
    await record(storeIn(root), 'one', 'old');
    const store = storeIn(root);
    await store.start();
    await record(store, 'one', 'new');
    expect(await replayed(root, 'one')).toEqual(['new']);
  });

  it('never replaces what another recorder wrote after its start, even into a cassette that is new', async () => {
    const root = tempFolder();
    await record(storeIn(root), 'one', 'old');
    const store = storeIn(root);
    await store.start();
    await record(storeIn(root), 'two', 'of another recorder');
    await record(store, 'two', 'ours');
    expect((await replayed(root, 'two')).sort()).toEqual(['of another recorder', 'ours']);

    const fresh = tempFolder();
    const early = storeIn(fresh);
    await early.start();
    await record(storeIn(fresh), 'one', 'of another recorder');
    await record(early, 'one', 'ours');
    expect((await replayed(fresh, 'one')).sort()).toEqual(['of another recorder', 'ours']);
  });

  it('touches no folder that is not a cassette, and needs no folder at all', async () => {
    const root = tempFolder();
    mkdirSync(join(root, 'src'));
    writeFileSync(join(root, 'src', 'app.json'), '{}');
    await storeIn(root).start();
    expect(namesIn(root, 'src')).toEqual(['app.json']);
    await expect(storeIn(join(root, 'absent')).start()).resolves.toBeUndefined();
  });
});
