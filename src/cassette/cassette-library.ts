/** All cassettes that a replay server answers from, opened by one listing each; no interaction is read before it is asked for. */

import { LlmsimError } from '../core/errors.ts';
import { OpenCassette } from './cassette-index.ts';
import { nearestCassetteName } from './cassette-name.ts';
import type { DecodedInteraction } from './decode-interaction.ts';
import type { Entry } from './entry.ts';
import { type FoundCassette, findCassettes } from './find-cassettes.ts';
import { LoadedCache } from './loaded-cache.ts';
import { readManifest } from './manifest.ts';

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
}

/**
 * Opens cassette folders, folders of cassettes, and single interaction files. Throws `cassette-missing` for a path that is not
 * there or is a file of another kind; an empty folder holds no cassettes and is fine.
 */
export async function openLibrary(paths: readonly string[], options: LibraryOptions = {}): Promise<CassetteLibrary> {
  const { cacheBytes = 256 * 1024 * 1024, read = readFromDisk } = options;
  const cache = new LoadedCache(cacheBytes);
  const { found, strays } = await findCassettes(paths);
  const names = new Set<string>();
  const cassettes: OpenCassette[] = [];
  for (const one of found) {
    const cassette = freeName(nearestCassetteName(one.folderName), names);
    const problem = await manifestProblem(one);
    // What a newer format's names mean is not known here.
    const files = problem?.code === 'cassette-version' ? [] : one.names;
    cassettes.push(new OpenCassette({ cassette, folder: one.folder, cache, read }, files, one.whole, problem));
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

async function manifestProblem(found: FoundCassette): Promise<LlmsimError | undefined> {
  if (!found.hasManifest) return undefined;
  try {
    await readManifest(found.folder);
    return undefined;
  } catch (cause) {
    if (cause instanceof LlmsimError) return cause;
    throw cause;
  }
}

/** Two folders may have one name; the second one in the order given is then `<name>-2`. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name.slice(0, 90)}-${i}`;
  taken.add(free);
  return free;
}

/** The reader brings the schema library along, which an idle server does without. */
async function readFromDisk(path: string): Promise<DecodedInteraction> {
  const { readInteractionFile } = await import('./read-interaction-file.ts');
  return readInteractionFile(path);
}
