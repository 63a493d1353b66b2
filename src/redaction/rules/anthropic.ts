/** Anthropic's keys: API, admin, OAuth access and refresh tokens, session keys (`sk-ant-api03-`, `-admin01-`, `-oat01-`, `-sid01-`). */

import { prefixedKey, type ShapeRule } from '../shape-rule.ts';

export const anthropicRules: readonly ShapeRule[] = [
  prefixedKey('anthropic-key', 'sk-ant-', '(?:[a-z]{2,8}\\d{2}-)?[\\w-]{20,}', { glued: true }),
];
