/** Keeps from the disk what the last door still finds a secret in, and says which rule and where, never the value. */

import type { EncodedInteraction } from '../cassette/encode-interaction.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Door } from '../scan/door.ts';

const hint = 'A rule in llmsim.yaml can redact it, see docs/redaction.md.';

/** How many findings a message names. */
const named = 3;

/** Throws LlmsimError `secret-found`. */
export function lastDoor(door: Door): (encoded: EncodedInteraction) => Promise<void> {
  return async (encoded) => {
    const findings = await door.check(encoded);
    if (findings.length === 0) return;
    const told = findings.slice(0, named).map(({ rule, kind, place }) => `${kind} at ${place} (${rule})`);
    const more = findings.length > named ? ` and ${findings.length - named} more` : '';
    throw new LlmsimError('secret-found', `a secret was still found: ${told.join(', ')}${more}.`, hint);
  };
}
