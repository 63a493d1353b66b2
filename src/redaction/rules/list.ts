/** All shape rules. Where two rules find the same span, the one that stands first names it. */

import type { ShapeRule } from '../shape-rule.ts';
import { accountRules } from './accounts.ts';
import { agentToolRules } from './agent-tools.ts';
import { anthropicRules } from './anthropic.ts';
import { assignedKeyRules } from './assigned-keys.ts';
import { awsRules } from './aws.ts';
import { azureRules } from './azure.ts';
import { bankingRules } from './banking.ts';
import { codeHostRules } from './code-hosts.ts';
import { commerceRules } from './commerce.ts';
import { contactRules } from './contact.ts';
import { googleRules } from './google.ts';
import { ipAddressRules } from './ip-addresses.ts';
import { messagingRules } from './messaging.ts';
import { modelProviderRules } from './model-providers.ts';
import { openaiRules } from './openai.ts';
import { privateKeyRules } from './private-keys.ts';
import { signedUrlRules } from './signed-urls.ts';
import { urlPasswordRules } from './url-passwords.ts';
import { webTokenRules } from './web-tokens.ts';

/** What has a prefix of its own comes first; what is known by its surroundings only comes last. */
export const shapeRules: readonly ShapeRule[] = [
  ...privateKeyRules,
  ...anthropicRules,
  ...modelProviderRules,
  ...agentToolRules,
  ...openaiRules,
  ...googleRules,
  ...awsRules,
  ...azureRules,
  ...codeHostRules,
  ...commerceRules,
  ...messagingRules,
  ...accountRules,
  ...signedUrlRules,
  ...assignedKeyRules,
  ...urlPasswordRules,
  ...webTokenRules,
  ...contactRules,
  ...bankingRules,
  ...ipAddressRules,
];

/** The rules that apply: those that nobody needs to ask for, and with `pii` those for personal data too. */
export function selectShapeRules(choice: { readonly pii: boolean }): readonly ShapeRule[] {
  return choice.pii ? shapeRules : shapeRules.filter((rule) => rule.optIn !== 'pii');
}
