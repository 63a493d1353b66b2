/** The form `multipart`: the parts of a form upload, texts legible, files as base64 or blobs. */

import { Buffer } from 'node:buffer';
import { splitLines } from '../../codec/json-lines.ts';
import { boundaryOf, type MultipartPart, parseMultipart, renderMultipart } from '../../codec/multipart.ts';
import { decodeUtf8, encodeUtf8 } from '../../codec/utf8.ts';
import { largeBinary, largeBody } from '../blobs.ts';
import { type AddBlob, type BodyForm, BodyFormError, type ReadBlob } from '../body-form.ts';

/** `headers` are the lines as sent, without their line ends; exactly one of the others is there. */
interface WrittenPart {
  readonly headers: readonly string[];
  readonly text?: readonly string[];
  readonly base64?: string;
  readonly blob?: string;
}

interface Fields {
  readonly multipart: readonly WrittenPart[];
  readonly boundary: string;
  readonly eol?: '\r\n' | '\n';
  readonly preamble?: string;
  readonly epilogue?: string;
}

export const multipart: BodyForm = {
  id: 'multipart',
  fields: ['multipart', 'boundary', 'eol', 'preamble', 'epilogue'],
  layout: { items: { fields: { headers: { items: 'line' }, text: { items: 'line' } } } },
  takesLarge: true,
  fits: ({ mediaType }) => mediaType.startsWith('multipart/'),

  encode({ bytes, contentType = '' }, addBlob) {
    const boundary = boundaryOf(contentType);
    const body = boundary === undefined ? undefined : parseMultipart(bytes, boundary);
    if (boundary === undefined || body === undefined || body.parts.length === 0) return undefined;
    const preamble = decodeUtf8(body.preamble);
    const epilogue = decodeUtf8(body.epilogue);
    if (preamble === undefined || epilogue === undefined) return undefined;
    const eol = body.lineEnd;
    const headers = body.parts.map(({ rawHeaders }) => rawHeaders.split(eol).slice(0, -1));
    if (headers.some((lines, i) => headerText(lines, eol) !== body.parts[i]?.rawHeaders)) return undefined;
    return {
      multipart: body.parts.map((part, i) => ({ headers: headers[i], ...writeContent(part.body, addBlob) })),
      boundary,
      ...(eol === '\r\n' ? {} : { eol }),
      ...(preamble === '' ? {} : { preamble }),
      ...(epilogue === eol ? {} : { epilogue }),
    };
  },

  decode(fields, readBlob) {
    const { multipart: parts, boundary, eol = '\r\n', preamble = '', epilogue = eol } = fields as unknown as Fields;
    const body = {
      preamble: encodeUtf8(preamble),
      epilogue: encodeUtf8(epilogue),
      lineEnd: eol,
      parts: parts.map(
        (part): MultipartPart => ({
          headers: [],
          rawHeaders: headerText(part.headers, eol),
          body: readContent(part, readBlob),
        }),
      ),
    };
    return renderMultipart(body, boundary);
  },

  schema(z) {
    const headers = z.array(z.string()).describe('The header lines as sent, without line ends.');
    const part = z.xor([
      z.strictObject({ headers, text: z.array(z.string()) }),
      z.strictObject({ headers, base64: z.string() }),
      z.strictObject({ headers, blob: z.string() }),
    ]);
    return z.looseObject({
      multipart: z.array(part),
      boundary: z.string(),
      eol: z.enum(['\r\n', '\n']).exactOptional(),
      preamble: z.string().exactOptional(),
      epilogue: z.string().exactOptional().describe('What follows the closing delimiter; absent for one line end.'),
    });
  },
};

function headerText(lines: readonly string[], eol: string): string {
  return lines.map((line) => line + eol).join('');
}

function writeContent(bytes: Uint8Array, addBlob: AddBlob): Omit<WrittenPart, 'headers'> {
  const text = decodeUtf8(bytes);
  if (bytes.length > (text === undefined ? largeBinary : largeBody)) return { blob: addBlob(bytes) };
  return text === undefined ? { base64: Buffer.from(bytes).toString('base64') } : { text: splitLines(text) };
}

function readContent(part: WrittenPart, readBlob: ReadBlob): Uint8Array {
  if (part.blob !== undefined) return readBlob(part.blob);
  if (part.text !== undefined) return encodeUtf8(part.text.join(''));
  const bytes = Buffer.from(part.base64 ?? '', 'base64');
  if (bytes.toString('base64') !== part.base64) throw new BodyFormError('expected base64 with padding in every part');
  return bytes;
}
