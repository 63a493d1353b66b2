/** One interaction file of an opened cassette: read at its first use, kept while memory allows. */

import { join } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import type { Interaction } from '../core/interaction.ts';
import type { DecodedInteraction } from './decode-interaction.ts';
import type { ParsedFileName } from './file-name.ts';
import type { Evictable, LoadedCache } from './loaded-cache.ts';

export interface EntrySource {
  readonly cassette: string;
  readonly folder: string;
  readonly cache: LoadedCache;
  readonly read: (path: string) => Promise<DecodedInteraction>;
}

export class Entry implements Evictable {
  readonly name: string;
  readonly upstream: string;
  readonly n: number;
  /** Why the file cannot be played, once that is known. */
  problem: LlmsimError | undefined;
  /** For the cache. */
  used = false;
  readonly #source: EntrySource;
  readonly key16: string;
  /** What the file must hold: the whole key that was first asked for. */
  #sha256: string | undefined;
  #loaded: DecodedInteraction | undefined;
  #loading: Promise<DecodedInteraction> | undefined;

  constructor(name: string, parsed: ParsedFileName, source: EntrySource) {
    this.name = name;
    this.upstream = parsed.upstream;
    this.n = parsed.n;
    this.key16 = parsed.key16;
    this.#source = source;
  }

  /** `<cassette>/<file name without .json>`. */
  get id(): string {
    return `${this.#source.cassette}/${this.name.slice(0, -'.json'.length)}`;
  }

  get path(): string {
    return join(this.#source.folder, this.name);
  }

  /** The interaction if it is in memory now. */
  get loaded(): DecodedInteraction | undefined {
    this.used = true;
    return this.#loaded;
  }

  /**
   * Whether this entry answers a key of which the file name shows the first 16 digits. The first one asked for decides
   * until the file is read; then loading checks it.
   */
  answers(sha256: string): boolean {
    this.#sha256 ??= sha256;
    return this.#sha256 === sha256;
  }

  /**
   * The interaction; loads that run at once share one reading. Rejects with the `LlmsimError` that `problem` then holds; a file
   * that could not be read is tried again the next time, a broken one is not.
   */
  load(): Promise<DecodedInteraction> {
    if (this.#loaded !== undefined) return Promise.resolve(this.#loaded);
    if (this.problem !== undefined && this.problem.code !== 'cassette-unreadable') return Promise.reject(this.problem);
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  evict(): void {
    this.#loaded = undefined;
  }

  async #load(): Promise<DecodedInteraction> {
    try {
      const interaction = await this.#source.read(this.path);
      this.#check(interaction);
      this.problem = undefined;
      if (this.#source.cache.add(this, weightOf(interaction))) this.#loaded = interaction;
      return interaction;
    } catch (cause) {
      this.problem = cause instanceof LlmsimError ? cause : this.#unreadable(cause);
      throw this.problem;
    }
  }

  #check({ key }: Interaction): void {
    if (!key.sha256.startsWith(this.key16)) {
      throw this.#mismatch(`holds the key ${key.sha256.slice(0, 16)}…, which is not the one in its name`);
    }
    this.#sha256 ??= key.sha256;
    if (this.#sha256 !== key.sha256)
      throw this.#mismatch('holds another key than the request with the same first digits');
  }

  #mismatch(what: string): LlmsimError {
    return new LlmsimError(
      'cassette-schema',
      `${this.path} ${what}.`,
      'Record the interaction again; `llmsim cassette verify` says more.',
    );
  }

  #unreadable(cause: unknown): LlmsimError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new LlmsimError('cassette-unreadable', `${this.path} cannot be read: ${reason}`, '', { cause });
  }
}

/** About what an interaction takes in memory: its bytes, two numbers a chunk, and the objects around them. */
function weightOf({ request, response }: Interaction): number {
  return request.body.byteLength + response.bytes.byteLength + 16 * response.ends.length + 4096;
}
