import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { readInteractionFile, readInteractionFileSync } from '../../src/cassette/read-interaction-file.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { interactionOf } from './interaction-samples.ts';

const audio = new Uint8Array(5000).fill(0xfe);
const encoded = encodeInteraction(interactionOf({ response: audio, responseType: 'audio/mpeg' }));

/** A cassette with one interaction and its blob; the path of the interaction. */
function recorded(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'blobs'));
  for (const [name, bytes] of encoded.blobs) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, 'a.json'), encoded.text);
  return join(folder, 'a.json');
}

describe.each([
  ['readInteractionFile', readInteractionFile],
  ['readInteractionFileSync', async (path: string, name?: string) => readInteractionFileSync(path, name)],
])('%s', (_, read) => {
  it('reads an interaction with the blobs beside it', async () => {
    expect([...(await read(recorded())).response.bytes]).toEqual([...audio]);
  });

  it('refuses a file of 100 MB by its size', async () => {
    const path = recorded();
    truncateSync(path, 100_000_000);
    await expect(read(path, 'chat/a')).rejects.toMatchObject({
      code: 'cassette-too-large',
      message: 'chat/a is larger than 64 MiB.',
    });
  });

  it('refuses a link that leads out of the folder, and follows one inside it', async () => {
    const path = recorded();
    const outside = join(tempFolder(), 'a.json');
    symlinkSync(path, outside);
    await expect(read(outside)).rejects.toMatchObject({
      code: 'cassette-unreadable',
      message: expect.stringContaining('leads out of its folder'),
    });
    const inside = join(path, '..', 'b.json');
    symlinkSync(basename(path), inside);
    expect((await read(inside)).summary).toBe('gpt-4o: Say hello');
  });

  it('refuses what is not there and what is no file', async () => {
    const folder = tempFolder();
    await expect(read(join(folder, 'a.json'))).rejects.toMatchObject({
      code: 'cassette-unreadable',
      message: expect.stringContaining('does not exist'),
    });
    await expect(read(folder)).rejects.toMatchObject({ code: 'cassette-unreadable' });
  });

  it('does not wait on a pipe', async () => {
    const pipe = join(tempFolder(), 'a.json');
    execFileSync('mkfifo', [pipe]);
    await expect(read(pipe)).rejects.toMatchObject({
      code: 'cassette-unreadable',
      message: expect.stringContaining('is not a plain file'),
    });
  });
});
