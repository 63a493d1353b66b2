/** Which blobs of a cassette no interaction names. */

import { Buffer } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isBlobName } from './blobs.ts';
import { blobFolder } from './cassette-name.ts';
import { workingPrefix } from './working-names.ts';

/** The names of blobs in the text of a file, so that a file that does not load keeps its blobs. */
export function blobNamesIn(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.match(/blobs\/[0-9a-f]{64}\.bin/g) ?? [];
}

/**
 * The names (`blobs/<sha256>.bin`) that only the files in `except` speak of, or none. Empty while a recorder is at work in the
 * folder: it writes blobs before the files that name them. A file that cannot be read rejects.
 */
export async function orphanBlobs(folder: string, except: ReadonlySet<string> = new Set()): Promise<readonly string[]> {
  const blobs = (await namesIn(join(folder, blobFolder))).map((name) => `${blobFolder}/${name}`).filter(isBlobName);
  if (blobs.length === 0) return [];
  const files = await namesIn(folder);
  if (files.some((name) => name.startsWith(workingPrefix))) return [];
  const orphans = new Set(blobs);
  for (const name of files) {
    if (!name.endsWith('.json') || except.has(name)) continue;
    for (const blob of blobNamesIn(await readFile(join(folder, name)))) orphans.delete(blob);
  }
  return [...orphans].sort();
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}
