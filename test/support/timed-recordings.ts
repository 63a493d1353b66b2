/** Cassettes of chat streams with the times that a provider of a known pace would have given them. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { fileName, interactionStem } from '../../src/cassette/file-name.ts';
import { requestKey } from '../../src/cassette/fingerprint.ts';
import { manifestName, manifestText } from '../../src/cassette/manifest.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import { randomOf } from '../../src/core/random.ts';
import type { EndKind } from '../../src/core/reply.ts';
import { dialectOf } from '../../src/dialects/list.ts';
import { drawTiming } from '../../src/latency/draw-timing.ts';
import type { LatencyProfile } from '../../src/latency/profile.ts';
import { replyShapeOf } from '../../src/pipeline/timing/chunk-shape.ts';
import { redactRequest } from '../../src/redaction/redact.ts';

const text = new TextEncoder();

export interface TimedRecording {
  readonly model?: string;
  readonly status?: number;
  readonly end?: EndKind;
  readonly stream?: boolean;
  /** Tokens of the answer; default 20. */
  readonly tokens?: number;
}

/** A chat completion about `topic` whose times are drawn from the profile. */
export function timedInteraction(
  topic: string,
  profile: LatencyProfile,
  { model = 'test-model', status = 200, end = 'complete', stream = true, tokens = 20 }: TimedRecording = {},
): Interaction {
  const request = redactRequest({
    method: 'POST',
    target: '/v1/chat/completions',
    headers: [['content-type', 'application/json']],
    body: text.encode(JSON.stringify({ model, stream, messages: [{ role: 'user', content: topic }] })),
  });
  const chunks = (stream ? events(model, tokens) : [whole(model, tokens)]).map((one) => text.encode(one));
  let length = 0;
  const ends = chunks.map((chunk) => (length += chunk.length));
  const reply = {
    status,
    statusText: 'OK',
    headers: [['content-type', stream ? 'text/event-stream' : 'application/json']] as [string, string][],
    bytes: Buffer.concat(chunks),
    ends,
    end,
    decodedFrom: undefined,
  };
  const { dialect } = dialectOf(request);
  const shape = replyShapeOf(reply, dialect, request);
  return {
    summary: `${model}: ${topic}`,
    recordedAt: '2026-11-02T03:04:05.000Z',
    upstream: { name: 'openai', url: 'https://api.example.com' },
    dialect: 'openai-chat',
    key: requestKey(request),
    request,
    response: { ...reply, timing: drawTiming(profile, shape, randomOf('recorded', topic), 1) },
  };
}

/** Writes the recordings into `<root>/<cassette>`, in a fraction of the time that a recorder takes to be safe. */
export async function writeTimed(root: string, cassette: string, interactions: readonly Interaction[]): Promise<void> {
  const folder = join(root, cassette);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, manifestName), manifestText());
  for (const interaction of interactions) {
    const { key, summary } = interaction;
    const prompt = summary.slice(summary.indexOf(':') + 2);
    const named = { upstream: 'openai', endpoint: 'chat-completions', model: 'm', prompt, keyHex: key.sha256 };
    await writeFile(join(folder, fileName(interactionStem(named), 1)), encodeInteraction(interaction).text);
  }
}

/** `count` streams of different lengths. */
export function timedStreams(
  count: number,
  profile: LatencyProfile,
  topic: string,
  options: TimedRecording = {},
): Interaction[] {
  return Array.from({ length: count }, (_, i) =>
    timedInteraction(`${topic} ${i}`, profile, { tokens: 10 + ((7 * i) % 23), ...options }),
  );
}

function events(model: string, tokens: number): string[] {
  const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
  const chunk = (delta: unknown, finish: string | null = null): string =>
    event({
      id: 'c-1',
      object: 'chat.completion.chunk',
      created: 1,
      model,
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...Array.from({ length: tokens }, () => chunk({ content: ' and' })),
    chunk({}, 'stop'),
    'data: [DONE]\n\n',
  ];
}

function whole(model: string, tokens: number): string {
  const message = { role: 'assistant', content: ' and'.repeat(tokens) };
  return JSON.stringify({
    id: 'c-1',
    object: 'chat.completion',
    created: 1,
    model,
    choices: [{ index: 0, message, finish_reason: 'stop' }],
  });
}
