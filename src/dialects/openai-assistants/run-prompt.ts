/** What a run asks its model: the thread's messages, the assistant's instructions and tools, and what tools gave in this run. */

import type { AnswerFormat, Prompt, PromptMessage, PromptTool, ToolChoice } from '../../core/prompt.ts';
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
import type { Run, RunStep, StepCall } from './objects.ts';
import type { RunState, ThreadState } from './state.ts';

/** The prompt of the run's next turn. */
export function runPrompt({ messages }: ThreadState, { run, steps }: RunState): Prompt {
  const told = [...messages.values()].flatMap((message) => (message === undefined ? [] : [messageOf({ ...message })]));
  const { last_messages: last } = run.truncation_strategy;
  const calls = [...steps.values()].flatMap((step) => (step === undefined ? [] : [callsOf(step)]));
  const answered = calls.filter((group) => group.length > 0);
  return {
    ...promptOf({ ...run }),
    model: run.model,
    messages: [
      ...systemOf(run.instructions),
      ...(last === null ? told : told.slice(-last)),
      ...answered.flatMap(exchangeOf),
    ],
    // A run that had to call a tool has done so; else it would never end.
    ...(answered.length > 0 && !isFree(run) ? { toolChoice: { kind: 'auto' } } : {}),
  };
}

function isFree({ tool_choice }: Run): boolean {
  return tool_choice === 'auto' || tool_choice === 'none';
}

/** What a request to run says by itself, for rules: without the thread and the assistant, which only the run knows. */
export function askedPrompt({ body }: SimRequest): Prompt | undefined {
  const json = jsonObjectIn(body);
  if (json === undefined) return undefined;
  const instructions = [textIn(json['instructions']), textIn(json['additional_instructions'])];
  return {
    ...promptOf(json),
    messages: [
      ...instructions.flatMap(systemOf),
      ...objectsOf(objectOf(json['thread'])?.['messages']).map(messageOf),
      ...objectsOf(json['additional_messages']).map(messageOf),
    ],
    stream: json['stream'] === true,
  };
}

/** What tools gave. */
export function outputsPrompt({ body }: SimRequest): Prompt | undefined {
  const json = jsonObjectIn(body);
  if (json === undefined) return undefined;
  const toolResults = objectsOf(json['tool_outputs']).map((output) => ({
    id: stringOf(output['tool_call_id']),
    name: undefined,
    content: stringOf(output['output']) ?? '',
  }));
  return {
    ...promptOf({}),
    messages: [{ role: 'tool', text: '', images: 0, toolCalls: [], toolResults }],
    stream: json['stream'] === true,
  };
}

/** The settings of a run, or of a request for one. */
function promptOf(run: JsonObject): Prompt {
  return {
    model: textIn(run['model']) ?? '',
    messages: [],
    tools: objectsOf(run['tools']).flatMap(toolOf),
    toolChoice: choiceOf(run['tool_choice']),
    parallelToolCalls: run['parallel_tool_calls'] !== false,
    format: formatOf(objectOf(run['response_format'])),
    maxTokens: numberOf(run['max_completion_tokens']),
    stop: [],
    choices: 1,
    reasoning: false,
    logprobs: undefined,
    stream: false,
  };
}

function systemOf(text: string | undefined): readonly PromptMessage[] {
  return text === undefined || text === '' ? [] : [plain('system', text)];
}

function plain(role: PromptMessage['role'], text: string, images = 0): PromptMessage {
  return { role, text, images, toolCalls: [], toolResults: [] };
}

/** A message as a client sends it, or as it is kept: texts are strings there and objects with a `value` here. */
function messageOf({ role, content }: JsonObject): PromptMessage {
  const texts = arrayOf(typeof content === 'string' ? [{ text: content }] : content).flatMap((part) => {
    const text = objectOf(part)?.['text'];
    return textIn(text) ?? textIn(objectOf(text)?.['value']) ?? [];
  });
  const images = objectsOf(content).filter(({ type }) => type === 'image_url' || type === 'image_file').length;
  return plain(role === 'assistant' ? 'assistant' : 'user', texts.join('\n'), images);
}

function callsOf({ step_details: details }: RunStep): readonly StepCall[] {
  return details.type === 'tool_calls' ? details.tool_calls : [];
}

function exchangeOf(calls: readonly StepCall[]): readonly PromptMessage[] {
  const toolCalls = calls.map(({ id, function: called }) => ({ id, name: called.name, arguments: called.arguments }));
  const results = calls.map(({ id, function: called }) => ({ id, name: called.name, content: called.output ?? '' }));
  return [
    { ...plain('assistant', ''), toolCalls },
    ...results.map((result) => ({ ...plain('tool', ''), toolResults: [result] })),
  ];
}

/** Only functions are called by the client; what OpenAI runs itself is left out. */
function toolOf(tool: JsonObject): readonly PromptTool[] {
  const called = objectOf(tool['function']);
  if (called === undefined) return [];
  return [
    {
      name: stringOf(called['name']) ?? '',
      description: stringOf(called['description']),
      parameters: called['parameters'] ?? undefined,
    },
  ];
}

function choiceOf(choice: unknown): ToolChoice {
  if (choice === 'none' || choice === 'auto' || choice === 'required') return { kind: choice };
  const name = stringOf(objectOf(objectOf(choice)?.['function'])?.['name']);
  return name === undefined ? { kind: 'auto' } : { kind: 'named', name };
}

function formatOf(format: JsonObject | undefined): AnswerFormat {
  if (format?.['type'] === 'json_object') return { kind: 'json' };
  const schema = objectOf(format?.['json_schema'])?.['schema'] ?? undefined;
  return schema === undefined ? { kind: 'text' } : { kind: 'schema', schema };
}
