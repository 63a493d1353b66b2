/** What dead recorders left in a cassette folder: temp files go, an old recording set aside comes back unless its replacement is there. */

import { join } from 'node:path';
import { fileName, parseFileName } from './file-name.ts';
import { isInUse, type WorkingFiles } from './working-files.ts';
import type { WorkingFile } from './working-names.ts';
import { hostPart, identityDigest, type Owner, parseWorkingName, workingPrefix } from './working-names.ts';

/** Whether a process of another host still runs cannot be seen; a file that nobody touched for this long is nobody's. */
const foreignPatience = 60 * 60 * 1000;

export interface LeftoverJudge {
  readonly isAlive: (pid: number) => boolean;
  readonly now: () => Date;
}

/** Clears the leftovers among `names`, the folder's listing. True when names of interactions may have changed. */
export async function clearLeftovers(
  work: WorkingFiles,
  names: readonly string[],
  judge: LeftoverJudge,
): Promise<boolean> {
  let changed = false;
  // Locks first: they may be in the way of what is given back.
  const leftovers = names.filter((name) => name.startsWith(workingPrefix));
  leftovers.sort((a, b) => Number(b.endsWith('.lock')) - Number(a.endsWith('.lock')));
  for (const name of leftovers) {
    const parsed = parseWorkingName(name);
    const path = join(work.folder, name);
    if (parsed === undefined || !(await isAbandoned(work, path, parsed, judge))) continue;
    if (parsed.kind === 'aside') {
      await restore(work, path, parsed, names);
      changed = true;
    }
    await work.discard(path);
  }
  return changed;
}

async function isAbandoned(
  work: WorkingFiles,
  path: string,
  parsed: WorkingFile,
  judge: LeftoverJudge,
): Promise<boolean> {
  const owner = parsed.kind === 'lock' ? await lockOwner(work, path) : parsed.owner;
  if (owner !== undefined && owner.host === work.owner.host) {
    return owner.pid === work.owner.pid ? !isInUse(path) : !judge.isAlive(owner.pid);
  }
  const identity = work.files.identify(path);
  return identity !== undefined && judge.now().getTime() - identity.changedAt > foreignPatience;
}

async function lockOwner(work: WorkingFiles, path: string): Promise<Owner | undefined> {
  try {
    const match = /^(\S+) (\d{1,10})\n$/.exec(await work.files.read(path));
    return match === null ? undefined : { host: hostPart(match[1] ?? ''), pid: Number(match[2]) };
  } catch {
    return undefined;
  }
}

/** Gives an old recording its name back, unless the recording that was to replace it got there. */
async function restore(
  work: WorkingFiles,
  path: string,
  aside: Extract<WorkingFile, { kind: 'aside' }>,
  names: readonly string[],
): Promise<void> {
  const identity = work.files.identify(path);
  if (identity === undefined) return;
  // A recorder killed between moving a file and looking at it may have moved another recorder's new one: that is kept.
  const own = identityDigest(identity.id) === aside.old;
  if (own && isReplaced(work, aside, names)) return;
  const target = fileName(aside.target.stem, aside.target.n);
  if (await work.place(path, target)) return;
  // Its name was taken by a newer recording of the key; or only locked, where there are no links.
  if (!own || work.files.identify(join(work.folder, target)) === undefined)
    await work.placeAnywhere(path, aside.target);
}

function isReplaced(
  work: WorkingFiles,
  aside: Extract<WorkingFile, { kind: 'aside' }>,
  names: readonly string[],
): boolean {
  return names.some((name) => {
    if (!name.includes(aside.target.key16) || parseFileName(name)?.key16 !== aside.target.key16) return false;
    const id = work.files.identify(join(work.folder, name))?.id;
    return id !== undefined && identityDigest(id) === aside.replacement;
  });
}
