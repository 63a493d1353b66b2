/** Redaction of a body: finds secrets in its texts, also in pieces over events, and cuts them out where they stand. */

import { decodeFrames, type EventStreamFrame, encodeFrame } from '../codec/aws-event-stream.ts';
import { boundaryOf, parseMultipart, renderMultipart } from '../codec/multipart.ts';
import { decodeUtf8, encodeUtf8 } from '../codec/utf8.ts';
import { headerOf, mediaType } from '../core/headers.ts';
import { joinBytes } from './byte-pieces.ts';
import type { Finder } from './finding.ts';
import type { Markers } from './markers.ts';
import { addText, Pieces } from './pieces.ts';
import { editFields } from './redact-fields.ts';
import { editPieces } from './search-pieces.ts';
import type { Segment } from './segment.ts';

export interface RedactedBody {
  readonly bytes: Uint8Array;
  /** Ends of the chunks in `bytes`: as many as before, none decreasing; a chunk that was all secret is empty. */
  readonly ends: readonly number[];
  readonly altered: boolean;
}

export interface BodyToRedact {
  readonly bytes: Uint8Array;
  readonly ends: readonly number[];
  readonly contentType: string | undefined;
}

/** `fields`: JSON paths whose whole string goes, `*` for any key or index. */
export function redactBody(
  body: BodyToRedact,
  finder: Finder,
  markers: Markers,
  fields: readonly (readonly string[])[] = [],
): RedactedBody {
  const { bytes, ends, contentType } = body;
  const unchanged: RedactedBody = { bytes, ends, altered: false };
  if (bytes.byteLength === 0) return unchanged;
  const pieces = new Pieces();
  const editable = partsOf(bytes, contentType, pieces);
  const named = fields.length > 0 && editFields(pieces, fields, markers);
  if (!editPieces(pieces, finder, markers) && !named) return unchanged;
  const written = editable.map(({ original, rewrite }) => ({ original, bytes: rewrite() }));
  return { ...joinBytes(written, ends), altered: true };
}

/** A stretch of the original body and what it becomes. */
interface Editable {
  /** Its length in the original. */
  readonly original: number;
  rewrite(): readonly RewrittenBytes[];
}

/** Bytes that stand for `original` bytes of the body: equal to them, or what an edit made of them. */
export interface RewrittenBytes {
  readonly original: number;
  readonly bytes: Uint8Array;
}

function partsOf(bytes: Uint8Array, contentType: string | undefined, pieces: Pieces): Editable[] {
  const media = mediaType(contentType);
  if (media === 'application/vnd.amazon.eventstream') return frames(bytes, pieces);
  if (media.startsWith('multipart/') && contentType !== undefined) {
    const parts = multipart(bytes, contentType, pieces);
    if (parts !== undefined) return parts;
  }
  const text = textOf(bytes, media);
  if (text === undefined || (text.encoding === 'latin1' && looksLikeFrames(bytes))) {
    return text === undefined ? [untouched(bytes)] : frames(bytes, pieces);
  }
  const segment = pieces.segment(text.text);
  addText(pieces, segment, media);
  return [{ original: bytes.byteLength, rewrite: () => rewriteText(segment, text.encoding) }];
}

interface Text {
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
}

/**
 * What can be searched: UTF-8, or else byte for byte what may be text all the same, such as a stream that was cut within
 * a character. Images and the like are none.
 */
function textOf(bytes: Uint8Array, media: string): Text | undefined {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return { text, encoding: 'utf8' };
  if (/^(?:image|audio|video|font)\//.test(media)) return undefined;
  return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), encoding: 'latin1' };
}

function untouched(bytes: Uint8Array): Editable {
  return { original: bytes.byteLength, rewrite: () => [{ original: bytes.byteLength, bytes }] };
}

/** The unchanged stretches and the edits of a text, in bytes. */
function rewriteText(segment: Segment, encoding: Text['encoding']): readonly RewrittenBytes[] {
  const { text } = segment;
  const same = (start: number, end: number): RewrittenBytes => {
    const bytes = Buffer.from(text.slice(start, end), encoding);
    return { original: bytes.byteLength, bytes };
  };
  const result: RewrittenBytes[] = [];
  let from = 0;
  for (const edit of segment.edits()) {
    if (edit.start > from) result.push(same(from, edit.start));
    const original = Buffer.byteLength(text.slice(edit.start, edit.end), encoding);
    result.push({ original, bytes: encodeUtf8(edit.text) });
    from = edit.end;
  }
  if (from < text.length) result.push(same(from, text.length));
  return result;
}

/** An AWS event stream whose content type was lost: total length, header length, and a CRC that fits. */
function looksLikeFrames(bytes: Uint8Array): boolean {
  return bytes.byteLength >= 16 && decodeFrames(bytes).frames.length > 0;
}

/** AWS event stream: the payload of each frame is JSON; `bytes` in it may be JSON in base64 (InvokeModelWithResponseStream). */
function frames(bytes: Uint8Array, pieces: Pieces): Editable[] {
  const { frames, rest } = decodeFrames(bytes);
  const editable = frames.map((frame): Editable => {
    const original = encodeFrame(frame).byteLength;
    const text = decodeUtf8(frame.payload);
    if (text === undefined) return untouched(encodeFrame(frame));
    const inner = wrappedJson(text);
    const segment = pieces.segment(inner?.json ?? text);
    addText(pieces, segment, 'application/json');
    return {
      original,
      rewrite() {
        if (!segment.isEdited) return [{ original, bytes: encodeFrame(frame) }];
        return [{ original, bytes: encodeFrame(reframed(frame, segment, inner)) }];
      },
    };
  });
  return rest.byteLength > 0 ? [...editable, brokenFrame(rest, pieces)] : editable;
}

/** A frame that breaks off: its payload is searched as far as it came; its lengths were wrong before. */
function brokenFrame(rest: Uint8Array, pieces: Pieces): Editable {
  const text = Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength).toString('latin1');
  const brace = text.indexOf('{');
  if (brace < 0) return untouched(rest);
  const payload = text.slice(brace);
  const inner = wrappedJson(payload);
  const segment = pieces.segment(inner?.json ?? payload);
  addText(pieces, segment, 'application/json');
  const original = rest.byteLength;
  return {
    original,
    rewrite: () => [
      segment.isEdited
        ? { original, bytes: Buffer.from(text.slice(0, brace) + unwrapped(segment, inner), 'latin1') }
        : { original, bytes: rest },
    ],
  };
}

interface WrappedJson {
  readonly before: string;
  readonly json: string;
  readonly after: string;
}

const wrapped = /^(\s*\{(?:[^{}"]|"(?!bytes")[^"\\]*")*"bytes"\s*:\s*")([A-Za-z0-9+/]+={0,2})((?:"[\s\S]*)?)$/;

function wrappedJson(text: string): WrappedJson | undefined {
  const [, before, base64, after] = wrapped.exec(text) ?? [];
  if (before === undefined || base64 === undefined || after === undefined) return undefined;
  const json = decodeUtf8(Buffer.from(base64, 'base64'));
  return json === undefined || !/^\s*[[{]/.test(json) ? undefined : { before, json, after };
}

function reframed(frame: EventStreamFrame, segment: Segment, inner: WrappedJson | undefined): EventStreamFrame {
  return { headers: frame.headers, payload: encodeUtf8(unwrapped(segment, inner)) };
}

function unwrapped(segment: Segment, inner: WrappedJson | undefined): string {
  const edited = segment.edited();
  return inner === undefined ? edited : `${inner.before}${Buffer.from(edited).toString('base64')}${inner.after}`;
}

/** Each text part of a form is a body of its own; the whole is rendered again around them. */
function multipart(bytes: Uint8Array, contentType: string, pieces: Pieces): Editable[] | undefined {
  const boundary = boundaryOf(contentType);
  const parsed = boundary === undefined ? undefined : parseMultipart(bytes, boundary);
  if (boundary === undefined || parsed === undefined) return undefined;
  const segments = parsed.parts.map((part, i) => {
    const media = mediaType(headerOf(part.headers, 'content-type'));
    const text = textOf(part.body, media);
    if (text === undefined) return undefined;
    const segment = pieces.segment(text.text);
    addText(pieces, segment, media, `part ${i} `);
    return { segment, encoding: text.encoding };
  });
  return [
    {
      original: bytes.byteLength,
      rewrite() {
        const parts = parsed.parts.map((part, i) => {
          const text = segments[i];
          if (text === undefined || !text.segment.isEdited) return part;
          return { ...part, body: Buffer.from(text.segment.edited(), text.encoding) };
        });
        return [{ original: bytes.byteLength, bytes: renderMultipart({ ...parsed, parts }, boundary) }];
      },
    },
  ];
}
