/** The form `sse`: server-sent events, one to a line, their JSON legible; an event that is not regular stays as it is. */

import type { JsonStyle } from '../../codec/json-style.ts';
import { splitEvents } from '../../codec/sse.ts';
import { encodeUtf8 } from '../../codec/utf8.ts';
import type { BodyForm } from '../body-form.ts';
import { readStyledTexts, renderEntries, renderStyled, type Spelling, spellingSchemas } from '../styled-json.ts';

/** Fields in the order of their lines. `data` is JSON where it is an object or array, else the text itself. */
interface WrittenEvent extends Spelling {
  readonly event?: string;
  readonly data?: unknown;
  readonly id?: string;
  readonly retry?: string;
  readonly comment?: string;
}

/** A string is an event as it stands in the stream, line ends included. */
type Entry = WrittenEvent | string;

/** How the stream writes its lines. */
interface Dress {
  readonly eol: '\n' | '\r\n';
  /** A space behind the colon. */
  readonly space: boolean;
  readonly style: JsonStyle | undefined;
}

export const sse: BodyForm = {
  id: 'sse',
  fields: ['sse', 'eol', 'space', 'style'],
  layout: { items: 'line' },
  fits: ({ mediaType }) => mediaType === 'text/event-stream',

  encode({ text }) {
    if (text === undefined) return undefined;
    const blocks = splitEvents(text);
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const space = /^data: /m.test(text) || !/^data:/m.test(text);
    const events = blocks.map((block) => readBlock(block, eol, space));
    const { style, items } = readStyledTexts(events.map((event) => jsonText(event?.get('data'))));
    const dress: Dress = { eol, space, style };
    let regular = 0;
    const entries = blocks.map((block, i): Entry => {
      const fields = events[i];
      if (fields === undefined) return block;
      // Of the lines alone: that `items` give their texts back has been checked where they were read.
      if (writeLines(fields, dress) !== block) return block;
      regular++;
      const { value, ...spelling } = items[i] ?? {};
      const event: WrittenEvent = Object.fromEntries(fields);
      return value === undefined ? event : { ...event, data: value, ...spelling };
    });
    if (regular * 2 < blocks.length) return undefined;
    return {
      sse: entries,
      ...(eol === '\n' ? {} : { eol }),
      ...(space ? {} : { space }),
      ...(style === undefined ? {} : { style }),
    };
  },

  decode(fields) {
    const dress: Dress = {
      eol: (fields['eol'] as Dress['eol'] | undefined) ?? '\n',
      space: (fields['space'] as boolean | undefined) ?? true,
      style: fields['style'] as JsonStyle | undefined,
    };
    const entries = fields['sse'] as readonly Entry[];
    const render = (entry: Entry) => (typeof entry === 'string' ? entry : renderEvent(entry, dress));
    return encodeUtf8(renderEntries(entries, render).join(''));
  },

  schema(z) {
    const spelling = spellingSchemas(z);
    const text = z.string().exactOptional();
    const event = z.strictObject({
      event: text,
      data: z.union([z.string(), z.looseObject({}), z.array(z.unknown())]).exactOptional(),
      id: text,
      retry: text,
      comment: text,
      ...spelling,
    });
    return z.looseObject({
      sse: z.array(z.union([event, z.string()])),
      eol: z.enum(['\n', '\r\n']).exactOptional(),
      space: z.boolean().exactOptional(),
      style: spelling.style,
    });
  },
};

const fieldNames = new Set(['event', 'data', 'id', 'retry']);
const lineNames = new Set([...fieldNames, 'comment']);

/** The lines of a regular event as fields; neighbouring lines of one name become one field with several lines. */
function readBlock(block: string, eol: string, space: boolean): Map<string, string> | undefined {
  if (!block.endsWith(eol + eol)) return undefined;
  const fields = new Map<string, string>();
  let previous = '';
  for (const line of block.slice(0, -2 * eol.length).split(eol)) {
    const colon = line.indexOf(':');
    if (colon < 0) return undefined;
    const name = colon === 0 ? 'comment' : line.slice(0, colon);
    if (colon > 0 && !fieldNames.has(name)) return undefined;
    const value = line.slice(colon + (space && line.startsWith(' ', colon + 1) ? 2 : 1));
    const before = fields.get(name);
    if (before !== undefined && previous !== name) return undefined;
    fields.set(name, before === undefined ? value : `${before}\n${value}`);
    previous = name;
  }
  return fields;
}

function renderEvent(event: WrittenEvent, dress: Dress): string {
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(event)) {
    if (!lineNames.has(name)) continue;
    fields.push([name, typeof value === 'string' ? value : renderStyled(value, event, dress.style)]);
  }
  return writeLines(fields, dress);
}

/** The block of an event: the lines of its fields, name and text each, and the blank line. */
function writeLines(fields: Iterable<readonly [string, string]>, { eol, space }: Dress): string {
  let block = '';
  for (const [name, text] of fields) {
    const label = name === 'comment' ? ':' : `${name}:`;
    for (const line of text.includes('\n') ? text.split('\n') : [text]) {
      block += label + (space && (line !== '' || name !== 'comment') ? ' ' : '') + line + eol;
    }
  }
  return block + eol;
}

/** Only objects and arrays are taken for JSON: a lone string or number may as well be text. */
function jsonText(data: string | undefined): string | undefined {
  return data !== undefined && /^[[{]/.test(data) ? data : undefined;
}
