/** An opened cassette: which of its files hold recordings of a key, known from the file names alone. */

import type { LlmsimError } from '../core/errors.ts';
import type { InteractionKey } from '../core/interaction.ts';
import { Entry, type EntrySource } from './entry.ts';
import { parseFileName } from './file-name.ts';
import type { MatchKey, Recipe } from './recipe.ts';
import { type Keys, recordedKey, usualKeys } from './rekey.ts';
import { unescapeReserved } from './reserved-names.ts';
import { type Narrowed, ToldApart } from './told-apart.ts';

interface Recordings {
  readonly all: readonly Entry[];
  /** By upstream. */
  readonly of: ReadonlyMap<string, readonly Entry[]>;
}

const none: Recordings = { all: [], of: new Map() };

export class OpenCassette {
  readonly name: string;
  readonly folder: string;
  /** How many interactions it has. */
  readonly size: number;
  /** False when single files of the folder were opened. */
  readonly whole: boolean;
  /** What is wrong with the manifest; of a newer format version, there are no entries. */
  readonly problem: LlmsimError | undefined;
  /** How the keys are made that it is asked for. */
  readonly recipe: Recipe;
  readonly #keys: Keys;
  readonly #source: EntrySource;
  readonly #upstreams = new Set<string>();
  /** First 16 digits of the key → file name, or names. No object per file: 100,000 files are to open in no time. */
  readonly #names = new Map<string, string | string[]>();
  readonly #entries = new Map<string, Entry>();
  /** Whole key → entries; keys that were asked for and found. */
  readonly #found = new Map<string, Recordings>();
  readonly #toldApart = new Map<string, ToldApart>();
  /** Whole key → file names in their order, where the names show keys of another recipe. */
  #rekeyed: ReadonlyMap<string, readonly string[]> | undefined;
  #lastPrefix = '-';

  /** @param names all of them names that `parseFileName` knows */
  constructor(
    source: EntrySource,
    names: readonly string[],
    whole: boolean,
    problem: LlmsimError | undefined,
    keys: Keys = usualKeys(),
  ) {
    this.recipe = keys.recipe;
    this.#keys = keys;
    this.name = source.cassette;
    this.folder = source.folder;
    this.size = names.length;
    this.whole = whole;
    this.problem = problem;
    this.#source = source;
    for (const name of names) this.#add(name);
  }

  /** The upstreams that its file names name. */
  get upstreams(): ReadonlySet<string> {
    return this.#upstreams;
  }

  /** The recordings of a key in their order, by upstream and then number; only those of `upstream` if one is given. */
  find(key: InteractionKey, upstream?: string): readonly Entry[] {
    const recordings = this.#found.get(key.sha256) ?? this.#find(key.sha256);
    return upstream === undefined ? recordings.all : (recordings.of.get(upstream) ?? none.all);
  }

  /**
   * Of the recordings that `find` gave, those that the request's generated ids lead to. Reads them all the first time, because the
   * ids stand in their requests.
   */
  narrow(key: MatchKey, upstream: string | undefined, entries: readonly Entry[]): Narrowed | Promise<Narrowed> {
    if (entries.length < 2 || key.ids.length === 0) return { entries, id: '' };
    const id = `${key.sha256}\n${upstream ?? ''}`;
    const known = this.#toldApart.get(id);
    return known?.narrow(key) ?? this.#tellApart(id, entries).then((toldApart) => toldApart.narrow(key));
  }

  /** From now on, recordings are found by these keys: file names by whole key, in their order. */
  rekey(names: ReadonlyMap<string, readonly string[]>): void {
    this.#rekeyed = names;
    this.#found.clear();
    this.#toldApart.clear();
  }

  /** The entry of a file name, with or without `.json`. */
  entry(name: string): Entry | undefined {
    const whole = name.endsWith('.json') ? name : `${name}.json`;
    const key16 = parseFileName(whole)?.key16;
    const names = key16 === undefined ? undefined : this.#names.get(key16);
    const known = typeof names === 'string' ? names === whole : names?.includes(whole);
    return known === true ? this.#entryOf(whole) : undefined;
  }

  /** The names of all its files, in no order. */
  *names(): Generator<string> {
    for (const names of this.#names.values()) {
      if (typeof names === 'string') yield names;
      else yield* names;
    }
  }

  /** All entries, by file name; the recordings of one key in their order. */
  *entries(): Generator<Entry> {
    const entries = [...this.#names.values()].flat().map((name) => this.#entryOf(name));
    yield* entries.sort((a, b) => compare(stemOf(a), stemOf(b)) || a.n - b.n);
  }

  /** Takes names apart by their last dash and first dot alone, because they have been checked before. */
  #add(name: string): void {
    if (!name.startsWith(this.#lastPrefix)) {
      this.#lastPrefix = name.slice(0, name.indexOf('.') + 1);
      this.#upstreams.add(unescapeReserved(this.#lastPrefix.slice(0, -1)));
    }
    const key = name.lastIndexOf('-') + 1;
    const key16 = name.slice(key, key + 16);
    const others = this.#names.get(key16);
    if (others === undefined) this.#names.set(key16, name);
    else if (typeof others === 'string') this.#names.set(key16, [others, name]);
    else others.push(name);
  }

  async #tellApart(id: string, entries: readonly Entry[]): Promise<ToldApart> {
    const ids = new Map<Entry, readonly string[]>();
    for (const entry of entries) {
      // One that cannot be read is told about when it is its turn to be played.
      const interaction = await entry.load().catch(() => undefined);
      if (interaction !== undefined) ids.set(entry, recordedKey(this.#keys, interaction.request).ids);
    }
    const toldApart = this.#toldApart.get(id) ?? new ToldApart(entries, ids);
    this.#toldApart.set(id, toldApart);
    return toldApart;
  }

  #find(sha256: string): Recordings {
    const all = this.#rekeyed === undefined ? this.#named(sha256) : this.#ordered(this.#rekeyed.get(sha256) ?? []);
    if (all.length === 0) return none;
    const of = new Map<string, Entry[]>();
    for (const entry of all) {
      const others = of.get(entry.upstream);
      if (others === undefined) of.set(entry.upstream, [entry]);
      else others.push(entry);
    }
    const recordings = { all, of };
    this.#found.set(sha256, recordings);
    return recordings;
  }

  #named(sha256: string): readonly Entry[] {
    const names = this.#names.get(sha256.slice(0, 16)) ?? [];
    return (typeof names === 'string' ? [names] : names)
      .map((name) => this.#entryOf(name))
      .filter((entry) => entry.answers(sha256))
      .sort((a, b) => compare(a.upstream, b.upstream) || a.n - b.n || compare(a.name, b.name));
  }

  /** Sorting is stable: names of one upstream stay in their order. */
  #ordered(names: readonly string[]): readonly Entry[] {
    return names.map((name) => this.#entryOf(name)).sort((a, b) => compare(a.upstream, b.upstream));
  }

  #entryOf(name: string): Entry {
    let entry = this.#entries.get(name);
    if (entry === undefined) {
      const parsed = parseFileName(name);
      if (parsed === undefined) throw new Error(`${name} is not an interaction's name.`);
      entry = new Entry(name, parsed, this.#source);
      this.#entries.set(name, entry);
    }
    return entry;
  }
}

/** A file name without its number. */
function stemOf({ name, n }: Entry): string {
  return name.slice(0, n === 1 ? -'.json'.length : -`.${n}.json`.length);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
