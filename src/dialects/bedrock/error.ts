/** Errors in the shape of AWS's REST-JSON protocol: the type is in a header, the message in the body. */

import type { ApiError, WrittenError } from '../../core/api-error.ts';
import { jsonError, messageWithCode } from '../json-error.ts';

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors */
export function writeBedrockError(error: ApiError): WrittenError {
  return jsonError(error, { message: messageWithCode(error) }, [
    ['x-amzn-errortype', error.type ?? typeOf(error.status)],
  ]);
}

function typeOf(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'AccessDeniedException';
    case 404:
      return 'ResourceNotFoundException';
    case 408:
    case 504:
      return 'ModelTimeoutException';
    case 424:
      return 'ModelErrorException';
    case 429:
      return 'ThrottlingException';
    case 503:
      return 'ServiceUnavailableException';
    default:
      return status >= 500 ? 'InternalServerException' : 'ValidationException';
  }
}
