/** The few file-system operations that recording is made of, in one place so that a test can stop at each of them. */

import { lstatSync } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';

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

export const diskFiles: FolderFiles = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },
  list: (folder) => readdir(folder),
  read: (path) => readFile(path, 'utf8'),
  async create(path, content) {
    const file = await open(path, 'wx');
    await closing(file, async () => {
      await file.writeFile(content);
      await file.sync();
    });
  },
  link,
  rename,
  remove: unlink,
  async syncFolder(folder) {
    // Windows cannot open a folder, and some file systems cannot sync one: then there is nothing to be done.
    try {
      const handle = await open(folder, 'r');
      await closing(handle, () => handle.sync());
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

async function closing(file: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await file.close();
  }
}
