/** The form `ndjson`: newline-delimited JSON, one value to a line; a line that is not regular stays as it is. */

import { splitLines } from '../../codec/json-lines.ts';
import type { JsonStyle } from '../../codec/json-style.ts';
import { encodeUtf8 } from '../../codec/utf8.ts';
import type { BodyForm } from '../body-form.ts';
import { readStyledTexts, renderEntries, renderStyled, type Spelling, spellingSchemas } from '../styled-json.ts';

/** A value in an object of its own, so that a string in its place can only be a line as it stands. */
interface WrittenLine extends Spelling {
  readonly json: unknown;
}

/** A string is a line as it stands in the stream, line end included. */
type Entry = WrittenLine | string;

const mediaTypes = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonl',
  'application/jsonlines',
  'application/stream+json',
]);

export const ndjson: BodyForm = {
  id: 'ndjson',
  fields: ['ndjson', 'eol', 'lastEol', 'style'],
  layout: { items: 'line' },
  fits: ({ mediaType }) => mediaTypes.has(mediaType),

  encode(body) {
    if (body.text === undefined) return undefined;
    const lines = splitLines(body.text);
    if (lines.length < 2 && !ndjson.fits(body)) return undefined;
    const eol = lines[0]?.endsWith('\r\n') === true ? '\r\n' : '\n';
    const lastEol = body.text.endsWith(eol);
    const isLast = (i: number) => i === lines.length - 1;
    const end = (i: number) => (lastEol || !isLast(i) ? eol : '');
    const texts = lines.map((line, i) =>
      line.endsWith(end(i)) ? jsonText(line.slice(0, line.length - end(i).length)) : undefined,
    );
    const { style, items } = readStyledTexts(texts);
    let regular = 0;
    const entries = lines.map((line, i): Entry => {
      const item = items[i];
      if (item === undefined) return line;
      regular++;
      const { value, ...spelling } = item;
      return { json: value, ...spelling };
    });
    if (regular * 2 < lines.length || regular === 0) return undefined;
    // A raw last line has its own end or none.
    const plainEnd = lastEol || items.at(-1) === undefined;
    return {
      ndjson: entries,
      ...(eol === '\n' ? {} : { eol }),
      ...(plainEnd ? {} : { lastEol }),
      ...(style === undefined ? {} : { style }),
    };
  },

  decode(fields) {
    const eol = (fields['eol'] as string | undefined) ?? '\n';
    const lastEol = (fields['lastEol'] as boolean | undefined) ?? true;
    const style = fields['style'] as JsonStyle | undefined;
    const entries = fields['ndjson'] as readonly Entry[];
    const lines = renderEntries(entries, (entry, i) => {
      if (typeof entry === 'string') return entry;
      return renderStyled(entry.json, entry, style) + (lastEol || i < entries.length - 1 ? eol : '');
    });
    return encodeUtf8(lines.join(''));
  },

  schema(z) {
    const spelling = spellingSchemas(z);
    const line = z.strictObject({ json: z.unknown(), ...spelling });
    return z.looseObject({
      ndjson: z.array(z.union([line, z.string()])),
      eol: z.enum(['\n', '\r\n']).exactOptional(),
      lastEol: z.boolean().exactOptional(),
      style: spelling.style,
    });
  },
};

/** Lines of plain text may be numbers or words that happen to be JSON; only objects and arrays count. */
function jsonText(line: string): string | undefined {
  return /^[[{]/.test(line) ? line : undefined;
}
