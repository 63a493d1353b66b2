/** What Cohere's requests mean the same by. */

import type { CanonicalRules } from '../../core/canonical.ts';
import { spelledBody } from '../body-spelling.ts';
import { cohereRequest, cohereToolNames, cohereWithoutSystem, cohereWithoutTools } from '../cohere-canonical.ts';

export const cohereCanonical: CanonicalRules = {
  headers: [],
  ignoredFields: new Set(),
  body: (body) => spelledBody(body, cohereRequest),
  withoutSystem: (body) => spelledBody(body, cohereWithoutSystem),
  withToolNames: (body) => spelledBody(body, cohereToolNames),
  withoutTools: (body) => spelledBody(body, cohereWithoutTools),
};
