/** Reads a Messages request as a prompt, with forbearance. */

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
import { vertexModel } from './claims.ts';

export function messagesPrompt(request: SimRequest): Prompt | undefined {
  const body = jsonObjectIn(request.body);
  if (body === undefined) return undefined;
  const system = contentText(body['system']);
  const choice = objectOf(body['tool_choice']);
  const thinking = objectOf(body['thinking'])?.['type'];
  return {
    model: textIn(body['model']) ?? vertexModel(request.target) ?? '',
    messages: [
      ...(system === undefined ? [] : [plain('system', system)]),
      ...objectsOf(body['messages']).flatMap(messagesOf),
    ],
    tools: objectsOf(body['tools']).map((tool) => ({
      name: stringOf(tool['name']) ?? '',
      description: stringOf(tool['description']),
      parameters: tool['input_schema'] ?? undefined,
    })),
    toolChoice: choiceOf(choice),
    parallelToolCalls: choice?.['disable_parallel_tool_use'] !== true,
    format: formatOf(body),
    maxTokens: numberOf(body['max_tokens']),
    stop: arrayOf(body['stop_sequences']).flatMap((stop) => textIn(stop) ?? []),
    choices: 1,
    reasoning: thinking === 'enabled' || thinking === 'adaptive',
    logprobs: undefined,
    stream: body['stream'] === true,
  };
}

function plain(role: PromptMessage['role'], text: string): PromptMessage {
  return { role, text, images: 0, toolCalls: [], toolResults: [] };
}

/** Tool results stand in the user's message, and are messages of their own here, before what the user says. */
function messagesOf(message: JsonObject): PromptMessage[] {
  const { content } = message;
  if (message['role'] === 'system') return [plain('system', contentText(content) ?? '')];
  const role = message['role'] === 'assistant' ? 'assistant' : 'user';
  const blocks = objectsOf(content);
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const calls = blocks.filter(({ type }) => type === 'tool_use');
  const text =
    typeof content === 'string' ? content : (contentText(blocks.filter(({ type }) => type === 'text')) ?? '');
  const images = blocks.filter(({ type }) => type === 'image').length;
  const said: PromptMessage = {
    role,
    text,
    images,
    toolCalls: calls.map((call) => ({
      id: stringOf(call['id']),
      name: stringOf(call['name']) ?? '',
      arguments: JSON.stringify(call['input'] ?? {}),
    })),
    toolResults: [],
  };
  const answered: PromptMessage[] =
    results.length === 0
      ? []
      : [
          {
            ...plain('tool', ''),
            toolResults: results.map((result) => ({
              id: stringOf(result['tool_use_id']),
              name: undefined,
              content: contentText(result['content']) ?? '',
            })),
          },
        ];
  const silent = text === '' && images === 0 && calls.length === 0;
  return silent && answered.length > 0 ? answered : [...answered, said];
}

function choiceOf(choice: JsonObject | undefined): ToolChoice {
  switch (choice?.['type']) {
    case 'any':
      return { kind: 'required' };
    case 'none':
      return { kind: 'none' };
    case 'tool':
      return { kind: 'named', name: stringOf(choice['name']) ?? '' };
    default:
      return { kind: 'auto' };
  }
}

/** https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs */
function formatOf(body: JsonObject): AnswerFormat {
  const format = objectOf(body['output_format']) ?? objectOf(objectOf(body['output_config'])?.['format']);
  const schema = format?.['schema'];
  return schema === undefined ? { kind: 'text' } : { kind: 'schema', schema };
}
