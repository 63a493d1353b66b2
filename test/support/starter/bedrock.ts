/** Amazon Bedrock: converse as a binary event stream, and a model invoked with its vendor's own JSON. */

import { encodeFrame } from '../../../src/codec/aws-event-stream.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import type { StarterRecording } from './recording.ts';
import { phrasesOf, type Seeded, seeded } from './seeded.ts';
import { httpDate } from './wire.ts';

const upstream = 'bedrock=us-east-1';
const eventStream = 'application/vnd.amazon.eventstream';

export function bedrock(): StarterRecording[] {
  return [converseStream(), invoke()];
}

function converseStream(): StarterRecording {
  const recordedAt = '2026-08-24T09:40:05.903Z';
  const random = seeded('bedrock converse');
  const text = 'Hello! These words come in binary frames, each with two checksums.';
  const body = { messages: [{ role: 'user', content: [{ text: 'Say hello' }] }], inferenceConfig: { maxTokens: 256 } };
  const usage = { inputTokens: 10, outputTokens: 17, totalTokens: 27 };
  return {
    shows: 'converse-stream: binary AWS event stream',
    upstream,
    recordedAt,
    request: {
      method: 'POST',
      target: '/model/us.amazon.nova-lite-v1%3A0/converse-stream',
      headers: signed(recordedAt, eventStream),
      body: Buffer.from(JSON.stringify(body)),
    },
    response: {
      headers: responseHeaders(random, recordedAt, eventStream),
      pieces: [
        frame(random, 'messageStart', { role: 'assistant' }),
        ...phrasesOf(text, 2).map((piece) =>
          frame(random, 'contentBlockDelta', { contentBlockIndex: 0, delta: { text: piece } }),
        ),
        frame(random, 'contentBlockStop', { contentBlockIndex: 0 }),
        frame(random, 'messageStop', { stopReason: 'end_turn' }),
        frame(random, 'metadata', { metrics: { latencyMs: 611 }, usage }),
      ],
    },
    text,
  };
}

function invoke(): StarterRecording {
  const recordedAt = '2026-08-24T09:40:49.260Z';
  const random = seeded('bedrock invoke');
  const text = 'Hello from a model that another cloud serves.';
  const request = {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 256,
    messages: [{ role: 'user', content: 'Say hello' }],
  };
  const answer = JSON.stringify({
    id: `msg_bdrk_01${random.id(22)}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-3-5-haiku-20241022',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 9, output_tokens: 13 },
  });
  return {
    shows: "invoke: the vendor's JSON, with its length",
    upstream,
    recordedAt,
    request: {
      method: 'POST',
      target: '/model/anthropic.claude-3-5-haiku-20241022-v1%3A0/invoke',
      headers: signed(recordedAt, 'application/json'),
      body: Buffer.from(JSON.stringify(request)),
    },
    response: {
      headers: [
        ...responseHeaders(random, recordedAt, 'application/json'),
        ['Content-Length', String(answer.length)],
        ['X-Amzn-Bedrock-Invocation-Latency', '588'],
        ['X-Amzn-Bedrock-Input-Token-Count', '9'],
        ['X-Amzn-Bedrock-Output-Token-Count', '13'],
      ],
      pieces: [answer],
      pace: { first: [600, 700], gap: [1, 2] },
    },
    text,
  };
}

/** SigV4 as the AWS SDKs do it; the values are none that AWS would give out. */
function signed(recordedAt: string, accept: string): HeaderList {
  const time = recordedAt.replace(/[-:]|\.\d+/g, '');
  return [
    ['accept', accept],
    ['content-type', 'application/json'],
    ['user-agent', 'aws-sdk-js/3.876.0 ua/2.1 os/linux lang/js md/nodejs#20.18.1 api/bedrock-runtime#3.876.0'],
    ['x-amz-date', time],
    [
      'authorization',
      `AWS4-HMAC-SHA256 Credential=EXAMPLE/${time.slice(0, 8)}/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=none`,
    ],
  ];
}

function responseHeaders(random: Seeded, recordedAt: string, contentType: string): HeaderList {
  return [
    ['Date', httpDate(recordedAt)],
    ['Content-Type', contentType],
    ['x-amzn-RequestId', random.uuid()],
  ];
}

const padding = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** `p` is as long as chance wants it, so that a frame's length tells nothing. Keys are in alphabetical order. */
function frame(random: Seeded, type: string, fields: object): Uint8Array {
  const payload = Object.entries({ ...fields, p: padding.slice(0, Math.floor(random.between(1, padding.length))) });
  const text = JSON.stringify(Object.fromEntries(payload.sort(([a], [b]) => (a < b ? -1 : 1))));
  return encodeFrame({
    headers: [
      { name: ':event-type', type: 'string', value: type },
      { name: ':content-type', type: 'string', value: 'application/json' },
      { name: ':message-type', type: 'string', value: 'event' },
    ],
    payload: Buffer.from(text),
  });
}
