/** The fields and files of a `multipart/form-data` upload, and how zod reads numbers and switches that came as text. */

import { z } from 'zod';
import { boundaryOf, type MultipartPart, parseMultipart } from '../codec/multipart.ts';
import { decodeUtf8 } from '../codec/utf8.ts';
import { headerOf } from '../core/headers.ts';
import type { SimRequest } from '../core/request.ts';

export interface FormFile {
  /** Empty where the client gave none. */
  readonly filename: string;
  /** As the client gave it; `application/octet-stream` where it gave none. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/**
 * `name` as a text or a file, `name[]` and what comes more than once as an array, `name[key]` as an object: the ways in which
 * OpenAI's SDKs write a body as a form. Undefined for what is no such form.
 */
export function readForm({ headers, body }: Pick<SimRequest, 'headers' | 'body'>): Record<string, unknown> | undefined {
  const boundary = boundaryOf(headerOf(headers, 'content-type') ?? '');
  const parts = boundary === undefined ? undefined : parseMultipart(body, boundary)?.parts;
  if (parts === undefined) return undefined;
  // Without a prototype: a field may be called `__proto__`.
  const form: Record<string, unknown> = Object.create(null);
  for (const part of parts) {
    const disposition = headerOf(part.headers, 'content-disposition') ?? '';
    const [, name = '', key] = /^([^[]*)(?:\[([^\]]*)\])?/.exec(parameter(disposition, 'name') ?? '') ?? [];
    const value = valueOfPart(part, disposition);
    if (name === '' || value === undefined) return undefined;
    add(form, name, key, value);
  }
  return form;
}

function add(form: Record<string, unknown>, name: string, key: string | undefined, value: unknown): void {
  const before = form[name];
  if (key !== undefined && key !== '') form[name] = { ...(isPlain(before) ? before : {}), [key]: value };
  else if (Array.isArray(before)) before.push(value);
  else if (key === '') form[name] = [value];
  else form[name] = before === undefined ? value : [before, value];
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined for a text that is not UTF-8. */
function valueOfPart({ headers, body }: MultipartPart, disposition: string): FormFile | string | undefined {
  const filename = parameter(disposition, 'filename');
  if (filename === undefined) return decodeUtf8(body);
  const contentType = headerOf(headers, 'content-type') ?? 'application/octet-stream';
  return { filename, contentType, bytes: body };
}

/** Browsers write quotes and line ends in names as `%22` (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html). */
function parameter(disposition: string, name: string): string | undefined {
  // One after the other, for a quoted file name may hold what looks like a parameter.
  for (const [, found, quoted, bare] of disposition.matchAll(PARAMETER)) {
    if (found?.toLowerCase() !== name) continue;
    return (quoted?.replace(/\\(["\\])/g, '$1') ?? bare?.trim())?.replace(/%22/g, '"');
  }
  return undefined;
}

const PARAMETER = /;[ \t]*([^=;\s"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g;

/** An uploaded file; what is no file is told to be of the wrong type. */
export const formFile: z.ZodType<FormFile> = z.object({
  filename: z.string(),
  contentType: z.string(),
  bytes: z.instanceof(Uint8Array),
});

/** A number that came as text. */
export function formNumber<T extends z.ZodType>(number: T): z.ZodType<z.infer<T>> {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\s*[-+.\d]/.test(value) ? (asNumber(value) ?? value) : value),
    number,
  );
}

function asNumber(text: string): number | undefined {
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** `true` and `false` as forms have them. */
export const formBoolean: z.ZodType<boolean> = z.preprocess((value) => {
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : value;
}, z.boolean());

/** One or several: a form that has a field once does not say whether it is a list. */
export function formList<T extends z.ZodArray>(list: T): z.ZodType<z.infer<T>> {
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), list);
}
