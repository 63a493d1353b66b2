/** The manifest `cassette.json`: which format version and which key recipe a cassette has. Nothing per interaction. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import { recipe as usualRecipe } from './fingerprint.ts';
import type { WorkingFiles } from './working-files.ts';

export const manifestName = 'cassette.json';
export const manifestVersion = 1;
const sizeLimit = 64 * 1024;

export interface Manifest {
  /** The format version. */
  readonly llmsim: number;
  readonly recipe: string;
}

/** What a new cassette gets; the same bytes from every writer. */
export function manifestText(recipe: string = usualRecipe): string {
  return `${JSON.stringify({ llmsim: manifestVersion, recipe }, undefined, 2)}\n`;
}

/**
 * The manifest of the cassette in `folder`, or undefined when there is none (recordings put together by hand need none).
 * Throws `cassette-version` for a newer format, and `cassette-not-json`, `cassette-schema`, `cassette-too-large` or
 * `cassette-unreadable` for a file that is not a manifest.
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, manifestName);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new LlmsimError('cassette-unreadable', `${path} cannot be read.`, 'Check its permissions.', { cause });
  }
  // Where files cannot be created whole, a killed recorder can leave an empty one.
  if (bytes.byteLength === 0) return undefined;
  if (bytes.byteLength > sizeLimit) throw broken('cassette-too-large', path, 'is too large for a manifest');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw broken('cassette-not-json', path, 'is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw broken('cassette-schema', path, 'is not a JSON object');
  }
  const version = 'llmsim' in value ? value.llmsim : undefined;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw broken('cassette-schema', path, 'has no format version "llmsim": 1');
  }
  if (version > manifestVersion) {
    const message = `${path} is of format version ${version}; this llmsim reads up to ${manifestVersion}.`;
    throw new LlmsimError('cassette-version', message, 'Update llmsim.');
  }
  const named = 'recipe' in value ? value.recipe : undefined;
  if (typeof named !== 'string' || named === '') throw broken('cassette-schema', path, 'has no "recipe"');
  return { llmsim: version, recipe: named };
}

function broken(
  code: 'cassette-too-large' | 'cassette-not-json' | 'cassette-schema',
  path: string,
  what: string,
  cause?: unknown,
): LlmsimError {
  const hint = `Restore it from version control, or delete it: recording writes a new one.`;
  return new LlmsimError(code, `${path} ${what}.`, hint, { cause });
}

/**
 * Writes the manifest of a cassette that has none. Throws like `readManifest`, and `cassette-version` for a cassette whose
 * keys were made by another recipe: new recordings among them would not be found.
 */
export async function ensureManifest(work: WorkingFiles, recipe: string = usualRecipe): Promise<void> {
  if ((await checkedManifest(work.folder, recipe)) !== undefined) return;
  const path = join(work.folder, manifestName);
  const temp = await work.writeTemp(manifestText(recipe));
  try {
    // An empty one is what a kill can leave where files do not come into being whole.
    if (work.files.identify(path)?.size === 0) await work.files.rename(temp, path);
    else if (!(await work.place(temp, manifestName))) await checkedManifest(work.folder, recipe);
    await work.files.syncFolder(work.folder);
  } finally {
    await work.discard(temp);
  }
}

async function checkedManifest(folder: string, recipe: string): Promise<Manifest | undefined> {
  const manifest = await readManifest(folder);
  if (manifest === undefined || manifest.recipe === recipe) return manifest;
  throw otherRecipe(folder, manifest.recipe, recipe);
}

/** What recording into a cassette of another recipe is answered with. */
export function otherRecipe(folder: string, is: string, wanted: string): LlmsimError {
  return new LlmsimError(
    'cassette-version',
    `${folder} holds recordings whose keys follow the recipe "${is}"; the configuration asks for "${wanted}".`,
    `Run \`llmsim cassette rekey ${folder}\` (no network, nothing is lost), or record into another cassette.`,
  );
}
