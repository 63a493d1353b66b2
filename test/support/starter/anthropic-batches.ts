/** Polling for the results of an Anthropic batch: 404 as long as it is under way, then lines of JSON. */

import { get, message, requestId, responseHeaders } from './anthropic-exchange.ts';
import { resourcePace } from './arrival.ts';
import type { StarterRecording } from './recording.ts';
import { seeded } from './seeded.ts';

const model = 'claude-haiku-4-5-20251001';
const batch = `msgbatch_01${seeded('anthropic batch').id(22)}`;
const poll = get(`/v1/messages/batches/${batch}/results`);
const answers = { 'greeting-1': 'Hello!', 'greeting-2': 'Good morning!' };

export function batches(): StarterRecording[] {
  return [pending(), ended()];
}

function pending(): StarterRecording {
  const recordedAt = '2026-08-24T09:12:30.204Z';
  const request = requestId(seeded('anthropic batch pending'));
  const text = `Batch ${batch} has no results yet: it is still being processed.`;
  return {
    shows: 'poll for batch results: not there yet, 404',
    upstream: 'anthropic',
    recordedAt,
    request: poll,
    response: {
      status: 404,
      headers: responseHeaders(recordedAt, 'application/json', request, [['x-should-retry', 'false']]),
      pieces: [
        JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: text }, request_id: request }),
      ],
      pace: resourcePace,
    },
    text,
  };
}

function ended(): StarterRecording {
  const recordedAt = '2026-08-24T09:12:40.391Z';
  const random = seeded('anthropic batch ended');
  const lines = Object.entries(answers).map(([id, text]) => ({
    custom_id: id,
    result: { type: 'succeeded', message: message(random, model, text, 5) },
  }));
  return {
    shows: 'poll for batch results: there, 200 with lines of JSON',
    upstream: 'anthropic',
    recordedAt,
    request: poll,
    response: {
      headers: responseHeaders(recordedAt, 'application/x-jsonl', requestId(random), [
        ['content-disposition', `attachment; filename*=utf-8''${batch}_results.jsonl`],
      ]),
      pieces: lines.map((line) => `${JSON.stringify(line)}\n`),
      pace: resourcePace,
    },
    text: Object.entries(answers)
      .map(([id, text]) => `[choice ${id}]\n${text}`)
      .join('\n\n'),
  };
}
