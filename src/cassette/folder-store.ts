/** The store that recording writes to: a folder of cassettes, one whole file per interaction, safe against kills and other recorders. */

import { join } from 'node:path';
import { type Clock, systemClock } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Interaction } from '../core/interaction.ts';
import type { Redacted } from '../redaction/redacted.ts';
import { blobFolder, checkCassetteName, isCassetteName } from './cassette-name.ts';
import { type EncodedInteraction, encodeInteraction } from './encode-interaction.ts';
import { fileName, parseFileName } from './file-name.ts';
import { diskFiles, errnoOf, type FolderFiles } from './folder-files.ts';
import { clearLeftovers } from './leftovers.ts';
import { ensureManifest, manifestName } from './manifest.ts';
import { highestNumbers, identifyAll, type OldRecording, replacing, sequenceOf } from './old-recordings.ts';
import { WorkingFiles } from './working-files.ts';
import { hostPart } from './working-names.ts';

/** Where a recording under way will go; its number says when its request arrived. */
export interface Place {
  /** `<cassette>/<file name without .json>`; another recorder may take that name first, so `append` has the last word. */
  readonly id: string;
  readonly cassette: string;
  readonly stem: string;
  readonly n: number;
}

export interface StoredInteraction {
  /** `<cassette>/<file name without .json>`. */
  readonly id: string;
  readonly file: string;
}

export interface CassetteStore {
  /**
   * Makes every cassette that exists ready: what is there now is what this run's recordings may replace. A cassette that
   * appears later is another recorder's, and nothing of it is replaced. Without it, the first `prepare` decides.
   */
  start(): Promise<void>;
  /**
   * Makes the cassette ready for recording; must have been awaited before `reserve`. Cheap when it is ready already. What is in the
   * cassette at its first call is what `replace` replaces. Rejects with `cassette-name`, `cassette-version` or `cassette-write`.
   */
  prepare(cassette: string): Promise<void>;
  /** Takes the next number of the stem's key, in order of calls. */
  reserve(cassette: string, stem: string): Place;
  /** Writes a complete recording durably. Rejects with `cassette-write`, and then has left nothing of it. */
  append(place: Place, interaction: Redacted<Interaction>): Promise<StoredInteraction>;
  /** The exchange is not recorded after all, or `append` rejected; the number is given out again if it was the last. */
  release(place: Place): void;
}

export interface StoreOptions {
  /** The folder that holds the cassettes; made when it is missing. */
  readonly root: string;
  /** Whether a key's recordings from before this run make way for the first complete new one. */
  readonly mode: 'replace' | 'append';
  readonly host: string;
  readonly pid: number;
  /** Whether a process of this host runs. */
  readonly isAlive?: (pid: number) => boolean;
  readonly clock?: Pick<Clock, 'date'>;
  /** The recipe that a cassette's keys are made by; default: the usual one. */
  readonly recipeOf?: (cassette: string) => string;
  readonly files?: FolderFiles;
  /** Looks at what is to be written, and throws to keep it from the disk. */
  readonly inspect?: (encoded: EncodedInteraction) => Promise<void>;
}

interface Sequence {
  /** The number that the next request gets. */
  next: number;
  old: readonly OldRecording[];
  /** Recordings of a sequence get their names one after the other. */
  turn: Promise<unknown>;
}

interface OpenCassette {
  readonly work: WorkingFiles;
  readonly old: ReadonlyMap<string, readonly OldRecording[]>;
  readonly highest: ReadonlyMap<string, number>;
  readonly sequences: Map<string, Sequence>;
}

/** Opens a store; nothing is touched before the first `prepare`. */
export function openStore(options: StoreOptions): CassetteStore {
  return new FolderStore(options);
}

class FolderStore implements CassetteStore {
  readonly #options: StoreOptions;
  readonly #files: FolderFiles;
  readonly #preparing = new Map<string, Promise<void>>();
  readonly #open = new Map<string, OpenCassette>();
  #starting: Promise<void> | undefined;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#files = options.files ?? diskFiles;
  }

  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async prepare(cassette: string): Promise<void> {
    await this.#starting;
    await this.#ready(cassette, this.#starting !== undefined);
  }

  async #start(): Promise<void> {
    const { root } = this.#options;
    let folders: string[];
    try {
      folders = (await this.#files.list(root)).filter(isCassetteName);
    } catch {
      return; // No folder yet: every cassette is new.
    }
    for (const name of folders) {
      const names = await this.#files.list(join(root, name)).catch(() => []);
      if (!names.some((file) => file === manifestName || parseFileName(file) !== undefined)) continue;
      // A cassette that is not writable is told about when something is recorded into it.
      await this.#ready(name, false).catch(() => undefined);
    }
  }

  #ready(cassette: string, late: boolean): Promise<void> {
    let ready = this.#preparing.get(cassette);
    if (ready === undefined) {
      ready = this.#prepare(cassette, late);
      this.#preparing.set(cassette, ready);
      // A folder that cannot be written now may be mended later.
      ready.catch(() => this.#preparing.delete(cassette));
    }
    return ready;
  }

  reserve(cassette: string, stem: string): Place {
    const n = this.#sequence(cassette, stem).next++;
    return { id: idOf(cassette, fileName(stem, n)), cassette, stem, n };
  }

  release({ cassette, stem, n }: Place): void {
    const sequence = this.#sequence(cassette, stem);
    if (n === sequence.next - 1) sequence.next = n;
  }

  async append(place: Place, interaction: Redacted<Interaction>): Promise<StoredInteraction> {
    const { work } = this.#opened(place.cassette);
    const intended = join(work.folder, fileName(place.stem, place.n));
    try {
      const encoded = encodeInteraction(interaction);
      await this.#options.inspect?.(encoded);
      const { text, blobs } = encoded;
      for (const [name, bytes] of blobs) await writeBlob(work, name, bytes);
      const temp = await this.#writeTemp(place, work, text);
      let name: string;
      try {
        name = await this.#inTurn(place, temp);
      } finally {
        await work.discard(temp);
      }
      return { id: idOf(place.cassette, name), file: join(work.folder, name) };
    } catch (cause) {
      throw writeProblem(intended, cause);
    }
  }

  async #prepare(cassette: string, late: boolean): Promise<void> {
    checkCassetteName(cassette);
    const { root, host, pid, mode, isAlive = isRunning, clock = systemClock } = this.#options;
    const work = new WorkingFiles(join(root, cassette), { host: hostPart(host), pid }, this.#files);
    try {
      await this.#files.makeFolder(work.folder);
      let names = await this.#files.list(work.folder);
      if (await clearLeftovers(work, names, { isAlive, now: () => clock.date() })) {
        names = await this.#files.list(work.folder);
      }
      await ensureManifest(work, this.#options.recipeOf?.(cassette));
      this.#open.set(cassette, {
        work,
        old: mode === 'replace' && !late ? await identifyAll(work, names) : new Map(),
        highest: mode === 'append' ? highestNumbers(names) : new Map(),
        sequences: new Map(),
      });
    } catch (cause) {
      throw writeProblem(work.folder, cause);
    }
  }

  /** A user may delete a cassette while it is recorded to: then it begins anew. */
  async #writeTemp({ cassette }: Place, work: WorkingFiles, text: string): Promise<string> {
    try {
      return await work.writeTemp(text);
    } catch (cause) {
      if (errnoOf(cause) !== 'ENOENT') throw cause;
      await this.#files.makeFolder(work.folder);
      await ensureManifest(work, this.#options.recipeOf?.(cassette));
      return work.writeTemp(text);
    }
  }

  #inTurn(place: Place, temp: string): Promise<string> {
    const sequence = this.#sequence(place.cassette, place.stem);
    const turn = sequence.turn.then(() => this.#publish(place, sequence, temp));
    sequence.turn = turn.catch(() => undefined);
    return turn;
  }

  async #publish(place: Place, sequence: Sequence, temp: string): Promise<string> {
    const { work } = this.#opened(place.cassette);
    const publish = async (): Promise<string> => {
      let name = fileName(place.stem, place.n);
      // Taken by another recorder: behind all numbers that this run has given out.
      while (!(await work.place(temp, name))) name = fileName(place.stem, sequence.next++);
      try {
        await this.#files.syncFolder(work.folder);
      } catch (cause) {
        // What is reported as not saved must not be there.
        await work.discard(join(work.folder, name));
        throw cause;
      }
      return name;
    };
    if (sequence.old.length === 0) return publish();
    const name = await replacing(work, sequence.old, temp, publish);
    sequence.old = [];
    return name;
  }

  #sequence(cassette: string, stem: string): Sequence {
    const { sequences, old, highest } = this.#opened(cassette);
    const id = sequenceOf(stem);
    let sequence = sequences.get(id);
    if (sequence === undefined) {
      sequence = { next: (highest.get(id) ?? 0) + 1, old: old.get(id) ?? [], turn: Promise.resolve() };
      sequences.set(id, sequence);
    }
    return sequence;
  }

  #opened(cassette: string): OpenCassette {
    const open = this.#open.get(cassette);
    if (open === undefined) throw new Error(`The cassette ${JSON.stringify(cassette)} was not prepared.`);
    return open;
  }
}

function idOf(cassette: string, name: string): string {
  return `${cassette}/${name.slice(0, -'.json'.length)}`;
}

/** A blob's name says its content, so that replacing one is harmless, and one that is there is done. */
export async function writeBlob(work: WorkingFiles, name: string, bytes: Uint8Array): Promise<void> {
  const folder = join(work.folder, blobFolder);
  await work.files.makeFolder(folder);
  if (work.files.identify(folder)?.kind !== 'folder') {
    const hint = 'Make it a plain folder: replay reads no blobs from elsewhere.';
    throw new LlmsimError('cassette-write', `${folder} is not a folder of this cassette.`, hint);
  }
  const path = join(work.folder, name);
  const existing = work.files.identify(path);
  if (existing?.kind === 'file' && existing.size === bytes.byteLength) return;
  const temp = await work.writeTemp(bytes);
  try {
    await work.files.rename(temp, path);
    await work.files.syncFolder(folder);
  } finally {
    await work.discard(temp);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // It runs, but as another user.
    return errnoOf(cause) === 'EPERM';
  }
}

export function writeProblem(path: string, cause: unknown): LlmsimError {
  if (cause instanceof LlmsimError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const hint = hints.get(errnoOf(cause) ?? '') ?? 'Check that the folder can be written to.';
  return new LlmsimError('cassette-write', `${path} was not saved: ${reason}`, hint, { cause });
}

const hints: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'The disk is full: free some space.'],
  ['EDQUOT', 'The disk quota is used up: free some space.'],
  ['EROFS', 'The file system is read-only: choose another folder with --cassettes.'],
  ['EACCES', 'This user may not write there: choose another folder with --cassettes, or change its permissions.'],
  ['EPERM', 'This user may not write there: choose another folder with --cassettes, or change its permissions.'],
  ['ENOTDIR', 'A part of the path is a file: choose another folder with --cassettes.'],
  ['EMFILE', 'Too many files are open: raise the limit (ulimit -n).'],
]);
