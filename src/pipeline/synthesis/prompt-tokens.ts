/** Counts the tokens of a prompt: its texts, and what a provider adds around messages, tools and images. */

import type { Prompt } from '../../core/prompt.ts';
import type { TokenCounter } from '../../tokenizer/token-counter.ts';

/**
 * "How to count tokens with tiktoken" of OpenAI's cookbook: 3 a message, 3 to prime the answer. The rest is a rule of thumb, for
 * providers do not say: 4 a call, a result or a tool beside its text, 85 an image (OpenAI's low detail).
 */
const perMessage = 3;
const priming = 3;
const perTool = 4;
const perImage = 85;

export async function promptTokens(prompt: Prompt, tokens: TokenCounter): Promise<number> {
  const texts: string[] = [];
  let extra = priming;
  for (const { role, text, images, toolCalls, toolResults } of prompt.messages) {
    extra += perMessage + images * perImage + (toolCalls.length + toolResults.length) * perTool;
    texts.push(role, text);
    for (const call of toolCalls) texts.push(call.name, call.arguments);
    for (const result of toolResults) texts.push(result.content);
  }
  for (const { name, description, parameters } of prompt.tools) {
    extra += perTool;
    texts.push(name, description ?? '', textOf(parameters));
  }
  if (prompt.format.kind === 'schema') texts.push(textOf(prompt.format.schema));
  const counted = await tokens.count(
    texts.filter((text) => text !== ''),
    prompt.model,
  );
  return counted.tokens + extra;
}

/** Empty for what nests deeper than the stack: its schema is refused anyway. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
