/** What a template may say of a prompt, by name. */

import { lastUserMessage, type Prompt, systemPrompt } from './prompt.ts';

/** `model`, `user`, `system`, `messages.0`, `messages.-1`, `tool_result`, `tools`, `turn`; undefined for other names. */
export function promptValue(prompt: Prompt, name: string): string | undefined {
  switch (name) {
    case 'model':
      return prompt.model;
    case 'user':
      return lastUserMessage(prompt);
    case 'system':
      return systemPrompt(prompt);
    case 'tool_result':
      return lastToolResult(prompt);
    case 'tools':
      return prompt.tools.map((tool) => tool.name).join(', ');
    case 'turn':
      return String(turnOf(prompt));
    default: {
      const index = /^messages\.(-?\d+)$/.exec(name)?.[1];
      return index === undefined ? undefined : prompt.messages.at(Number(index))?.text;
    }
  }
}

/** How many messages of the user there are: 1 for the first. */
export function turnOf({ messages }: Prompt): number {
  return messages.filter(({ role }) => role === 'user').length;
}

export function lastToolResult({ messages }: Prompt): string | undefined {
  return messages.flatMap(({ toolResults }) => toolResults).at(-1)?.content;
}

/** Whether tools answered since the user spoke. */
export function hasToolResults({ messages }: Prompt): boolean {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  return messages.slice(asked + 1).some(({ toolResults }) => toolResults.length > 0);
}
