/** The contract of a body form: one way to write a body into an interaction file. Members live in `body-forms/`. */

import type * as Zod from 'zod';
import type { Layout } from './canonical-file.ts';

/** A body on its way into a file; never empty. */
export interface BodyToStore {
  readonly bytes: Uint8Array;
  /** The bytes as text; undefined when they are not UTF-8. */
  readonly text: string | undefined;
  /** The `content-type` header as sent, which may say nothing or the wrong thing. */
  readonly contentType: string | undefined;
  /** Its media type, lower-case and without parameters; empty when there is none. */
  readonly mediaType: string;
}

/** Takes the bytes of a blob and gives its name. */
export type AddBlob = (bytes: Uint8Array) => string;
export type { ReadBlob } from './blobs.ts';

/** What stands in the file as `body`: the form's id with its content first, then options that differ from their defaults. */
export type FormFields = Readonly<Record<string, unknown>>;

export interface BodyForm {
  /** The key that holds the form's content, and names it. */
  readonly id: string;
  /** The names of all its keys, `id` first; any other key in a file is an unknown field, and kept. */
  readonly fields: readonly string[];
  readonly layout: Layout;
  /** True when the form is worth trying before the others, because the content type says so. */
  fits(body: BodyToStore): boolean;
  /** True for a form that stays small in the file however large the body is; others are not asked for large bodies. */
  readonly takesLarge?: true;
  /** Undefined when the body cannot be written in this form so that `decode` gives the same bytes. */
  encode(body: BodyToStore, addBlob: AddBlob): FormFields | undefined;
  /** `fields` conform to `schema`. Throws `BodyFormError` when they cannot be rendered all the same. */
  decode(fields: FormFields, readBlob: (name: string) => Uint8Array): Uint8Array;
  /** Takes zod as an argument, because loading it costs too much for all who only encode. */
  schema(z: typeof Zod): Zod.ZodType;
}

/** What is wrong with a body's fields, as the end of a sentence that begins with their place in the file. */
export class BodyFormError extends Error {}

/** Bodies that nest deeper than this are written as text. */
export const bodyNesting = 64;
