/** One small stream of every wire format that providers speak, with the oddities of real ones, written for the tests. */

import { encodeFrame } from '../../src/codec/aws-event-stream.ts';

export interface WireFormat {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** The path on which a provider streams so. */
  readonly target: string;
}

const words = ['Gr\u00fc\u00df', ' \ud83d\ude80', ' \n', '\u4f60\u597d', '', ' "quoted"', ' \u2028', ' end'];

const chat = words.map((content) =>
  JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] }),
);

function sse(eol: string, events: readonly (readonly string[])[], end = eol): string {
  return events.map((lines) => lines.map((line) => `${line}${eol}`).join('')).join(eol) + end;
}

function format(name: string, contentType: string, target: string, body: string | Uint8Array): WireFormat {
  return { name, contentType, target, bytes: Buffer.from(body) };
}

function eventStreamFrame(type: string, payload: unknown): Uint8Array {
  return encodeFrame({
    headers: [
      { name: ':event-type', type: 'string', value: type },
      { name: ':content-type', type: 'string', value: 'application/json' },
      { name: ':message-type', type: 'string', value: 'event' },
    ],
    payload: Buffer.from(JSON.stringify(payload)),
  });
}

const anthropic = [
  ['event: message_start', 'data: {"type":"message_start","message":{"id":"msg_1","role":"assistant"}              }'],
  ['event: ping', 'data: {"type": "ping"}'],
  ...words.map((text) => [
    'event: content_block_delta',
    `data: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}`,
  ]),
  ['event: message_stop', 'data: {"type":"message_stop"}'],
];

export const wireFormats: readonly WireFormat[] = [
  format(
    'SSE with LF and [DONE]',
    'text/event-stream; charset=utf-8',
    '/v1/chat/completions',
    sse('\n', [...chat.map((json) => [`data: ${json}`]), ['data: [DONE]']]),
  ),
  format(
    'SSE with CRLF and no [DONE]',
    'text/event-stream',
    '/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse',
    sse(
      '\r\n',
      words.map((text) => [`data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] })}`]),
    ),
  ),
  format('SSE with event names, pings and padding', 'text/event-stream', '/v1/messages', sse('\n', anthropic)),
  format(
    'SSE that begins with comments and ends without a newline',
    'text/event-stream;charset=UTF-8',
    '/api/v1/chat/completions',
    `: OPENROUTER PROCESSING\n\n:\n\n${sse(
      '\n',
      chat.map((json) => [`data: ${json}`]),
    )}: ping - 2026-08-03 10:00:00\n\n\nid: 7\nretry: 10\ndata: two\ndata:\ndata:lines\n\n data: odd\n\ndata: [DONE]`,
  ),
  format(
    'NDJSON',
    'application/x-ndjson',
    '/api/chat',
    words
      .map((content) => `${JSON.stringify({ model: 'llama', message: { role: 'assistant', content }, done: false })}\n`)
      .join(''),
  ),
  format(
    'a JSON array in pieces',
    'application/json; charset=UTF-8',
    '/v1beta/models/gemini-2.0-flash:streamGenerateContent',
    `[${words.map((text) => JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] }, undefined, 2)).join('\n,\r\n')}\n]\n`,
  ),
  format(
    'an AWS event stream',
    'application/vnd.amazon.eventstream',
    '/model/anthropic.claude-3%3A0/converse-stream',
    Buffer.concat([
      eventStreamFrame('messageStart', { role: 'assistant' }),
      ...words.map((text) => eventStreamFrame('contentBlockDelta', { delta: { text }, p: 'abcdefgh' })),
      eventStreamFrame('messageStop', { stopReason: 'end_turn' }),
    ]),
  ),
];
