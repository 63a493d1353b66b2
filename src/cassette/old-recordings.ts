/** The recordings that were in a cassette when a recorder started, and how a key's are replaced without ever losing both. */

import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseFileName } from './file-name.ts';
import type { WorkingFiles } from './working-files.ts';
import { asideName, identityDigest } from './working-names.ts';

export interface OldRecording {
  readonly name: string;
  /** The file's identity when it was seen; another recorder's file of the same name has another. */
  readonly id: string;
}

interface Aside {
  readonly path: string;
  readonly name: string;
}

/** What belongs together: the recordings of one key from one upstream, whatever their slug. */
export function sequenceOf(stem: string): string {
  return stem.slice(0, stem.indexOf('.')) + stem.slice(-17);
}

/** By sequence, the highest number among `names`. */
export function highestNumbers(names: readonly string[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const name of names) {
    const parsed = parseFileName(name);
    if (parsed === undefined) continue;
    const sequence = sequenceOf(parsed.stem);
    highest.set(sequence, Math.max(highest.get(sequence) ?? 0, parsed.n));
  }
  return highest;
}

/** By sequence, the recordings among `names` with what identifies each file. */
export async function identifyAll(work: WorkingFiles, names: readonly string[]): Promise<Map<string, OldRecording[]>> {
  const found = new Map<string, OldRecording[]>();
  let seen = 0;
  for (const name of names) {
    const parsed = parseFileName(name);
    if (parsed === undefined) continue;
    // A thousand take about 4 ms; other requests go on in between.
    if (++seen % 1000 === 0) await setImmediate();
    const identity = work.files.identify(join(work.folder, name));
    if (identity === undefined || identity.kind !== 'file') continue;
    const sequence = sequenceOf(parsed.stem);
    const list = found.get(sequence);
    if (list === undefined) found.set(sequence, [{ name, id: identity.id }]);
    else list.push({ name, id: identity.id });
  }
  return found;
}

/**
 * Runs `publish`, which gives the new recording at `temp` its name, while the old ones are out of the way; then removes
 * these, or gives them their names back when `publish` fails. A kill at any moment leaves what `clearLeftovers` mends.
 */
export async function replacing(
  work: WorkingFiles,
  old: readonly OldRecording[],
  temp: string,
  publish: () => Promise<string>,
): Promise<string> {
  const replacement = identityDigest(work.files.identify(temp)?.id ?? '');
  const asides: Aside[] = [];
  let name: string;
  try {
    for (const recording of old) {
      const path = await setAside(work, recording, replacement);
      if (path !== undefined) asides.push({ path, name: recording.name });
    }
    name = await publish();
  } catch (cause) {
    for (const aside of asides) await giveBack(work, aside);
    throw cause;
  }
  for (const aside of asides) await work.discard(aside.path);
  return name;
}

/** Moves an old recording to a dot name if it is still the file that was seen; undefined if it is not, or cannot be moved. */
async function setAside(
  work: WorkingFiles,
  { name, id }: OldRecording,
  replacement: string,
): Promise<string | undefined> {
  const path = join(work.folder, name);
  if (work.files.identify(path)?.id !== id) return undefined;
  const aside = join(work.folder, asideName(work.owner, identityDigest(id), replacement, name));
  work.claim(aside);
  try {
    await work.files.rename(path, aside);
  } catch {
    // Gone, or held open (Windows): the new recording then takes a name beside it. A broken disk shows itself there.
    work.unclaim(aside);
    return undefined;
  }
  if (work.files.identify(aside)?.id === id) return aside;
  // Another recorder's file took the name between the look and the move.
  await giveBack(work, { path: aside, name });
  return undefined;
}

/** Never fails: what cannot be given back now stays beside, and is given back when a recorder starts. */
async function giveBack(work: WorkingFiles, { path, name }: Aside): Promise<void> {
  const parsed = parseFileName(name);
  try {
    if (parsed === undefined) return;
    await work.placeAnywhere(path, parsed);
    await work.discard(path);
  } catch {
    // The failure that led here is the one to be told.
  } finally {
    work.unclaim(path);
  }
}
