/** Finds the recordings that the last runs did not use, and the blobs that nothing names, and removes them. */

import { basename, dirname, join, resolve } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import { type Entry, type OpenCassette, openLibrary } from './cassette-library.ts';
import { diskFiles, errnoOf } from './folder-files.ts';
import { orphanBlobs } from './orphan-blobs.ts';

/** What a run left word of. */
export interface RunNote {
  /** When it was; ISO 8601, UTC. */
  readonly at: string;
  /** Ids `<cassette>/<file name without .json>`. */
  readonly used: readonly string[];
  /** The names of the cassettes in play. */
  readonly cassettes: readonly string[];
}

export interface PruneOptions {
  readonly paths: readonly string[];
  /** How many runs back. */
  readonly runs: number;
  /** Only blobs that no interaction names; needs no notes. */
  readonly blobsOnly: boolean;
  /** The notes of the runs over the cassettes in a folder. */
  readonly notesIn: (folder: string) => Promise<readonly RunNote[]>;
}

/** Something that may go. */
export interface Prunable {
  readonly kind: 'recording' | 'blob';
  readonly path: string;
  readonly bytes: number;
  /** When it was recorded, of a blob when it was written; milliseconds since 1970. */
  readonly since: number;
  /** What it was when it was looked at. */
  readonly identity: string;
}

export interface PrunePlan {
  readonly items: readonly Prunable[];
  /** Cassettes that none of the runs had in play. */
  readonly untouched: readonly string[];
  /** Recordings that no run used and that cannot be read: somebody should look at them first. */
  readonly broken: readonly LlmsimError[];
}

/**
 * Only cassettes that were in play in the last `runs` runs give something. A recording goes when a run could have used it, and
 * none did: runs before its file was written say nothing of it. Throws as `openLibrary` does, and `usage` where there are no notes.
 */
export async function planPrune(options: PruneOptions): Promise<PrunePlan> {
  const items: Prunable[] = [];
  const untouched: string[] = [];
  const broken: LlmsimError[] = [];
  const seen = new Set<string>();
  let notes = 0;
  for (const path of options.paths) {
    for (const cassette of (await openLibrary([path])).cassettes) {
      const folder = resolve(cassette.folder);
      if (seen.has(folder)) continue;
      seen.add(folder);
      const runs = options.blobsOnly ? [] : await lastRuns(dirname(folder), options);
      notes += runs.length;
      const played = runs.filter(({ cassettes }) => cassettes.includes(cassette.name));
      if (played.length === 0 && !options.blobsOnly) {
        untouched.push(cassette.name);
        continue;
      }
      const found = await unused(cassette, played);
      items.push(...found.items);
      broken.push(...found.broken);
      items.push(...(await blobsOf(cassette, new Set(found.items.map((item) => basename(item.path))))));
    }
  }
  if (notes === 0 && untouched.length > 0) throw withoutNotes(options.paths);
  return { items, untouched, broken };
}

async function lastRuns(folder: string, { runs, notesIn }: PruneOptions): Promise<readonly RunNote[]> {
  const notes = [...(await notesIn(folder))].sort((a, b) => (a.at < b.at ? 1 : -1));
  return notes.slice(0, runs);
}

function withoutNotes(paths: readonly string[]): LlmsimError {
  const message = `No run has left word of what it used of ${paths.join(', ')}.`;
  const hint =
    '`llmsim run -- <your tests>` notes it in .llmsim/ beside the cassettes; run it once or more, then prune. --blobs needs no notes.';
  return new LlmsimError('usage', message, hint);
}

async function unused(
  cassette: OpenCassette,
  runs: readonly RunNote[],
): Promise<{ items: readonly Prunable[]; broken: readonly LlmsimError[] }> {
  const items: Prunable[] = [];
  const broken: LlmsimError[] = [];
  const used = new Set(runs.flatMap((run) => run.used));
  const latest = Math.max(...runs.map(({ at }) => Date.parse(at)));
  for (const entry of cassette.entries()) {
    if (used.has(entry.id)) continue;
    const identity = diskFiles.identify(entry.path);
    // Later than every run: recorded, renamed or checked out since.
    if (identity === undefined || !(identity.changedAt < latest)) continue;
    try {
      const since = Date.parse(await recordedAt(entry));
      items.push({ kind: 'recording', path: entry.path, bytes: identity.size, since, identity: identity.id });
    } catch (cause) {
      if (!(cause instanceof LlmsimError)) throw cause;
      broken.push(cause);
    }
  }
  return { items, broken };
}

async function recordedAt(entry: Entry): Promise<string> {
  return (await entry.load()).recordedAt;
}

/** Of single files, or of a format that is not known, nobody can say which blobs belong to it. */
async function blobsOf(cassette: OpenCassette, doomed: ReadonlySet<string>): Promise<readonly Prunable[]> {
  if (!cassette.whole || cassette.problem?.code === 'cassette-version') return [];
  const items: Prunable[] = [];
  for (const name of await orphanBlobs(cassette.folder, doomed)) {
    const path = join(cassette.folder, name);
    const identity = diskFiles.identify(path);
    if (identity?.kind !== 'file') continue;
    items.push({ kind: 'blob', path, bytes: identity.size, since: identity.changedAt, identity: identity.id });
  }
  return items;
}

export interface Pruned {
  readonly removed: number;
  /** What is there still, with the reason. */
  readonly kept: readonly { readonly path: string; readonly why: string }[];
}

/**
 * Removes what a plan names: recordings first, then blobs that still nobody names. What somebody has changed since stays. Numbers of
 * the recordings that remain are kept, gaps and all: replay goes by their order, and other files keep their names.
 */
export async function prune(items: readonly Prunable[]): Promise<Pruned> {
  const kept: { path: string; why: string }[] = [];
  let removed = 0;
  const remove = async ({ path, identity }: Prunable): Promise<void> => {
    try {
      if (diskFiles.identify(path)?.id !== identity) kept.push({ path, why: 'it was changed in the meantime' });
      else {
        await diskFiles.remove(path);
        removed += 1;
      }
    } catch (cause) {
      kept.push({ path, why: errnoOf(cause) ?? String(cause) });
    }
  };
  for (const item of items) if (item.kind === 'recording') await remove(item);
  const orphans = new Map<string, ReadonlySet<string>>();
  for (const item of items) {
    if (item.kind !== 'blob') continue;
    const folder = dirname(dirname(item.path));
    const names = orphans.get(folder) ?? new Set(await orphanBlobs(folder));
    orphans.set(folder, names);
    if (names.has(`blobs/${basename(item.path)}`)) await remove(item);
    else kept.push({ path: item.path, why: 'a recording names it' });
  }
  return { removed, kept };
}
