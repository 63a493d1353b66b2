/** Cassettes on disk for tests of whole simulators, and a client that asks for what is in them. */

import { openStore } from '../../src/cassette/folder-store.ts';
import { sample, stemOf } from '../cassette/sample-interaction.ts';

/** Writes recordings of `[topic, answer]` into a cassette; gives their files. */
export async function recordInto(root: string, cassette: string, ...recordings: (readonly [string, string])[]) {
  const store = openStore({ root, mode: 'append', host: 'test', pid: process.pid });
  await store.prepare(cassette);
  const files: string[] = [];
  for (const [topic, answer] of recordings) {
    const place = store.reserve(cassette, stemOf(topic));
    files.push((await store.append(place, sample(topic, answer))).file);
  }
  return files;
}

/** Asks about a topic as the recordings are asked for; `path` stands in front of the API's path. */
export async function ask(base: string, topic: string, path = '', headers: Record<string, string> = {}) {
  const response = await fetch(`${base}${path}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: topic }], model: 'test-model' }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: JSON.parse(text), text };
}
