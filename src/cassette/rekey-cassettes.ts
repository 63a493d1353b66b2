/** Gives the files of cassettes the keys and the names of another recipe, in place, without network. */

import { rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { OpenCassette } from './cassette-index.ts';
import { openLibrary } from './cassette-library.ts';
import { fileName, parseFileName } from './file-name.ts';
import { storedKey } from './fingerprint.ts';
import { diskFiles } from './folder-files.ts';
import { readStanding, rewriteKey } from './in-place.ts';
import { manifestName, manifestText, readManifest } from './manifest.ts';
import { sequenceOf } from './old-recordings.ts';
import { readInteractionFile } from './read-interaction-file.ts';
import type { Recipe } from './recipe.ts';
import { type Rekeyed, rekeyAll } from './rekey.ts';
import { WorkingFiles } from './working-files.ts';
import { hostPart } from './working-names.ts';

export interface RekeyOptions {
  readonly recipeOf: (cassette: string) => Recipe;
  readonly redactor: Redactor;
  readonly progress?: (cassette: string, done: number, total: number) => void;
}

export interface RekeyedCassette {
  readonly cassette: string;
  readonly folder: string;
  /** The recipe of its manifest; undefined where there was none. */
  readonly from: string | undefined;
  readonly to: string;
  readonly recordings: number;
  /** How many of them got another key or name. */
  readonly changed: number;
  /** What could not be read and stays as it is. */
  readonly broken: readonly string[];
}

/**
 * Cassette by cassette. May be broken off at any time: each file is whole and has one name, and the next run ends the work,
 * because the manifest is written last. Throws as `openLibrary` does, `cassette-write`, and `cassette-version` for a newer format.
 */
export async function* rekeyCassettes(
  paths: readonly string[],
  options: RekeyOptions,
): AsyncGenerator<RekeyedCassette> {
  const library = await openLibrary(paths, options);
  for (const cassette of library.cassettes) {
    if (cassette.problem !== undefined) throw cassette.problem;
    if (!cassette.whole) {
      const hint = 'Give the folder: all recordings of a cassette have one recipe.';
      throw new LlmsimError('usage', `${cassette.folder} can only be rekeyed as a whole.`, hint);
    }
    yield await rekeyCassette(cassette, options);
  }
}

async function rekeyCassette(cassette: OpenCassette, options: RekeyOptions): Promise<RekeyedCassette> {
  const { folder, name: cassetteName, recipe } = cassette;
  const names = [...cassette.entries()].map(({ name }) => name);
  const read = (name: string) => readInteractionFile(join(folder, name));
  const keys = { recipe, redactor: options.redactor };
  const all = await rekeyAll(names, read, keys, (done) => options.progress?.(cassetteName, done, names.length));
  const moves = newNames(all);
  let changed = 0;
  for (const { name, key } of all) {
    const standing = await readStanding(join(folder, name));
    const { sha256, recipe: was } = standing.interaction.key;
    const same = sha256 === key.sha256 && was === key.recipe;
    if (!same) await rewriteKey(standing, storedKey(key));
    if (!same || moves.get(name) !== name) changed += 1;
  }
  await renameAll(folder, moves);
  const from = (await readManifest(folder))?.recipe;
  if (from !== recipe.id) await writeManifest(folder, recipe);
  const readable = new Set(all.map(({ name }) => name));
  const broken = names.filter((name) => !readable.has(name)).map((name) => join(folder, name));
  return { cassette: cassetteName, folder, from, to: recipe.id, recordings: names.length, changed, broken };
}

/** Old name → new name; recordings of one key are numbered in their order. */
function newNames(all: readonly Rekeyed[]): ReadonlyMap<string, string> {
  const numbers = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { name, key } of all) {
    const parsed = parseFileName(name);
    if (parsed === undefined) continue;
    const stem = parsed.stem.slice(0, -16) + key.sha256.slice(0, 16);
    const sequence = sequenceOf(stem);
    const n = (numbers.get(sequence) ?? 0) + 1;
    numbers.set(sequence, n);
    names.set(name, fileName(stem, n));
  }
  return names;
}

/** Numbers far beyond those that recordings have. */
const aside = 9_000_000;

/** First aside what stands where another goes to, then everything to its place. */
async function renameAll(folder: string, moves: ReadonlyMap<string, string>): Promise<void> {
  const at = new Map<string, string>();
  for (const [from, to] of moves) if (from !== to) at.set(from, from);
  let number = aside;
  for (const to of moves.values()) {
    if (at.get(to) !== to) continue;
    const stem = parseFileName(to)?.stem ?? '';
    const free = fileName(stem, number++);
    await rename(join(folder, to), join(folder, free));
    at.set(to, free);
  }
  for (const [from, now] of at) await rename(join(folder, now), join(folder, moves.get(from) ?? now));
}

async function writeManifest(folder: string, recipe: Recipe): Promise<void> {
  const work = new WorkingFiles(folder, { host: hostPart(hostname()), pid: process.pid }, diskFiles);
  const temp = await work.writeTemp(manifestText(recipe.id));
  try {
    await work.files.rename(temp, join(folder, manifestName));
    await work.files.syncFolder(folder);
  } finally {
    await work.discard(temp);
  }
}
