/** Reads one interaction file from the disk, and nothing outside its folder. */

import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import { readBlob } from './blobs.ts';
import { type DecodedInteraction, decodeInteraction, tooLarge } from './decode-interaction.ts';
import { fileLimit } from './file-shape.ts';

/** Without waiting on a pipe that somebody gave a cassette's name. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

interface Entry {
  isFile(): boolean;
  isSymbolicLink(): boolean;
}

/**
 * Throws as `decodeInteraction` does, and `cassette-unreadable` when there is no such plain file or it is a link out of its folder.
 * `name` is how messages call it. The size is looked at before the content.
 */
export async function readInteractionFile(path: string, name = path): Promise<DecodedInteraction> {
  return decode(await readBytes(path, name), path, name);
}

/** The same, synchronously. */
export function readInteractionFileSync(path: string, name = path): DecodedInteraction {
  return decode(readBytesSync(path, name), path, name);
}

/** The bytes alone, under the same conditions; for who wants to compare them. */
export async function readBytes(path: string, name = path): Promise<Uint8Array> {
  try {
    checkEntry(await lstat(path), name);
    checkInside(await realpath(path), await realpath(dirname(path)), name);
    const file = await open(path, flags);
    try {
      checkStatus(await file.stat(), name);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw asUnreadable(cause, name);
  }
}

function readBytesSync(path: string, name: string): Uint8Array {
  try {
    checkEntry(lstatSync(path), name);
    checkInside(realpathSync(path), realpathSync(dirname(path)), name);
    const file = openSync(path, flags);
    try {
      checkStatus(fstatSync(file), name);
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw asUnreadable(cause, name);
  }
}

function decode(bytes: Uint8Array, path: string, name: string): DecodedInteraction {
  const folder = dirname(path);
  return decodeInteraction(bytes, { file: name, readBlob: (blob) => readBlob(folder, blob) });
}

function checkEntry(entry: Entry, name: string): void {
  if (!entry.isFile() && !entry.isSymbolicLink()) throw unreadable(name, 'is not a plain file');
}

function checkInside(target: string, folder: string, name: string): void {
  if (target !== join(folder, basename(target))) throw unreadable(name, 'is a link that leads out of its folder');
}

function checkStatus(status: { isFile(): boolean; readonly size: number }, name: string): void {
  if (!status.isFile()) throw unreadable(name, 'is not a plain file');
  if (status.size > fileLimit) throw tooLarge(name);
}

function asUnreadable(cause: unknown, name: string): LlmsimError {
  if (cause instanceof LlmsimError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
  return unreadable(name, code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`, cause);
}

function unreadable(name: string, what: string, cause?: unknown): LlmsimError {
  return new LlmsimError('cassette-unreadable', `${name} ${what}.`, 'Check the path and its permissions.', { cause });
}
