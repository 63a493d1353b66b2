/** Reads an interaction from the bytes of its file: any bytes give an interaction or a typed error, in linear time. */

import { findDuplicateKey } from '../codec/json-duplicates.ts';
import { jsonDepth } from '../codec/json-nesting.ts';
import { decodeUtf8 } from '../codec/utf8.ts';
import { type ErrorCode, LlmsimError } from '../core/errors.ts';
import type { Interaction } from '../core/interaction.ts';
import { blobLimit } from './blobs.ts';
import { BodyFormError } from './body-form.ts';
import { bodyForms } from './body-forms/list.ts';
import {
  type ExtraFields,
  fileLimit,
  formatVersion,
  knownFields,
  nestingLimit,
  type UnknownFields,
} from './file-shape.ts';
import { locateJsonError } from './json-error.ts';
import { fitsSchema, type InteractionFile } from './schema.ts';
import { schemaProblem } from './schema-problem.ts';

export interface DecodedInteraction extends Interaction {
  /** What the file holds beyond this version's fields; give it back to `encodeInteraction`. */
  readonly extra: ExtraFields;
}

export interface DecodeContext {
  /** How messages name the file. */
  readonly file: string;
  /** Gives the bytes of a blob, or throws a `cassette-blob` error. */
  readBlob(name: string): Uint8Array;
}

/** Throws `LlmsimError` with one of the `cassette-…` codes; its message begins with the file's name. */
export function decodeInteraction(bytes: Uint8Array, context: DecodeContext): DecodedInteraction {
  const file = parseFile(bytes, context.file);
  const { upstream, key, request, response, timing } = file;
  const readBlob = withinBudget(context);
  const responseBytes = readBody(response.body, 'response.body', context.file, readBlob);
  const interaction: Interaction = {
    summary: file.summary,
    recordedAt: timing.recordedAt,
    ...(timing.refreshedAt === undefined ? {} : { refreshedAt: timing.refreshedAt }),
    upstream: { name: upstream.name, url: upstream.url },
    dialect: file.dialect,
    key: { recipe: key.recipe, sha256: key.sha256 },
    request: {
      method: request.method,
      target: request.target,
      headers: request.headers,
      body: readBody(request.body, 'request.body', context.file, readBlob),
    },
    response: {
      status: response.status,
      statusText: response.statusText ?? '',
      headers: response.headers,
      decodedFrom: response.decodedFrom,
      bytes: responseBytes,
      ends: chunkEnds(response.chunks, responseBytes.length, context.file),
      timing: { head: timing.head, chunks: timing.chunks, end: timing.end },
      end: response.end ?? 'complete',
    },
  };
  checkTimes(interaction, context.file);
  return { ...interaction, extra: extraOf(file) };
}

/** The file's value, which conforms to the schema. */
function parseFile(bytes: Uint8Array, name: string): InteractionFile {
  if (bytes.length > fileLimit) throw tooLarge(name);
  const text = decodeUtf8(bytes);
  if (text === undefined) throw broken('cassette-not-json', name, 'is not JSON: it is not valid UTF-8', restore);
  if (jsonDepth(text, nestingLimit) > nestingLimit) {
    throw broken('cassette-too-deep', name, `is nested more than ${nestingLimit} levels deep`, restore);
  }
  const value = parseJson(text, name);
  checkVersion(value, name);
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) {
    const where = duplicate.path === '' ? '' : ` in ${duplicate.path}`;
    const what = `has the key ${JSON.stringify(duplicate.key)} twice${where}, the second time on line ${duplicate.line}`;
    throw broken('cassette-duplicate-key', name, what, 'Remove one of the two; a merge may have left both.');
  }
  const problem = fitsSchema(value) ? undefined : schemaProblem(value);
  if (problem !== undefined) throw misfit(name, problem.path, problem.expected);
  return value as InteractionFile;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { line, column, truncated } = locateJsonError(text);
    const what = truncated ? 'the file ends too early, it is truncated' : 'unexpected text';
    throw broken('cassette-not-json', name, `is not JSON: line ${line}, column ${column}: ${what}`, restore, cause);
  }
}

/** Comes before all other checks of the content, because a newer version may have other rules. */
function checkVersion(value: unknown, name: string): void {
  const version = typeof value === 'object' && value !== null && 'llmsim' in value ? value.llmsim : undefined;
  if (typeof version !== 'number' || !(version > formatVersion)) return;
  const what = `has format version ${version}; this llmsim reads versions up to ${formatVersion}`;
  throw broken('cassette-version', name, what, 'Update llmsim, or record the interaction again with this version.');
}

function readBody(
  body: InteractionFile['request']['body'],
  path: string,
  name: string,
  readBlob: (blob: string) => Uint8Array,
): Uint8Array {
  if (body === null) return new Uint8Array(0);
  const fields = body as UnknownFields;
  const [form, ...others] = bodyForms.filter(({ id }) => Object.hasOwn(fields, id));
  if (form === undefined || others.length > 0) {
    throw misfit(name, path, `expected exactly one of ${bodyForms.map(({ id }) => id).join(', ')}`);
  }
  try {
    return form.decode(fields, readBlob);
  } catch (error) {
    if (error instanceof LlmsimError) throw error;
    // A RangeError: the body is larger than a string or buffer can be, or a number does not fit its field.
    const known = error instanceof BodyFormError || error instanceof RangeError;
    throw misfit(name, `${path}.${form.id}`, known ? error.message : 'expected a body that can be rendered', error);
  }
}

/** Blobs of one file together stay below the limit for one, however often a hostile file names them. */
function withinBudget({ file, readBlob }: DecodeContext): (name: string) => Uint8Array {
  let left = blobLimit;
  return (name) => {
    const bytes = readBlob(name);
    left -= bytes.length;
    if (left < 0) throw broken('cassette-blob', file, `names blobs of more than ${blobLimit} bytes together`, restore);
    return bytes;
  };
}

function chunkEnds(sizes: readonly number[] | undefined, length: number, name: string): number[] {
  if (sizes === undefined) return length === 0 ? [] : [length];
  let end = 0;
  const ends = sizes.map((size) => (end += size));
  if (end !== length) throw misfit(name, 'response.chunks', `expected sizes that add up to the body's ${length} bytes`);
  return ends;
}

function checkTimes({ response: { timing, ends } }: Interaction, name: string): void {
  if (timing.chunks.length !== ends.length) {
    throw misfit(name, 'timing.chunks', `expected ${ends.length} offsets, one a chunk of the response`);
  }
  let last = timing.head;
  for (const [i, at] of [...timing.chunks, timing.end].entries()) {
    const path = i < timing.chunks.length ? `timing.chunks[${i}]` : 'timing.end';
    if (at < last) throw misfit(name, path, `expected ${last} or more, because offsets do not decrease`);
    last = at;
  }
}

function extraOf(file: InteractionFile): ExtraFields {
  const { upstream, key, request, response, timing } = file;
  return {
    ...unknownIn('file', file, knownFields.file),
    ...unknownIn('upstream', upstream, knownFields.upstream),
    ...unknownIn('key', key, knownFields.key),
    ...unknownIn('request', request, knownFields.request),
    ...unknownIn('requestBody', request.body, bodyFields),
    ...unknownIn('response', response, knownFields.response),
    ...unknownIn('responseBody', response.body, bodyFields),
    ...unknownIn('timing', timing, knownFields.timing),
  };
}

/** Any form's: an option of another form means nothing here, and would pass for one when the body takes that form. */
const bodyFields = [...new Set(bodyForms.flatMap(({ fields }) => fields))];

function unknownIn(name: keyof ExtraFields, value: unknown, known: readonly string[]): ExtraFields {
  if (typeof value !== 'object' || value === null) return {};
  const unknown = Object.entries(value).filter(([field]) => !known.includes(field));
  return unknown.length === 0 ? {} : { [name]: Object.fromEntries(unknown) };
}

const restore = 'Restore the file from version control, or record the interaction again.';

/** The error for a file above the limit, for those who learn its size before they read it. */
export function tooLarge(name: string): LlmsimError {
  return broken('cassette-too-large', name, `is larger than ${fileLimit / 2 ** 20} MiB`, restore);
}

function misfit(name: string, path: string, expected: string, cause?: unknown): LlmsimError {
  const hint = 'docs/cassette-format.md describes every field.';
  return broken(
    'cassette-schema',
    name,
    `does not fit the format: ${path === '' ? '' : `${path}: `}${expected}`,
    hint,
    cause,
  );
}

function broken(code: ErrorCode, name: string, what: string, hint: string, cause?: unknown): LlmsimError {
  return new LlmsimError(code, `${name} ${what}.`, hint, cause === undefined ? undefined : { cause });
}
