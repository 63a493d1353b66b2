/** Anthropic messages: plain, streamed with thinking, streamed with a tool call, and refused because of overload. */

import {
  eventStream,
  message,
  padded,
  path,
  ping,
  post,
  rateLimits,
  requestId,
  responseHeaders,
  usage,
} from './anthropic-exchange.ts';
import type { StarterRecording } from './recording.ts';
import { phrasesOf, type Seeded, seeded } from './seeded.ts';

const haiku = 'claude-haiku-4-5-20251001';
const sonnet = 'claude-sonnet-4-6';

export function messages(): StarterRecording[] {
  return [plain(), thinking(), toolUse(), overloaded()];
}

function ask(model: string, prompt: string, more: object = {}): object {
  return { model, max_tokens: 2048, messages: [{ role: 'user', content: prompt }], ...more };
}

function plain(): StarterRecording {
  const recordedAt = '2026-08-24T09:10:05.127Z';
  const random = seeded('anthropic plain');
  const text = 'Hello! Nice to be replayed by you.';
  return {
    shows: 'message, not streamed',
    upstream: 'anthropic',
    recordedAt,
    request: post(path, ask(haiku, 'Say hello')),
    response: {
      headers: responseHeaders(recordedAt, 'application/json', requestId(random), rateLimits(recordedAt)),
      pieces: [JSON.stringify(message(random, haiku, text, 12))],
    },
    text,
  };
}

function thinking(): StarterRecording {
  const recordedAt = '2026-08-24T09:10:41.580Z';
  const random = seeded('anthropic thinking');
  const thought = 'Seven times six: five sevens are 35, and one more seven makes 42.';
  const text = 'Seven times six is 42.';
  // The real one is encrypted; nobody can check this one.
  const signature = Buffer.from('llmsim made this signature up; it signs nothing.').toString('base64');
  const delta = (index: number, fields: object): object => ({ type: 'content_block_delta', index, delta: fields });
  return {
    shows: 'message, streamed: ping, thinking, text, padded events',
    upstream: 'anthropic',
    recordedAt,
    request: post(
      path,
      ask(sonnet, 'What is seven times six?', { thinking: { type: 'enabled', budget_tokens: 1024 }, stream: true }),
    ),
    response: streamed(random, recordedAt, sonnet, [
      start(0, { type: 'thinking', thinking: '', signature: '' }),
      ping,
      ...phrasesOf(thought, 3).map((piece) => delta(0, { type: 'thinking_delta', thinking: piece })),
      delta(0, { type: 'signature_delta', signature }),
      stop(0),
      start(1, { type: 'text', text: '' }),
      ...phrasesOf(text, 2).map((piece) => delta(1, { type: 'text_delta', text: piece })),
      stop(1),
      end('end_turn', 47),
    ]),
    text: `[reasoning]\n${thought}\n[/reasoning]\n\n${text}`,
  };
}

function toolUse(): StarterRecording {
  const recordedAt = '2026-08-24T09:11:19.046Z';
  const random = seeded('anthropic tool use');
  const text = "I'll look up the tides.";
  const schema = { type: 'object', properties: { harbour: { type: 'string' }, day: { type: 'string' } } };
  const pieces = ['', '{"harbou', 'r": "St. Mal', 'o"', ', "day": "to', 'morrow"}'];
  return {
    shows: 'message, streamed: tool use with its input in pieces',
    upstream: 'anthropic',
    recordedAt,
    request: post(
      path,
      ask(haiku, 'When is high tide in Saint-Malo tomorrow?', {
        tools: [{ name: 'get_tides', description: 'The tides of a harbour on a day.', input_schema: schema }],
        stream: true,
      }),
    ),
    response: streamed(random, recordedAt, haiku, [
      start(0, { type: 'text', text: '' }),
      ping,
      ...phrasesOf(text, 3).map((piece) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text: piece },
      })),
      stop(0),
      start(1, { type: 'tool_use', id: `toolu_01${random.id(22)}`, name: 'get_tides', input: {} }),
      ...pieces.map((piece) => ({
        type: 'content_block_delta',
        index: 1,
        delta: { type: 'input_json_delta', partial_json: piece },
      })),
      stop(1),
      end('tool_use', 71),
    ]),
    text: `${text}\n\nget_tides({"harbour": "St. Malo", "day": "tomorrow"})`,
  };
}

function overloaded(): StarterRecording {
  const recordedAt = '2026-08-24T09:11:50.733Z';
  const request = requestId(seeded('anthropic overloaded'));
  return {
    shows: 'overload: 529',
    upstream: 'anthropic',
    recordedAt,
    request: post(path, ask(haiku, 'Say hello as soon as you can')),
    response: {
      status: 529,
      headers: responseHeaders(recordedAt, 'application/json', request, [['x-should-retry', 'true']]),
      pieces: [
        JSON.stringify({
          type: 'error',
          error: { type: 'overloaded_error', message: 'Overloaded' },
          request_id: request,
        }),
      ],
      pace: { first: [60, 120], gap: [1, 2] },
    },
    text: 'Overloaded',
  };
}

/** `events` between `message_start` and `message_stop`; a string is an event as it stands. */
function streamed(
  random: Seeded,
  recordedAt: string,
  model: string,
  events: readonly (object | string)[],
): StarterRecording['response'] {
  const begun = {
    model,
    id: `msg_011C${random.id(20)}`,
    type: 'message',
    role: 'assistant',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: usage(42, 3),
  };
  const all = [{ type: 'message_start', message: begun }, ...events, { type: 'message_stop' }];
  return {
    headers: responseHeaders(recordedAt, eventStream, requestId(random), [
      ['cache-control', 'no-cache'],
      ...rateLimits(recordedAt),
    ]),
    pieces: all.map((event) => (typeof event === 'string' ? event : padded(random, event as { type: string }))),
    pace: { first: [280, 400], gap: [12, 40] },
  };
}

function start(index: number, block: object): object {
  return { type: 'content_block_start', index, content_block: block };
}

function stop(index: number): object {
  return { type: 'content_block_stop', index };
}

function end(reason: string, outputTokens: number): object {
  return {
    type: 'message_delta',
    delta: { stop_reason: reason, stop_sequence: null },
    usage: { output_tokens: outputTokens },
  };
}
