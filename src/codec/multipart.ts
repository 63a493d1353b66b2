/** Multipart bodies (RFC 2046, section 5.1): into parts and back to the same bytes. */

import { Buffer } from 'node:buffer';
import type { Header, HeaderList } from '../core/headers.ts';
import { decodeUtf8 } from './utf8.ts';

export interface MultipartPart {
  /** `rawHeaders` as fields, values trimmed and unfolded; for reading only. */
  readonly headers: HeaderList;
  /** The header lines as they stand, each with its line end; empty for a part without headers. */
  readonly rawHeaders: string;
  readonly body: Uint8Array;
}

export interface MultipartBody {
  /** What stands before the first delimiter line, its line end included. */
  readonly preamble: Uint8Array;
  readonly parts: readonly MultipartPart[];
  /** What follows the closing delimiter; mostly one line end. */
  readonly epilogue: Uint8Array;
  /** CRLF by the standard; some hand-made clients send LF. */
  readonly lineEnd: '\r\n' | '\n';
}

/** More parts than any API takes; memory is the reason. */
const MAX_PARTS = 10_000;

/** The `boundary` parameter of a `multipart/…` content type, unquoted; undefined where there is none. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^\s*multipart\//i.test(contentType)) return undefined;
  for (const [, name, quoted, bare] of contentType.matchAll(PARAMETER)) {
    if (name?.toLowerCase() !== 'boundary') continue;
    const boundary = quoted === undefined ? bare?.trim() : quoted.replace(/\\(.)/g, '$1');
    return boundary === '' ? undefined : boundary;
  }
  return undefined;
}

const PARAMETER = /;[ \t]*([^=;\s"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g;

/**
 * The parts of `bytes`, or undefined where `renderMultipart` would not give the same bytes: no such boundary, no closing
 * delimiter, spaces behind a delimiter, mixed line ends, headers that are not UTF-8. The bodies are views into `bytes`.
 */
export function parseMultipart(bytes: Uint8Array, boundary: string): MultipartBody | undefined {
  const buffer = asBuffer(bytes);
  const first = firstDelimiter(buffer, `--${boundary}`);
  if (boundary === '' || first === undefined) return undefined;
  const { start, lineEnd } = first;
  const delimiter = Buffer.from(`${lineEnd}--${boundary}`);
  const parts: MultipartPart[] = [];
  let at = start + delimiter.length - lineEnd.length;
  for (;;) {
    if (parts.length === MAX_PARTS || !startsWith(buffer, lineEnd, at)) return undefined;
    at += lineEnd.length;
    const end = nextDelimiter(buffer, delimiter, lineEnd, at);
    const part = end < 0 ? undefined : partOf(buffer.subarray(at, end), lineEnd);
    if (part === undefined) return undefined;
    parts.push(part);
    at = end + delimiter.length;
    if (closes(buffer, at)) break;
  }
  const body = { preamble: buffer.subarray(0, start), parts, epilogue: buffer.subarray(at + 2), lineEnd };
  return buffer.equals(renderMultipart(body, boundary)) ? body : undefined;
}

/** The bytes of a body; `rawHeaders`, not `headers`, are written. The caller keeps the boundary out of the parts. */
export function renderMultipart(body: MultipartBody, boundary: string): Uint8Array {
  const { lineEnd } = body;
  const pieces: Uint8Array[] = [body.preamble];
  for (const [i, part] of body.parts.entries()) {
    pieces.push(Buffer.from(`${i === 0 ? '' : lineEnd}--${boundary}${lineEnd}${part.rawHeaders}${lineEnd}`), part.body);
  }
  pieces.push(Buffer.from(`${body.parts.length === 0 ? '' : lineEnd}--${boundary}--`), body.epilogue);
  return Buffer.concat(pieces);
}

/**
 * The first delimiter line: at the very start or behind a line end, and ended by a line end of either kind. None where
 * an earlier line differs from it only by spaces, because readers differ on whether that is one.
 */
function firstDelimiter(
  buffer: Buffer,
  dashes: string,
): { start: number; lineEnd: MultipartBody['lineEnd'] } | undefined {
  for (let at = buffer.indexOf(dashes); at >= 0; at = buffer.indexOf(dashes, at + 1)) {
    if (at > 0 && buffer[at - 1] !== LF) continue;
    const end = at + Buffer.byteLength(dashes);
    if (startsWith(buffer, '\r\n', end)) return { start: at, lineEnd: '\r\n' };
    if (startsWith(buffer, '\n', end)) return { start: at, lineEnd: '\n' };
    if (isSpace(buffer[end])) return undefined;
  }
  return undefined;
}

/** Where the next delimiter line starts, or -1. A longer boundary that begins with this one is no delimiter. */
function nextDelimiter(buffer: Buffer, delimiter: Buffer, lineEnd: string, from: number): number {
  for (let at = buffer.indexOf(delimiter, from); at >= 0; at = buffer.indexOf(delimiter, at + 1)) {
    const end = at + delimiter.length;
    if (startsWith(buffer, lineEnd, end) || closes(buffer, end)) return at;
    if (isSpace(buffer[end])) return -1;
  }
  return -1;
}

/** Two hyphens with nothing but white space, or the end, behind them. */
function closes(buffer: Buffer, at: number): boolean {
  const behind = buffer[at + 2];
  return startsWith(buffer, '--', at) && (behind === undefined || behind === LF || behind === CR || isSpace(behind));
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

const LF = 0x0a;
const CR = 0x0d;

function partOf(bytes: Buffer, lineEnd: '\r\n' | '\n'): MultipartPart | undefined {
  let end = 0;
  if (!startsWith(bytes, lineEnd, 0)) {
    const blank = bytes.indexOf(lineEnd + lineEnd);
    if (blank < 0) return undefined;
    end = blank + lineEnd.length;
  }
  const rawHeaders = decodeUtf8(bytes.subarray(0, end));
  if (rawHeaders === undefined) return undefined;
  return { headers: fieldsOf(rawHeaders), rawHeaders, body: bytes.subarray(end + lineEnd.length) };
}

function fieldsOf(rawHeaders: string): HeaderList {
  const fields: Header[] = [];
  for (const line of rawHeaders.replace(/\r?\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return fields;
}

function startsWith(buffer: Buffer, text: string, at: number): boolean {
  for (let i = 0; i < text.length; i++) if (buffer[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
