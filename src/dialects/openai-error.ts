/** Errors in the shape of OpenAI, which its SDKs read as `error.message`, `.type`, `.param` and `.code`. */

import type { ApiError, WrittenError } from '../core/api-error.ts';
import { jsonError } from './json-error.ts';

/** https://platform.openai.com/docs/guides/error-codes */
export function writeOpenAiError(error: ApiError): WrittenError {
  return jsonError(error, {
    error: {
      message: error.message,
      type: error.type ?? typeOf(error.status),
      param: error.param ?? null,
      code: error.code,
    },
  });
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
