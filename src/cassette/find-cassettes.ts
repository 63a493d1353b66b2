/** Finds the cassettes behind the paths that a user gives: one listing for each folder, and nothing per file. */

import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import { blobFolder } from './cassette-name.ts';
import { isFileName } from './file-name.ts';
import { errnoOf } from './folder-files.ts';
import { manifestName } from './manifest.ts';

export interface FoundCassette {
  readonly folder: string;
  readonly folderName: string;
  /** Names of interactions, in the system's order. */
  readonly names: readonly string[];
  readonly hasManifest: boolean;
  /** False when only single files were asked for. */
  readonly whole: boolean;
}

interface Listing {
  readonly folder: string;
  readonly names: readonly string[];
  readonly hasManifest: boolean;
  readonly strays: readonly string[];
}

/** The cassettes in the order of the paths, each once, and the `.json` files beside them that are not interactions. */
export async function findCassettes(
  paths: readonly string[],
): Promise<{ found: readonly FoundCassette[]; strays: readonly string[] }> {
  const found = new Map<string, FoundCassette>();
  const strays = new Set<string>();
  for (const path of paths) {
    const listing = await list(path);
    if (listing === undefined) await addFile(path, found);
    else {
      const folders = isCassette(listing) ? [listing] : [listing, ...(await listInside(path))];
      for (const one of folders) {
        for (const name of one.strays) strays.add(join(one.folder, name));
        if (isCassette(one)) found.set(await realpath(one.folder), cassetteOf(one, true));
      }
    }
  }
  return { found: [...found.values()], strays: [...strays] };
}

function isCassette({ names, hasManifest }: Listing): boolean {
  return hasManifest || names.length > 0;
}

function cassetteOf({ folder, names, hasManifest }: Listing, whole: boolean): FoundCassette {
  return { folder, folderName: basename(resolve(folder)), names, hasManifest, whole };
}

/** Undefined when `folder` is a file. */
async function list(folder: string): Promise<Listing | undefined> {
  let all: string[];
  try {
    all = await readdir(folder);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOTDIR') return undefined;
    if (errnoOf(cause) === 'ENOENT') throw missing(`There is no cassette folder ${folder}.`, cause);
    const message = `${folder} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new LlmsimError('cassette-unreadable', message, 'Check its permissions.', { cause });
  }
  const names: string[] = [];
  const strays: string[] = [];
  let hasManifest = false;
  for (const name of all) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    if (name === manifestName) hasManifest = true;
    else if (isFileName(name)) names.push(name);
    else strays.push(name);
  }
  return { folder, names, hasManifest, strays };
}

/** The folders in a folder of cassettes, by name. */
async function listInside(parent: string): Promise<Listing[]> {
  const children = await readdir(parent, { withFileTypes: true });
  const folders: string[] = [];
  for (const child of children) {
    if (child.name.startsWith('.') || child.name === blobFolder) continue;
    const path = join(parent, child.name);
    if (child.isDirectory() || (child.isSymbolicLink() && (await isFolder(path)))) folders.push(path);
  }
  const listings: Listing[] = [];
  for (const folder of folders.sort()) {
    const listing = await list(folder);
    if (listing !== undefined) listings.push(listing);
  }
  return listings;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function addFile(path: string, found: Map<string, FoundCassette>): Promise<void> {
  const name = basename(path);
  const folder = dirname(path);
  if (!isFileName(name)) {
    const message = `${path} is not named like an interaction (<upstream>.<endpoint>-…-<16 hex digits of the key>.json).`;
    throw missing(message);
  }
  const id = await realpath(folder);
  const known = found.get(id);
  if (known?.names.includes(name) === true) return;
  const names = [...(known?.names ?? []), name];
  found.set(
    id,
    known === undefined ? cassetteOf({ folder, names, hasManifest: false, strays: [] }, false) : { ...known, names },
  );
}

function missing(message: string, cause?: unknown): LlmsimError {
  const hint = 'Give a cassette folder, a folder of cassettes or an interaction file; `llmsim record` makes them.';
  return new LlmsimError('cassette-missing', message, hint, { cause });
}
