/** What Anthropic refuses in a Messages request although each field is well-formed. */

import type { ModelInfo } from '../../core/model-catalogue.ts';
import { objectsOf, stringOf } from '../json-shape.ts';
import type { CountBody, MessagesBody } from './messages-schema.ts';

/** The words of the error, or undefined. */
export function conversationProblem({ messages }: CountBody): string | undefined {
  if (messages.length === 0) return 'messages: at least one message is required';
  let open: readonly string[] = [];
  for (const [i, { role, content }] of messages.entries()) {
    const blocks = objectsOf(content);
    if (content === '' || (Array.isArray(content) && content.length === 0 && i < messages.length - 1)) {
      return `messages.${i}: all messages must have non-empty content except for the optional final assistant message`;
    }
    const results = blocks
      .filter(({ type }) => type === 'tool_result')
      .map((block) => stringOf(block['tool_use_id']) ?? '');
    if (role === 'user') {
      const missing = open.filter((id) => !results.includes(id));
      if (missing.length > 0) {
        return `messages.${i - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
      }
      const stray = results.findIndex((id) => !open.includes(id));
      if (stray >= 0) {
        return `messages.${i}.content.${stray}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${results[stray]}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
      }
    }
    open =
      role === 'assistant'
        ? blocks.filter(({ type }) => type === 'tool_use').map((block) => stringOf(block['id']) ?? '')
        : [];
  }
  return undefined;
}

export function lengthProblem(
  { max_tokens: most, thinking, tool_choice: choice, tools, model: id }: MessagesBody,
  model: ModelInfo | undefined,
): string | undefined {
  if (model !== undefined && most > model.maxOutput) {
    return `max_tokens: ${most} > ${model.maxOutput}, which is the maximum allowed number of output tokens for ${id}`;
  }
  if (thinking?.type === 'enabled' && most <= thinking.budget_tokens) {
    return '`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size';
  }
  if (thinking?.type === 'enabled' && (choice?.type === 'any' || choice?.type === 'tool')) {
    return 'Thinking may not be enabled when tool_choice forces tool use.';
  }
  if (choice !== undefined && choice !== null && (tools ?? []).length === 0) {
    return 'tool_choice: tool_choice may only be specified while providing tools';
  }
  return undefined;
}
