import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { openaiRest } from '../../../src/dialects/openai-rest/dialect.ts';
import { describePairs, whatNeverCounts, withHeaders } from '../../support/canonical-pairs.ts';
import { post } from '../samples.ts';

type Json = Record<string, unknown>;
type Part = readonly [head: string, body: string];

const embeddings = '/v1/embeddings';
const transcriptions = '/v1/audio/transcriptions';

function embed(body: Json): SimRequest {
  return post(embeddings, { model: 'text-embedding-3-small', ...body });
}

function draw(body: Json): SimRequest {
  return post('/v1/images/generations', { model: 'gpt-image-1', prompt: 'a cat', ...body });
}

function speak(body: Json): SimRequest {
  return post('/v1/audio/speech', { model: 'tts-1', voice: 'alloy', input: 'Hi.', ...body });
}

function read(path: string): SimRequest {
  return { method: 'GET', target: path, headers: [], body: new Uint8Array() };
}

function upload(boundary: string, parts: readonly Part[], path = transcriptions): SimRequest {
  const lines = parts.map(
    ([head, body]) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`,
  );
  return {
    method: 'POST',
    target: path,
    headers: [['content-type', `multipart/form-data; boundary=${boundary}`]],
    body: Buffer.from(`${lines.join('')}--${boundary}--\r\n`, 'latin1'),
  };
}

const field = (name: string, value: string): Part => [`name="${name}"`, value];
const file = (name: string, bytes: string, filename = 'a.wav', type = 'audio/wav'): Part => [
  `name="${name}"; filename="${filename}"\r\nContent-Type: ${type}`,
  bytes,
];
const whisper = field('model', 'whisper-1');
const sound = file('file', 'RIFF\x00\xff1');
const tool = (name: string): Json => ({ type: 'function', function: { name } });

describePairs(
  openaiRest,
  [
    ...whatNeverCounts(embed({ input: 'hi', dimensions: 256 })),
    ['who the user is does not count', embed({ input: 'hi', user: 'ann' }), embed({ input: 'hi' })],
    ['nor does it under its newer name', draw({ safety_identifier: 'ann' }), draw({ safety_identifier: 'ben' })],
    [
      'nor does it in an upload',
      upload('b', [whisper, sound, field('user', 'ann')]),
      upload('b', [whisper, sound, field('user', 'ben')]),
    ],
    ['one input needs no list', embed({ input: ['hi'] }), embed({ input: 'hi' })],
    [
      'neither does one that is moderated',
      post('/v1/moderations', { input: ['hi'] }),
      post('/v1/moderations', { input: 'hi' }),
    ],
    ['what is null is absent', draw({ n: null, size: null, quality: null }), draw({})],
    ['one image is the default', draw({ n: 1 }), draw({})],
    ['not streaming is the default', draw({ stream: false }), draw({})],
    ['the boundary of an upload does not count', upload('one', [whisper, sound]), upload('two', [whisper, sound])],
    ['fields of an upload have no order', upload('b', [whisper, sound]), upload('b', [sound, whisper])],
    [
      'the type of a plain field does not count',
      upload('b', [['name="model"\r\nContent-Type: text/plain; charset=utf-8', 'whisper-1'], sound]),
      upload('b', [whisper, sound]),
    ],
    [
      'a file that is looked at is known by its number',
      read('/v1/files/file-0a1b2c3d4e'),
      read('/v1/files/file-9z8y7x6w5v'),
    ],
    [
      'so is the file of a batch',
      post('/v1/batches', { input_file_id: 'file-one', endpoint: embeddings, completion_window: '24h' }),
      post('/v1/batches', { input_file_id: 'file-two', endpoint: embeddings, completion_window: '24h' }),
    ],
    ['so is a batch', read('/v1/batches/batch_0a1b2c3d4e'), read('/v1/batches/batch_9z8y7x6w5v')],
    [
      'so is what a model is trained with',
      post('/v1/fine_tuning/jobs', { model: 'gpt-4o-mini', training_file: 'file-one', validation_file: 'file-three' }),
      post('/v1/fine_tuning/jobs', { model: 'gpt-4o-mini', training_file: 'file-two', validation_file: 'file-four' }),
    ],
    [
      'so are files in a store',
      post('/v1/vector_stores', { name: 'a', file_ids: ['file-one', 'file-two'] }),
      post('/v1/vector_stores', { name: 'a', file_ids: ['file-three', 'file-four'] }),
    ],
    [
      'a page of a list is known by where it begins',
      read('/v1/files?after=file-0a1b2c3d4e5f&limit=2'),
      read('/v1/files?limit=2&after=file-9z8y7x6w5v4u'),
    ],
    ['parameters of a list have no order', read('/v1/files?limit=2&order=asc'), read('/v1/files?order=asc&limit=2')],
    ['a path may be encoded', read('/v1/models/ft:gpt-4o:org::a1b2'), read('/v1/models/ft%3Agpt-4o%3aorg%3A%3Aa1b2')],
  ],
  [
    ['the text "1" is not the number 1', embed({ input: '1' }), embed({ input: 1 })],
    ['nor is it so in parameters', embed({ input: 'hi', dimensions: '1' }), embed({ input: 'hi', dimensions: 1 })],
    ['two inputs are not one', embed({ input: ['a', 'b'] }), embed({ input: 'ab' })],
    ['inputs have an order', embed({ input: ['a', 'b'] }), embed({ input: ['b', 'a'] })],
    ['tokens are no text', embed({ input: [1] }), embed({ input: ['1'] })],
    ['tokens count', embed({ input: [[1, 2]] }), embed({ input: [[1, 3]] })],
    ['how many dimensions there are counts', embed({ input: 'a', dimensions: 256 }), embed({ input: 'a' })],
    ['how vectors are written counts', embed({ input: 'a', encoding_format: 'base64' }), embed({ input: 'a' })],
    ['the model counts', embed({ input: 'a' }), embed({ input: 'a', model: 'text-embedding-3-large' })],
    [
      'Azure’s deployment counts',
      post('/openai/deployments/one/embeddings?api-version=1', { input: 'a' }),
      post('/openai/deployments/two/embeddings?api-version=1', { input: 'a' }),
    ],
    ['a prompt counts', draw({ prompt: 'a cat' }), draw({ prompt: 'a dog' })],
    ['how many images there are counts', draw({ n: 2 }), draw({})],
    ['the size of an image counts', draw({ size: '1024x1024' }), draw({ size: '512x512' })],
    ['streaming counts', draw({ stream: true }), draw({})],
    ['what is said counts', speak({ input: 'Hi.' }), speak({ input: 'Ho.' })],
    ['a voice counts', speak({ voice: 'alloy' }), speak({ voice: 'echo' })],
    ['how a sound is written counts', speak({ response_format: 'mp3' }), speak({ response_format: 'wav' })],
    [
      'one byte of a sound counts',
      upload('b', [whisper, sound]),
      upload('b', [whisper, file('file', 'RIFF\x00\xff2')]),
    ],
    [
      'what a file is called counts',
      upload('b', [whisper, sound]),
      upload('b', [whisper, file('file', 'RIFF\x00\xff1', 'b.wav')]),
    ],
    [
      'the type of a file counts',
      upload('b', [whisper, sound]),
      upload('b', [whisper, file('file', 'RIFF\x00\xff1', 'a.wav', 'audio/mpeg')]),
    ],
    ['a field is no file', upload('b', [whisper, file('file', 'a')]), upload('b', [whisper, field('file', 'a')])],
    [
      'a field of an upload counts',
      upload('b', [whisper, sound]),
      upload('b', [whisper, sound, field('language', 'no')]),
    ],
    [
      'the temperature of an upload counts',
      upload('b', [whisper, sound, field('temperature', '0')]),
      upload('b', [whisper, sound, field('temperature', '0.5')]),
    ],
    [
      'images of one name have an order',
      upload('b', [file('image[]', 'A', 'a.png'), file('image[]', 'B', 'b.png')], '/v1/images/edits'),
      upload('b', [file('image[]', 'B', 'b.png'), file('image[]', 'A', 'a.png')], '/v1/images/edits'),
    ],
    [
      'transcribing is not translating',
      upload('b', [whisper, sound]),
      upload('b', [whisper, sound], '/v1/audio/translations'),
    ],
    [
      'a line in the file of a batch counts',
      upload('b', [field('purpose', 'batch'), file('file', '{"custom_id":"a"}\n', 'a.jsonl')], '/v1/files'),
      upload('b', [field('purpose', 'batch'), file('file', '{"custom_id":"b"}\n', 'a.jsonl')], '/v1/files'),
    ],
    [
      'what a file is for counts',
      upload('b', [field('purpose', 'batch'), file('file', 'a')], '/v1/files'),
      upload('b', [field('purpose', 'assistants'), file('file', 'a')], '/v1/files'),
    ],
    [
      'what is moderated counts by its image',
      post('/v1/moderations', { input: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }),
      post('/v1/moderations', { input: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAB' } }] }),
    ],
    [
      'so is one of how long a store lasts',
      post('/v1/vector_stores/vs_a1b2c3d4?a=1', { name: 'a', expires_after: null }),
      post('/v1/vector_stores/vs_a1b2c3d4?a=1', { name: 'a' }),
    ],
    [
      'looking at a file is not deleting it',
      read('/v1/files/file-a1b2c3d4'),
      { ...read('/v1/files/file-a1b2c3d4'), method: 'DELETE' },
    ],
    ['looking at a file is not reading it', read('/v1/files/file-a1b2c3d4'), read('/v1/files/file-a1b2c3d4/content')],
    ['how long a list is counts', read('/v1/files?limit=2'), read('/v1/files?limit=3')],
    ['where a list begins counts', read('/v1/files?after=file-0a1b2c3d4e5f'), read('/v1/files')],
    [
      'a piece of a file counts',
      withHeaders(read('/v1/files/file-a1b2c3d4/content'), ['range', 'bytes=0-9']),
      read('/v1/files/file-a1b2c3d4/content'),
    ],
    ['what a client has already counts', withHeaders(read('/v1/models'), ['if-none-match', '"a"']), read('/v1/models')],
    ['one model is not another', read('/v1/models/gpt-4o'), read('/v1/models/gpt-4o-mini')],
  ],
);

describe('segments of a request to another endpoint', () => {
  const { canonical } = openaiRest;
  const body: CanonicalObject = {
    model: 'gpt-realtime',
    instructions: 'Be short.',
    tools: [tool('weather') as CanonicalObject, { type: 'file_search' }],
  };

  it('has a system prompt in its instructions', () => {
    expect(canonical.withoutSystem(body)).toEqual({ model: 'gpt-realtime', tools: body['tools'] });
  });

  it('has a name for every tool: the function’s, or the type of OpenAI’s own', () => {
    expect(canonical.withToolNames(body)).toEqual({ ...body, tools: ['weather', 'file_search'] });
  });

  it('has tools that can go', () => {
    const { tools: _, ...rest } = body;
    expect(canonical.withoutTools(body)).toEqual(rest);
  });

  it('is not copied where nothing changes', () => {
    const plain: CanonicalObject = { model: 'm', input: ['a', 'b'], dimensions: 256 };
    expect(canonical.body(plain, embeddings)).toBe(plain);
  });
});
