/** What Anthropic's requests mean the same by. */

import type { CanonicalRules } from '../../core/canonical.ts';
import {
  anthropicMessage,
  anthropicToolNames,
  anthropicWithoutSystem,
  anthropicWithoutTools,
} from '../anthropic-canonical.ts';
import { each, inTurn, object, type Spelling, spelledBody } from '../body-spelling.ts';

/** A batch has requests of its own in it (https://docs.anthropic.com/en/api/creating-message-batches). */
function alsoInBatch(request: Spelling): Spelling {
  return inTurn(request, object({ requests: each(object({ params: request })) }));
}

const message = alsoInBatch(anthropicMessage);
const withoutSystem = alsoInBatch(anthropicWithoutSystem);
const toolNames = alsoInBatch(anthropicToolNames);
const withoutTools = alsoInBatch(anthropicWithoutTools);

export const anthropicCanonical: CanonicalRules = {
  headers: ['anthropic-beta', 'anthropic-version'],
  ignoredFields: new Set(),
  body: (body) => spelledBody(body, message),
  withoutSystem: (body) => spelledBody(body, withoutSystem),
  withToolNames: (body) => spelledBody(body, toolNames),
  withoutTools: (body) => spelledBody(body, withoutTools),
};
