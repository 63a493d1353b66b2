/** OpenAI chat completions: plain, streamed, and streamed with a tool call. */

import { eventStream, json, post, rateLimits, responseHeaders } from './openai-exchange.ts';
import type { StarterRecording } from './recording.ts';
import { type Seeded, seeded, tokensOf } from './seeded.ts';
import { dataEvent, type Json, prettyJson, unixSeconds } from './wire.ts';

export const path = '/v1/chat/completions';
export const model = 'gpt-4o-mini-2024-07-18';
const fingerprint = 'fp_51a2c8d07e';

const plainText = 'Hello! I am a recording: ask me again, and I will say the very same words.';
const streamText =
  'Hello! I am a recording: these words came over the wire once, token by token, and now they are played back to you, ' +
  'byte for byte and at the same pace, as often as you like. No key, no network, no cost. Shall we begin? 👋';

export function chat(): StarterRecording[] {
  return [plain(), stream(), toolCall()];
}

export function say(prompt: string, more: object = {}): object {
  return { model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }], ...more };
}

export function completion(random: Seeded, recordedAt: string, content: string, promptTokens: number): string {
  return prettyJson({
    id: `chatcmpl-${random.id(29)}`,
    object: 'chat.completion',
    created: unixSeconds(recordedAt),
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: usage(promptTokens, tokensOf(content).length),
    service_tier: 'default',
    system_fingerprint: fingerprint,
  });
}

/** Writes the chunks of one stream; `usage: null` is in each of them when the client asked for the usage. */
export function chunks(random: Seeded, recordedAt: string, withUsage = false) {
  const id = `chatcmpl-${random.id(29)}`;
  const chunk = (choices: Json, spent: Json): string =>
    dataEvent({
      id,
      object: 'chat.completion.chunk',
      created: unixSeconds(recordedAt),
      model,
      service_tier: 'default',
      system_fingerprint: fingerprint,
      choices,
      ...(withUsage ? { usage: spent } : {}),
      obfuscation: random.id(Math.floor(random.between(1, 16))),
    });
  return {
    delta: (delta: Json, finish: string | null = null) =>
      chunk([{ index: 0, delta, logprobs: null, finish_reason: finish }], null),
    usage: (spent: Json) => chunk([], spent),
  };
}

function plain(): StarterRecording {
  const recordedAt = '2026-08-24T09:00:12.318Z';
  const random = seeded('openai chat plain');
  return {
    shows: 'chat completion, not streamed',
    upstream: 'openai',
    recordedAt,
    request: post(path, say('Say hello')),
    response: {
      headers: responseHeaders(random, recordedAt, json, rateLimits),
      pieces: [completion(random, recordedAt, plainText, 9)],
    },
    text: plainText,
  };
}

function stream(): StarterRecording {
  const recordedAt = '2026-08-24T09:00:31.902Z';
  const random = seeded('openai chat stream');
  const { delta } = chunks(random, recordedAt);
  return {
    shows: 'chat completion, streamed',
    upstream: 'openai',
    recordedAt,
    request: post(path, say('Say hello', { stream: true })),
    response: {
      headers: responseHeaders(random, recordedAt, eventStream, rateLimits),
      pieces: [
        delta({ role: 'assistant', content: '', refusal: null }),
        ...tokensOf(streamText).map((content) => delta({ content })),
        delta({}, 'stop'),
        dataEvent('[DONE]'),
      ],
    },
    text: streamText,
  };
}

function toolCall(): StarterRecording {
  const recordedAt = '2026-08-24T09:01:07.455Z';
  const random = seeded('openai chat tool call');
  const { delta, usage: lastChunk } = chunks(random, recordedAt, true);
  const call = (fields: Json): string => delta({ tool_calls: [fields] });
  const parameters = {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
    required: ['city', 'unit'],
    additionalProperties: false,
  };
  const tool = { name: 'get_weather', description: 'The weather of a city now.', parameters, strict: true };
  const id = `call_${random.id(24)}`;
  const started = { name: tool.name, arguments: '' };
  return {
    shows: 'chat completion, streamed: tool call, then usage in a chunk without choices',
    upstream: 'openai',
    recordedAt,
    request: post(path, {
      ...say('How warm is it in Zürich?'),
      tools: [{ type: 'function', function: tool }],
      stream: true,
      stream_options: { include_usage: true },
    }),
    response: {
      headers: responseHeaders(random, recordedAt, eventStream, rateLimits),
      pieces: [
        delta({
          role: 'assistant',
          content: null,
          tool_calls: [{ index: 0, id, type: 'function', function: started }],
          refusal: null,
        }),
        ...['{"', 'city', '":"', 'Zürich', '","', 'unit', '":"', 'c', 'elsius', '"}'].map((piece) =>
          call({ index: 0, function: { arguments: piece } }),
        ),
        delta({}, 'tool_calls'),
        lastChunk(usage(62, 18)),
        dataEvent('[DONE]'),
      ],
    },
    text: 'get_weather({"city":"Zürich","unit":"celsius"})',
  };
}

function usage(prompt: number, answer: number): Json {
  return {
    prompt_tokens: prompt,
    completion_tokens: answer,
    total_tokens: prompt + answer,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
