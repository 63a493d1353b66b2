/** What Bedrock's requests mean the same by: its own operations, and each vendor's JSON behind `invoke`. */

import type { CanonicalRules } from '../../core/canonical.ts';
import { anthropicMessage, isClaude } from '../anthropic-canonical.ts';
import {
  absentIfEmpty,
  doesNotCount,
  each,
  exceptSystemMessages,
  lazily,
  object,
  type Spelling,
  spelledBody,
  toolName,
} from '../body-spelling.ts';
import { cohereRequest } from '../cohere-canonical.ts';
import { bedrockModel } from './claims.ts';
import { bedrockRequest } from './converse-spelling.ts';

const inConverse = (spelling: Spelling): Spelling => object({ converse: spelling });

/** Wherever the vendors have it: converse and Claude, OpenAI's shape, Cohere, inline agents. */
const withoutSystem: Spelling = object({
  system: doesNotCount,
  messages: exceptSystemMessages,
  preamble: doesNotCount,
  chat_history: exceptSystemMessages,
  instruction: doesNotCount,
  input: inConverse(lazily(() => withoutSystem)),
});
const withToolNames: Spelling = object({
  tools: each(toolName),
  toolConfig: object({ tools: each(toolName) }),
  input: inConverse(lazily(() => withToolNames)),
});
const withoutTools: Spelling = object({
  tools: doesNotCount,
  toolConfig: absentIfEmpty(object({ tools: doesNotCount })),
  input: inConverse(lazily(() => withoutTools)),
});

export const bedrockCanonical: CanonicalRules = {
  headers: ['x-amzn-bedrock-guardrailidentifier', 'x-amzn-bedrock-guardrailversion', 'x-amzn-bedrock-trace'],
  ignoredFields: new Set(),
  body(body, target) {
    if (isClaude(body)) return spelledBody(body, anthropicMessage);
    const cohere = bedrockModel(target)?.includes('cohere.') === true && body['messages'] === undefined;
    return spelledBody(body, cohere ? cohereRequest : bedrockRequest);
  },
  withoutSystem: (body) => spelledBody(body, withoutSystem),
  withToolNames: (body) => spelledBody(body, withToolNames),
  withoutTools: (body) => spelledBody(body, withoutTools),
};
