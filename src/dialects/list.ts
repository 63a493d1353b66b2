/** The dialects that llmsim knows, in the order in which they are asked, and the question itself. */

import type { Dialect, Operation } from '../core/dialect.ts';
import type { SimRequest } from '../core/request.ts';
import { anthropicMessages } from './anthropic-messages/dialect.ts';
import { bedrock } from './bedrock/dialect.ts';
import { cohere } from './cohere/dialect.ts';
import { gemini } from './gemini/dialect.ts';
import { generic } from './generic/dialect.ts';
import { ollama } from './ollama/dialect.ts';
import { openaiAssistants } from './openai-assistants/dialect.ts';
import { openaiChat } from './openai-chat/dialect.ts';
import { openaiResponses } from './openai-responses/dialect.ts';
import { openaiRest } from './openai-rest/dialect.ts';

/** No real path is claimed twice, so the order is one of cost: the commonest first. `generic` claims everything and is last. */
export const builtIn: readonly Dialect[] = [
  openaiChat,
  anthropicMessages,
  openaiResponses,
  gemini,
  bedrock,
  ollama,
  cohere,
  openaiAssistants,
  openaiRest,
  generic,
];

export interface ClaimedRequest {
  readonly dialect: Dialect;
  readonly operation: Operation;
}

/** The first dialect that claims the request; `generic` when none of `dialects` does. */
export function dialectOf(
  request: Pick<SimRequest, 'method' | 'target' | 'headers'>,
  dialects: readonly Dialect[] = builtIn,
): ClaimedRequest {
  for (const dialect of dialects) {
    const operation = dialect.claims(request);
    if (operation !== undefined) return { dialect, operation };
  }
  return { dialect: generic, operation: generic.claims(request) ?? { endpoint: 'root' } };
}

/** All request headers, lower-case, that some dialect's canonical request holds. */
export const canonicalHeaders: readonly string[] = [...new Set(builtIn.flatMap(({ canonical }) => canonical.headers))];
