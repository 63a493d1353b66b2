/** What OpenAI refuses of images that are uploaded to be edited or varied. */

import type { ApiError } from '../../core/api-error.ts';
import type { FormFile } from '../openai-form.ts';
import { invalidRequest } from '../openai-problem.ts';
import type { ImageFamily } from './image-models.ts';

const largestOfDallE = 4 * 1024 * 1024;
const largest = 50 * 1024 * 1024;

/** @param several whether they came as a list */
export function uploadProblem(files: readonly FormFile[], family: ImageFamily, several: boolean): ApiError | undefined {
  const onlyPng = family === 'dall-e-2';
  const supported = onlyPng ? ['image/png'] : ['image/jpeg', 'image/png', 'image/webp'];
  for (const [i, file] of files.entries()) {
    const param = several ? `image[${i}]` : 'image';
    const type = file.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (!supported.includes(type)) {
      return invalidRequest(
        `Invalid file '${param}': unsupported mimetype ('${type}'). Supported file formats are ${listed(supported)}.`,
        param,
        'unsupported_file_mimetype',
      );
    }
    const problem = onlyPng ? dallEProblem(file) : gptProblem(file, i, param);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function gptProblem({ bytes }: FormFile, i: number, param: string): ApiError | undefined {
  if (isImage(bytes) && bytes.length < largest) return undefined;
  return {
    ...invalidRequest(
      `Invalid image file or mode for image ${i + 1}, please check your image file.`,
      param,
      'invalid_image_file',
    ),
    type: 'image_generation_user_error',
  };
}

function dallEProblem({ bytes }: FormFile): ApiError | undefined {
  if (isPng(bytes) && bytes.length < largestOfDallE) return undefined;
  return invalidRequest('Uploaded image must be a PNG and less than 4 MB.', undefined, null);
}

/** The image in a `data:` URL; what lies elsewhere is not fetched, and taken for good. */
export function referenceProblem(url: string, param: string): ApiError | undefined {
  const data = /^data:[^,]*;base64,/.exec(url);
  if (data === null || isImage(Buffer.from(url.slice(data[0].length, data[0].length + 64), 'base64'))) return undefined;
  return { ...invalidRequest('Invalid image data.', param, 'invalid_image_file'), type: 'image_generation_user_error' };
}

function isImage(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return isPng(bytes) || head.startsWith('\xff\xd8\xff') || (head.startsWith('RIFF') && head.endsWith('WEBP'));
}

function isPng(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 8)).toString('latin1') === '\x89PNG\r\n\x1a\n';
}

function listed(types: readonly string[]): string {
  const names = types.map((type) => `'${type}'`);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
}
