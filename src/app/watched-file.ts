/** A file that is looked at again and again: what is new in it since the last look. */

import { readFileSync, statSync } from 'node:fs';

/**
 * So long, in ms, between two looks. Editors replace a file in ways that no notification of the system survives everywhere (rename
 * over it, network and container mounts).
 */
export const lookEvery = 250;

export type FileNews =
  | { readonly kind: 'text'; readonly text: string }
  /** Gone, or not to be read. */
  | { readonly kind: 'unreadable'; readonly reason: string };

export class WatchedFile {
  readonly #path: string;
  #text: string;
  /** Of what was read last, and of the last look. */
  #known: string;
  #seen: string;

  /** Reads it; throws what the file system throws. */
  constructor(path: string) {
    this.#path = path;
    this.#known = stampOf(path);
    this.#seen = this.#known;
    this.#text = readFileSync(path, 'utf8');
  }

  /** As it was read last; empty where it could not be. */
  get text(): string {
    return this.#text;
  }

  /** What is new since the last look; undefined for nothing. A file is read when it stood still between two looks. */
  look(): FileNews | undefined {
    const stamp = stampOf(this.#path);
    const still = stamp === this.#seen;
    this.#seen = stamp;
    return still && stamp !== this.#known ? this.#read(stamp) : undefined;
  }

  /** Reads it at once, whether it changed or not. */
  lookNow(): FileNews {
    this.#text = '';
    return this.#read(stampOf(this.#path)) ?? { kind: 'text', text: '' };
  }

  #read(stamp: string): FileNews | undefined {
    this.#known = stamp;
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (cause) {
      // What is put back afterwards is news, also where it is what it was.
      this.#text = '';
      return { kind: 'unreadable', reason: cause instanceof Error ? cause.message : String(cause) };
    }
    if (text === this.#text) return undefined;
    this.#text = text;
    return { kind: 'text', text };
  }
}

/** Differs when a file was written or replaced. */
function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 'absent' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
