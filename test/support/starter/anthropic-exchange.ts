/** Requests to Anthropic's API as curl sends them, its response headers, and its padded events. */

import type { Header, HeaderList } from '../../../src/core/headers.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import type { Seeded } from './seeded.ts';
import { httpDate, typedEvent } from './wire.ts';

export const path = '/v1/messages';
export const eventStream = 'text/event-stream; charset=utf-8';

const clientHeaders: HeaderList = [
  ['user-agent', 'curl/8.5.0'],
  ['accept', '*/*'],
  ['x-api-key', 'not-a-key'],
  ['anthropic-version', '2023-06-01'],
];

export function get(target: string): SimRequest {
  return { method: 'GET', target, headers: clientHeaders, body: new Uint8Array() };
}

export function post(target: string, body: object): SimRequest {
  const headers: HeaderList = [...clientHeaders, ['content-type', 'application/json']];
  return { method: 'POST', target, headers, body: Buffer.from(JSON.stringify(body)) };
}

export function requestId(random: Seeded): string {
  return `req_011C${random.id(20)}`;
}

export function responseHeaders(
  recordedAt: string,
  contentType: string,
  request: string,
  more: readonly Header[] = [],
): HeaderList {
  return [
    ['date', httpDate(recordedAt)],
    ['content-type', contentType],
    ...more,
    ['request-id', request],
    ['strict-transport-security', 'max-age=31536000; includeSubDomains; preload'],
    ['anthropic-organization-id', '00000000-0000-4000-8000-000000000000'],
    ['server', 'cloudflare'],
    ['vary', 'Accept-Encoding'],
    ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
    ['cf-cache-status', 'DYNAMIC'],
    ['x-robots-tag', 'none'],
  ];
}

export function rateLimits(recordedAt: string): readonly Header[] {
  const reset = `${recordedAt.slice(0, 19)}Z`;
  return ['requests', 'input-tokens', 'output-tokens'].flatMap((what, i): Header[] => {
    const limit = [4000, 2_000_000, 400_000][i] ?? 0;
    const name = `anthropic-ratelimit-${what}`;
    const remaining = what === 'requests' ? limit - 1 : limit;
    return [
      [`${name}-limit`, String(limit)],
      [`${name}-remaining`, String(remaining)],
      [`${name}-reset`, reset],
    ];
  });
}

/** `message` and what it ended with, as a body or a line of batch results has it. */
export function message(random: Seeded, model: string, text: string, outputTokens: number): object {
  return {
    model,
    id: `msg_011C${random.id(20)}`,
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    stop_details: null,
    usage: usage(10, outputTokens),
  };
}

export function usage(inputTokens: number, outputTokens: number): object {
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: outputTokens,
    service_tier: 'standard',
  };
}

/** Anthropic pads most events with spaces before the last brace, so that their lengths tell nothing. */
export function padded(random: Seeded, data: { readonly type: string }): string {
  const text = JSON.stringify(data);
  const spaces = random.chance(0.8) ? Math.floor(random.between(0, 15)) : 0;
  return typedEvent(data, `${text.slice(0, -1)}${' '.repeat(spaces)}}`);
}

/** The one event whose JSON has a space in it. */
export const ping = typedEvent({ type: 'ping' }, '{"type": "ping"}');
