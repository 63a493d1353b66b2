/** The files under some paths that a scan looks into. Nothing that it passes over goes unsaid. */

import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LlmsimError } from '../core/errors.ts';

export type FoundFile = { readonly path: string; readonly skipped?: string };

/** Larger files are passed over. */
export const sizeLimit = 100 * 1024 * 1024;

const skippedFolders = new Set(['node_modules', '.git']);

/**
 * Files in name order, folders recursively without `node_modules` and `.git`. Links inside folders are not followed. Throws `usage`
 * before the first file when one of `paths` does not exist.
 */
export async function* findFiles(paths: readonly string[]): AsyncGenerator<FoundFile> {
  for (const path of paths) {
    await stat(path).catch(() => {
      throw new LlmsimError('usage', `There is no file or folder ${path}.`);
    });
  }
  for (const path of paths) yield* under(path, await stat(path));
}

interface Entry {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

async function* under(path: string, entry: Entry): AsyncGenerator<FoundFile> {
  if (entry.isFile()) {
    yield entry.size > sizeLimit ? { path, skipped: 'larger than 100 MB' } : { path };
  } else if (entry.isDirectory()) {
    let names: string[];
    try {
      names = await readdir(path);
    } catch {
      yield { path, skipped: 'unreadable' };
      return;
    }
    for (const name of names.sort()) {
      const inner = join(path, name);
      const found = await lstat(inner).catch(() => undefined);
      if (found === undefined) yield { path: inner, skipped: 'unreadable' };
      else if (!found.isDirectory() || !skippedFolders.has(name)) yield* under(inner, found);
    }
  }
}
