/** All cassettes that a replay server answers from, opened by one listing each; no interaction is read before it is asked for. */

import { join } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import { createRedactor, type Redactor } from '../redaction/redactor.ts';
import { OpenCassette } from './cassette-index.ts';
import { nearestCassetteName } from './cassette-name.ts';
import type { DecodedInteraction } from './decode-interaction.ts';
import type { Entry } from './entry.ts';
import { type FoundCassette, findCassettes } from './find-cassettes.ts';
import { LoadedCache } from './loaded-cache.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { Recipe } from './recipe.ts';
import { currentRecipe } from './recipes/list.ts';
import { rekeyAll } from './rekey.ts';

export type { OpenCassette } from './cassette-index.ts';
export type { Entry } from './entry.ts';

export interface CassetteLibrary {
  /** In the order of their names, which are unique. */
  readonly cassettes: readonly OpenCassette[];
  /** Paths of `.json` files that are not named like an interaction, and so are not served. */
  readonly strays: readonly string[];
  /** What is wrong with manifests; everything else is served. */
  readonly problems: readonly LlmsimError[];
  cassette(name: string): OpenCassette | undefined;
  /** The entry of an id `<cassette>/<file name without .json>`. */
  entry(id: string): Entry | undefined;
  /** All upstreams that have recordings. */
  upstreamNames(): ReadonlySet<string>;
}

export interface LibraryOptions {
  /** How many bytes of loaded interactions are kept; default 256 MiB. */
  readonly cacheBytes?: number;
  readonly read?: (path: string) => Promise<DecodedInteraction>;
  /** How a cassette's keys are made; default: by the current recipe without rules of the user's own. */
  readonly recipeOf?: (cassette: string) => Recipe;
  readonly redactor?: Redactor;
  /** Given by who serves: a cassette of another recipe is rekeyed in memory, and this hears of it. */
  readonly onRekey?: (progress: RekeyProgress) => void;
}

/** How far rekeying a cassette in memory is; told at the beginning, now and then, and at the end. */
export interface RekeyProgress {
  readonly cassette: string;
  /** The recipe of the cassette's manifest. */
  readonly from: string;
  readonly to: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Opens cassette folders, folders of cassettes, and single interaction files. Throws `cassette-missing` for a path that is not
 * there or is a file of another kind; an empty folder holds no cassettes and is fine.
 */
export async function openLibrary(paths: readonly string[], options: LibraryOptions = {}): Promise<CassetteLibrary> {
  const { cacheBytes = 256 * 1024 * 1024, read = readFromDisk, redactor = createRedactor() } = options;
  const usual = currentRecipe();
  const { recipeOf = () => usual } = options;
  const cache = new LoadedCache(cacheBytes);
  const { found, strays } = await findCassettes(paths);
  const names = new Set<string>();
  const cassettes: OpenCassette[] = [];
  for (const one of found) {
    const cassette = freeName(nearestCassetteName(one.folderName), names);
    const { manifest, problem } = await manifestOf(one);
    // What a newer format's names mean is not known here.
    const files = problem?.code === 'cassette-version' ? [] : one.names;
    const keys = { recipe: recipeOf(cassette), redactor };
    const opened = new OpenCassette({ cassette, folder: one.folder, cache, read }, files, one.whole, problem, keys);
    cassettes.push(opened);
    if (options.onRekey !== undefined) await rekeyInMemory(opened, files, manifest, { ...options, read, redactor });
  }
  cassettes.sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Library(cassettes, strays);
}

/** A library without cassettes. */
export function emptyLibrary(): CassetteLibrary {
  return new Library([], []);
}

class Library implements CassetteLibrary {
  readonly cassettes: readonly OpenCassette[];
  readonly strays: readonly string[];
  readonly problems: readonly LlmsimError[];
  readonly #byName: ReadonlyMap<string, OpenCassette>;

  constructor(cassettes: readonly OpenCassette[], strays: readonly string[]) {
    this.cassettes = cassettes;
    this.strays = strays;
    this.problems = cassettes.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
    this.#byName = new Map(cassettes.map((cassette) => [cassette.name, cassette]));
  }

  cassette(name: string): OpenCassette | undefined {
    return this.#byName.get(name);
  }

  entry(id: string): Entry | undefined {
    const slash = id.indexOf('/');
    return this.#byName.get(id.slice(0, slash))?.entry(id.slice(slash + 1));
  }

  upstreamNames(): ReadonlySet<string> {
    return new Set(this.cassettes.flatMap(({ upstreams }) => [...upstreams]));
  }
}

interface FoundManifest {
  readonly manifest: Manifest | undefined;
  readonly problem: LlmsimError | undefined;
}

async function manifestOf(found: FoundCassette): Promise<FoundManifest> {
  if (!found.hasManifest) return { manifest: undefined, problem: undefined };
  try {
    return { manifest: await readManifest(found.folder), problem: undefined };
  } catch (cause) {
    if (cause instanceof LlmsimError) return { manifest: undefined, problem: cause };
    throw cause;
  }
}

/** Where the manifest does not say that the names show keys of the wanted recipe, the recordings are read, and found by new keys. */
async function rekeyInMemory(
  cassette: OpenCassette,
  names: readonly string[],
  manifest: Manifest | undefined,
  options: LibraryOptions & Required<Pick<LibraryOptions, 'read' | 'redactor'>>,
): Promise<void> {
  const { recipe } = cassette;
  if (manifest?.recipe === recipe.id || names.length === 0) return;
  const tell = (done: number): void => {
    // Without a manifest nobody said that the keys were others.
    if (manifest === undefined) return;
    options.onRekey?.({ cassette: cassette.name, from: manifest.recipe, to: recipe.id, done, total: names.length });
  };
  tell(0);
  const read = (name: string): Promise<DecodedInteraction> => options.read(join(cassette.folder, name));
  const byKey = new Map<string, string[]>();
  for (const { name, key } of await rekeyAll(names, read, { recipe, redactor: options.redactor }, tell)) {
    const others = byKey.get(key.sha256);
    if (others === undefined) byKey.set(key.sha256, [name]);
    else others.push(name);
  }
  cassette.rekey(byKey);
}

/** Two folders may have one name; the second one in the order given is then `<name>-2`. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name.slice(0, 90)}-${i}`;
  taken.add(free);
  return free;
}

/** The reader is loaded with the first recording that is read. */
async function readFromDisk(path: string): Promise<DecodedInteraction> {
  const { readInteractionFile } = await import('./read-interaction-file.ts');
  return readInteractionFile(path);
}
