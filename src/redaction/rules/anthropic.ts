/** Anthropic's keys: API, admin, OAuth access and refresh tokens, session keys (`sk-ant-api03-`, `-admin01-`, `-oat01-`, `-sid01-`). */

import { prefixedKey, type ShapeRule } from '../shape-rule.ts';

export const anthropicRules: readonly ShapeRule[] = [
  // Of the full shape, whatever it holds: other scanners report `sk-ant-api03-xxxx…` too.
  prefixedKey('anthropic-key', 'sk-ant-api0', '\\d-[\\w-]{90,128}AA(?![\\w-])', { glued: true, accept: () => true }),
  prefixedKey('anthropic-key', 'sk-ant-', '(?:[a-z]{2,8}\\d{2}-)?[\\w-]{20,}', { glued: true }),
];
