/** An error as a JSON body with its headers, whatever the provider's shape is. */

import type { ApiError, WrittenError } from '../core/api-error.ts';
import type { Header } from '../core/headers.ts';

/** `headers` are the shape's own and go before the error's; `content-type` is added, `content-length` is the server's to compute. */
export function jsonError(error: ApiError, body: object, headers: readonly Header[] = []): WrittenError {
  const own = (error.headers ?? []).filter(([name]) => name.toLowerCase() !== 'content-type');
  return {
    status: error.status,
    headers: [['content-type', 'application/json'], ...headers, ...own],
    body: JSON.stringify(body),
  };
}

/** The message with the code behind it, for shapes without a field for a code. */
export function messageWithCode(error: ApiError): string {
  return error.code === null ? error.message : `${error.message} [${error.code}]`;
}
