/** What the server itself refuses, before or instead of the pipeline, each with the way out. */

import type { HeaderList } from '../core/headers.ts';
import type { Refusal } from '../core/outcome.ts';
import type { PlannedReply } from '../core/reply.ts';

/** A JSON reply that is ready at once. */
export function jsonReply(status: number, value: unknown, headers: HeaderList = []): PlannedReply {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  return {
    kind: 'planned',
    status,
    statusText: '',
    headers: [['content-type', 'application/json'], ['content-length', String(bytes.byteLength)], ...headers],
    bytes,
    ends: [bytes.byteLength],
    timing: { head: 0, chunks: [0], end: 0 },
    end: 'complete',
  };
}

const forwardProxy =
  'llmsim is not a forward proxy: set the base URL of your SDK to llmsim instead of HTTP_PROXY or HTTPS_PROXY.';

function plain(status: string, code: string, message: string): string {
  const body = `${JSON.stringify({ error: { message, type: 'llmsim_error', code } })}\n`;
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}

function refusal(status: number, code: string, message: string): Refusal {
  return { kind: 'refusal', error: { status, code, message, headers: [['x-should-retry', 'false']] } };
}

export const refusePlainly = {
  badRequest: (problem: string): PlannedReply =>
    jsonReply(400, { error: { message: problem, type: 'llmsim_error', code: 'llmsim_bad_address' } }),

  notAPath: (url: string): { readonly kind: 'invalid'; readonly problem: string } => ({
    kind: 'invalid',
    problem: url === '*' ? 'llmsim does not answer "*".' : forwardProxy,
  }),

  tooLarge: (limit: number): Refusal =>
    refusal(
      413,
      'llmsim_body_too_large',
      `The request body is larger than ${limit} bytes; --max-body raises the limit.`,
    ),

  webSocket: refusal(
    501,
    'llmsim_no_websocket',
    'llmsim does not record or replay WebSocket connections yet; use the HTTP endpoint of this API.',
  ),

  failure: (error: unknown): Refusal =>
    refusal(
      500,
      'llmsim_internal',
      `llmsim failed on this request: ${error instanceof Error ? error.message : String(error)}. Please report it.`,
    ),

  malformed: (error: NodeJS.ErrnoException): string =>
    error.code === 'HPE_HEADER_OVERFLOW'
      ? plain(
          '431 Request Header Fields Too Large',
          'llmsim_headers_too_large',
          'The request headers are larger than 64 KiB.',
        )
      : plain('400 Bad Request', 'llmsim_malformed_http', `This is not HTTP/1.1: ${error.message}.`),

  connect: plain('501 Not Implemented', 'llmsim_no_connect', forwardProxy),
} as const;
