/** The first level of lookup: a bounded memo from the raw request to its key, so that a repeated body is hashed but not parsed. */

import * as crypto from 'node:crypto';
import { headerOf } from '../core/headers.ts';
import type { InteractionKey } from '../core/interaction.ts';
import type { SimRequest } from '../core/request.ts';
import { redactRequest } from '../redaction/redact.ts';
import { requestKey } from './fingerprint.ts';

export type KeyOf = (request: SimRequest) => InteractionKey;

/**
 * `requestKey` behind a memo of at most `2 × generation` entries. Two generations instead of an LRU list: the old one is
 * dropped whole when the young one is full, and a hit in the old one moves the entry over.
 */
export function memoisedKeys(generation = 16_384): KeyOf {
  let young = new Map<string, InteractionKey>();
  let old = new Map<string, InteractionKey>();
  return (request) => {
    const raw = rawIdentity(request);
    let key = young.get(raw);
    if (key !== undefined) return key;
    key = old.get(raw) ?? requestKey(redactRequest(request));
    if (young.size >= generation) {
      old = young;
      young = new Map();
    }
    young.set(raw, key);
    return key;
  };
}

/** All that the key depends on, in a form that needs no parsing. */
function rawIdentity(request: SimRequest): string {
  const line = `${request.method} ${request.target}`;
  if (request.body.byteLength === 0) return line;
  return `${line}\n${headerOf(request.headers, 'content-type') ?? ''}\n${crypto.hash('sha256', request.body, 'base64')}`;
}
