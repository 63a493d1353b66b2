/** OpenAI's Responses API, streamed: every event from `response.created` to `response.completed`. */

import { eventStream, post, rateLimits, responseHeaders } from './openai-exchange.ts';
import type { StarterRecording } from './recording.ts';
import { seeded, tokensOf } from './seeded.ts';
import { type Json, typedEvent, unixSeconds } from './wire.ts';

interface ResponseEvent {
  readonly type: string;
  readonly [field: string]: Json;
}

const text = 'Hello from the Responses API, one numbered event after the other.';

export function responses(): StarterRecording[] {
  const recordedAt = '2026-08-24T09:04:15.730Z';
  const random = seeded('openai responses');
  const responseId = `resp_${random.hex(50)}`;
  const itemId = `msg_${random.hex(50)}`;
  const part = (content: string): Json => ({ type: 'output_text', annotations: [], logprobs: [], text: content });
  const item = (status: string, content: Json): Json => ({
    id: itemId,
    type: 'message',
    status,
    content,
    role: 'assistant',
  });
  const response = (status: string, completed: number | null, output: Json, usage: Json): Json => ({
    id: responseId,
    object: 'response',
    created_at: unixSeconds(recordedAt),
    status,
    background: false,
    completed_at: completed,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    max_tool_calls: null,
    model: 'gpt-4o-mini-2024-07-18',
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    prompt_cache_key: null,
    reasoning: { effort: null, summary: null },
    safety_identifier: null,
    service_tier: status === 'completed' ? 'default' : 'auto',
    store: true,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled',
    usage,
    user: null,
    metadata: {},
  });
  const place = { content_index: 0, item_id: itemId };
  const started = response('in_progress', null, [], null);
  const finished = item('completed', [part(text)]);
  const outputTokens = tokensOf(text).length;
  const usage = {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 9 + outputTokens,
  };
  const events: readonly ResponseEvent[] = [
    { type: 'response.created', response: started },
    { type: 'response.in_progress', response: started },
    { type: 'response.output_item.added', item: item('in_progress', []), output_index: 0 },
    { type: 'response.content_part.added', ...place, output_index: 0, part: part('') },
    ...tokensOf(text).map((delta) => ({
      type: 'response.output_text.delta',
      content_index: 0,
      delta,
      item_id: itemId,
      logprobs: [],
      obfuscation: random.id(16 - Math.min(delta.length, 15)),
      output_index: 0,
    })),
    { type: 'response.output_text.done', ...place, logprobs: [], output_index: 0, text },
    { type: 'response.content_part.done', ...place, output_index: 0, part: part(text) },
    { type: 'response.output_item.done', item: finished, output_index: 0 },
    {
      type: 'response.completed',
      response: response('completed', unixSeconds(recordedAt) + 1, [finished], usage),
    },
  ];
  return [
    {
      shows: 'Responses API, streamed',
      upstream: 'openai',
      recordedAt,
      request: post('/v1/responses', { model: 'gpt-4o-mini', input: 'Say hello', stream: true }),
      response: {
        headers: responseHeaders(random, recordedAt, eventStream, rateLimits),
        pieces: events.map((event, number) => numbered(event, number)),
      },
      text,
    },
  ];
}

/** The number stands last, and OpenAI writes these two settings as the floats that they are. */
function numbered(event: ResponseEvent, number: number): string {
  const json = JSON.stringify({ ...event, sequence_number: number });
  return typedEvent(
    event,
    json.replace('"temperature":1,', '"temperature":1.0,').replace('"top_p":1,', '"top_p":1.0,'),
  );
}
