/** Images are real PNGs of the size that was asked for, as URL, as base64 or as a stream; each model takes its own fields. */

import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SimRequest } from '../../../../src/core/request.ts';
import { restEndpoints } from '../../../../src/dialects/openai-rest/endpoints/list.ts';
import {
  answered,
  type ContextOptions,
  formRequest,
  jsonRequest,
  type TestFile,
} from '../../../support/endpoint-context.ts';
import { png } from '../uploads.ts';

const path = '/v1/images/generations';
const prompt = 'a red boat';

async function images(request: SimRequest, options?: ContextOptions) {
  const answer = await answered(restEndpoints, request, options);
  if (answer.kind !== 'whole') throw new Error(JSON.stringify(answer));
  return answer.body as { data: { url?: string; b64_json?: string; revised_prompt?: string }[] } & Record<
    string,
    unknown
  >;
}

function generate(body: object, target = path) {
  return images(jsonRequest('POST', target, { prompt, ...body }));
}

async function refusal(request: SimRequest) {
  const answer = await answered(restEndpoints, request);
  return answer.kind === 'error' ? answer.error : undefined;
}

/** `1024x1536`, of a PNG whose picture can be unpacked. */
function sizeIn(bytes: Buffer): string {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const data = bytes.indexOf('IDAT');
  const pixels = inflateSync(bytes.subarray(data + 4, data + 4 + bytes.readUInt32BE(data - 4)));
  expect(pixels).toHaveLength(height * (width * 3 + 1));
  return `${width}x${height}`;
}

function fromBase64(text = ''): Buffer {
  return Buffer.from(text, 'base64');
}

describe('POST images/generations', () => {
  it.each([
    ['gpt-image-1', '1024x1536', '1024x1536'],
    ['gpt-image-1', 'auto', '1024x1024'],
    ['gpt-image-2', '1536x864', '1536x864'],
    ['dall-e-2', '256x256', '256x256'],
    ['dall-e-3', '1792x1024', '1792x1024'],
  ])('of %s with size %s is a PNG of %s', async (model, size, expected) => {
    const format = model.startsWith('dall') ? { response_format: 'b64_json' } : {};
    const { data } = await generate({ model, size, ...format });
    expect(sizeIn(fromBase64(data[0]?.b64_json))).toBe(expected);
  });

  it('gives DALL-E images as URLs that llmsim answers itself, always with the same image', async () => {
    const { data } = await generate({ model: 'dall-e-2', size: '512x512', n: 2 });
    const urls = data.map(({ url = '' }) => new URL(url));
    expect(urls.map(({ origin }) => origin)).toEqual(['http://127.0.0.1:8080', 'http://127.0.0.1:8080']);
    const [first, second] = await Promise.all(
      urls.map(async ({ pathname }) => {
        const request = { method: 'GET', target: pathname, headers: [], body: new Uint8Array() };
        const one = await answered(restEndpoints, request);
        expect(await answered(restEndpoints, request)).toEqual(one);
        if (one.kind !== 'whole') throw new Error(JSON.stringify(one));
        expect(one.headers).toContainEqual(['content-type', 'image/png']);
        return Buffer.from(one.body as Uint8Array);
      }),
    );
    expect(sizeIn(first ?? Buffer.alloc(0))).toBe('512x512');
    expect(first).not.toEqual(second);
  });

  it('makes a data: URL where the client does not say how it came here', async () => {
    const request = { ...jsonRequest('POST', path, { prompt, size: '256x256' }), headers: [] };
    const { data } = await images(request);
    expect(sizeIn(fromBase64(data[0]?.url?.replace(/^data:image\/png;base64,/, '')))).toBe('256x256');
  });

  it('puts the links of an Azure deployment below it', async () => {
    const { data } = await generate({}, '/openai/deployments/dall-e-3/images/generations?api-version=2024-06-01');
    expect(data[0]?.url).toMatch(
      /^http:\/\/127.0.0.1:8080\/openai\/deployments\/dall-e-3\/images\/generations\/img-\w+-1024x1024\.png$/,
    );
    expect(data[0]?.revised_prompt).toBe(prompt);
  });

  it.each([
    ['black-forest-labs/FLUX.1-schnell', { size: '500x300', quality: 'best' }, '500x300'],
    ['my-deployment', { style: 'vivid' }, '1024x1024'],
  ])('refuses little of %s, which it does not know', async (model, more, expected) => {
    const { data } = await generate({ model, response_format: 'b64_json', ...more });
    expect(sizeIn(fromBase64(data[0]?.b64_json))).toBe(expected);
    expect(await refusal(jsonRequest('POST', path, { model, prompt, size: '9000x9000' }))).toMatchObject({
      param: 'size',
    });
  });

  it('says what a GPT image is and cost', async () => {
    expect(await generate({ model: 'gpt-image-1', quality: 'high', background: 'opaque' })).toMatchObject({
      background: 'opaque',
      output_format: 'png',
      quality: 'high',
      size: '1024x1024',
      usage: {
        input_tokens: 3,
        input_tokens_details: { text_tokens: 3, image_tokens: 0 },
        output_tokens: 4160,
        total_tokens: 4163,
      },
    });
  });

  it('streams coarser images and then the whole one', async () => {
    const body = { prompt, model: 'gpt-image-1', stream: true, partial_images: 2 };
    const answer = await answered(restEndpoints, jsonRequest('POST', path, body));
    if (answer.kind !== 'stream') throw new Error(JSON.stringify(answer));
    expect(answer.headers).toContainEqual(['content-type', 'text/event-stream; charset=utf-8']);
    const events = answer.events.map(({ event, data }) => ({ event, data: data as Record<string, unknown> }));
    expect(events).toMatchObject([
      { event: 'image_generation.partial_image', data: { partial_image_index: 0, size: '1024x1024' } },
      { event: 'image_generation.partial_image', data: { partial_image_index: 1 } },
      { event: 'image_generation.completed', data: { usage: { output_tokens: 1056 } } },
    ]);
    const drawn = events.map(({ data }) => fromBase64(String(data['b64_json'])));
    expect(drawn.map(sizeIn)).toEqual(['1024x1024', '1024x1024', '1024x1024']);
    expect(drawn[0]).not.toEqual(drawn[1]);
  });

  it.each([
    ['no prompt', { prompt: null }, { param: 'prompt', code: 'missing_required_parameter' }],
    [
      'a field of another model',
      { model: 'dall-e-2', quality: 'standard' },
      { message: "Unknown parameter: 'quality'." },
    ],
    [
      'a format of answer from a model that has one only',
      { model: 'gpt-image-1', response_format: 'url' },
      { message: "Unknown parameter: 'response_format'.", code: 'unknown_parameter' },
    ],
    [
      'the size of another model',
      { model: 'dall-e-3', size: '256x256' },
      { message: 'The size is not supported by this model.', code: 'invalid_size' },
    ],
    [
      'a size of none',
      { model: 'gpt-image-1', size: '1x1' },
      {
        message: "Invalid value: '1x1'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'.",
        param: 'size',
      },
    ],
    ['a size that no image has', { model: 'gpt-image-2', size: '1000x1000' }, { param: 'size' }],
    ['several images of dall-e-3', { model: 'dall-e-3', n: 2 }, { message: 'You must provide n=1 for this model.' }],
    ['too many images', { model: 'gpt-image-1', n: 11 }, { code: 'integer_above_max_value', param: 'n' }],
    [
      'a long prompt',
      { model: 'dall-e-2', prompt: 'x'.repeat(1001) },
      { code: 'string_above_max_length', message: expect.stringContaining('maximum length 1000') },
    ],
    ['a JPEG', { model: 'gpt-image-1', output_format: 'jpeg' }, { code: 'llmsim_png_only', param: 'output_format' }],
    ['more partial images than there are', { model: 'gpt-image-1', partial_images: 4 }, { param: 'partial_images' }],
  ])('refuses %s', async (_, body, expected) => {
    const found = await refusal(jsonRequest('POST', path, { prompt, ...body }));
    expect(found).toMatchObject({ status: 400, type: 'invalid_request_error', ...expected });
  });

  it('says that images are opaque where transparency is asked for', async () => {
    const warnings: string[] = [];
    const request = jsonRequest('POST', path, { prompt, model: 'gpt-image-1', background: 'transparent' });
    expect(await images(request, { warn: (text) => warnings.push(text) })).toMatchObject({ background: 'opaque' });
    expect(warnings).toEqual([`POST ${path}: images are opaque, not transparent`]);
  });
});

describe('POST images/edits', () => {
  const fields = (image: TestFile | string, ...more: [string, string][]) =>
    formRequest('/v1/images/edits', [['image', image], ['prompt', prompt], ...more]);

  it('takes an upload and counts it', async () => {
    const body = await images(fields(png, ['size', '1024x1536'], ['n', '2'], ['quality', 'low']));
    expect(body.data.map(({ b64_json }) => sizeIn(fromBase64(b64_json)))).toEqual(['1024x1536', '1024x1536']);
    expect(body).toMatchObject({ usage: { input_tokens_details: { image_tokens: 194, text_tokens: 3 } } });
  });

  it('takes images by reference as JSON', async () => {
    const url = `data:image/png;base64,${Buffer.from(png.bytes).toString('base64')}`;
    const body = { prompt, model: 'gpt-image-1.5', images: [{ image_url: url }, { file_id: 'file-1' }] };
    expect(await images(jsonRequest('POST', '/v1/images/edits', body))).toMatchObject({
      usage: { input_tokens_details: { image_tokens: 388 } },
    });
    const bad = { ...body, images: [{ image_url: 'data:image/png;base64,aGVsbG8=' }] };
    expect(await refusal(jsonRequest('POST', '/v1/images/edits', bad))).toMatchObject({
      type: 'image_generation_user_error',
      code: 'invalid_image_file',
      param: 'images[0].image_url',
    });
  });

  it('streams', async () => {
    const answer = await answered(restEndpoints, fields(png, ['stream', 'true'], ['partial_images', '1']));
    const events = answer.kind === 'stream' ? answer.events.map(({ event }) => event) : [];
    expect(events).toEqual(['image_edit.partial_image', 'image_edit.completed']);
  });

  it.each([
    [
      'a file of another kind',
      { ...png, contentType: 'application/octet-stream' },
      [],
      {
        message:
          "Invalid file 'image': unsupported mimetype ('application/octet-stream'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.",
        code: 'unsupported_file_mimetype',
        param: 'image',
      },
    ],
    [
      'a file that is no image',
      { ...png, bytes: Buffer.from('no image') },
      [],
      { code: 'invalid_image_file', type: 'image_generation_user_error' },
    ],
    [
      'a JPEG for dall-e-2',
      { ...png, contentType: 'image/jpeg' },
      [['model', 'dall-e-2']],
      { message: expect.stringContaining("Supported file formats are 'image/png'.") },
    ],
    ['text in the place of a file', 'square.png', [], { code: 'invalid_type' }],
    ['dall-e-3', png, [['model', 'dall-e-3']], { param: 'model', code: 'invalid_value' }],
    ['a number that is none', png, [['n', 'two']], { param: 'n', code: 'invalid_type' }],
  ] as const)('refuses %s', async (_, image, more, expected) => {
    expect(await refusal(fields(image, ...more.map(([name, value]): [string, string] => [name, value])))).toMatchObject(
      {
        status: 400,
        ...expected,
      },
    );
  });

  it('refuses what has no image, and what is no form', async () => {
    expect(await refusal(formRequest('/v1/images/edits', [['prompt', prompt]]))).toMatchObject({
      message: "Missing required parameter: 'image'.",
      param: 'image',
    });
    const text = { ...fields(png), headers: [['content-type', 'text/plain']] as const };
    expect(await refusal(text)).toMatchObject({ code: 'unsupported_content_type' });
  });
});

describe('POST images/variations', () => {
  it('makes several', async () => {
    const request = formRequest('/v1/images/variations', [
      ['image', png],
      ['n', '3'],
      ['size', '256x256'],
      ['response_format', 'b64_json'],
    ]);
    const { data } = await images(request);
    expect(data.map(({ b64_json }) => sizeIn(fromBase64(b64_json)))).toEqual(['256x256', '256x256', '256x256']);
  });

  it('is of dall-e-2 only', async () => {
    const request = formRequest('/v1/images/variations', [
      ['image', png],
      ['model', 'gpt-image-1'],
    ]);
    expect(await refusal(request)).toMatchObject({
      message: "Invalid value: 'gpt-image-1'. Value must be 'dall-e-2'.",
    });
  });
});

describe('GET images/generations', () => {
  it.each(['img-a', 'img-a-9999x9999', 'img-a-0x5'])('has no %s.png', async (name) => {
    expect(await answered(restEndpoints, jsonRequest('GET', `/v1/images/generations/${name}.png`))).toMatchObject({
      status: 404,
    });
  });
});
