/** Rewrites interaction files that are not in canonical form: those edited or merged by hand. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LlmsimError } from '../core/errors.ts';
import type { Interaction } from '../core/interaction.ts';
import { openLibrary } from './cassette-library.ts';
import { checkCanonical } from './check-canonical.ts';
import { decodeInteraction } from './decode-interaction.ts';
import { encodeInteraction } from './encode-interaction.ts';
import { readStanding, rewrite, type StandingFile } from './in-place.ts';

export type Formatted =
  /** It was not in canonical form; now it is, unless only a check was asked for. */
  | { readonly kind: 'changed'; readonly file: string }
  | { readonly kind: 'broken'; readonly file: string; readonly problem: LlmsimError };

/**
 * What is not in canonical form, file by file, one in memory at a time; `write` false changes nothing. A file that is canonical is
 * not touched. Throws as `openLibrary` does.
 */
export async function* formatCassettes(paths: readonly string[], write: boolean): AsyncGenerator<Formatted> {
  const library = await openLibrary(paths);
  for (const cassette of library.cassettes) {
    const { problem } = cassette;
    if (problem !== undefined) yield { kind: 'broken', file: join(cassette.folder, 'cassette.json'), problem };
    for (const { path } of cassette.entries()) {
      try {
        if (await format(path, write)) yield { kind: 'changed', file: path };
      } catch (cause) {
        if (!(cause instanceof LlmsimError)) throw cause;
        yield { kind: 'broken', file: path, problem: named(path, cause) };
      }
    }
  }
}

/** True when the file was not in canonical form. */
async function format(path: string, write: boolean): Promise<boolean> {
  const standing = await readStanding(path);
  if (checkCanonical(standing.bytes, standing.interaction)) return false;
  checkMeaning(standing);
  if (write) await rewrite(standing);
  return true;
}

/** The canonical text must say the same; that it might not is a mistake of ours, and then the file stays as it is. */
function checkMeaning({ path, interaction }: StandingFile): void {
  const { text, blobs } = encodeInteraction(interaction, interaction.extra);
  const empty = new Uint8Array();
  const again = decodeInteraction(Buffer.from(text), { file: path, readBlob: (name) => blobs.get(name) ?? empty });
  if (isDeepStrictEqual(inHundredths(again), inHundredths(interaction))) return;
  const hint = 'Please report this, with the file if you can.';
  throw new LlmsimError('cassette-write', `${path} is left as it is: its canonical form would not say the same.`, hint);
}

/** Times are written with two decimals; other byte containers hold the same bytes. */
function inHundredths<T extends Interaction>(interaction: T): T {
  const { request, response } = interaction;
  const { timing } = response;
  const round = (ms: number): number => Math.round(ms * 100) / 100;
  return {
    ...interaction,
    request: { ...request, body: Buffer.from(request.body) },
    response: {
      ...response,
      bytes: Buffer.from(response.bytes),
      ends: [...response.ends],
      timing: { head: round(timing.head), chunks: timing.chunks.map(round), end: round(timing.end) },
    },
  };
}

/** A blob's problem names the blob; a conflict that git left has a remedy of its own. */
function named(file: string, problem: LlmsimError): LlmsimError {
  const message = problem.message.includes(file) ? problem.message : `${file}: ${problem.message}`;
  const hint = hasConflict(file) ? 'It holds a merge conflict: keep one side of it.' : problem.hint;
  return new LlmsimError(problem.code, message, hint, { cause: problem });
}

function hasConflict(file: string): boolean {
  try {
    return /^<{7} /m.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}
