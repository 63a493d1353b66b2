/** `POST images/generations`, `/edits` and `/variations`, and the images that their URLs lead to. https://platform.openai.com/docs/api-reference/images */

import { z } from 'zod';
import type { ApiError } from '../../../core/api-error.ts';
import type { Endpoint, EndpointAnswer, EndpointContext } from '../../../core/endpoint.ts';
import { headerOf, mediaType } from '../../../core/headers.ts';
import type { JsonObject } from '../../json-shape.ts';
import { type ReadBody, readOpenaiBody, readOpenaiForm, unknownParameter } from '../../openai-body.ts';
import { formBoolean, formFile, formList, formNumber } from '../../openai-form.ts';
import { invalidRequest } from '../../openai-problem.ts';
import { type ImageOrder, imageAnswer } from '../image-answer.ts';
import { imageFamily, imageProblem, impliedFamily, parsedSize, qualityOf, sizeOf } from '../image-models.ts';
import { fileReply } from '../json-reply.ts';
import { namedModel } from '../named-model.ts';
import { referenceProblem, uploadProblem } from '../uploaded-images.ts';

/** A form has its numbers and switches as text; they are read as well from JSON. */
const fields = {
  prompt: z.string().min(1),
  model: z.string(),
  n: formNumber(z.int().min(1).max(10)),
  size: z.string(),
  quality: z.string(),
  response_format: z.enum(['url', 'b64_json']),
  output_format: z.enum(['png', 'jpeg', 'webp']),
  output_compression: formNumber(z.int().min(0).max(100)),
  background: z.enum(['transparent', 'opaque', 'auto']),
  stream: formBoolean,
  partial_images: formNumber(z.int().min(0).max(3)),
  user: z.string(),
};
const { prompt, ...others } = fields;
const generation = z
  .object({ ...others, moderation: z.enum(['low', 'auto']), style: z.enum(['vivid', 'natural']) })
  .partial()
  .extend({ prompt });

const edit = z.object({ ...others, input_fidelity: z.enum(['high', 'low']) }).partial();
const editForm = edit.extend({
  prompt,
  image: formList(z.array(formFile).min(1).max(16)),
  mask: formFile.optional(),
});
const reference = z.looseObject({ image_url: z.string().optional(), file_id: z.string().optional() });
const editBody = edit.extend({
  prompt,
  images: z.array(reference).min(1).max(16),
  mask: reference.optional(),
  moderation: z.enum(['low', 'auto']).optional(),
});

const variation = z
  .object(fields)
  .pick({ model: true, n: true, size: true, response_format: true, user: true })
  .partial()
  .extend({ image: formFile });

type Asked = Partial<{ [K in keyof typeof fields]: z.infer<(typeof fields)[K]> | undefined }>;

export const generateImages: Endpoint = {
  method: 'POST',
  path: 'images/generations',
  streams: true,
  async answer(context) {
    const read = readOpenaiBody(context, generation, unknownParameter);
    if (read.kind === 'error') return read;
    const usual = impliedFamily(read.json) === 'gpt-image' ? 'gpt-image-1' : 'dall-e-2';
    const named = namedModel(read.body.model, context, usual);
    if (named.kind === 'error') return named;
    return drawn(read.body, read.json, named.model, { stream: 'image_generation', imagesIn: 0 }, context);
  },
};

export const editImages: Endpoint = {
  method: 'POST',
  path: 'images/edits',
  streams: true,
  async answer(context) {
    const read = readEdit(context);
    if (read.kind === 'error') return read;
    const { body, json } = read;
    const named = namedModel(body.model, context, 'gpt-image-1');
    if (named.kind === 'error') return named;
    const family = imageFamily(named.model);
    if (family === 'dall-e-3') {
      return { kind: 'error', error: wrongModel(named.model, "Supported values are: 'dall-e-2' and 'gpt-image-1'.") };
    }
    const problem =
      'image' in body
        ? uploadProblem(body.image, family, Array.isArray(json['image']))
        : body.images
            .map(({ image_url = '' }, i) => referenceProblem(image_url, `images[${i}].image_url`))
            .find((one) => one !== undefined);
    if (problem !== undefined) return { kind: 'error', error: problem };
    const imagesIn = 'image' in body ? body.image.length : body.images.length;
    return drawn(body, json, named.model, { stream: 'image_edit', imagesIn }, context);
  },
};

function readEdit(context: EndpointContext): ReadBody<z.infer<typeof editForm> | z.infer<typeof editBody>> {
  const isJson = mediaType(headerOf(context.request.headers, 'content-type')) === 'application/json';
  return isJson ? readOpenaiBody(context, editBody, unknownParameter) : readOpenaiForm(context, editForm);
}

export const varyImage: Endpoint = {
  method: 'POST',
  path: 'images/variations',
  streams: false,
  async answer(context) {
    const read = readOpenaiForm(context, variation);
    if (read.kind === 'error') return read;
    const { body, json } = read;
    const named = namedModel(body.model, context, 'dall-e-2');
    if (named.kind === 'error') return named;
    if (/^(?:gpt-image|dall-e-3)/.test(named.model)) {
      return { kind: 'error', error: wrongModel(named.model, "Value must be 'dall-e-2'.") };
    }
    const problem = uploadProblem([body.image], 'dall-e-2', false);
    if (problem !== undefined) return { kind: 'error', error: problem };
    return drawn(body, json, named.model, { stream: undefined, imagesIn: 1 }, context);
  },
};

function wrongModel(given: string, words: string): ApiError {
  return invalidRequest(`Invalid value: '${given}'. ${words}`, 'model', 'invalid_value');
}

/** The guide's 65 tokens, and 129 for each tile of 512 by 512: a square has one. */
const tokensOfInput = 194;

async function drawn(
  asked: Asked,
  json: JsonObject,
  model: string,
  { stream, imagesIn }: { readonly stream: ImageOrder['stream']; readonly imagesIn: number },
  context: EndpointContext,
): Promise<EndpointAnswer> {
  const family = imageFamily(model);
  const problem = imageProblem(model, family, asked, json) ?? formatProblem(asked.output_format);
  if (problem !== undefined) return { kind: 'error', error: problem };
  if (asked.background === 'transparent') {
    context.warn(`${context.request.method} ${context.request.target}: images are opaque, not transparent`);
  }
  const order: ImageOrder = {
    prompt: asked.prompt ?? 'variation',
    model,
    family,
    size: sizeOf(asked.size),
    n: asked.n ?? 1,
    quality: qualityOf(asked.quality),
    asUrl: family !== 'gpt-image' && asked.response_format !== 'b64_json',
    stream: asked.stream === true ? stream : undefined,
    partials: asked.partial_images ?? 0,
    imageTokensIn: imagesIn * tokensOfInput,
  };
  return imageAnswer(order, context);
}

/** An image that says it is a JPEG and is a PNG would be a lie. */
function formatProblem(format: string | undefined): ApiError | undefined {
  if (format === undefined || format === 'png') return undefined;
  return invalidRequest(
    `llmsim draws PNG images only, so output_format '${format}' cannot be had. Leave it out, or ask for 'png'.`,
    'output_format',
    'llmsim_png_only',
  );
}

/** Where the URLs of DALL-E's images lead; the image follows from its name. */
export const generatedImage: Endpoint = {
  method: 'GET',
  path: 'images/generations/{name}.png',
  streams: false,
  async answer({ params, generate, ids }) {
    const name = params['name'] ?? '';
    const drawnSize = parsedSize(/-(\d+x\d+)$/.exec(name)?.[1] ?? '');
    if (drawnSize === undefined || Math.max(drawnSize.width, drawnSize.height) > largestSide) {
      return { kind: 'error', error: { status: 404, code: null, message: `There is no image ${name}.png.` } };
    }
    return fileReply(await generate.image(name, drawnSize), 'image/png', ids);
  },
};

/** Of the DALL-E models' images, and of those of models that are not known. */
const largestSide = 3_840;
