/** Makes cassettes for the benchmarks in a temporary folder, by the project's own encoder. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeInteraction } from '../dist/cassette/encode-interaction.js';
import { fileName, interactionStem } from '../dist/cassette/file-name.js';
import { requestKey } from '../dist/cassette/fingerprint.js';
import { manifestName, manifestText } from '../dist/cassette/manifest.js';
import { redactRequest } from '../dist/redaction/redact.js';
import { answerHeaders, plainAnswer, requestBody, streamEvents } from './traffic.js';

/** The path that all requests go to. */
export const target = '/v1/chat/completions';

/** Writes a cassette of `count` recordings, of requests `requestBody(0 … count-1, stream)`, all with one answer; gives its folder. */
export function makeCassette(root, name, count, stream, response = stream ? streamed() : plain()) {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, manifestName), manifestText());
  for (let n = 0; n < count; n += 1) {
    const request = redactRequest({
      method: 'POST',
      target,
      headers: [['content-type', 'application/json']],
      body: Buffer.from(requestBody(n, stream)),
    });
    const key = requestKey(request);
    const interaction = {
      summary: `gpt-4o-mini: Question ${n}`,
      recordedAt: '2026-01-01T00:00:00.000Z',
      upstream: { name: 'openai', url: 'https://api.openai.com' },
      dialect: 'openai-chat',
      key,
      request,
      response,
    };
    const stem = interactionStem({
      upstream: 'openai',
      endpoint: 'chat-completions',
      model: 'gpt-4o-mini',
      prompt: `Question ${n}`,
      keyHex: key.sha256,
    });
    writeFileSync(join(folder, fileName(stem, 1)), encodeInteraction(interaction).text);
  }
  return folder;
}

function plain() {
  const bytes = Buffer.from(plainAnswer);
  const timing = { head: 300, chunks: [301], end: 302 };
  return recorded(answerHeaders('application/json', bytes.byteLength), bytes, [bytes.byteLength], timing);
}

function streamed() {
  const events = streamEvents(53);
  const ends = [];
  let size = 0;
  for (const event of events) {
    size += Buffer.byteLength(event);
    ends.push(size);
  }
  const timing = { head: 300, chunks: events.map((_, i) => 300 + 20 * i), end: 300 + 20 * events.length };
  return recorded(answerHeaders('text/event-stream'), Buffer.from(events.join('')), ends, timing);
}

/** A whole answer, its body in pieces that end at `ends`. */
export function recorded(headers, bytes, ends, timing) {
  return { status: 200, statusText: 'OK', headers, decodedFrom: undefined, bytes, ends, timing, end: 'complete' };
}
