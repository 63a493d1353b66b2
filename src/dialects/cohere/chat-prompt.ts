/** Reads a chat request of version 2 as a prompt, with forbearance. */

import type { AnswerFormat, Prompt, PromptMessage, ToolChoice } from '../../core/prompt.ts';
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
import { contentText } from '../prompt-text.ts';

export function cohereChatPrompt(request: SimRequest): Prompt | undefined {
  const body = jsonObjectIn(request.body);
  if (body === undefined || body['messages'] === undefined) return undefined;
  return {
    model: textIn(body['model']) ?? '',
    messages: objectsOf(body['messages']).map(messageOf),
    tools: objectsOf(body['tools']).map((tool) => {
      const called = objectOf(tool['function']);
      return {
        name: stringOf(called?.['name']) ?? '',
        description: stringOf(called?.['description']),
        parameters: called?.['parameters'] ?? undefined,
      };
    }),
    toolChoice: choiceOf(body['tool_choice']),
    parallelToolCalls: true,
    format: formatOf(objectOf(body['response_format'])),
    maxTokens: numberOf(body['max_tokens']),
    stop: arrayOf(body['stop_sequences']).flatMap((stop) => textIn(stop) ?? []),
    choices: 1,
    reasoning: objectOf(body['thinking'])?.['type'] === 'enabled',
    logprobs: body['logprobs'] === true ? 0 : undefined,
    stream: body['stream'] === true,
  };
}

const roles: Readonly<Record<string, PromptMessage['role']>> = {
  system: 'system',
  assistant: 'assistant',
  tool: 'tool',
};

function messageOf(message: JsonObject): PromptMessage {
  const role = roles[stringOf(message['role']) ?? ''] ?? 'user';
  const { content } = message;
  const text = contentText(content) ?? '';
  // A tool's result may be documents.
  const result = text === '' && Array.isArray(content) ? JSON.stringify(content) : text;
  return {
    role,
    text: role === 'tool' ? '' : text,
    images: objectsOf(content).filter(({ type }) => type === 'image_url').length,
    toolCalls: objectsOf(message['tool_calls']).map((call) => {
      const called = objectOf(call['function']);
      return {
        id: stringOf(call['id']),
        name: stringOf(called?.['name']) ?? '',
        arguments: stringOf(called?.['arguments']) ?? '',
      };
    }),
    toolResults: role === 'tool' ? [{ id: stringOf(message['tool_call_id']), name: undefined, content: result }] : [],
  };
}

function choiceOf(choice: unknown): ToolChoice {
  if (choice === 'REQUIRED') return { kind: 'required' };
  return { kind: choice === 'NONE' ? 'none' : 'auto' };
}

/** https://docs.cohere.com/v2/docs/structured-outputs */
function formatOf(format: JsonObject | undefined): AnswerFormat {
  if (format?.['type'] !== 'json_object') return { kind: 'text' };
  const schema = format['json_schema'] ?? format['schema'];
  return schema === undefined ? { kind: 'json' } : { kind: 'schema', schema };
}
