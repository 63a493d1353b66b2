/** Names of the short-lived files of a recorder: temp files, old recordings set aside, and locks. All begin with a dot. */

import { createHash } from 'node:crypto';
import { type ParsedFileName, parseFileName } from './file-name.ts';

export interface Owner {
  /** As `hostPart` gives it. */
  readonly host: string;
  readonly pid: number;
}

export type WorkingFile =
  | { readonly kind: 'temp'; readonly owner: Owner }
  | {
      readonly kind: 'aside';
      readonly owner: Owner;
      /** Digest of the identity of the file that was to be set aside. */
      readonly old: string;
      /** Digest of the identity of the recording that takes its place. */
      readonly replacement: string;
      /** The name that the file had. */
      readonly target: ParsedFileName;
    }
  | { readonly kind: 'lock' };

export const workingPrefix = '.llmsim-';

// One count for the whole process, because several stores share its pid.
let count = 0;

/** A host's name as it stands in file names: `[a-z0-9-]`, at most 32 characters. */
export function hostPart(host: string): string {
  const part = host
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 32);
  return part === '' ? 'host' : part;
}

export function tempName({ host, pid }: Owner): string {
  return `${workingPrefix}${host}-${pid}-${++count}.tmp`;
}

/** At most 231 characters: file systems take 255. */
export function asideName({ host, pid }: Owner, old: string, replacement: string, name: string): string {
  return `${workingPrefix}${host}-${pid}-${++count}.${old}.${replacement}.${name}.aside`;
}

/** Whoever creates it may take `name`; used only where links are missing. */
export function lockName(name: string): string {
  return `${workingPrefix}${name}.lock`;
}

/** What a name is, or undefined for one that no recorder gives. */
export function parseWorkingName(name: string): WorkingFile | undefined {
  if (!name.startsWith(workingPrefix)) return undefined;
  if (name.endsWith('.lock')) return { kind: 'lock' };
  const match = /^\.llmsim-([a-z0-9-]+)-(\d{1,10})-\d+\.(?:tmp|([0-9a-f]{12})\.([0-9a-f]{12})\.(.+)\.aside)$/.exec(
    name,
  );
  if (match === null) return undefined;
  const [, host = '', pid = '', old, replacement, targetName] = match;
  const owner: Owner = { host, pid: Number(pid) };
  if (old === undefined || replacement === undefined || targetName === undefined) return { kind: 'temp', owner };
  const target = parseFileName(targetName);
  return target === undefined ? undefined : { kind: 'aside', owner, old, replacement, target };
}

/** Twelve hex digits that stand for a file's identity in a name. */
export function identityDigest(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 12);
}
