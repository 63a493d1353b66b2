import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRunNotes } from '../../src/cassette/run-notes.ts';
import { tempFolder } from '../support/temp-folder.ts';

function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = tempFolder();
  mkdirSync(join(folder, '.llmsim', 'runs'), { recursive: true });
  for (const [name, value] of Object.entries(files)) {
    writeFileSync(join(folder, '.llmsim', 'runs', name), typeof value === 'string' ? value : JSON.stringify(value));
  }
  return folder;
}

const note = (at: string) => ({ llmsim: 1, at, mode: 'none', used: ['c/a'], cassettes: ['c'] });

describe('readRunNotes', () => {
  it('gives the notes in the order of the runs', async () => {
    const [late, early] = [note('2026-01-02T00:00:00.000Z'), note('2026-01-01T00:00:00.000Z')];
    const notes = await readRunNotes(folderWith({ 'a-1.json': late, 'b-2.json': early }));
    expect(notes.map(({ at }) => at)).toEqual([early.at, late.at]);
    expect(notes[0]).toMatchObject({ mode: 'none', used: ['c/a'], cassettes: ['c'] });
  });

  it('leaves out what is none, and has none where nothing was noted', async () => {
    const files = {
      'a.json': '{',
      'b.json': [],
      'c.json': { ...note('soon') },
      'd.json': { ...note('2026-01-01'), used: 1 },
      'e.txt': 'x',
    };
    expect(await readRunNotes(folderWith(files))).toEqual([]);
    expect(await readRunNotes(tempFolder())).toEqual([]);
  });
});
