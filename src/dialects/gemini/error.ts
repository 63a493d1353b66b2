/** Errors in Google's shape. */

import type { ApiError, WrittenError } from '../../core/api-error.ts';
import { jsonError } from '../json-error.ts';

/** Names of google.rpc.Code by HTTP status (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto). */
const statusNames: ReadonlyMap<number, string> = new Map([
  [400, 'INVALID_ARGUMENT'],
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [409, 'ABORTED'],
  [416, 'OUT_OF_RANGE'],
  [429, 'RESOURCE_EXHAUSTED'],
  [499, 'CANCELLED'],
  [500, 'INTERNAL'],
  [501, 'UNIMPLEMENTED'],
  [503, 'UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
]);

/** `code` is the HTTP status in this shape; llmsim's code is the reason of an ErrorInfo (https://google.aip.dev/193). */
export function writeGeminiError(error: ApiError): WrittenError {
  return jsonError(error, {
    error: {
      code: error.status,
      message: error.message,
      status: error.type ?? statusNames.get(error.status) ?? (error.status >= 500 ? 'INTERNAL' : 'FAILED_PRECONDITION'),
      ...detailsOf(error),
    },
  });
}

function detailsOf({ code, param, message, details: own }: ApiError): object {
  const details = [
    ...(code === null ? [] : [{ '@type': `${rpc}.ErrorInfo`, reason: code, domain: 'llmsim' }]),
    ...(param === undefined
      ? []
      : [{ '@type': `${rpc}.BadRequest`, fieldViolations: [{ field: param, description: message }] }]),
    ...(own ?? []),
  ];
  return details.length === 0 ? {} : { details };
}

/** https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto */
const rpc = 'type.googleapis.com/google.rpc';
