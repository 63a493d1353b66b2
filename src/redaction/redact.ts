/** Redaction by the default policy, where no configuration is at hand. */

import type { Interaction } from '../core/interaction.ts';
import type { SimRequest } from '../core/request.ts';
import type { Redacted } from './redacted.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();

/** The request as it may be stored and shown. Idempotent. */
export function redactRequest(request: SimRequest): Redacted<SimRequest> {
  return redactor.begin(request).request;
}

/** The interaction as it may be stored. Idempotent and deterministic. */
export function redact(interaction: Interaction): Redacted<Interaction> {
  const { request, ...rest } = interaction;
  return redactor.begin(request).complete(rest);
}
