/** Opening cassettes reads names, not files; an interaction is read when it is first asked for. */

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CassetteLibrary, emptyLibrary, openLibrary } from '../../src/cassette/cassette-library.ts';
import type { DecodedInteraction } from '../../src/cassette/decode-interaction.ts';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { fileName } from '../../src/cassette/file-name.ts';
import { LlmsimError } from '../../src/core/errors.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { answerOf, sample, stemOf } from './sample-interaction.ts';

/** Writes an interaction under its proper name, or another one. */
function put(
  folder: string,
  interaction: Interaction,
  topic: string,
  n = 1,
  stem = stemOf(topic, interaction.upstream.name),
) {
  mkdirSync(folder, { recursive: true });
  const name = fileName(stem, n);
  writeFileSync(join(folder, name), encodeInteraction(interaction).text);
  return name;
}

function find(library: CassetteLibrary, topic: string, upstream?: string) {
  const { key } = sample(topic, '');
  return library.cassettes.flatMap((cassette) => [...cassette.find(key, upstream)]);
}

describe('openLibrary', () => {
  it('takes a cassette, a folder of cassettes, and a single file', async () => {
    const root = tempFolder();
    put(join(root, 'beta'), sample('one', 'b'), 'one');
    put(join(root, 'alpha'), sample('one', 'a'), 'one');
    const two = put(join(root, 'alpha'), sample('two', 'a'), 'two');
    mkdirSync(join(root, '.git'));
    mkdirSync(join(root, 'empty'));
    writeFileSync(join(root, 'README.md'), 'x');

    const all = await openLibrary([root]);
    expect(all.cassettes.map(({ name, size }) => [name, size])).toEqual([
      ['alpha', 2],
      ['beta', 1],
    ]);
    expect((await openLibrary([join(root, 'beta')])).cassettes.map(({ name }) => name)).toEqual(['beta']);
    const single = await openLibrary([join(root, 'alpha', two)]);
    expect(single.cassettes.map(({ name, size, whole }) => [name, size, whole])).toEqual([['alpha', 1, false]]);
    expect(find(single, 'two').map(({ id }) => id)).toEqual([`alpha/${two.slice(0, -5)}`]);
  });

  it('opens a folder once however often it is named, and files of one folder as one cassette', async () => {
    const root = tempFolder();
    const one = put(join(root, 'alpha'), sample('one', 'a'), 'one');
    const two = put(join(root, 'alpha'), sample('two', 'a'), 'two');
    symlinkSync(join(root, 'alpha'), join(root, 'link'));
    const alpha = join(root, 'alpha');
    for (const paths of [
      [alpha, root],
      [alpha, `${alpha}/`],
      [join(alpha, one), join(alpha, two)],
      [join(alpha, one), alpha],
    ]) {
      const { cassettes } = await openLibrary(paths);
      expect(cassettes.map(({ size }) => size)).toEqual([2]);
    }
  });

  it('gives cassettes of one name different names, and folders of any name a cassette name', async () => {
    const root = tempFolder();
    put(join(root, 'x', 'default'), sample('one', 'x'), 'one');
    put(join(root, 'y', 'default'), sample('one', 'y'), 'one');
    put(join(root, 'Ünï CODE'), sample('one', 'z'), 'one');
    const paths = ['x/default', 'y/default', 'Ünï CODE'].map((path) => join(root, path));
    const library = await openLibrary(paths);
    expect(library.cassettes.map(({ name }) => name)).toEqual(['default', 'default-2', 'n-code']);
    expect(library.cassette('default-2')?.folder).toBe(join(root, 'y', 'default'));
  });

  it('takes an empty folder, and an empty cassette', async () => {
    const root = tempFolder();
    expect((await openLibrary([root])).cassettes).toEqual([]);
    writeFileSync(join(root, 'cassette.json'), '{"llmsim":1,"recipe":"exact-1"}');
    expect((await openLibrary([root])).cassettes.map(({ size }) => size)).toEqual([0]);
    expect([...emptyLibrary().upstreamNames()]).toEqual([]);
  });

  it('says what is missing', async () => {
    const root = tempFolder();
    writeFileSync(join(root, 'notes.txt'), '');
    for (const path of ['nowhere', 'notes.txt', 'openai.chat-0123456789abcdef.json/x']) {
      await expect(openLibrary([join(root, path)])).rejects.toMatchObject({
        code: 'cassette-missing',
        message: expect.stringContaining(join(root, path)),
        hint: expect.stringContaining('llmsim record'),
      });
    }
  });

  it('names files that were renamed by hand, and does not serve them', async () => {
    const root = tempFolder();
    const name = put(root, sample('one', 'a'), 'one');
    writeFileSync(join(root, 'my favourite.json'), encodeInteraction(sample('two', 'b')).text);
    writeFileSync(join(root, '.hidden.json'), '');
    writeFileSync(join(root, `${name}.bak`), '');
    const library = await openLibrary([root]);
    expect(library.strays).toEqual([join(root, 'my favourite.json')]);
    expect(find(library, 'two')).toEqual([]);
  });

  it('reports a broken manifest and serves the rest; of a newer format it serves nothing', async () => {
    const root = tempFolder();
    for (const name of ['broken', 'newer', 'sound']) put(join(root, name), sample('one', name), 'one');
    writeFileSync(join(root, 'broken', 'cassette.json'), '<<<<');
    writeFileSync(join(root, 'newer', 'cassette.json'), '{"llmsim": 2, "recipe": "exact-1"}');
    const library = await openLibrary([root]);
    expect(library.problems.map(({ code }) => code)).toEqual(['cassette-not-json', 'cassette-version']);
    expect(library.cassettes.map(({ size }) => size)).toEqual([1, 0, 1]);
  });
});

describe('find', () => {
  it('orders by upstream and then number, and narrows to one upstream', async () => {
    const root = join(tempFolder(), 'c');
    for (const n of [10, 2, 1]) put(root, sample('one', `groq ${n}`, 'groq'), 'one', n);
    put(root, sample('one', 'openai', 'openai'), 'one');
    put(root, sample('one', 'azure', 'azure'), 'one', 1, stemOf('one', 'azure', 'other-endpoint'));
    put(root, sample('two', 'x'), 'two');
    const library = await openLibrary([root]);
    const answers = await Promise.all(find(library, 'one').map(async (entry) => answerOf(await entry.load())));
    expect(answers).toEqual(['azure', 'groq 1', 'groq 2', 'groq 10', 'openai']);
    expect(find(library, 'one', 'groq').map(({ n }) => n)).toEqual([1, 2, 10]);
    expect(find(library, 'one', 'mistral')).toEqual([]);
    expect(find(library, 'three')).toEqual([]);
    expect([...library.upstreamNames()].sort()).toEqual(['azure', 'groq', 'openai']);
  });

  it('gives the same entries to everybody, also by id and in the list of all', async () => {
    const root = join(tempFolder(), 'c');
    put(root, sample('one', 'a'), 'one');
    const library = await openLibrary([root]);
    const [entry] = find(library, 'one');
    expect(find(library, 'one')).toEqual([entry]);
    expect(find(library, 'one')[0]).toBe(entry);
    expect(library.entry(entry?.id ?? '')).toBe(entry);
    expect(library.entry('c/nothing')).toBeUndefined();
    expect(library.entry('nothing')).toBeUndefined();
    expect([...(library.cassette('c')?.entries() ?? [])]).toEqual([entry]);
  });

  it('opens 100,000 files without a file object each, and finds among them', async () => {
    const root = tempFolder();
    const names = Array.from(
      { length: 100_000 },
      (_, i) => `openai.chat-m-words-${i.toString(16).padStart(16, '0')}.json`,
    );
    const { OpenCassette } = await import('../../src/cassette/cassette-index.ts');
    const { LoadedCache } = await import('../../src/cassette/loaded-cache.ts');
    const source = {
      cassette: 'big',
      folder: root,
      cache: new LoadedCache(1),
      read: () => Promise.reject(new Error()),
    };
    const cassette = new OpenCassette(source, names, true, undefined);
    expect(cassette.size).toBe(100_000);
    const sha256 = (99_999).toString(16).padStart(16, '0').padEnd(64, 'a');
    expect(cassette.find({ recipe: 'exact-1', sha256 }).map(({ name }) => name)).toEqual([names[99_999]]);
  });
});

describe('an entry', () => {
  async function entryWith(read: (path: string) => Promise<DecodedInteraction>, cacheBytes?: number) {
    const root = join(tempFolder(), 'c');
    put(root, sample('one', 'a'), 'one');
    const library = await openLibrary([root], cacheBytes === undefined ? { read } : { read, cacheBytes });
    const [entry] = find(library, 'one');
    if (entry === undefined) throw new Error('not found');
    return entry;
  }
  const decoded = (interaction: Interaction): DecodedInteraction => ({ ...interaction, extra: {} });

  it('is read once, however many ask at once, and then is there without waiting', async () => {
    let reads = 0;
    const entry = await entryWith(async () => {
      reads++;
      return decoded(sample('one', 'a'));
    });
    expect(entry.loaded).toBeUndefined();
    const [first, second] = await Promise.all([entry.load(), entry.load()]);
    expect(second).toBe(first);
    expect(entry.loaded).toBe(first);
    expect(await entry.load()).toBe(first);
    expect(reads).toBe(1);
  });

  it('is read again when memory did not allow to keep it', async () => {
    let reads = 0;
    const entry = await entryWith(async () => {
      reads++;
      return decoded(sample('one', 'a'));
    }, 100);
    await entry.load();
    expect(entry.loaded).toBeUndefined();
    await entry.load();
    expect(reads).toBe(2);
  });

  it('remembers that its file is broken, and what it said', async () => {
    let reads = 0;
    const broken = new LlmsimError('cassette-not-json', 'f is not JSON.');
    const entry = await entryWith(() => {
      reads++;
      return Promise.reject(broken);
    });
    await expect(entry.load()).rejects.toBe(broken);
    await expect(entry.load()).rejects.toBe(broken);
    expect(entry.problem).toBe(broken);
    expect(reads).toBe(1);
  });

  it('tries again when its file could not be read, for that may pass', async () => {
    let reads = 0;
    const entry = await entryWith(async () => {
      if (++reads === 1) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
      return decoded(sample('one', 'a'));
    });
    await expect(entry.load()).rejects.toMatchObject({ code: 'cassette-unreadable' });
    expect(entry.problem?.message).toContain(entry.path);
    expect(answerOf(await entry.load())).toBe('a');
    expect(entry.problem).toBeUndefined();
  });

  it('never plays a recording of another key', async () => {
    const other = sample('two', 'wrong');
    const swapped = await entryWith(async () => decoded(other));
    await expect(swapped.load()).rejects.toMatchObject({
      code: 'cassette-schema',
      message: expect.stringContaining(swapped.path),
    });

    const { key } = sample('one', 'a');
    const collision = { ...key, sha256: key.sha256.slice(0, 63) + (key.sha256.endsWith('0') ? '1' : '0') };
    const near = await entryWith(async () => decoded({ ...sample('one', 'a'), key: collision }));
    await expect(near.load()).rejects.toMatchObject({ code: 'cassette-schema' });
    expect(near.loaded).toBeUndefined();
  });

  it('is not found by a second key that begins like its own', async () => {
    const root = join(tempFolder(), 'c');
    put(root, sample('one', 'a'), 'one');
    const { cassettes } = await openLibrary([root]);
    const { key } = sample('one', '');
    const near = { ...key, sha256: key.sha256.slice(0, 16).padEnd(64, '0') };
    expect(cassettes[0]?.find(key)).toHaveLength(1);
    expect(cassettes[0]?.find(near)).toHaveLength(0);
    expect(cassettes[0]?.find(key)).toHaveLength(1);
  });

  it('whose file is gone says so', async () => {
    const root = join(tempFolder(), 'c');
    const name = put(root, sample('one', 'a'), 'one');
    const library = await openLibrary([root]);
    rmSync(join(root, name));
    await expect(find(library, 'one')[0]?.load()).rejects.toMatchObject({ code: 'cassette-unreadable' });
  });
});
