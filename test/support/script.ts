/** What a scripted upstream answers, as data, and that answer as the exact bytes to write. */

import { type Header, type HeaderList, headerOf } from '../../src/core/headers.ts';
import type { EndKind } from '../../src/core/reply.ts';
import { bytesOf, chunkBytes, headBytes, lastChunk } from './http-bytes.ts';
import type { Pace } from './pace.ts';

export interface InterimHead {
  /** For example `HTTP/1.1 103 Early Hints`. */
  readonly statusLine: string;
  readonly headers?: HeaderList;
}

export interface Script {
  /** Default `HTTP/1.1 200 OK`; written verbatim. */
  readonly statusLine?: string;
  /** Written verbatim: spelling, order and repetition are kept. */
  readonly headers?: HeaderList;
  /** Bytes, or text as UTF-8; each is one write, and in chunked framing one HTTP chunk. */
  readonly body?: readonly (Uint8Array | string)[];
  /**
   * `chunked` and `length` add their header unless `headers` has one (so that a wrong `content-length` can be told);
   * `close` adds none and ends with FIN; `raw` writes the body's pieces and nothing else, not even a head.
   * Default `chunked`.
   */
  readonly framing?: 'chunked' | 'length' | 'close' | 'raw';
  /** 1xx heads before the answer. */
  readonly interim?: readonly InterimHead[];
  /** After the last chunk, in chunked framing only. */
  readonly trailers?: HeaderList;
  /**
   * What follows the last chunk: the proper end, RST, FIN, or silence until the other side leaves. Default `complete`,
   * which closes the connection in framing `close` and `raw` and where the answer says `connection: close`.
   */
  readonly end?: EndKind;
  /** Waits before each chunk and before the end; default two turns of the event loop. */
  readonly pace?: Pace;
  /** Head and first chunk in one write, so that they arrive in one segment. */
  readonly headWithFirstChunk?: boolean;
}

/** What goes on the wire, in order; a HEAD request gets `head` only. */
export interface WirePlan {
  readonly interim: Buffer;
  readonly head: Buffer;
  readonly pieces: readonly Buffer[];
  /** Framing behind the last piece; empty where there is none. */
  readonly tail: Buffer;
  readonly closes: boolean;
}

export function wirePlan(script: Script, method: string): WirePlan {
  const framing = script.framing ?? 'chunked';
  const body = (script.body ?? []).map(bytesOf);
  const statusLine = script.statusLine ?? 'HTTP/1.1 200 OK';
  const bodyless = method === 'HEAD' || /^HTTP\/\d\.\d (204|304)\b/.test(statusLine);
  const headers = bodyless ? (script.headers ?? []) : framed(script.headers ?? [], framing, body);
  const interim = (script.interim ?? []).map((head) => headBytes(head.statusLine, head.headers ?? []));
  const asked = headerOf(headers, 'connection')?.toLowerCase() === 'close';
  return {
    interim: Buffer.concat(interim),
    head: framing === 'raw' ? Buffer.alloc(0) : headBytes(statusLine, headers),
    pieces: bodyless && framing !== 'raw' ? [] : framing === 'chunked' ? body.map(chunkBytes) : body,
    tail: framing === 'chunked' && !bodyless ? lastChunk(script.trailers ?? []) : Buffer.alloc(0),
    closes: asked || (!bodyless && framing === 'close') || framing === 'raw',
  };
}

/** Server-sent events as one piece each: `data: <text>\n\n`. */
export function sseEvents(...data: readonly string[]): string[] {
  return data.map((text) => `data: ${text}\n\n`);
}

/** A script that answers with an event stream, each piece one write. */
export function streamScript(body: readonly (Uint8Array | string)[], more: Partial<Script> = {}): Script {
  return { headers: [['Content-Type', 'text/event-stream']], body, ...more };
}

/** A script that answers with a text in one piece. */
export function textScript(text: string): Script {
  return { headers: [['Content-Type', 'text/plain']], body: [text] };
}

/** Answers `answer 1`, `answer 2`, … in the order of the requests. */
export function numberedAnswers(): () => Script {
  let count = 0;
  return () => {
    count += 1;
    return textScript(`answer ${count}`);
  };
}

export const jsonType: Header = ['Content-Type', 'application/json'];

/** A script that answers with JSON by length. */
export function jsonScript(value: unknown, statusLine = 'HTTP/1.1 200 OK'): Script {
  return {
    statusLine,
    headers: [['Content-Type', 'application/json']],
    body: [JSON.stringify(value)],
    framing: 'length',
  };
}

function framed(headers: HeaderList, framing: 'chunked' | 'length' | 'close' | 'raw', body: Buffer[]): HeaderList {
  if (framing === 'chunked' && headerOf(headers, 'transfer-encoding') === undefined) {
    return [...headers, ['Transfer-Encoding', 'chunked']];
  }
  if (framing === 'length' && headerOf(headers, 'content-length') === undefined) {
    return [...headers, ['Content-Length', String(body.reduce((sum, piece) => sum + piece.length, 0))]];
  }
  return headers;
}
