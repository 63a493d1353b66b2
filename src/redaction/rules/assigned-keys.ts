/** Provider keys without a prefix, known only by the name before them: Mistral, Cohere, Together and others. */

import { assignedKey, type ShapeRule } from '../shape-rule.ts';

const NAME_END = '[\\w.-]{0,16}(?:key|token|secret)[\\w-]{0,4}';

export const assignedKeyRules: readonly ShapeRule[] = [
  assignedKey('mistral-key', ['mistral'], `mistral${NAME_END}`, '[0-9a-z]{32}(?![\\w-])'),
  assignedKey('cohere-key', ['cohere', 'co_api_key'], `(?:cohere${NAME_END}|co_api_key)`, '[0-9a-z]{40}(?![\\w-])'),
  assignedKey('together-key', ['together'], `together${NAME_END}`, '[0-9a-f]{64}(?![\\w-])'),
  assignedKey('wandb-key', ['wandb'], `wandb${NAME_END}`, '[0-9a-f]{40}(?![\\w-])'),
  assignedKey('twilio-key', ['twilio'], 'twilio[\\w.-]{0,24}', '(?:AC|SK)?[0-9a-f]{32}(?![\\w-])'),
  assignedKey(
    'azure-key',
    ['subscription-key', 'subscription_key', 'azure'],
    `(?:subscription[-_]key|azure${NAME_END})`,
    '[0-9a-z]{32}(?![\\w-])',
  ),
];
