/** Reads a request for a response as a prompt, with forbearance: what is not as it should be is left out. */

import type { AnswerFormat, Prompt, PromptMessage, PromptTool, ToolChoice } from '../../core/prompt.ts';
import type { SimRequest } from '../../core/request.ts';
import {
  arrayOf,
  compactJson,
  type JsonObject,
  jsonObjectIn,
  numberOf,
  objectOf,
  objectsOf,
  stringOf,
  textIn,
} from '../json-shape.ts';
import { contentText } from '../prompt-text.ts';

export function responsePrompt(request: SimRequest): Prompt | undefined {
  const body = jsonObjectIn(request.body);
  return body === undefined ? undefined : promptOfItems(body, inputItems(body['input']));
}

/** The input as items: a string is a message of the user. */
export function inputItems(input: unknown): readonly JsonObject[] {
  const one = stringOf(input);
  return one === undefined ? objectsOf(input) : [{ role: 'user', content: one }];
}

/** @param items the whole conversation, earlier responses and what references stand for among it */
export function promptOfItems(body: JsonObject, items: readonly JsonObject[]): Prompt {
  const instructions = contentText(body['instructions']);
  const choice = objectOf(body['tool_choice']);
  return {
    model: textIn(body['model']) ?? '',
    messages: [
      ...(instructions === undefined ? [] : [messageOf('system', { text: instructions })]),
      ...items.flatMap((item) => readItem(item) ?? []),
    ],
    tools: allowedTools(toolsOf(body), choice),
    toolChoice: choiceOf(body['tool_choice'], choice),
    parallelToolCalls: body['parallel_tool_calls'] !== false,
    format: formatOf(objectOf(objectOf(body['text'])?.['format'])),
    maxTokens: numberOf(body['max_output_tokens']),
    stop: [],
    choices: 1,
    reasoning: summaryWanted(body),
    logprobs: included(body, 'message.output_text.logprobs') ? (numberOf(body['top_logprobs']) ?? 0) : undefined,
    stream: body['stream'] === true,
  };
}

/** Whether the request's `include` has it. */
export function included(body: JsonObject, what: string): boolean {
  return arrayOf(body['include']).includes(what);
}

/** Reasoning is counted always, and shown only where a summary is asked for. */
export function summaryWanted(body: JsonObject): boolean {
  const reasoning = objectOf(body['reasoning']);
  return (textIn(reasoning?.['summary']) ?? textIn(reasoning?.['generate_summary'])) !== undefined;
}

/** A custom tool takes free text, which for generators is a tool with the one argument `input`. */
export const customParameters = {
  type: 'object',
  properties: { input: { type: 'string' } },
  required: ['input'],
  additionalProperties: false,
};

const roles: Readonly<Record<string, PromptMessage['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
};

function messageOf(role: PromptMessage['role'], more: Partial<PromptMessage>): PromptMessage {
  return { role, text: '', images: 0, toolCalls: [], toolResults: [], ...more };
}

/** Undefined for what says nothing to the model: references, reasoning, what the provider's own tools did. */
function readItem(item: JsonObject): PromptMessage | undefined {
  switch (item['type']) {
    case undefined:
    case 'message':
      return messageOf(roles[stringOf(item['role']) ?? ''] ?? 'user', {
        text: contentText(item['content']) ?? '',
        images: objectsOf(item['content']).filter(({ type }) => type === 'input_image').length,
      });
    case 'function_call':
    case 'custom_tool_call':
      return messageOf('assistant', {
        toolCalls: [
          {
            id: stringOf(item['call_id']),
            name: stringOf(item['name']) ?? '',
            arguments: compactJson(item['arguments'] ?? item['input'] ?? ''),
          },
        ],
      });
    case 'function_call_output':
    case 'custom_tool_call_output':
      return messageOf('tool', {
        toolResults: [
          { id: stringOf(item['call_id']), name: stringOf(item['name']), content: contentText(item['output']) ?? '' },
        ],
      });
    default:
      return undefined;
  }
}

function toolsOf(body: JsonObject): readonly PromptTool[] {
  return objectsOf(body['tools']).flatMap((tool) => {
    const { type } = tool;
    if (type !== 'function' && type !== 'custom') return [];
    return {
      name: stringOf(tool['name']) ?? '',
      description: stringOf(tool['description']),
      parameters: type === 'custom' ? customParameters : (tool['parameters'] ?? undefined),
    };
  });
}

function allowedTools(tools: readonly PromptTool[], choice: JsonObject | undefined): readonly PromptTool[] {
  if (choice?.['type'] !== 'allowed_tools') return tools;
  const allowed = new Set(objectsOf(choice['tools']).map(({ name }) => name));
  return tools.filter(({ name }) => allowed.has(name));
}

function choiceOf(choice: unknown, object: JsonObject | undefined): ToolChoice {
  if (choice === 'none' || choice === 'auto' || choice === 'required') return { kind: choice };
  if (object?.['type'] === 'allowed_tools') return { kind: object['mode'] === 'required' ? 'required' : 'auto' };
  const name = stringOf(object?.['name']);
  return name === undefined ? { kind: 'auto' } : { kind: 'named', name };
}

function formatOf(format: JsonObject | undefined): AnswerFormat {
  if (format?.['type'] === 'json_object') return { kind: 'json' };
  const schema = format?.['type'] === 'json_schema' ? format['schema'] : undefined;
  return schema === undefined || schema === null ? { kind: 'text' } : { kind: 'schema', schema };
}
