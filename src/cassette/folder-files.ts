/** The few file-system operations that recording is made of, in one place so that a test can stop at each of them. */

import fs, { lstatSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface FileIdentity {
  /** Inode, modification time and size: the same after a rename or a link, another after any rewriting. */
  readonly id: string;
  readonly size: number;
  /** When the file was last written, linked or renamed; milliseconds since 1970. */
  readonly changedAt: number;
  readonly kind: 'file' | 'folder' | 'other';
}

export interface FolderFiles {
  makeFolder(path: string): Promise<void>;
  list(folder: string): Promise<string[]>;
  read(path: string): Promise<string>;
  /** Creates a file that must not exist yet, and returns when its bytes are on the disk. */
  create(path: string, content: string | Uint8Array): Promise<void>;
  /** Fails with EEXIST when `to` exists. */
  link(from: string, to: string): Promise<void>;
  /** Replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes names in `folder` durable, where the system can. */
  syncFolder(folder: string): Promise<void>;
  /** Of the name itself, not of what a symbolic link points to; undefined when there is none. Synchronous: for one file it is faster by far. */
  identify(path: string): FileIdentity | undefined;
}

// The callback functions: node's own promises and file handles take more CPU than the disk does.
const [open, close, fsync] = [promisify(fs.open), promisify(fs.close), promisify(fs.fsync)];
const [link, rename, unlink] = [promisify(fs.link), promisify(fs.rename), promisify(fs.unlink)];
const writeFile = promisify(fs.writeFile);

export const diskFiles: FolderFiles = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },
  list: (folder) => readdir(folder),
  read: (path) => readFile(path, 'utf8'),
  create: (path, content) => writeFile(path, content, { flag: 'wx', flush: true }),
  link,
  rename,
  remove: unlink,
  async syncFolder(folder) {
    // Windows cannot open a folder, and some file systems cannot sync one: then there is nothing to be done.
    try {
      const handle = await open(folder, 'r');
      try {
        await fsync(handle);
      } finally {
        await close(handle);
      }
    } catch (cause) {
      if (!['EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOTSUP', 'EBADF', 'ENOSYS'].includes(errnoOf(cause) ?? ''))
        throw cause;
    }
  },
  identify(path) {
    const status = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (status === undefined) return undefined;
    return {
      id: `${status.ino}-${status.mtimeNs}-${status.size}`,
      size: Number(status.size),
      changedAt: Math.max(Number(status.ctimeMs), Number(status.mtimeMs)),
      kind: status.isFile() ? 'file' : status.isDirectory() ? 'folder' : 'other',
    };
  },
};

/** The system's name of an error, for example `EEXIST`. */
export function errnoOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}
