/** A multipart body as matching sees it: parts by name, without boundary. */

import { canonicalText } from '../../codec/canonical-json.ts';
import { parseExactJson } from '../../codec/exact-json.ts';
import { boundaryOf, type MultipartPart, parseMultipart } from '../../codec/multipart.ts';
import { decodeUtf8 } from '../../codec/utf8.ts';
import type { CanonicalPart } from '../../core/canonical.ts';
import { headerOf, mediaType } from '../../core/headers.ts';
import { bytesByKind } from './secrets-by-kind.ts';

/**
 * Undefined for a body that is not the multipart body that its content type says. `text` puts the text of plain fields and
 * JSON parts into one spelling.
 */
export function canonicalParts(
  contentType: string,
  bytes: Uint8Array,
  ignored: ReadonlySet<string>,
  text: (value: string) => string,
): readonly CanonicalPart[] | undefined {
  const boundary = boundaryOf(contentType);
  const parsed = boundary === undefined ? undefined : parseMultipart(bytes, boundary);
  if (parsed === undefined) return undefined;
  return parsed.parts
    .map((part) => canonicalPart(part, text))
    .filter(({ name }) => !ignored.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function canonicalPart({ headers, body }: MultipartPart, text: (value: string) => string): CanonicalPart {
  const disposition = headerOf(headers, 'content-disposition') ?? '';
  const filename = parameter(disposition, 'filename');
  const type = headerOf(headers, 'content-type');
  // SDKs differ in what type they give a plain field; of a file it may decide how the file is read.
  const contentType = filename === undefined ? undefined : type;
  return { name: parameter(disposition, 'name') ?? '', filename, contentType, body: oneSpelling(type, body, text) };
}

/** Files stay as they are, but for the markers of what redaction took out of them. */
function oneSpelling(type: string | undefined, body: Uint8Array, text: (value: string) => string): Uint8Array {
  const media = mediaType(type);
  if (type !== undefined && media !== 'text/plain' && media !== 'application/json') return bytesByKind(body);
  const decoded = decodeUtf8(body);
  if (decoded === undefined) return bytesByKind(body);
  const value = media === 'application/json' ? parseExactJson(decoded) : undefined;
  const spelled = text(value === undefined ? decoded : canonicalText(value));
  return spelled === decoded ? body : Buffer.from(spelled);
}

/** A parameter of a header value, unquoted (RFC 7578, section 4.2; `filename*` is not used there). */
function parameter(value: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(value);
  return found === null ? undefined : (found[1]?.replace(/\\(.)/g, '$1') ?? found[2]);
}
