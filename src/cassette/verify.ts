/** Checks whole cassettes: every interaction's schema, canonical form, key and name, the blobs, and what lies about. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorCode, LlmsimError } from '../core/errors.ts';
import { redactRequest } from '../redaction/redact.ts';
import { readBlob } from './blobs.ts';
import type { OpenCassette } from './cassette-index.ts';
import { openLibrary } from './cassette-library.ts';
import { blobFolder } from './cassette-name.ts';
import { checkCanonical } from './check-canonical.ts';
import { decodeInteraction } from './decode-interaction.ts';
import type { Entry } from './entry.ts';
import { readManifest } from './manifest.ts';
import { defaultRules, type MatchRules } from './match/match-rules.ts';
import { blobNamesIn } from './orphan-blobs.ts';
import { readBytes } from './read-interaction-file.ts';
import { recipeWithId } from './recipes/list.ts';
import { workingPrefix } from './working-names.ts';

export type FindingCode =
  | ErrorCode
  | 'not-canonical'
  | 'wrong-key'
  | 'wrong-name'
  | 'unknown-recipe'
  | 'other-recipe'
  | 'orphan-blob'
  | 'stray-file'
  | 'leftover-file';

export interface Finding {
  /** An error makes the cassette wrong or unreadable; a warning is about what is useless or cannot be checked. */
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  readonly file: string;
  /** One sentence that names the file. */
  readonly message: string;
  readonly hint: string;
}

/** Findings as they are made, cassette by cassette and file by file, one file in memory at a time. Throws as `openLibrary` does. */
export async function* verifyCassettes(
  paths: readonly string[],
  rulesOf: (cassette: string) => MatchRules = () => defaultRules,
): AsyncGenerator<Finding> {
  const library = await openLibrary(paths);
  for (const file of library.strays) {
    const message = `${file} is not named like an interaction, so it is not replayed.`;
    yield {
      severity: 'warning',
      code: 'stray-file',
      file,
      message,
      hint: 'Give it its recorded name back, or move it.',
    };
  }
  for (const cassette of library.cassettes) yield* verifyCassette(cassette, rulesOf(cassette.name));
}

async function* verifyCassette(cassette: OpenCassette, rules: MatchRules): AsyncGenerator<Finding> {
  if (cassette.problem !== undefined) yield broken(join(cassette.folder, 'cassette.json'), cassette.problem);
  const manifest = cassette.problem === undefined ? await readManifest(cassette.folder) : undefined;
  const blobs = new Set<string>();
  const context = { cassette, rules, recipe: manifest?.recipe, blobs };
  for (const entry of cassette.entries()) yield* verifyEntry(entry, context);
  // Of single files, or of a format that is not known, nobody can say which blobs belong to it.
  if (cassette.whole && cassette.problem?.code !== 'cassette-version') yield* verifyRest(cassette.folder, blobs);
}

interface Context {
  readonly cassette: OpenCassette;
  readonly rules: MatchRules;
  /** The manifest's. */
  readonly recipe: string | undefined;
  /** The names of blobs that interactions refer to. */
  readonly blobs: Set<string>;
}

async function* verifyEntry(entry: Entry, { cassette, rules, recipe, blobs }: Context): AsyncGenerator<Finding> {
  const file = entry.path;
  try {
    const bytes = await readBytes(file);
    // From the text, so that a file that does not load keeps its blobs.
    for (const name of blobNamesIn(bytes)) blobs.add(name);
    const decoded = decodeInteraction(bytes, { file, readBlob: (name) => readBlob(cassette.folder, name) });
    if (!checkCanonical(bytes, decoded)) {
      const hint = 'Nothing is lost: replay takes it as it is. `llmsim cassette fmt` rewrites it, to have small diffs.';
      yield error('not-canonical', file, 'is not written as llmsim writes it (edited or merged by hand?)', hint);
    }
    const { key } = decoded;
    if (!key.sha256.startsWith(entry.key16)) {
      const hint = `Its name must end in ${key.sha256.slice(0, 16)}.`;
      yield error('wrong-name', file, 'does not have the key that its name shows', hint);
    }
    if (recipe !== undefined && key.recipe !== recipe) {
      const hint = '`llmsim cassette rekey` gives all recordings of the cassette keys of one recipe.';
      yield error(
        'other-recipe',
        file,
        `has a key of the recipe "${key.recipe}", its cassette is of "${recipe}"`,
        hint,
      );
    }
    const made = recipeWithId(key.recipe, rules);
    if (made === undefined) {
      const hint = '`llmsim cassette rekey` computes it anew.';
      const what = `has a key of the recipe "${key.recipe}": made under another configuration, or by a newer llmsim`;
      yield warning('unknown-recipe', file, what, hint);
    } else if (made.keyOf(redactRequest(decoded.request)).sha256 !== key.sha256) {
      const hint = 'The request was edited: it no longer matches. `llmsim cassette rekey` makes it match as it is now.';
      yield error('wrong-key', file, 'has a key that is not the key of its request', hint);
    }
  } catch (cause) {
    if (!(cause instanceof LlmsimError)) throw cause;
    yield broken(file, cause);
  }
}

/** What the interactions do not refer to. */
async function* verifyRest(folder: string, used: ReadonlySet<string>): AsyncGenerator<Finding> {
  for (const name of await namesIn(folder)) {
    if (!name.startsWith(workingPrefix)) continue;
    const hint = 'If no recorder runs, the next one clears it up, and gives back a recording that it may hold.';
    yield warning(
      'leftover-file',
      join(folder, name),
      'is a file of a recorder at work, or of one that was killed',
      hint,
    );
  }
  for (const name of await namesIn(join(folder, blobFolder))) {
    if (used.has(`${blobFolder}/${name}`)) continue;
    const file = join(folder, blobFolder, name);
    yield warning('orphan-blob', file, 'belongs to no interaction', 'It can be deleted while no recorder runs.');
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

function error(code: FindingCode, file: string, what: string, hint: string): Finding {
  return { severity: 'error', code, file, message: `${file} ${what}.`, hint };
}

function warning(code: FindingCode, file: string, what: string, hint: string): Finding {
  return { severity: 'warning', code, file, message: `${file} ${what}.`, hint };
}

/** A blob's problem names the blob; the finding names the interaction too. */
function broken(file: string, { code, message, hint }: LlmsimError): Finding {
  return { severity: 'error', code, file, message: message.includes(file) ? message : `${file}: ${message}`, hint };
}
