/** Prompts and a token counter for tests of what answers them. */

import type { Prompt, PromptMessage } from '../../src/core/prompt.ts';
import type { TokenCounter } from '../../src/tokenizer/token-counter.ts';

export function message(role: PromptMessage['role'], text: string, more: Partial<PromptMessage> = {}): PromptMessage {
  return { role, text, images: 0, toolCalls: [], toolResults: [], ...more };
}

/** What a tool gave. */
export function toolResult(content: string, id = 'call_1'): PromptMessage {
  return message('tool', '', { toolResults: [{ id, name: undefined, content }] });
}

export function promptOf(text: string, more: Partial<Prompt> = {}): Prompt {
  return {
    model: 'gpt-4o-mini',
    messages: [message('user', text)],
    tools: [],
    toolChoice: { kind: 'auto' },
    parallelToolCalls: true,
    format: { kind: 'text' },
    maxTokens: undefined,
    stop: [],
    choices: 1,
    reasoning: false,
    logprobs: undefined,
    stream: false,
    ...more,
  };
}

/** A token is a word with the space before it: easy to count by eye. */
export const wordTokens: TokenCounter = {
  async count(texts) {
    const each = texts.map((text) => wordsOf(text).length);
    return { tokens: each.reduce((sum, count) => sum + count, 0), each, exact: true, encoding: 'o200k_base' };
  },
  pieces: async (text) => wordsOf(text),
  close: async () => undefined,
};

function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+/g) ?? [];
}
