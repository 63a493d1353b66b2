import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openaiRest } from '../../../src/dialects/openai-rest/dialect.ts';
import { multipartField } from '../../../src/dialects/openai-rest/multipart-field.ts';
import { json, ndjson, post, reply, sse } from '../samples.ts';

const form = (...fields: readonly string[]) => `--x\r\n${fields.join('\r\n--x\r\n')}\r\n--x--\r\n`;
const field = (name: string, value: string) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;

describe('a request to another endpoint is described by', () => {
  it('the input of embeddings and the prompt of images', () => {
    const embedding = post('/v1/embeddings', { model: 'ada', input: ['one', 'two'] });
    expect(openaiRest.describe(embedding)).toEqual({ model: 'ada', prompt: 'one\ntwo', stream: false });
    const image = post('/v1/images/generations', { model: 'dall-e', prompt: 'a cat' });
    expect(openaiRest.describe(image)).toEqual({ model: 'dall-e', prompt: 'a cat', stream: false });
    const azure = post('/openai/deployments/ada/embeddings?api-version=1', { input: [[1, 2]] });
    expect(openaiRest.describe(azure)).toEqual({ model: 'ada', prompt: undefined, stream: false });
  });

  it('the fields of a multipart upload', () => {
    const file =
      'Content-Disposition: form-data; name="file"; filename="model"\r\nContent-Type: audio/wav\r\n\r\n\u0000\u0001name="model"';
    const body = form(file, field('model', 'whisper-1'), field('prompt', 'names: Grüße'), field('stream', 'true'));
    expect(openaiRest.describe(post('/v1/audio/transcriptions', body))).toEqual({
      model: 'whisper-1',
      prompt: 'names: Grüße',
      stream: true,
    });
  });
});

describe('a multipart field', () => {
  it('is found with LF line ends, is empty where it is empty, and may be cut', () => {
    expect(multipartField(Buffer.from(form(field('model', 'm')).replaceAll('\r\n', '\n')), 'model')).toBe('m');
    expect(multipartField(Buffer.from(form(field('model', ''))), 'model')).toBe('');
    expect(
      multipartField(Buffer.from('--x\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhis'), 'model'),
    ).toBe('whis');
    expect(multipartField(Buffer.from('--x\r\nContent-Disposition: form-data; name="model"'), 'model')).toBeUndefined();
    expect(multipartField(Buffer.from(field('model', 'no form')), 'model')).toBeUndefined();
  });

  it('is found among any binary parts', () => {
    const value = fc.stringMatching(/^[a-z0-9.-]{1,30}$/);
    fc.assert(
      fc.property(value, fc.uint8Array({ maxLength: 300 }), (model, bytes) => {
        const head = Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n');
        const tail = Buffer.from(`\r\n--x\r\n${field('model', model)}\r\n--x--\r\n`);
        expect(multipartField(Buffer.concat([head, bytes, tail]), 'model')).toBe(model);
      }),
    );
  });
});

describe('the text of another endpoint’s reply', () => {
  it('counts vectors, of arrays and of base64', () => {
    const base64 = Buffer.from(new Float32Array(5).buffer).toString('base64');
    expect(openaiRest.textOf(json({ data: [{ embedding: [1, 2, 3] }, { embedding: [4, 5, 6] }] }))).toBe(
      '2 vectors of 3',
    );
    expect(openaiRest.textOf(json({ data: [{ embedding: base64 }] }))).toBe('1 vector of 5');
  });

  it('counts images', () => {
    expect(openaiRest.textOf(json({ data: [{ b64_json: 'aGk=' }, { url: 'https://example.com/2' }] }))).toBe(
      '2 images',
    );
    expect(
      openaiRest.textOf(sse({ type: 'image_generation.partial_image' }, { type: 'image_generation.completed' })),
    ).toBe('[image]');
  });

  it('lists ids, but not those inside a single resource', () => {
    expect(openaiRest.textOf(json({ object: 'list', data: [{ id: 'gpt-a' }, { id: 'gpt-b' }] }))).toBe('gpt-a\ngpt-b');
    const model = { id: 'gpt-a', object: 'model', permission: [{ id: 'perm' }] };
    expect(openaiRest.textOf(json(model))).toBe(JSON.stringify(model));
  });

  it('is a transcription, whole or streamed', () => {
    expect(openaiRest.textOf(json({ text: 'Hello.' }))).toBe('Hello.');
    const done = { type: 'transcript.text.done', text: 'Hello.' };
    expect(
      openaiRest.textOf(
        sse({ type: 'transcript.text.delta', delta: 'Hel' }, { type: 'transcript.text.delta', delta: 'lo.' }, done),
      ),
    ).toBe('Hello.');
    expect(openaiRest.textOf(sse({ type: 'transcript.text.segment', text: 'Hello.' }, done, '[DONE]'))).toBe('Hello.');
    expect(openaiRest.textOf(reply('WEBVTT\n\nHello.', 'text/vtt'))).toBe('WEBVTT\n\nHello.');
  });

  it('is the body, where nothing else is to be told: speech by its size, a file of lines as it is', () => {
    expect(openaiRest.textOf(reply(new Uint8Array([1, 2, 3]), 'audio/mpeg'))).toBe('<3 bytes of audio/mpeg>');
    expect(openaiRest.textOf(ndjson({ custom_id: 'a' }, { custom_id: 'b' }))).toBe(
      '{"custom_id":"a"}\n{"custom_id":"b"}\n',
    );
    expect(openaiRest.textOf({ status: 204, headers: [], body: new Uint8Array() })).toBe('');
  });
});
