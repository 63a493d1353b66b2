/** Which names a cassette may have: they are folder names on every system and segments of a URL. */

import { LlmsimError } from '../core/errors.ts';
import { isReservedName } from './reserved-names.ts';

export const cassetteNameLimit = 100;

/** The folder inside a cassette that holds its blobs; a cassette of that name would be mistaken for it. */
export const blobFolder = 'blobs';

/** `[a-z0-9][a-z0-9._-]*`, at most 100 characters, no `..`, no `.` at the end, not `blobs`, no device name of Windows. */
export function isCassetteName(name: string): boolean {
  return (
    name.length <= cassetteNameLimit &&
    /^[a-z0-9][a-z0-9._-]*$/.test(name) &&
    !name.includes('..') &&
    !name.endsWith('.') &&
    name !== blobFolder &&
    !isReservedName(name)
  );
}

/** Throws `cassette-name` unless `name` may name a cassette. */
export function checkCassetteName(name: string): void {
  if (isCassetteName(name)) return;
  throw new LlmsimError(
    'cassette-name',
    `${JSON.stringify(name.slice(0, 120))} cannot be a cassette's name.`,
    'Use lower-case letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 100 characters; ".." and system names such as "con" and "blobs" are not allowed.',
  );
}

/** The nearest cassette name to any folder's name, for a cassette that is opened by its path. */
export function nearestCassetteName(folderName: string): string {
  const name = folderName
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/\.\.+/g, '.')
    .slice(0, cassetteNameLimit)
    .replace(/^[._-]+|[.-]+$/g, '');
  return isCassetteName(name)
    ? name
    : name === ''
      ? 'cassette'
      : `cassette-${name}`.slice(0, cassetteNameLimit).replace(/\.+$/, '');
}
