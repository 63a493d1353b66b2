/** The shape of an interaction file, version 1: which fields each object has, in which order, and on which lines. */

import { bodyForms } from './body-forms/list.ts';
import type { Layout } from './canonical-file.ts';

/** The version that this program writes; it reads it and all before. */
export const formatVersion = 1;

/** A file above this many bytes is refused before it is read. */
export const fileLimit = 64 * 1024 * 1024;

/** A file nested deeper than this is refused before it is parsed. */
export const nestingLimit = 200;

/** The fields of each object of the file, in the order in which they are written. What else stands there is unknown, and kept. */
export const knownFields = {
  file: ['llmsim', 'summary', 'upstream', 'dialect', 'key', 'request', 'response', 'timing'],
  upstream: ['name', 'url'],
  key: ['recipe', 'sha256'],
  request: ['method', 'target', 'headers', 'body'],
  response: ['status', 'statusText', 'headers', 'decodedFrom', 'body', 'chunks', 'end'],
  timing: ['recordedAt', 'refreshedAt', 'head', 'chunks', 'end'],
} as const;

const body: Layout = { fields: Object.fromEntries(bodyForms.map((form) => [form.id, form.layout])) };
const headers: Layout = { items: 'line' };

/** Everything that only a new recording's clock changes stands in the one line `timing`. */
export const fileLayout: Layout = {
  fields: { request: { fields: { headers, body } }, response: { fields: { headers, body } } },
};

/** The fields of one object that this version does not know. */
export type UnknownFields = Readonly<Record<string, unknown>>;

/** The unknown fields of each object of a file, kept so that writing it again loses nothing; absent where there are none. */
export interface ExtraFields {
  readonly file?: UnknownFields;
  readonly upstream?: UnknownFields;
  readonly key?: UnknownFields;
  readonly request?: UnknownFields;
  readonly requestBody?: UnknownFields;
  readonly response?: UnknownFields;
  readonly responseBody?: UnknownFields;
  readonly timing?: UnknownFields;
}
