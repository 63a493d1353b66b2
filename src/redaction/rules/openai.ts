/** OpenAI's keys: API, project, service account and admin keys, client secrets, session tokens; and DeepSeek's, which look alike. */

import { isFiller, looksRandom } from '../entropy.ts';
import { prefixedKey, type ShapeRule } from '../shape-rule.ts';

export const openaiRules: readonly ShapeRule[] = [
  {
    kind: 'deepseek-key',
    anchors: ['sk-'],
    pattern: /sk-[0-9a-f]{32}(?![\w-])/dy,
    accept: (match) => !isFiller(match[0].slice('sk-'.length)),
  },
  ...['sk-proj-', 'sk-svcacct-', 'sk-admin-'].map((prefix) =>
    prefixedKey('openai-key', prefix, '[\\w-]{20,}', { glued: true }),
  ),
  // Keys of 2020 to 2024, and of the many services that took over the prefix.
  {
    kind: 'openai-key',
    anchors: ['sk-'],
    pattern: /sk-(?!ant-|or-v1-|lf-|proj-|svcacct-|admin-)[\w-]{20,}/dy,
    accept: (match) => looksRandom(match[0].slice('sk-'.length)),
  },
  // Client secrets of the Realtime API, and session tokens of the web site.
  prefixedKey('openai-key', 'ek_', '[0-9A-Za-z]{32,}(?!\\w)'),
  prefixedKey('openai-key', 'sess-', '[0-9A-Za-z]{40}(?![\\w-])'),
];
