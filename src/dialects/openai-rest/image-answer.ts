/** Draws the images that a request asked for and writes them as OpenAI does: URLs or base64, whole or as events. */

import { encodeEvent } from '../../codec/sse.ts';
import type { EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import { headerOf } from '../../core/headers.ts';
import { pathOf, type SimRequest } from '../../core/request.ts';
import { openaiId } from '../openai-ids.ts';
import { type ImageFamily, type ImageQuality, type ImageSize, imageTokens } from './image-models.ts';
import { jsonReply, streamReply } from './json-reply.ts';

export interface ImageOrder {
  readonly prompt: string;
  readonly model: string;
  readonly family: ImageFamily;
  readonly size: ImageSize;
  readonly n: number;
  readonly quality: ImageQuality;
  /** All but the GPT image models give URLs unless told otherwise. */
  readonly asUrl: boolean;
  /** The first word of the events' types; undefined for no stream. */
  readonly stream: 'image_generation' | 'image_edit' | undefined;
  /** How many coarser images a stream sends before the whole one. */
  readonly partials: number;
  /** What the images cost that the request brought along. */
  readonly imageTokensIn: number;
}

export async function imageAnswer(order: ImageOrder, context: EndpointContext): Promise<EndpointAnswer> {
  const { size, n, family, asUrl } = order;
  const { created, ids, generate } = context;
  if (order.stream !== undefined) return streamReply(await imageEvents(order, order.stream, context), ids);
  const random = ids.fork('images');
  const data: object[] = [];
  for (let i = 0; i < n; i += 1) {
    const revised = family === 'dall-e-3' ? { revised_prompt: order.prompt } : {};
    const link = asUrl ? linkTo(`${openaiId('img-', 24, random)}-${nameOf(size)}.png`, context.request) : undefined;
    const image = link === undefined ? base64(await generate.image(drawing(order, i), size)) : '';
    if (link !== undefined) data.push({ ...revised, url: link });
    else data.push({ ...revised, ...(asUrl ? { url: `data:image/png;base64,${image}` } : { b64_json: image }) });
  }
  if (family !== 'gpt-image') return jsonReply({ created, data }, ids);
  const cost = await usageOf(order, n, context);
  const usage = { ...cost, output_tokens_details: { image_tokens: cost.output_tokens, text_tokens: 0 } };
  return jsonReply({ created, ...described(order), data, usage }, ids);
}

async function imageEvents(
  order: ImageOrder,
  about: NonNullable<ImageOrder['stream']>,
  context: EndpointContext,
): Promise<readonly Uint8Array[]> {
  const { generate, created } = context;
  const events: Uint8Array[] = [];
  const send = (type: string, image: Uint8Array, more: object) => {
    const value = { type, created_at: created, ...described(order), b64_json: base64(image), ...more };
    events.push(encodeEvent({ event: type, data: JSON.stringify(value) }));
  };
  for (let i = 0; i < order.n; i += 1) {
    for (let partial = 0; partial < order.partials; partial += 1) {
      const image = await generate.image(drawing(order, i), order.size, (partial + 1) / (order.partials + 1));
      send(`${about}.partial_image`, image, { partial_image_index: partial });
    }
    const usage = await usageOf(order, 1, context);
    send(`${about}.completed`, await generate.image(drawing(order, i), order.size), { usage });
  }
  return events;
}

/** Each of several images is another one. */
function drawing({ prompt }: ImageOrder, i: number): string {
  return i === 0 ? prompt : `${prompt} (${i + 1})`;
}

/** What is drawn is opaque and a PNG, whatever was asked for. */
function described({ size, quality }: ImageOrder) {
  return { background: 'opaque', output_format: 'png', quality, size: nameOf(size) };
}

async function usageOf(
  { prompt, model, size, quality, imageTokensIn }: ImageOrder,
  n: number,
  context: EndpointContext,
) {
  const [text = 0] = await context.generate.tokens([prompt], model);
  const output = n * imageTokens(size, quality);
  const input = text + imageTokensIn;
  return {
    input_tokens: input,
    input_tokens_details: { image_tokens: imageTokensIn, text_tokens: text },
    output_tokens: output,
    total_tokens: input + output,
  };
}

/** `1024x1024`. */
function nameOf({ width, height }: ImageSize): string {
  return `${width}x${height}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/**
 * Where llmsim draws the image when it is asked for it: the client's own way to it, beside the endpoint that was called.
 * Undefined for a request that does not say which host it went to.
 */
function linkTo(name: string, { target, headers }: SimRequest): string | undefined {
  const host = headerOf(headers, 'host');
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return undefined;
  const path = pathOf(target);
  const base = path.slice(0, path.lastIndexOf('/images/'));
  // Behind a proxy that speaks TLS.
  const scheme = headerOf(headers, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  return `${scheme}://${host}${base}/images/generations/${name}`;
}
