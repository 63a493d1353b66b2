/** The working files of one recorder in one cassette folder: writing them, giving them their final name, taking them away. */

import { join } from 'node:path';
import { fileName } from './file-name.ts';
import { errnoOf, type FolderFiles } from './folder-files.ts';
import { lockName, type Owner, tempName } from './working-names.ts';

/** How file systems say that they have no hard links (FAT and exFAT, some network and phone storage; Windows says EISDIR). */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES', 'EISDIR', 'UNKNOWN']);

/** Paths that this process works on now: a name with its own pid and not in here is of a dead process that had the same pid. */
const inUse = new Set<string>();

export function isInUse(path: string): boolean {
  return inUse.has(path);
}

export class WorkingFiles {
  readonly folder: string;
  readonly owner: Owner;
  readonly files: FolderFiles;

  constructor(folder: string, owner: Owner, files: FolderFiles) {
    this.folder = folder;
    this.owner = owner;
    this.files = files;
  }

  /** Writes a new temp file durably and gives its path; on failure nothing of it is left. */
  async writeTemp(content: string | Uint8Array): Promise<string> {
    for (;;) {
      const path = join(this.folder, tempName(this.owner));
      inUse.add(path);
      try {
        await this.files.create(path, content);
        return path;
      } catch (cause) {
        // A dead process of the same pid left this name: it is not ours to remove here, the next one will be free.
        if (errnoOf(cause) === 'EEXIST') {
          inUse.delete(path);
          continue;
        }
        await this.discard(path);
        throw cause;
      }
    }
  }

  /** Marks a path as this process's own, for as long as it exists. */
  claim(path: string): void {
    inUse.add(path);
  }

  unclaim(path: string): void {
    inUse.delete(path);
  }

  /** Removes a working file. Never fails: what cannot be removed now is removed when a recorder starts. */
  async discard(path: string): Promise<void> {
    try {
      await this.files.remove(path);
    } catch {
      // Gone already, or the disk is in a state of which the caller hears anyway.
    }
    inUse.delete(path);
  }

  /**
   * Gives the file at `path` the name `name` unless that is taken; never replaces a file. True when the file has the name
   * now; `path` may then still exist beside it and is to be discarded.
   */
  async place(path: string, name: string): Promise<boolean> {
    const target = join(this.folder, name);
    try {
      await this.files.link(path, target);
      return true;
    } catch (cause) {
      const errno = errnoOf(cause) ?? '';
      // A network file system may repeat a request that had succeeded: then the name is taken by this very file.
      if (errno === 'EEXIST') return this.#same(path, target);
      if (!noLinks.has(errno)) throw cause;
      return this.#placeUnderLock(path, name);
    }
  }

  /** Gives the file at `path` the first free name of its key, from the n-th on; for a file that must not be lost. */
  async placeAnywhere(path: string, { stem, n }: { readonly stem: string; readonly n: number }): Promise<void> {
    let next = n;
    while (!(await this.place(path, fileName(stem, next)))) next++;
  }

  #same(path: string, target: string): boolean {
    const id = this.files.identify(path)?.id;
    return id !== undefined && id === this.files.identify(target)?.id;
  }

  /** Without links a lock file decides who may take a name, so that even a kill leaves only whole files. */
  async #placeUnderLock(path: string, name: string): Promise<boolean> {
    const lock = join(this.folder, lockName(name));
    if (inUse.has(lock)) return false;
    inUse.add(lock);
    try {
      await this.files.create(lock, `${this.owner.host} ${this.owner.pid}\n`);
    } catch (cause) {
      if (errnoOf(cause) !== 'EEXIST') await this.discard(lock);
      inUse.delete(lock);
      if (errnoOf(cause) === 'EEXIST') return false;
      throw cause;
    }
    try {
      const target = join(this.folder, name);
      if (this.files.identify(target) !== undefined) return false;
      await this.files.rename(path, target);
      return true;
    } finally {
      await this.discard(lock);
    }
  }
}
