/** Reads requests for chat and generate as prompts, with forbearance. */

import type { AnswerFormat, Prompt, PromptMessage } from '../../core/prompt.ts';
import type { SimRequest } from '../../core/request.ts';
import {
  arrayOf,
  type JsonObject,
  jsonObjectIn,
  numberOf,
  objectOf,
  objectsOf,
  stringOf,
  textIn,
} from '../json-shape.ts';

export function chatPrompt(request: SimRequest): Prompt | undefined {
  const body = jsonObjectIn(request.body);
  return body === undefined ? undefined : promptOf(body, objectsOf(body['messages']).map(messageOf));
}

export function generatePrompt(request: SimRequest): Prompt | undefined {
  const body = jsonObjectIn(request.body);
  if (body === undefined) return undefined;
  const system = textIn(body['system']);
  return promptOf(body, [
    ...(system === undefined ? [] : [message('system', system, 0)]),
    message('user', stringOf(body['prompt']) ?? '', arrayOf(body['images']).length),
  ]);
}

function promptOf(body: JsonObject, messages: readonly PromptMessage[]): Prompt {
  const options = objectOf(body['options']) ?? {};
  const most = numberOf(options['num_predict']);
  const stop = options['stop'] ?? body['stop'];
  return {
    model: textIn(body['model']) ?? textIn(body['name']) ?? '',
    messages,
    tools: objectsOf(body['tools']).map((tool) => {
      const called = objectOf(tool['function']);
      return {
        name: stringOf(called?.['name']) ?? '',
        description: stringOf(called?.['description']),
        parameters: called?.['parameters'] ?? undefined,
      };
    }),
    toolChoice: { kind: 'auto' },
    parallelToolCalls: true,
    format: formatOf(body['format']),
    // -1 is without end, -2 until the context is full.
    maxTokens: most !== undefined && most > 0 ? most : undefined,
    stop: typeof stop === 'string' ? [stop] : arrayOf(stop).flatMap((one) => textIn(one) ?? []),
    choices: 1,
    reasoning: body['think'] !== undefined && body['think'] !== false && body['think'] !== null,
    logprobs: body['logprobs'] === true ? (numberOf(body['top_logprobs']) ?? 0) : undefined,
    stream: body['stream'] !== false,
  };
}

function message(role: PromptMessage['role'], text: string, images: number): PromptMessage {
  return { role, text, images, toolCalls: [], toolResults: [] };
}

function messageOf(given: JsonObject): PromptMessage {
  const role = given['role'];
  const text = stringOf(given['content']) ?? '';
  if (role === 'tool') {
    const name = stringOf(given['tool_name']) ?? stringOf(given['name']);
    return { ...message('tool', '', 0), toolResults: [{ id: stringOf(given['tool_call_id']), name, content: text }] };
  }
  const known = role === 'system' || role === 'assistant' ? role : 'user';
  return {
    ...message(known, text, arrayOf(given['images']).length),
    toolCalls: objectsOf(given['tool_calls']).map((call) => {
      const called = objectOf(call['function']);
      return {
        id: stringOf(call['id']),
        name: stringOf(called?.['name']) ?? '',
        arguments: JSON.stringify(called?.['arguments'] ?? {}),
      };
    }),
  };
}

/** https://github.com/ollama/ollama/blob/main/docs/api.md#structured-outputs */
function formatOf(format: unknown): AnswerFormat {
  if (format === 'json') return { kind: 'json' };
  return objectOf(format) === undefined ? { kind: 'text' } : { kind: 'schema', schema: format };
}
