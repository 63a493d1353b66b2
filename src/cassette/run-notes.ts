/** What runs noted about the recordings they used: `.llmsim/runs/<timestamp>-<pid>.json` beside the cassettes, ignored by git. */

import { readdir, readFile } from 'node:fs/promises';
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
