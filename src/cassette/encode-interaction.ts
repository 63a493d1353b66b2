/** Writes an interaction as the text of its file, and the blobs that the text refers to. */

import { Buffer } from 'node:buffer';
import { decodeUtf8 } from '../codec/utf8.ts';
import { LlmsimError } from '../core/errors.ts';
import { type HeaderList, headerOf, mediaType } from '../core/headers.ts';
import type { Interaction } from '../core/interaction.ts';
import { blobName, largeBody } from './blobs.ts';
import type { BodyForm, BodyToStore } from './body-form.ts';
import { bodyForms } from './body-forms/list.ts';
import { layOut } from './canonical-file.ts';
import { type ExtraFields, fileLayout, fileLimit, formatVersion, type UnknownFields } from './file-shape.ts';

export interface EncodedInteraction {
  /** The whole file, LF line ends, one at its end. */
  readonly text: string;
  /** Name (`blobs/<sha256>.bin`) to bytes; to be stored before the file. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/**
 * The one text of an interaction: equal interactions give equal texts, and `decodeInteraction` gives the interaction back with
 * its times rounded to 0.01 ms. `extra` are the unknown fields of the file it was decoded from. Throws when the chunks do not
 * add up to the body (`cassette-write`) or the file would be too large to be read again (`cassette-too-large`).
 */
export function encodeInteraction(interaction: Interaction, extra: ExtraFields = {}): EncodedInteraction {
  const { request, response, upstream, key } = interaction;
  checkChunks(interaction);
  const blobs = new Map<string, Uint8Array>();
  const addBlob = (bytes: Uint8Array): string => {
    const name = blobName(bytes);
    blobs.set(name, bytes);
    return name;
  };
  const file = {
    llmsim: formatVersion,
    summary: interaction.summary,
    upstream: { name: upstream.name, url: upstream.url, ...extra.upstream },
    dialect: interaction.dialect,
    key: { recipe: key.recipe, sha256: key.sha256, ...extra.key },
    request: {
      method: request.method,
      target: request.target,
      headers: request.headers,
      body: writeBody(request.body, request.headers, addBlob, extra.requestBody),
      ...extra.request,
    },
    response: {
      status: response.status,
      statusText: response.statusText === '' ? undefined : response.statusText,
      headers: response.headers,
      decodedFrom: response.decodedFrom,
      body: writeBody(response.bytes, response.headers, addBlob, extra.responseBody),
      chunks: chunkSizes(response.ends, response.bytes.length),
      end: response.end === 'complete' ? undefined : response.end,
      ...extra.response,
    },
    timing: { ...timingFields(interaction), ...extra.timing },
    ...extra.file,
  };
  const text = `${layOut(file, fileLayout)}\n`;
  if (text.length > fileLimit / 3 && Buffer.byteLength(text) > fileLimit) {
    throw new LlmsimError('cassette-too-large', `The interaction would need a file of more than ${fileLimit} bytes.`);
  }
  return { text, blobs };
}

function checkChunks({ response: { bytes, ends, timing } }: Interaction): void {
  const rising = ends.every((end, i) => Number.isInteger(end) && end >= (ends[i - 1] ?? 0));
  if (rising && (ends.at(-1) ?? 0) === bytes.length && timing.chunks.length === ends.length) return;
  throw new LlmsimError('cassette-write', 'The chunks of the response do not add up to its body, or lack their times.');
}

function writeBody(
  bytes: Uint8Array,
  headers: HeaderList,
  addBlob: (bytes: Uint8Array) => string,
  extra: UnknownFields | undefined,
): unknown {
  if (bytes.length === 0) return null;
  const contentType = headerOf(headers, 'content-type');
  const body: BodyToStore = { bytes, text: decodeUtf8(bytes), contentType, mediaType: mediaType(contentType) };
  for (const form of inOrder(body)) {
    if (bytes.length > largeBody && form.takesLarge !== true) continue;
    const fields = form.encode(body, addBlob);
    if (fields !== undefined) return extra === undefined ? fields : { ...fields, ...extra };
  }
  throw new LlmsimError('cassette-write', 'No form takes this body.');
}

/** The form that the content type speaks of, then all others in their order. */
function inOrder(body: BodyToStore): readonly BodyForm[] {
  const first = bodyForms.find((form) => form.fits(body));
  return first === undefined ? bodyForms : [first, ...bodyForms.filter((form) => form !== first)];
}

/** Undefined when the cuts say nothing: an empty body without chunks, or a body in one. */
function chunkSizes(ends: readonly number[], length: number): number[] | undefined {
  if (ends.length === (length === 0 ? 0 : 1)) return undefined;
  return ends.map((end, i) => end - (ends[i - 1] ?? 0));
}

/** Offsets in milliseconds with two decimals, made finite and not decreasing. */
function timingFields({ recordedAt, refreshedAt, response: { timing } }: Interaction): Record<string, unknown> {
  let last = 0;
  const offset = (ms: number): number => {
    if (Number.isFinite(ms)) last = Math.max(last, Math.round(ms * 100) / 100);
    return last;
  };
  return {
    recordedAt,
    refreshedAt,
    head: offset(timing.head),
    chunks: timing.chunks.map(offset),
    end: offset(timing.end),
  };
}
