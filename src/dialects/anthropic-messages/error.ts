/** Errors in Anthropic's shape. */

import type { ApiError, WrittenError } from '../../core/api-error.ts';
import { jsonError } from '../json-error.ts';

/** https://docs.anthropic.com/en/api/errors; its SDK reads `details.error_code` as `errorCode`. */
export function writeAnthropicError(error: ApiError): WrittenError {
  return jsonError(error, {
    type: 'error',
    error: {
      type: error.type ?? typeOf(error.status),
      message: error.message,
      ...(error.code === null ? {} : { details: { error_code: error.code } }),
    },
  });
}

function typeOf(status: number): string {
  switch (status) {
    case 401:
      return 'authentication_error';
    case 402:
      return 'billing_error';
    case 403:
      return 'permission_error';
    case 404:
      return 'not_found_error';
    case 413:
      return 'request_too_large';
    case 429:
      return 'rate_limit_error';
    case 504:
      return 'timeout_error';
    case 529:
      return 'overloaded_error';
    default:
      return status >= 500 ? 'api_error' : 'invalid_request_error';
  }
}
