/** Reads a chat completion request as a prompt, with forbearance: what is not as it should be is left out. */

import type { AnswerFormat, Prompt, PromptMessage, PromptTool, ToolChoice } from '../../core/prompt.ts';
import type { SimRequest } from '../../core/request.ts';
import { azureDeployment } from '../azure-deployment.ts';
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

export function chatPrompt(request: SimRequest): Prompt | undefined {
  const body = jsonObjectIn(request.body);
  if (body === undefined) return undefined;
  const tools = toolsOf(body);
  return {
    model: textIn(body['model']) ?? azureDeployment(request.target) ?? '',
    messages: objectsOf(body['messages']).map(messageOf),
    tools,
    toolChoice: choiceOf(body['tool_choice'] ?? body['function_call']),
    parallelToolCalls: body['parallel_tool_calls'] !== false && body['functions'] === undefined,
    format: formatOf(objectOf(body['response_format'])),
    maxTokens: numberOf(body['max_completion_tokens']) ?? numberOf(body['max_tokens']),
    stop: stopsOf(body['stop']),
    choices: numberOf(body['n']) ?? 1,
    // OpenAI's models keep their reasoning to themselves; servers that show it are asked with these.
    reasoning: false,
    logprobs: body['logprobs'] === true ? (numberOf(body['top_logprobs']) ?? 0) : undefined,
    stream: body['stream'] === true,
  };
}

/** A string or an array of strings. */
export function stopsOf(stop: unknown): readonly string[] {
  const one = textIn(stop);
  return one === undefined ? arrayOf(stop).flatMap((element) => textIn(element) ?? []) : [one];
}

const roles: Readonly<Record<string, PromptMessage['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
};

function messageOf(message: JsonObject): PromptMessage {
  const role = roles[stringOf(message['role']) ?? ''] ?? 'user';
  const text = contentText(message['content']) ?? '';
  const isResult = role === 'tool';
  const legacy = objectOf(message['function_call']);
  return {
    role,
    text: isResult ? '' : text,
    images: objectsOf(message['content']).filter(({ type }) => type === 'image_url').length,
    toolCalls: [
      ...objectsOf(message['tool_calls']).map(callOf),
      ...(legacy === undefined ? [] : [callOf({ function: legacy })]),
    ],
    toolResults: isResult
      ? [{ id: stringOf(message['tool_call_id']), name: stringOf(message['name']), content: text }]
      : [],
  };
}

function callOf(call: JsonObject): PromptMessage['toolCalls'][number] {
  const called = objectOf(call['function']) ?? objectOf(call['custom']);
  return {
    id: stringOf(call['id']),
    name: stringOf(called?.['name']) ?? '',
    arguments: compactJson(called?.['arguments'] ?? called?.['input'] ?? ''),
  };
}

function toolsOf(body: JsonObject): readonly PromptTool[] {
  const current = objectsOf(body['tools']).flatMap((tool) => objectsOf([tool['function'] ?? tool['custom']]));
  return [...current, ...objectsOf(body['functions'])].map((tool) => ({
    name: stringOf(tool['name']) ?? '',
    description: stringOf(tool['description']),
    parameters: tool['parameters'] ?? undefined,
  }));
}

function choiceOf(choice: unknown): ToolChoice {
  if (choice === 'none' || choice === 'auto' || choice === 'required') return { kind: choice };
  const object = objectOf(choice);
  const allowed = objectOf(object?.['allowed_tools']);
  if (allowed !== undefined) return { kind: allowed['mode'] === 'required' ? 'required' : 'auto' };
  const named = objectOf(object?.['function']) ?? objectOf(object?.['custom']) ?? object;
  const name = stringOf(named?.['name']);
  return name === undefined ? { kind: 'auto' } : { kind: 'named', name };
}

function formatOf(format: JsonObject | undefined): AnswerFormat {
  if (format?.['type'] === 'json_object') return { kind: 'json' };
  const schema = objectOf(format?.['json_schema'])?.['schema'];
  return schema === undefined || schema === null ? { kind: 'text' } : { kind: 'schema', schema };
}
