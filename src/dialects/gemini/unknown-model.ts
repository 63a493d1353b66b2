/** How Google says that there is no such model. */

import type { ApiError } from '../../core/api-error.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import type { ModelInfo } from '../../core/model-catalogue.ts';
import { pathOf } from '../../core/request.ts';
import { isVertexPath, versionIn } from './model-name.ts';

/** The methods that a model of this kind has. */
export function methodsOf({ kind }: ModelInfo): readonly string[] {
  return kind === 'embedding'
    ? ['embedContent', 'countTokens', 'countTextTokens', 'asyncBatchEmbedContent']
    : ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent'];
}

/** Undefined where unknown models are not refused, or the model has the method. */
export function unknownModel(
  model: string,
  method: string,
  { models, request }: Pick<EndpointContext, 'models' | 'request'>,
): ApiError | undefined {
  if (!models.strict) return undefined;
  const known = models.find(model, 'gemini');
  return known !== undefined && methodsOf(known).includes(method) ? undefined : notFound(model, method, request.target);
}

export function notFound(model: string, method: string, target: string): ApiError {
  const message = isVertexPath(target)
    ? `Publisher Model \`${resourceIn(target)}\` was not found or your project does not have access to it. Please ensure you are using a valid model version. For more information, see: https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions`
    : `models/${model} is not found for API version ${versionIn(target)}, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`;
  return { status: 404, code: null, message };
}

/** `projects/…/models/gemini-2.5-pro`, as the path has it. */
function resourceIn(target: string): string {
  return pathOf(target)
    .replace(/:[A-Za-z]+$/, '')
    .replace(/^.*?\/v\d\w*\//, '');
}
