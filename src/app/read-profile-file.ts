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
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LlmsimError(
      'usage',
      `The latency profile ${path} cannot be read: ${reason}.`,
      'A name without a slash and an ending is that of a profile: `llmsim profile ls` lists them.',
      { cause },
    );
  }
  return readProfile(text, path);
}
