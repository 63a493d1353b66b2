/** Reads a request that somebody wrote down as JSON: all of it, or its body alone. */

import { readFileSync } from 'node:fs';
import { LlmsimError } from '../core/errors.ts';
import type { Header } from '../core/headers.ts';
import type { SimRequest } from '../core/request.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * `{ method?, target, headers?, body? }`, or a body. `path` is the target of a body; undefined for the endpoint that such a body is usually
 * sent to. Throws LlmsimError `usage` for what is neither.
 */
export function readRequestFile(file: string, path: string | undefined): SimRequest {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LlmsimError('usage', `${file} cannot be read as JSON: ${reason}`, '', { cause });
  }
  const request = objectOf(value);
  if (request === undefined) throw notARequest(file);
  const target = request['target'];
  if (target === undefined) return requestOf('POST', path ?? usualPath(request), undefined, request);
  const method = request['method'] ?? 'POST';
  if (typeof target !== 'string' || !target.startsWith('/') || typeof method !== 'string') throw notARequest(file);
  return requestOf(method, path ?? target, objectOf(request['headers']), request['body']);
}

function requestOf(method: string, target: string, headers: JsonObject | undefined, body: unknown): SimRequest {
  const given = Object.entries(headers ?? {}).flatMap(([name, value]): Header[] =>
    (Array.isArray(value) ? value : [value]).map((one: unknown) => [name, String(one)]),
  );
  const hasType = given.some(([name]) => name.toLowerCase() === 'content-type');
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method,
    target,
    headers: hasType || text === '' ? given : [['content-type', 'application/json'], ...given],
    body: Buffer.from(text),
  };
}

/** Where a body of that shape goes; chat completions where it does not tell. */
function usualPath(body: JsonObject): string {
  const model = typeof body['model'] === 'string' ? body['model'] : '';
  if ('contents' in body) return '/v1beta/models/gemini:generateContent';
  if ('messages' in body) {
    const anthropic = 'system' in body || model.startsWith('claude');
    return anthropic ? '/v1/messages' : '/v1/chat/completions';
  }
  if ('input' in body) return model.includes('embedding') ? '/v1/embeddings' : '/v1/responses';
  return 'prompt' in body ? '/v1/completions' : '/v1/chat/completions';
}

function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function notARequest(file: string): LlmsimError {
  return new LlmsimError(
    'usage',
    `${file} is no request.`,
    'Give a JSON body, or { "method": "POST", "target": "/v1/…", "headers": {…}, "body": {…} }.',
  );
}
