/** What OpenAI's image models take: sizes, fields, bounds. */

import type { ApiError } from '../../core/api-error.ts';
import { invalidRequest } from '../openai-problem.ts';

export type ImageFamily = 'dall-e-2' | 'dall-e-3' | 'gpt-image' | 'other';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

interface ImageModelRules {
  /** Characters. */
  readonly longestPrompt: number;
  readonly mostImages: number;
  readonly sizes: readonly string[];
  /** Undefined for any. */
  readonly qualities: readonly string[] | undefined;
  /** Fields that only some families have, and this one has not. */
  readonly lacks: readonly string[];
}

const gptOnly = [
  'background',
  'input_fidelity',
  'moderation',
  'output_compression',
  'output_format',
  'partial_images',
  'stream',
];

/** https://platform.openai.com/docs/api-reference/images */
const rules: Readonly<Record<ImageFamily, ImageModelRules>> = {
  'dall-e-2': {
    longestPrompt: 1_000,
    mostImages: 10,
    sizes: ['256x256', '512x512', '1024x1024'],
    qualities: [],
    lacks: [...gptOnly, 'quality', 'style'],
  },
  'dall-e-3': {
    longestPrompt: 4_000,
    mostImages: 1,
    sizes: ['1024x1024', '1024x1792', '1792x1024'],
    qualities: ['standard', 'hd'],
    lacks: gptOnly,
  },
  'gpt-image': {
    longestPrompt: 32_000,
    mostImages: 10,
    sizes: ['1024x1024', '1024x1536', '1536x1024', 'auto'],
    qualities: ['low', 'medium', 'high', 'auto'],
    lacks: ['response_format', 'style'],
  },
  // Of other hosts, or an Azure deployment whose name does not say what it is: nothing is known, so that little is refused.
  other: { longestPrompt: 32_000, mostImages: 10, sizes: ['1024x1024', 'auto'], qualities: undefined, lacks: [] },
};

export function imageFamily(model: string): ImageFamily {
  if (/gpt-image/i.test(model)) return 'gpt-image';
  // Azure's deployments are often called dalle3.
  const version = /dall-?e-?([23])/i.exec(model)?.[1];
  return version === '2' ? 'dall-e-2' : version === '3' ? 'dall-e-3' : 'other';
}

/** The family for a request that names no model. */
export function impliedFamily(json: Readonly<Record<string, unknown>>): ImageFamily {
  return gptOnly.some((field) => field in json) ? 'gpt-image' : 'dall-e-2';
}

export interface AskedImages {
  readonly prompt?: string | undefined;
  readonly n?: number | undefined;
  readonly size?: string | undefined;
  readonly quality?: string | undefined;
}

/** @param json the request's fields as they came */
export function imageProblem(
  model: string,
  family: ImageFamily,
  asked: AskedImages,
  json: Readonly<Record<string, unknown>>,
): ApiError | undefined {
  const { longestPrompt, mostImages, sizes, qualities, lacks } = rules[family];
  const unknown = lacks.find((field) => json[field] !== undefined && json[field] !== null);
  if (unknown !== undefined) return invalidRequest(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter');
  const { prompt = '', n = 1, size, quality } = asked;
  const length = [...prompt].length;
  if (length > longestPrompt) {
    return invalidRequest(
      `Invalid 'prompt': string too long. Expected a string with maximum length ${longestPrompt}, but got a string with length ${length} instead.`,
      'prompt',
      'string_above_max_length',
    );
  }
  if (n > mostImages) return invalidRequest(`You must provide n=${mostImages} for this model.`, undefined, null);
  if (size !== undefined && !sizes.includes(size) && !takesSize(model, family, size)) {
    const elsewhere = Object.values(rules).some((other) => other.sizes.includes(size));
    return elsewhere && family.startsWith('dall-e')
      ? invalidRequest('The size is not supported by this model.', undefined, 'invalid_size')
      : unsupported('size', size, sizes);
  }
  return quality === undefined || qualities === undefined || qualities.includes(quality)
    ? undefined
    : unsupported('quality', quality, qualities);
}

function unsupported(field: string, value: string, values: readonly string[]): ApiError {
  const names = values.map((one) => `'${one}'`);
  const list = names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
  return invalidRequest(`Invalid value: '${value}'. Supported values are: ${list}.`, field, 'invalid_value');
}

/**
 * Of gpt-image-2 both sides are divisible by 16, neither is three times as long as the other, and the most is 3840x2160. Of models
 * that are not known it is only not too large.
 */
function takesSize(model: string, family: ImageFamily, text: string): boolean {
  const size = parsedSize(text);
  if (size === undefined) return false;
  const long = Math.max(size.width, size.height);
  const short = Math.min(size.width, size.height);
  if (long > 3_840 || short > 2_160) return false;
  if (family === 'other') return true;
  return model.startsWith('gpt-image-2') && long % 16 === 0 && short % 16 === 0 && long <= 3 * short;
}

/** `1024x1536`. */
export function parsedSize(text: string): ImageSize | undefined {
  const [, width, height] = /^([1-9]\d{1,3})x([1-9]\d{1,3})$/.exec(text) ?? [];
  return width === undefined || height === undefined ? undefined : { width: Number(width), height: Number(height) };
}

/** `auto`, and nothing, is a square. */
export function sizeOf(size: string | undefined): ImageSize {
  return parsedSize(size ?? '') ?? { width: 1024, height: 1024 };
}

/** What an image of 1024 by 1024 costs: https://platform.openai.com/docs/guides/image-generation#cost-and-latency */
const tokensOfSquare = { low: 272, medium: 1056, high: 4160 } as const;

export type ImageQuality = keyof typeof tokensOfSquare;

export function qualityOf(quality: string | undefined): ImageQuality {
  return quality === 'low' || quality === 'high' ? quality : 'medium';
}

/** Other sizes in proportion. */
export function imageTokens({ width, height }: ImageSize, quality: ImageQuality): number {
  return Math.round((tokensOfSquare[quality] * width * height) / 1024 ** 2);
}
