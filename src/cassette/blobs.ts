/** Blobs: bodies too large or too binary for a JSON file, kept beside it under the sha256 of their bytes. */

import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { LlmsimError } from '../core/errors.ts';

/** A body above this many bytes goes to a blob, text or not: a pull request shows nothing that large. */
export const largeBody = 1024 * 1024;
/** A body that is not UTF-8 goes to a blob above this many bytes, else into the file as base64. */
export const largeBinary = 2 * 1024;
/** A blob above this many bytes is not read. */
export const blobLimit = 1024 * 1024 * 1024;

/** Gives the bytes of the blob `name`, or throws a `cassette-blob` error. */
export type ReadBlob = (name: string) => Uint8Array;

const namePattern = /^blobs\/([0-9a-f]{64})\.bin$/;

/** The name of the blob that holds `bytes`, relative to the cassette's folder: `blobs/<sha256>.bin`. */
export function blobName(bytes: Uint8Array): string {
  return `blobs/${createHash('sha256').update(bytes).digest('hex')}.bin`;
}

/** Only exact names count: no other folder, no `..`, no upper case. */
export function isBlobName(name: string): boolean {
  return namePattern.test(name);
}

/**
 * Reads one blob of the cassette in `folder`. Throws `cassette-blob` when the name is not a blob's, the file is missing,
 * is reached over a symbolic link, is not a plain file, or does not have the content that its name promises.
 */
export function readBlob(folder: string, name: string): Uint8Array {
  if (!isBlobName(name)) throw problem(name, 'is not a blob name (blobs/<64 hex digits>.bin)');
  const path = join(folder, name);
  try {
    if (lstatSync(join(folder, 'blobs')).isSymbolicLink()) throw problem(name, 'is reached over a symbolic link');
    const entry = lstatSync(path);
    if (entry.isSymbolicLink()) throw problem(name, 'is a symbolic link');
    if (!entry.isFile()) throw problem(name, 'is not a plain file');
    if (realpathSync(path) !== join(realpathSync(folder), name)) throw problem(name, 'leaves the cassette folder');
    const bytes = readPlainFile(path, name);
    if (blobName(bytes) !== name) throw problem(name, 'does not hold the bytes that its name promises');
    return bytes;
  } catch (cause) {
    if (cause instanceof LlmsimError) throw cause;
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw problem(name, missing ? 'is missing' : 'cannot be read', cause);
  }
}

/** Opened without following a link, so that one put there after the checks is refused too. */
function readPlainFile(path: string, name: string): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw problem(name, 'is not a plain file');
    if (status.size > blobLimit) throw problem(name, `is larger than ${blobLimit} bytes`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function problem(name: string, what: string, cause?: unknown): LlmsimError {
  const hint = 'Restore the blob from version control, or record the interaction again.';
  return new LlmsimError('cassette-blob', `The blob ${JSON.stringify(name.slice(0, 200))} ${what}.`, hint, { cause });
}
