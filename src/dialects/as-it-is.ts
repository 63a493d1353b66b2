/** Canonical rules that change nothing: every field counts as it is written. */

import type { CanonicalRules } from '../core/canonical.ts';

export const asItIs: CanonicalRules = {
  headers: [],
  ignoredFields: new Set(),
  body: (body) => body,
  withoutSystem: (body) => body,
  withToolNames: (body) => body,
  withoutTools: (body) => body,
};
