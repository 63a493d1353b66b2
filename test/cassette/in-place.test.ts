import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readStanding, replaceWith, rewrite } from '../../src/cassette/in-place.ts';
import { LlmsimError } from '../../src/core/errors.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { answerOf, sample, sampleWithBlob } from './sample-interaction.ts';
import { namesIn, record, replayed, storeIn } from './store-steps.ts';

async function recorded(): Promise<{ root: string; file: string }> {
  const root = tempFolder();
  const { file } = await record(storeIn(root), 'one', 'old');
  return { root, file };
}

const passes = async (): Promise<void> => undefined;

describe('a file', () => {
  it('that is rewritten with a date differs in the line of its times only', async () => {
    const { root, file } = await recorded();
    const before = readFileSync(file, 'utf8').split('\n');
    await rewrite(await readStanding(file), '2026-02-03T04:05:06.000Z');
    const after = readFileSync(file, 'utf8').split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual([
      '  "timing": {"recordedAt":"2026-01-02T03:04:05.000Z","refreshedAt":"2026-02-03T04:05:06.000Z","head":1,"chunks":[2],"end":3}',
    ]);
    expect(after).toHaveLength(before.length);
    expect(namesIn(root)).toHaveLength(2);
  });

  it('that is replaced keeps its name; blobs come with it', async () => {
    const { root, file } = await recorded();
    const names = namesIn(root);
    await replaceWith(await readStanding(file), sample('one', 'new'), passes);
    expect(await replayed(root, 'one')).toEqual(['new']);
    expect(namesIn(root)).toEqual(names);
    await replaceWith(await readStanding(file), sampleWithBlob('one'), passes);
    expect(namesIn(root)).toEqual(['blobs', ...names].sort());
    expect((await readStanding(file)).interaction.response.bytes).toHaveLength(10_000);
  });

  it('that somebody has written in the meantime stays, and nothing lies about', async () => {
    const { root, file } = await recorded();
    const standing = await readStanding(file);
    const theirs = readFileSync(file, 'utf8').replace('test-model: one', 'test-model: theirs, and longer');
    writeFileSync(file, theirs);
    const error = await rewrite(standing, '2026-02-03T04:05:06.000Z').catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'cassette-write', message: expect.stringContaining(file) });
    expect(readFileSync(file, 'utf8')).toBe(theirs);
    expect(namesIn(root)).toHaveLength(2);
  });

  it('stays when the last door does not let its replacement pass', async () => {
    const { root, file } = await recorded();
    const standing = await readStanding(file);
    const refusal = replaceWith(standing, sample('one', 'new'), async () => {
      throw new LlmsimError('secret-found', 'a secret was still found');
    });
    await expect(refusal).rejects.toMatchObject({ code: 'secret-found' });
    expect(answerOf((await readStanding(file)).interaction)).toBe('old');
    expect(namesIn(root)).toHaveLength(2);
  });
});
