/** Which model a request means, and whether there is one of that name. */

import type { ApiError } from '../../core/api-error.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import type { ModelInfo } from '../../core/model-catalogue.ts';
import { azureDeployment } from '../azure-deployment.ts';
import { modelNotFound } from '../openai-body.ts';
import { invalidRequest } from '../openai-problem.ts';

export type NamedModel =
  /** `info` is undefined for a model that is not known. */
  | { readonly kind: 'model'; readonly model: string; readonly info: ModelInfo | undefined }
  | { readonly kind: 'error'; readonly error: ApiError };

/**
 * @param given the field `model`; Azure has the model in the path
 * @param usual the one that the API takes where none is named; without it such a request is refused
 */
export function namedModel(
  given: string | undefined,
  { request, models }: Pick<EndpointContext, 'request' | 'models'>,
  usual?: string,
): NamedModel {
  const model = (given === '' ? undefined : given) ?? azureDeployment(request.target) ?? usual;
  if (model === undefined) {
    return { kind: 'error', error: invalidRequest('you must provide a model parameter', undefined, null) };
  }
  const info = models.find(model, 'openai');
  if (info === undefined && models.strict) return { kind: 'error', error: modelNotFound(model) };
  return { kind: 'model', model, info };
}
