/** OpenAI's other endpoints: embeddings as base64, audio up and down, the list of models. */

import { renderMultipart } from '../../../src/codec/multipart.ts';
import { resourcePace } from './arrival.ts';
import { get, json, post, postBytes, quick, rateLimits, responseHeaders } from './openai-exchange.ts';
import type { StarterRecording } from './recording.ts';
import { type Seeded, seeded } from './seeded.ts';
import { tone } from './wav.ts';
import { prettyJson } from './wire.ts';

const none = new Uint8Array();

export function resources(): StarterRecording[] {
  return [embedding(), transcription(), speech(), models()];
}

function embedding(): StarterRecording {
  const recordedAt = '2026-08-24T09:05:03.214Z';
  const random = seeded('openai embedding');
  const model = 'text-embedding-3-small';
  return {
    shows: 'embedding as base64 of 32-bit floats',
    upstream: 'openai',
    recordedAt,
    request: post('/v1/embeddings', {
      model,
      input: 'A recording of a stream',
      dimensions: 64,
      encoding_format: 'base64',
    }),
    response: {
      headers: responseHeaders(random, recordedAt, json, rateLimits, quick),
      pieces: [
        prettyJson({
          object: 'list',
          data: [{ object: 'embedding', index: 0, embedding: unitVector(random, 64) }],
          model,
          usage: { prompt_tokens: 5, total_tokens: 5 },
        }),
      ],
      pace: { first: [120, 200], gap: [1, 4] },
    },
    text: '1 vector of 64',
  };
}

function unitVector(random: Seeded, dimensions: number): string {
  const values = Array.from({ length: dimensions }, () => random.between(-1, 1));
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  const bytes = Buffer.alloc(4 * dimensions);
  for (const [i, value] of values.entries()) bytes.writeFloatLE(value / length, 4 * i);
  return bytes.toString('base64');
}

function transcription(): StarterRecording {
  const recordedAt = '2026-08-24T09:05:44.871Z';
  const random = seeded('openai transcription');
  const text = 'One short tone, and then silence.';
  const boundary = '----formdata-undici-041795826330';
  const upload = renderMultipart(
    {
      preamble: none,
      parts: [
        {
          headers: [],
          rawHeaders: 'Content-Disposition: form-data; name="model"\r\n',
          body: Buffer.from('gpt-4o-mini-transcribe'),
        },
        {
          headers: [],
          rawHeaders: 'Content-Disposition: form-data; name="file"; filename="tone.wav"\r\nContent-Type: audio/wav\r\n',
          body: tone(440, 50),
        },
      ],
      epilogue: Buffer.from('\r\n'),
      lineEnd: '\r\n',
    },
    boundary,
  );
  const usage = {
    type: 'tokens',
    total_tokens: 11,
    input_tokens: 2,
    input_token_details: { text_tokens: 0, audio_tokens: 2 },
    output_tokens: 9,
  };
  return {
    shows: 'transcription: multipart upload with a binary part',
    upstream: 'openai',
    recordedAt,
    request: postBytes('/v1/audio/transcriptions', `multipart/form-data; boundary=${boundary}`, upload),
    response: {
      headers: responseHeaders(random, recordedAt, json),
      pieces: [JSON.stringify({ text, usage })],
      pace: { first: [600, 900], gap: [1, 4] },
    },
    text,
  };
}

function speech(): StarterRecording {
  const recordedAt = '2026-08-24T09:06:20.009Z';
  const random = seeded('openai speech');
  const wav = tone(330, 250);
  return {
    shows: 'speech: a binary answer in a blob',
    upstream: 'openai',
    recordedAt,
    request: post('/v1/audio/speech', {
      model: 'gpt-4o-mini-tts',
      voice: 'alloy',
      input: 'Say nothing, just hum.',
      response_format: 'wav',
    }),
    response: {
      headers: responseHeaders(random, recordedAt, 'audio/wav', rateLimits),
      pieces: Array.from({ length: Math.ceil(wav.length / 1024) }, (_, i) => wav.subarray(1024 * i, 1024 * (i + 1))),
      pace: { first: [500, 800], gap: [3, 12] },
    },
    text: `<${wav.length} bytes of audio/wav>`,
  };
}

function models(): StarterRecording {
  const recordedAt = '2026-08-24T09:06:58.362Z';
  const random = seeded('openai models');
  const ids = ['gpt-4o-mini', 'text-embedding-3-small', 'gpt-4o-mini-transcribe', 'gpt-4o-mini-tts'];
  const data = ids.map((id, i) => ({ id, object: 'model', created: 1721172741 + 86_400 * i, owned_by: 'system' }));
  return {
    shows: 'list of models: GET without a body',
    upstream: 'openai',
    recordedAt,
    request: get('/v1/models'),
    response: {
      headers: responseHeaders(random, recordedAt, json, [], quick),
      pieces: [prettyJson({ object: 'list', data })],
      pace: resourcePace,
    },
    text: ids.join('\n'),
  };
}
