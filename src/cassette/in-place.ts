/** Puts a new text in place of an interaction file, whole or not at all, and never over what somebody else wrote meanwhile. */

import { realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { LlmsimError } from '../core/errors.ts';
import type { Interaction, InteractionKey } from '../core/interaction.ts';
import type { Redacted } from '../redaction/redacted.ts';
import { readBlob } from './blobs.ts';
import { type DecodedInteraction, decodeInteraction } from './decode-interaction.ts';
import { type EncodedInteraction, encodeInteraction } from './encode-interaction.ts';
import { diskFiles } from './folder-files.ts';
import { writeBlob, writeProblem } from './folder-store.ts';
import { readBytes } from './read-interaction-file.ts';
import { WorkingFiles } from './working-files.ts';
import { hostPart } from './working-names.ts';

/** An interaction file as it stands on the disk. */
export interface StandingFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly interaction: DecodedInteraction;
  /** What it was when it was read; another file of the name has another. */
  readonly identity: string;
}

/** Throws as `readInteractionFile` does; messages call the file by `path`. */
export async function readStanding(path: string): Promise<StandingFile> {
  const identity = identityOf(path);
  const bytes = await readBytes(path);
  const folder = dirname(path);
  const interaction = decodeInteraction(bytes, { file: path, readBlob: (name) => readBlob(folder, name) });
  return { path, bytes, interaction, identity };
}

/**
 * Writes what the file says anew, in canonical form, with another `refreshedAt` if one is given: nothing that did not stand there
 * before. Rejects with `cassette-write`, and then the file is as it was.
 */
export async function rewrite(standing: StandingFile, refreshedAt?: string): Promise<void> {
  const { interaction } = standing;
  const changed = refreshedAt === undefined ? interaction : { ...interaction, refreshedAt };
  await put(standing, encodeInteraction(changed, interaction.extra));
}

/** Writes what the file says anew under another key. Rejects with `cassette-write`, and then the file is as it was. */
export async function rewriteKey(standing: StandingFile, key: InteractionKey): Promise<void> {
  const { interaction } = standing;
  await put(standing, encodeInteraction({ ...interaction, key }, interaction.extra));
}

/**
 * Puts another recording in its place. `inspect` looks at what is to be written, and throws to keep it from the disk. Rejects as
 * `inspect` does or with `cassette-write`, and then the file is as it was.
 */
export async function replaceWith(
  standing: StandingFile,
  interaction: Redacted<Interaction>,
  inspect: (encoded: EncodedInteraction) => Promise<void>,
): Promise<void> {
  const encoded = encodeInteraction(interaction);
  await inspect(encoded);
  await put(standing, encoded);
}

async function put({ path, identity }: StandingFile, { text, blobs }: EncodedInteraction): Promise<void> {
  try {
    // A name may be a link to a file of the same folder, which is the one to replace.
    const target = realpathSync(path);
    const folder = dirname(target);
    const work = new WorkingFiles(folder, { host: hostPart(hostname()), pid: process.pid }, diskFiles);
    for (const [name, bytes] of blobs) await writeBlob(work, name, bytes);
    const temp = await work.writeTemp(text);
    try {
      if (identityOf(path) !== identity) throw meanwhile(path);
      await work.files.rename(temp, target);
      await work.files.syncFolder(folder);
    } finally {
      await work.discard(temp);
    }
  } catch (cause) {
    throw writeProblem(path, cause);
  }
}

function identityOf(path: string): string {
  try {
    return diskFiles.identify(realpathSync(path))?.id ?? '';
  } catch {
    return '';
  }
}

function meanwhile(path: string): LlmsimError {
  const hint = 'It is left as it is now. Run the command again while no recorder runs.';
  return new LlmsimError('cassette-write', `${path} was changed by somebody else in the meantime.`, hint);
}
