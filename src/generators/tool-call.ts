/** Calls tools as a model in an agent's loop does, with arguments that are valid under their parameters. */

import { sampleProblem, sampleSchema } from '../codec/json-schema/sample.ts';
import type { ToolCall } from '../core/answer.ts';
import type { Generator, Invented } from '../core/generator.ts';
import { lastUserMessage, type Prompt, type PromptTool } from '../core/prompt.ts';
import { hasToolResults, lastToolResult } from '../core/prompt-values.ts';
import type { Random } from '../core/random.ts';

const mostCalls = 4;

export const toolCall: Generator = {
  id: 'tool-call',
  explanation: 'calls the tools of the request with valid arguments, and then answers with what they gave',
  freeLength: false,
  say({ prompt, random }) {
    const chosen = toolsToCall(prompt);
    if (chosen.length === 0) return { kind: 'said', text: answerFrom(prompt), toolCalls: [] };
    const calls: ToolCall[] = [];
    for (const [i, tool] of chosen.entries()) {
      const made = argumentsOf(tool, random.fork(`call ${i}`));
      if (made.kind === 'impossible') return made;
      calls.push({ name: tool.name, arguments: made.text });
    }
    return { kind: 'said', text: '', toolCalls: calls };
  },
};

function argumentsOf(
  { name, parameters }: PromptTool,
  random: Random,
): Extract<Invented, { kind: 'impossible' }> | { kind: 'said'; text: string } {
  if (parameters === undefined || parameters === null) return { kind: 'said', text: '{}' };
  const sample = sampleSchema(parameters, random);
  if (sample.kind === 'sampled') return { kind: 'said', text: JSON.stringify(sample.value) };
  return { kind: 'impossible', why: `the parameters of tool ${name}: ${sampleProblem(sample)}` };
}

/** The named one; else those that the user's words mention; else the first. Several only where parallel calls are allowed. */
function toolsToCall(prompt: Prompt): readonly PromptTool[] {
  const { toolChoice, tools } = prompt;
  if (toolChoice.kind === 'none' || (toolChoice.kind === 'auto' && hasToolResults(prompt))) return [];
  if (toolChoice.kind === 'named') {
    const { name } = toolChoice;
    return [tools.find((tool) => tool.name === name) ?? { name, description: undefined, parameters: undefined }];
  }
  const asked = wordsOf(lastUserMessage(prompt) ?? '');
  const scored = tools
    .map((tool) => ({
      tool,
      score: [...wordsOf(`${tool.name} ${tool.description ?? ''}`)].filter((word) => asked.has(word)).length,
    }))
    .sort((one, other) => other.score - one.score);
  const best = scored[0];
  if (best === undefined) return [];
  if (!prompt.parallelToolCalls || best.score === 0) return [best.tool];
  // Named by the user with words of its own, not by words that all descriptions share.
  const mentioned = tools.filter(({ name }) =>
    [...wordsOf(name)].some((word) => asked.has(word) && !shared(word, tools)),
  );
  return mentioned.length > 1 ? mentioned.slice(0, mostCalls) : [best.tool];
}

function shared(word: string, tools: readonly PromptTool[]): boolean {
  return tools.filter(({ name }) => wordsOf(name).has(word)).length > 1;
}

function wordsOf(text: string): Set<string> {
  return new Set(
    text
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 2),
  );
}

function answerFrom(prompt: Prompt): string {
  const result = lastToolResult(prompt);
  return result === undefined ? 'No tool is needed for this.' : `According to the tool: ${result}`;
}
