/** The one door from what was seen to what may be written: the only maker of `Redacted`. */

import type { Interaction } from '../core/interaction.ts';
import type { SimRequest } from '../core/request.ts';
import { redactRequestHeaders, redactResponseHeaders } from './redact-headers.ts';
import { redactQuery } from './redact-query.ts';
import type { Redacted } from './redacted.ts';

/** The request as it may be stored, and as both sides compute the match key from it. Idempotent. */
export function redactRequest(request: SimRequest): Redacted<SimRequest> {
  return mark({
    method: request.method,
    target: redactQuery(request.target),
    headers: redactRequestHeaders(request.headers),
    body: redactBody(request.body),
  });
}

/** The interaction as it may be stored. Idempotent and deterministic. */
export function redact(interaction: Interaction): Redacted<Interaction> {
  const { response } = interaction;
  return mark({
    ...interaction,
    request: redactRequest(interaction.request),
    response: { ...response, headers: redactResponseHeaders(response.headers), bytes: redactBody(response.bytes) },
  });
}

/** Bodies are stored as they are for now; redaction across stream deltas takes its place here. */
function redactBody(bytes: Uint8Array): Uint8Array {
  return bytes;
}

function mark<T>(value: T): Redacted<T> {
  return value as Redacted<T>;
}
