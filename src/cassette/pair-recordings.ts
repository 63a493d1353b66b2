/** Pairs the recordings of two folders: the n-th of a key in the one with the n-th of the same key in the other. */

import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import type { Interaction } from '../core/interaction.ts';
import { type CassetteLibrary, type Entry, openLibrary } from './cassette-library.ts';
import { readInteractionFile } from './read-interaction-file.ts';

/** A recording that can be read. */
export interface Readable {
  readonly path: string;
  load(): Promise<Interaction>;
}

export interface Paired {
  /** `<cassette>/<file name without .json>` of the first, or both file names. */
  readonly name: string;
  readonly before: Readable;
  readonly after: Readable;
}

export interface Pairing {
  readonly pairs: readonly Paired[];
  readonly onlyBefore: readonly Readable[];
  readonly onlyAfter: readonly Readable[];
}

/**
 * Two files of any name are one pair. Folders are cassettes or hold cassettes; cassettes pair by name, or with each other where both
 * sides have only one. Throws `cassette-missing` as `openLibrary` does, and `usage` for a file beside a folder.
 */
export async function pairRecordings(before: string, after: string): Promise<Pairing> {
  const files = [before, after].filter(isFile);
  if (files.length === 2) {
    const name = `${basename(before)} ${basename(after)}`;
    return { pairs: [{ name, before: fileAt(before), after: fileAt(after) }], onlyBefore: [], onlyAfter: [] };
  }
  if (files.length === 1) {
    throw new LlmsimError('usage', `${files[0]} is a file, and the other is not.`, 'Give two files or two folders.');
  }
  const [was, is] = [await openLibrary([before]), await openLibrary([after])];
  const single = was.cassettes.length === 1 && is.cassettes.length === 1;
  const [entriesBefore, entriesAfter] = [placed(was, single), placed(is, single)];
  const pairs: Paired[] = [];
  for (const [place, entry] of entriesBefore) {
    const other = entriesAfter.get(place);
    if (other !== undefined) pairs.push({ name: entry.id, before: entry, after: other });
  }
  return {
    pairs,
    onlyBefore: [...entriesBefore].filter(([place]) => !entriesAfter.has(place)).map(([, entry]) => entry),
    onlyAfter: [...entriesAfter].filter(([place]) => !entriesBefore.has(place)).map(([, entry]) => entry),
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function fileAt(path: string): Readable {
  return { path, load: () => readInteractionFile(path) };
}

function placed(library: CassetteLibrary, single: boolean): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const cassette of library.cassettes) {
    for (const entry of cassette.entries()) {
      entries.set(`${single ? '' : cassette.name}/${entry.upstream}/${entry.key16}/${entry.n}`, entry);
    }
  }
  return entries;
}
