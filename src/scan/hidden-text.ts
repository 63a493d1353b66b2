/** What a string or some bytes hide: JSON, events, lines, base64, compression. Gives plain values that can be walked. */

import { Buffer } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { decodeFrames } from '../codec/aws-event-stream.ts';
import { jsonDepth } from '../codec/json-nesting.ts';
import { parseEvent, splitEvents } from '../codec/sse.ts';
import { decodeUtf8 } from '../codec/utf8.ts';

const deepest = 200;
/** What one compressed body may become. */
const inflatedLimit = 64 * 1024 * 1024;

/** The value of a text that is JSON (object or array), an SSE stream or JSON lines; undefined when it is just text. */
export function structureOf(text: string): object | undefined {
  const first = /\S/.exec(text.slice(0, 1000))?.[0];
  if (first === '{' || first === '[') return parseJson(text) ?? parseLines(text);
  return /^\uFEFF?[\r\n]*(?:data|event|id|retry)?:/.test(text) ? parseStream(text) : undefined;
}

/** The text or the structure that `text` is a coding of: base64, hex, or compressed bytes kept as characters. */
export function decodedOf(text: string): string | object | undefined {
  if (text.length < 16) return undefined;
  const dataUrl = /^data:([\w.+-]+\/[\w.+-]+)?[\w;=.+-]*;base64,/.exec(text.slice(0, 200));
  const coded = dataUrl === null ? text : text.slice(dataUrl[0].length);
  if (isHex(coded)) return compressed(Buffer.from(coded, 'hex'));
  if (isBase64(coded)) return isId(coded) ? undefined : meaningOf(Buffer.from(coded, 'base64'));
  return /^(?:\x1f\x8b|x[\x01\x5e\x9c\xda])/.test(text) ? compressed(Buffer.from(text, 'latin1')) : undefined;
}

/** What bytes say: text, or what was compressed, or the payloads of an AWS event stream; undefined for media and the like. */
export function meaningOf(bytes: Uint8Array): string | object | undefined {
  const text = decodeUtf8(bytes);
  if (text !== undefined && isPrintable(text)) return text;
  const known = compressed(bytes);
  if (known !== undefined) return known;
  const { frames } = decodeFrames(bytes);
  if (frames.length > 0) return frames.map(({ payload }) => meaningOf(payload));
  return bytes.length < 64 || bytes.length > 4_000_000 || !mayBeCompressed(bytes)
    ? undefined
    : firstText(bytes, [brotliDecompressSync, inflateRawSync]);
}

/** Compressed bytes use nearly all values; words that happen to be base64 decode to few. A look at the beginning tells. */
function mayBeCompressed(bytes: Uint8Array): boolean {
  const beginning = bytes.subarray(0, 64);
  return new Set(beginning).size >= beginning.length * 0.6;
}

/** gzip (RFC 1952) and zlib (RFC 1950) by their first bytes. */
function compressed(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0x1f && second === 0x8b) return firstText(bytes, [gunzipSync]);
  if (first === 0x78 && (first * 256 + (second ?? 0)) % 31 === 0) return firstText(bytes, [inflateSync]);
  return undefined;
}

type Inflate = (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer;

function firstText(bytes: Uint8Array, ways: readonly Inflate[]): string | undefined {
  for (const inflate of ways) {
    try {
      const text = decodeUtf8(inflate(bytes, { maxOutputLength: inflatedLimit }));
      if (text !== undefined && text.length >= 8 && isPrintable(text)) return text;
    } catch {
      // Not compressed this way.
    }
  }
  return undefined;
}

function isPrintable(text: string): boolean {
  return !/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text);
}

/** A word or two with an underscore, as most ids are, and no coding of a text. */
function isId(text: string): boolean {
  return text.length < 64 && /^[a-z]+[_-]/.test(text);
}

/** In either alphabet, with line breaks as in MIME; of a long text only the beginning is looked at before it is decoded. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_-]{4}[A-Za-z0-9+/_\r\n-]*(?:={1,2}\n?)?$/.test(text.length > 4096 ? text.slice(0, 4096) : text);
}

function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^(?:1f8b|78(?:01|5e|9c|da))[0-9a-f]*$/i.test(text);
}

function parseJson(text: string): object | undefined {
  if (jsonDepth(text, deepest) > deepest) return undefined;
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** JSON lines: at least two, each JSON or blank; a last one that was cut short stays text. */
function parseLines(text: string): unknown[] | undefined {
  const lines = text.split('\n');
  const values = lines.map((line) => parseJson(line) ?? line);
  return values.filter((value) => typeof value === 'object').length >= Math.max(1, lines.length / 3)
    ? values
    : undefined;
}

/** The `data` of each event, parsed where it is JSON; whatever else an event has is left to the search of the text itself. */
function parseStream(text: string): unknown[] {
  return splitEvents(text).map((block) => {
    const { data, event, comments } = parseEvent(block);
    return { event, data: data === undefined ? comments.join('\n') : (parseJson(data) ?? data) };
  });
}
