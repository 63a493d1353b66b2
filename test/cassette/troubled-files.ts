/** The disk with something wrong with it: it stops at a chosen operation, for good or once, or has no links. */

import { writeFileSync } from 'node:fs';
import { diskFiles, type FolderFiles } from '../../src/cassette/folder-files.ts';

export interface Trouble {
  /** Operations are counted from 0; without it nothing goes wrong. */
  readonly at?: number;
  /**
   * `dies`: from then on nothing happens any more, as for a process that was killed; a file under way is half written.
   * `dies-after`: the same, but this one operation still reaches the disk. `fails`: this one operation fails, all others work.
   */
  readonly how?: 'dies' | 'dies-after' | 'fails';
  readonly errno?: string;
  /** False for a file system that has no hard links. */
  readonly links?: boolean;
  /** Runs before each operation. */
  readonly before?: (name: keyof FolderFiles, path: string) => Promise<void>;
}

export interface TroubledFiles extends FolderFiles {
  /** How many operations were asked for. */
  readonly count: number;
  /** Whether the trouble has come. */
  readonly struck: boolean;
}

export function troubledFiles(trouble: Trouble): TroubledFiles {
  const { at = Number.POSITIVE_INFINITY, how = 'fails', errno = 'ENOSPC', links = true, before } = trouble;
  let count = 0;
  let dead = false;
  let struck = false;
  const error = (code: string) => Object.assign(new Error(`${code}: made by the test`), { code });

  async function run<T>(name: keyof FolderFiles, path: string, work: () => Promise<T>, half?: () => void): Promise<T> {
    if (dead) throw error('EIO');
    const strikes = count++ === at;
    if (!strikes) {
      await before?.(name, path);
      return work();
    }
    struck = true;
    dead = how !== 'fails';
    if (how === 'dies-after') await work();
    else half?.();
    throw error(errno);
  }

  return {
    get count() {
      return count;
    },
    get struck() {
      return struck;
    },
    makeFolder: (path) => run('makeFolder', path, () => diskFiles.makeFolder(path)),
    list: (path) => run('list', path, () => diskFiles.list(path)),
    read: (path) => run('read', path, () => diskFiles.read(path)),
    create: (path, content) =>
      run(
        'create',
        path,
        () => diskFiles.create(path, content),
        () => writeFileSync(path, content.slice(0, content.length / 2), { flag: 'wx' }),
      ),
    link: (from, to) => run('link', from, () => (links ? diskFiles.link(from, to) : Promise.reject(error('EPERM')))),
    rename: (from, to) => run('rename', from, () => diskFiles.rename(from, to)),
    remove: (path) => run('remove', path, () => diskFiles.remove(path)),
    syncFolder: (path) => run('syncFolder', path, () => diskFiles.syncFolder(path)),
    identify: (path) => {
      if (dead) throw error('EIO');
      return diskFiles.identify(path);
    },
  };
}
