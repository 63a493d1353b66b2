/** The corpus of real exchanges beside the checkout: where it is, and its lines as requests and answers that a server can send. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { type HeaderList, headerOf, headersOf } from '../../src/core/headers.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import { redact } from '../../src/redaction/redact.ts';
import { randomCuts } from '../support/random-cuts.ts';
import type { RawRequest } from '../support/raw-connection.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';
import type { Script } from '../support/script.ts';

type Body = string | { readonly base64: string } | null;

export interface CorpusLine {
  readonly id: string;
  readonly provider: string;
  readonly method: string;
  readonly url: string;
  readonly request_headers: HeaderList | null;
  readonly request_body: Body;
  readonly status: number;
  readonly response_headers: HeaderList | null;
  readonly response_body: Body;
  readonly fidelity: { readonly request: string };
  readonly tags: readonly string[];
}

export interface CorpusExchange {
  readonly line: CorpusLine;
  readonly request: CorpusRequest;
  readonly script: Script;
  /** As a recorder takes it, before redaction. */
  readonly taken: Interaction;
  /** What a replay must answer: the original as redacted. */
  readonly expected: { readonly status: number; readonly headers: HeaderList; readonly body: Buffer };
  /** Ends of the chunks, undefined where they cannot be compared: of a body by length, or compressed. */
  readonly ends: readonly number[] | undefined;
  /** Whether redaction changes the body. */
  readonly altered: boolean;
}

/** `LLMSIM_CORPUS` (the file or its folder), else beside the checkout; undefined when there is none. */
export function corpusFile(): string | undefined {
  const given = process.env['LLMSIM_CORPUS'];
  const places = given === undefined || given === '' ? [join(PROJECT_ROOT, '..', 'shared', 'corpus')] : [given];
  return places
    .flatMap((place) => [join(place, 'traffic.jsonl'), place])
    .find((path) => path.endsWith('.jsonl') && existsSync(path));
}

export function readCorpus(file: string): CorpusLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CorpusLine);
}

/** Belongs to one connection (RFC 9110, 7.6.1), or is computed from the body that is there. */
const framing = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
]);

/** The exchange as servers can have it: framing that belongs to the body, cut at places that `seed` chooses. */
export function exchangeOf(line: CorpusLine, seed: number): CorpusExchange {
  const body = bytesOf(line.response_body);
  const received = line.response_headers ?? [];
  const headers = received.filter(([name]) => !framing.has(name.toLowerCase()));
  const chunked = isChunked(received) || headerOf(received, 'content-length') === undefined;
  const pieces = randomCuts(body, seed, Math.min(24, Math.ceil(body.length / 40)));
  const plain = decoded(body, headerOf(received, 'content-encoding'));
  const request = requestOf(line);
  let end = 0;
  const taken: Interaction = {
    summary: '',
    recordedAt: '2026-08-01T00:00:00.000Z',
    upstream: { name: 'corpus', url: 'http://corpus.invalid' },
    dialect: 'generic',
    key: { recipe: 'exact-1', sha256: '0'.repeat(64) },
    request: { method: line.method, target: request.target, headers: request.headers, body: bytesOfRequest(request) },
    response: {
      status: line.status,
      statusText: '',
      headers: headers.filter(([name]) => !/^(alt-svc|content-encoding|proxy-.*)$/i.test(name)),
      decodedFrom: undefined,
      bytes: plain,
      ends: plain === body ? pieces.map((piece) => (end += piece.length)) : [plain.length],
      timing: { head: 0, chunks: plain === body ? pieces.map(() => 0) : [0], end: 0 },
      end: 'complete',
    },
  };
  const { response } = redact(taken);
  return {
    line,
    request,
    taken,
    script: {
      statusLine: `HTTP/1.1 ${line.status} Recorded`,
      headers,
      body: pieces,
      framing: chunked ? 'chunked' : 'length',
    },
    expected: { status: line.status, headers: response.headers, body: Buffer.from(response.bytes) },
    ends: chunked && plain === body ? response.ends : undefined,
    altered: !plain.equals(response.bytes),
  };
}

type CorpusRequest = RawRequest & { readonly target: string; readonly headers: HeaderList };

function bytesOfRequest({ body }: CorpusRequest): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body instanceof Uint8Array ? body : new Uint8Array(0);
}

function requestOf({ id, method, url, fidelity, ...line }: CorpusLine): CorpusRequest {
  const target = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/#.*$/, '') || '/';
  if (fidelity.request === 'absent') {
    return { method, target, headers: [['content-type', 'application/json']], body: JSON.stringify({ madeUpFor: id }) };
  }
  const headers = (line.request_headers ?? []).filter(
    ([name]) => !framing.has(name.toLowerCase()) && !/^(host|expect)$/i.test(name),
  );
  const body = bytesOf(line.request_body);
  return { method, target, headers, ...(body.length > 0 && { body }) };
}

function bytesOf(body: Body): Buffer {
  if (body === null) return Buffer.alloc(0);
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.base64, 'base64');
}

function isChunked(headers: HeaderList): boolean {
  return headersOf(headers, 'transfer-encoding').some((value) => /chunked/i.test(value));
}

/** The same buffer where the label is wrong or there is none. */
function decoded(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined || body.length === 0) return body;
  const decode = { gzip: gunzipSync, br: brotliDecompressSync, deflate: inflateSync }[encoding.toLowerCase()];
  try {
    return decode?.(body) ?? body;
  } catch {
    return body;
  }
}
