/** Every body and every event that these endpoints write is as OpenAI's published description says. */

import { afterAll, describe, expect, it } from 'vitest';
import type { SimRequest } from '../../../src/core/request.ts';
import { restEndpoints } from '../../../src/dialects/openai-rest/endpoints/list.ts';
import { answered, formRequest, jsonRequest } from '../../support/endpoint-context.ts';
import { openapi } from '../../support/openapi.ts';
import { png, wav } from './uploads.ts';

const api = openapi('openai.openapi.yaml');
const counted = { bodies: 0, events: 0 };

function post(target: string, body: unknown): SimRequest {
  return jsonRequest('POST', target, body);
}

const embedding = { model: 'text-embedding-3-small', input: 'hello' };
const image = { model: 'gpt-image-1', prompt: 'a red boat', quality: 'low' };
const speech = { model: 'gpt-4o-mini-tts', input: 'Hello there.', voice: 'alloy' };
const talk = ['file', wav(12)] as const;
const whisper = ['model', 'whisper-1'] as const;
const newer = ['model', 'gpt-4o-transcribe'] as const;

const bodies: readonly (readonly [schema: string, SimRequest])[] = [
  ['CreateEmbeddingResponse', post('/v1/embeddings', embedding)],
  ['CreateEmbeddingResponse', post('/v1/embeddings', { ...embedding, input: ['a', 'b'], dimensions: 64 })],
  ['CreateEmbeddingResponse', post('/v1/embeddings', { ...embedding, input: [[1, 2], [3]] })],
  ['CreateModerationResponse', post('/v1/moderations', { input: 'I will kill you' })],
  ['CreateModerationResponse', post('/v1/moderations', { input: ['a', 'b'], model: 'text-moderation-latest' })],
  [
    'CreateModerationResponse',
    post('/v1/moderations', {
      input: [
        { type: 'text', text: 'a boat' },
        { type: 'image_url', image_url: { url: 'https://example.com/boat.png' } },
      ],
    }),
  ],
  ['ListModelsResponse', jsonRequest('GET', '/v1/models')],
  ['Model', jsonRequest('GET', '/v1/models/gpt-4o')],
  ['Model', jsonRequest('GET', '/v1/models/ft:gpt-4o-mini-2024-07-18:acme::7p4lURel')],
  ['DeleteModelResponse', jsonRequest('DELETE', '/v1/models/ft:gpt-4o-mini-2024-07-18:acme::7p4lURel')],
  ['ImagesResponse', post('/v1/images/generations', { prompt: 'a boat', size: '256x256', n: 2 })],
  [
    'ImagesResponse',
    post('/v1/images/generations', { prompt: 'a boat', size: '256x256', response_format: 'b64_json' }),
  ],
  ['ImagesResponse', post('/v1/images/generations', { prompt: 'a boat', model: 'dall-e-3' })],
  ['ImagesResponse', post('/v1/images/generations', image)],
  ['ImagesResponse', post('/v1/images/generations', { ...image, size: '1024x1536', background: 'transparent' })],
  [
    'ImagesResponse',
    formRequest('/v1/images/edits', [
      ['image', png],
      ['prompt', 'a boat'],
    ]),
  ],
  [
    'ImagesResponse',
    formRequest('/v1/images/variations', [
      ['image', png],
      ['size', '256x256'],
    ]),
  ],
  ['CreateTranscriptionResponseJson', formRequest('/v1/audio/transcriptions', [talk, whisper])],
  [
    'CreateTranscriptionResponseJson',
    formRequest('/v1/audio/transcriptions', [talk, newer, ['include[]', 'logprobs']]),
  ],
  [
    'CreateTranscriptionResponseVerboseJson',
    formRequest('/v1/audio/transcriptions', [talk, whisper, ['response_format', 'verbose_json']]),
  ],
  [
    'CreateTranscriptionResponseVerboseJson',
    formRequest('/v1/audio/transcriptions', [
      talk,
      whisper,
      ['response_format', 'verbose_json'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
    ]),
  ],
  [
    'CreateTranscriptionResponseDiarizedJson',
    formRequest('/v1/audio/transcriptions', [
      talk,
      ['model', 'gpt-4o-transcribe-diarize'],
      ['response_format', 'diarized_json'],
    ]),
  ],
  ['CreateTranslationResponseJson', formRequest('/v1/audio/translations', [talk, whisper])],
  [
    'CreateTranslationResponseVerboseJson',
    formRequest('/v1/audio/translations', [talk, whisper, ['response_format', 'verbose_json']]),
  ],
];

const streams: readonly (readonly [schema: string, SimRequest])[] = [
  ['ImageGenStreamEvent', post('/v1/images/generations', { ...image, stream: true, partial_images: 3 })],
  [
    'ImageEditStreamEvent',
    formRequest('/v1/images/edits', [
      ['image[]', png],
      ['image[]', png],
      ['prompt', 'a boat'],
      ['stream', 'true'],
      ['partial_images', '1'],
    ]),
  ],
  ['CreateSpeechResponseStreamEvent', post('/v1/audio/speech', { ...speech, stream_format: 'sse' })],
  [
    'CreateTranscriptionResponseStreamEvent',
    formRequest('/v1/audio/transcriptions', [talk, newer, ['stream', 'true'], ['include[]', 'logprobs']]),
  ],
  [
    'CreateTranscriptionResponseStreamEvent',
    formRequest('/v1/audio/transcriptions', [
      talk,
      ['model', 'gpt-4o-transcribe-diarize'],
      ['response_format', 'diarized_json'],
      ['stream', 'true'],
    ]),
  ],
];

function title(schema: string, { method, target, body }: SimRequest): string {
  return `${method} ${target} ${body.length < 200 ? Buffer.from(body).toString() : ''} as ${schema}`;
}

describe.runIf(api !== undefined)("OpenAI's description", () => {
  afterAll(() => {
    process.stdout.write(`openai-rest: ${counted.bodies} bodies and ${counted.events} events are as described\n`);
  });

  it.each(bodies.map(([schema, request]) => [title(schema, request), schema, request] as const))(
    'has %s',
    async (_, schema, request) => {
      const answer = await answered(restEndpoints, request);
      expect(answer).toMatchObject({ kind: 'whole', status: 200 });
      if (answer.kind !== 'whole') return;
      expect(api?.schema(schema)(answer.body)).toEqual([]);
      counted.bodies += 1;
    },
  );

  it.each(streams.map(([schema, request]) => [title(schema, request), schema, request] as const))(
    'has every event of %s',
    async (_, schema, request) => {
      const answer = await answered(restEndpoints, request);
      expect(answer).toMatchObject({ kind: 'stream', status: 200 });
      if (answer.kind !== 'stream') return;
      const events = answer.events.map(({ data }) => data).filter((data) => data !== '[DONE]');
      expect(events.flatMap((event) => api?.schema(schema)(event) ?? ['no description'])).toEqual([]);
      expect(events.length).toBeGreaterThan(1);
      counted.events += events.length;
    },
  );

  it('would find a body that is not as described', () => {
    expect(api?.schema('Model')({ id: 'gpt-4o', object: 'modell', created: 1.5 })).toHaveLength(3);
  });
});
