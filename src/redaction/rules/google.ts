/** Google's keys: API keys (`AIza`, and `AQ.` since 2025), OAuth access and refresh tokens, client secrets. */

import { prefixedKey, type ShapeRule } from '../shape-rule.ts';

export const googleRules: readonly ShapeRule[] = [
  prefixedKey('google-key', 'AIza', '[\\w-]{35}(?![\\w-])'),
  prefixedKey('google-key', 'AQ.Ab', '[\\w-]{40,}'),
  prefixedKey('google-oauth-token', 'ya29.', '[\\w-]{20,}'),
  prefixedKey('google-oauth-token', '1//0', '[\\w-]{40,}'),
  prefixedKey('google-client-secret', 'GOCSPX-', '[\\w-]{28}(?![\\w-])', { glued: true }),
];
