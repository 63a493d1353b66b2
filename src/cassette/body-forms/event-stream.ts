/** The form `event-stream`: AWS event stream frames (what Bedrock streams), one to a line, JSON payloads legible. */

import { Buffer } from 'node:buffer';
import { decodeFrames, type EventStreamFrame, encodeFrame } from '../../codec/aws-event-stream.ts';
import type { JsonStyle } from '../../codec/json-style.ts';
import { decodeUtf8, encodeUtf8 } from '../../codec/utf8.ts';
import { type BodyForm, BodyFormError, type FormFields } from '../body-form.ts';
import {
  readStyledTexts,
  renderEntries,
  renderStyled,
  type Spelling,
  type StyledJson,
  spellingSchemas,
} from '../styled-json.ts';

/** A frame whose headers are all strings; without `json` its payload is empty. */
interface WrittenFrame extends Spelling {
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** A string is the bytes of a frame, or of what follows the last one, as base64. */
type Entry = WrittenFrame | string;

export const eventStream: BodyForm = {
  id: 'event-stream',
  fields: ['event-stream', 'style'],
  layout: { items: 'line' },
  fits: ({ mediaType }) => mediaType === 'application/vnd.amazon.eventstream',

  encode({ bytes }) {
    const { frames, rest } = decodeFrames(bytes);
    const payloads = frames.map(({ payload }) => (payload.length === 0 ? undefined : decodeUtf8(payload)));
    const { style, items } = readStyledTexts(payloads);
    let start = 0;
    let legible = 0;
    const entries = frames.map((frame, i): Entry => {
      const raw = bytes.subarray(start, start + encodedLength(bytes, start));
      start += raw.length;
      const written = writeFrame(frame, items[i]);
      if (written === undefined || !Buffer.from(renderFrame(written, style)).equals(raw)) return toBase64(raw);
      legible++;
      return written;
    });
    if (legible === 0) return undefined;
    if (rest.length > 0) entries.push(toBase64(rest));
    return { 'event-stream': entries, ...(style === undefined ? {} : { style }) };
  },

  decode(fields: FormFields) {
    const style = fields['style'] as JsonStyle | undefined;
    const entries = fields['event-stream'] as readonly Entry[];
    const render = (entry: Entry) => (typeof entry === 'string' ? fromBase64(entry) : renderFrame(entry, style));
    return Buffer.concat(renderEntries(entries, render));
  },

  schema(z) {
    const spelling = spellingSchemas(z);
    const frame = z.strictObject({
      headers: z.object({}).catchall(z.string()),
      json: z.unknown().optional(),
      ...spelling,
    });
    return z.looseObject({ 'event-stream': z.array(z.union([frame, z.string()])), style: spelling.style });
  },
};

/** A frame begins with its length: four bytes, big-endian. */
function encodedLength(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
}

function writeFrame({ headers, payload }: EventStreamFrame, json: StyledJson | undefined): WrittenFrame | undefined {
  if (payload.length > 0 && json === undefined) return undefined;
  const pairs: [string, string][] = [];
  for (const header of headers) {
    if (header.type !== 'string') return undefined;
    pairs.push([header.name, header.value]);
  }
  const written = { headers: Object.fromEntries(pairs) };
  if (json === undefined) return written;
  const { value, ...spelling } = json;
  return { ...written, json: value, ...spelling };
}

function renderFrame(frame: WrittenFrame, style: JsonStyle | undefined): Uint8Array {
  const payload = 'json' in frame ? encodeUtf8(renderStyled(frame.json, frame, style)) : new Uint8Array(0);
  const headers = Object.entries(frame.headers).map(([name, value]) => ({ name, type: 'string' as const, value }));
  return encodeFrame({ headers, payload });
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function fromBase64(written: string): Uint8Array {
  const bytes = Buffer.from(written, 'base64');
  if (bytes.toString('base64') !== written) throw new BodyFormError('expected base64 with padding in every string');
  return bytes;
}
