/** Interactions for tests of the store and the index: a chat request about a topic, and an answer to tell it by. */

import { interactionStem } from '../../src/cassette/file-name.ts';
import { requestKey } from '../../src/cassette/fingerprint.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import { redact, redactRequest } from '../../src/redaction/redact.ts';
import type { Redacted } from '../../src/redaction/redacted.ts';

const text = new TextEncoder();

/** Requests with the same topic have the same key; `answer` is what the response says. */
export function sample(topic: string, answer: string, upstream = 'openai'): Redacted<Interaction> {
  const request = redactRequest({
    method: 'POST',
    target: '/v1/chat/completions',
    headers: [['content-type', 'application/json']],
    body: text.encode(JSON.stringify({ model: 'test-model', messages: [{ role: 'user', content: topic }] })),
  });
  const bytes = text.encode(JSON.stringify({ answer }));
  return redact({
    summary: `test-model: ${topic}`,
    recordedAt: '2026-01-02T03:04:05.000Z',
    upstream: { name: upstream, url: 'https://api.example.com' },
    dialect: 'openai-chat',
    key: requestKey(request),
    request,
    response: {
      status: 200,
      statusText: 'OK',
      headers: [['content-type', 'application/json']],
      bytes,
      ends: [bytes.length],
      timing: { head: 1, chunks: [2], end: 3 },
      end: 'complete',
      decodedFrom: undefined,
    },
  });
}

/** A response that is too large and too binary to stand in the file. */
export function sampleWithBlob(topic: string, fill = 0xff): Redacted<Interaction> {
  const interaction = sample(topic, '');
  const bytes = new Uint8Array(10_000).fill(fill);
  return redact({
    ...interaction,
    response: {
      ...interaction.response,
      headers: [['content-type', 'application/octet-stream']],
      bytes,
      ends: [bytes.length],
    },
  });
}

/** The stem of the file names of a topic's recordings. */
export function stemOf(topic: string, upstream = 'openai', endpoint = 'chat-completions'): string {
  const keyHex = sample(topic, '').key.sha256;
  return interactionStem({ upstream, endpoint, model: 'test-model', prompt: topic, keyHex });
}

/** What the response of an interaction made by `sample` says. */
export function answerOf(interaction: Interaction): string {
  const { answer } = JSON.parse(new TextDecoder().decode(interaction.response.bytes)) as { answer: string };
  return answer;
}
