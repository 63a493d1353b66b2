/** Reads a latency profile from a file that a user named. Imports yaml and zod: load it where there is one. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import type { LatencyProfile } from '../latency/profile.ts';
import { readProfile } from '../latency/read-profile.ts';

/**
 * @param folder what a relative path is relative to
 * Throws LlmsimError `usage` for a file that cannot be read, `configuration` for what is wrong in it, line by line.
 */
export function readProfileFile(path: string, folder = '.'): LatencyProfile {
  let text: string;
  try {
    text = readFileSync(resolve(folder, path), 'utf8');
  } catch (cause) {
    throw new LlmsimError(
      'usage',
      `The latency profile ${path} cannot be read: ${reasonOf(cause)}.`,
      'What has a slash in it or ends in .yaml, .yml or .json is a file, all else the name of a profile: `llmsim profile ls` lists them.',
      { cause },
    );
  }
  return readProfile(text, path);
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return cause instanceof Error ? cause.message : String(cause);
}
