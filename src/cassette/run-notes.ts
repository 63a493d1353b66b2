/** What runs noted about the recordings they used: `.llmsim/runs/<timestamp>-<pid>.json` beside the cassettes, ignored by git. */

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunNote {
  /** When the run was; ISO 8601, UTC. */
  readonly at: string;
  readonly mode: string;
  /** Ids `<cassette>/<file name without .json>`. */
  readonly used: readonly string[];
  /** The names of the cassettes in play. */
  readonly cassettes: readonly string[];
}

/** The notes in `folder`, the one that holds the cassettes' folders; oldest first. What is no note of ours is left out. */
export async function readRunNotes(folder: string): Promise<readonly RunNote[]> {
  const runs = join(folder, '.llmsim', 'runs');
  const names = await readdir(runs).catch(() => []);
  const notes: RunNote[] = [];
  for (const name of names) {
    if (!name.endsWith('.json')) continue;
    const note = noteIn(await readFile(join(runs, name), 'utf8').catch(() => ''));
    if (note !== undefined) notes.push(note);
  }
  return notes.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function noteIn(text: string): RunNote | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('llmsim' in value) || value.llmsim !== 1) return undefined;
  if (!('at' in value) || typeof value.at !== 'string' || Number.isNaN(Date.parse(value.at))) return undefined;
  if (!('used' in value) || !isTexts(value.used) || !('cassettes' in value) || !isTexts(value.cassettes)) {
    return undefined;
  }
  const mode = 'mode' in value && typeof value.mode === 'string' ? value.mode : '';
  return { at: value.at, mode, used: value.used, cassettes: value.cassettes };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** How many notes are kept in a folder. */
const kept = 20;

/** Adds a note to the others in `folder`, and drops the oldest beyond the last few. Throws what the disk throws. */
export async function writeRunNote(folder: string, note: RunNote, pid: number): Promise<void> {
  const home = join(folder, '.llmsim');
  const runs = join(home, 'runs');
  await mkdir(runs, { recursive: true });
  // For this machine only: nobody's repository is to hold it.
  await writeFile(join(home, '.gitignore'), '*\n');
  const name = `${note.at.replace(/[^0-9TZ]/g, '')}-${pid}.json`;
  await writeFile(join(runs, name), `${JSON.stringify({ llmsim: 1, ...note }, undefined, 2)}\n`);
  const names = (await readdir(runs)).filter((one) => one.endsWith('.json')).sort();
  for (const old of names.slice(0, -kept)) await rm(join(runs, old), { force: true });
}
