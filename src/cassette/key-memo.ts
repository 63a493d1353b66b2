/** The first level of lookup: a bounded memo from the raw request to its key, so that a repeated body is hashed but not parsed. */

import * as crypto from 'node:crypto';
import { headerOf } from '../core/headers.ts';
import type { InteractionKey } from '../core/interaction.ts';
import type { SimRequest } from '../core/request.ts';
import { createRedactor, type Redactor } from '../redaction/redactor.ts';
import { requestKey } from './fingerprint.ts';

export type KeyOf = (request: SimRequest) => InteractionKey;

/**
 * `requestKey` behind a memo of at most `2 × generation` entries. Two generations instead of an LRU list: the old one is
 * dropped whole when the young one is full, and a hit in the old one moves the entry over.
 */
export function memoisedKeys(generation = 16_384, redactor: Redactor = createRedactor()): KeyOf {
  let young = new Map<string, InteractionKey>();
  let old = new Map<string, InteractionKey>();
  return (request) => {
    const raw = rawIdentity(request);
    let key = young.get(raw);
    if (key !== undefined) return key;
    key = old.get(raw) ?? requestKey(redactor.begin(request).request);
    if (young.size >= generation) {
      old = young;
      young = new Map();
    }
    young.set(raw, key);
    return key;
  };
}

const credentialHeaders = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'cookie'] as const;

/** All that the key depends on, in a form that needs no parsing. */
function rawIdentity(request: SimRequest): string {
  const line = `${request.method} ${request.target}`;
  if (request.body.byteLength === 0) return line;
  const identity = `${line}\n${headerOf(request.headers, 'content-type') ?? ''}\n${crypto.hash('sha256', request.body, 'base64')}`;
  // A body may hold the client's own credential, and then its redaction depends on it.
  return credentialHeaders.reduce((text, name) => `${text}\n${headerOf(request.headers, name) ?? ''}`, identity);
}
