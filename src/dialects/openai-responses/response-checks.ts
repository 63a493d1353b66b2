/** What OpenAI refuses in a request for a response although each field is well-formed: what does not go together. */

import type { ApiError } from '../../core/api-error.ts';
import type { ModelInfo } from '../../core/model-catalogue.ts';
import { type JsonObject, stringOf } from '../json-shape.ts';
import { invalidRequest } from '../openai-problem.ts';
import type { ResponseBody } from './response-schema.ts';

/** The first that objects. @param model undefined for one that is not known */
export function responseBodyProblem(body: ResponseBody, model: ModelInfo | undefined): ApiError | undefined {
  return (
    noInput(body) ??
    twoHistories(body) ??
    background(body) ??
    streamOptions(body) ??
    toolChoice(body) ??
    sampling(body, model)
  );
}

function noInput({ input, previous_response_id, prompt, conversation }: ResponseBody): ApiError | undefined {
  if ([input, previous_response_id, prompt, conversation].some((one) => one !== undefined)) return undefined;
  return invalidRequest(
    `One of "input" or "previous_response_id" or 'prompt' or 'conversation_id' must be provided.`,
    undefined,
    'missing_required_parameter',
  );
}

function twoHistories({ previous_response_id, conversation }: ResponseBody): ApiError | undefined {
  if (previous_response_id === undefined || conversation === undefined) return undefined;
  return invalidRequest(
    "Mutually exclusive parameters: ['previous_response_id', 'conversation']. Ensure you are only providing one of: 'previous_response_id' or 'conversation'.",
    undefined,
    'mutually_exclusive_parameters',
  );
}

/** https://platform.openai.com/docs/guides/background: what runs there is stored. The words are ours. */
function background({ background, store }: ResponseBody): ApiError | undefined {
  if (background !== true || store !== false) return undefined;
  return invalidRequest("Background mode requires 'store' to be true.", 'background', null);
}

function streamOptions({ stream, stream_options }: ResponseBody): ApiError | undefined {
  if (stream_options === undefined || stream === true) return undefined;
  return invalidRequest(
    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
    'stream_options',
    null,
  );
}

/** A tool that must be called has to be there. */
function toolChoice({ tool_choice, tools = [] }: ResponseBody): ApiError | undefined {
  if (tool_choice === 'required' && tools.length === 0) {
    return invalidRequest("Tool choice 'required' must be specified with 'tools' parameter.", 'tool_choice', null);
  }
  if (typeof tool_choice !== 'object' || tool_choice.type === 'allowed_tools') return undefined;
  const { type, name } = tool_choice;
  if (tools.some((tool) => tool.type === type && (name === undefined || !('name' in tool) || tool['name'] === name)))
    return undefined;
  return invalidRequest(`Tool choice '${type}' not found in 'tools' parameter.`, 'tool_choice', null);
}

/** https://platform.openai.com/docs/guides/reasoning */
function sampling({ temperature, top_p, reasoning }: ResponseBody, model: ModelInfo | undefined): ApiError | undefined {
  if (model === undefined) return undefined;
  if (!model.reasoning) {
    return typeof reasoning?.effort === 'string' && reasoning.effort !== 'none'
      ? unsupported('reasoning.effort', 'unsupported_parameter')
      : undefined;
  }
  if (reasoning?.effort === 'none') return undefined;
  if (temperature !== undefined && temperature !== 1) return unsupported('temperature', null);
  return top_p !== undefined && top_p !== 1 ? unsupported('top_p', null) : undefined;
}

function unsupported(name: string, code: string | null): ApiError {
  return invalidRequest(`Unsupported parameter: '${name}' is not supported with this model.`, name, code);
}

const calls: ReadonlyMap<unknown, string> = new Map([
  ['function_call', 'function call'],
  ['custom_tool_call', 'custom tool call'],
]);

/** Every call is answered, and nothing else is. @param items the whole conversation */
export function conversationProblem(items: readonly JsonObject[]): ApiError | undefined {
  const seen = new Set<unknown>();
  const open = new Map<string, string>();
  const called = new Set<string>();
  for (const item of items) {
    const id = stringOf(item['id']);
    if (id !== undefined && seen.has(id)) {
      return wrongInput(`Duplicate item found with id ${id}. Remove duplicate items from your input and try again.`);
    }
    if (id !== undefined) seen.add(id);
    const type = stringOf(item['type']);
    const callId = stringOf(item['call_id']);
    if (type === undefined || callId === undefined) continue;
    const call = calls.get(type);
    if (call !== undefined) {
      open.set(`${type} ${callId}`, `No tool output found for ${call} ${callId}.`);
      called.add(`${type} ${callId}`);
      continue;
    }
    const answered = calls.get(type.replace(/_output$/, ''));
    if (answered === undefined) continue;
    const key = `${type.replace(/_output$/, '')} ${callId}`;
    if (!called.has(key)) return wrongInput(`No tool call found for ${answered} output with call_id ${callId}.`);
    open.delete(key);
  }
  const [unanswered] = open.values();
  return unanswered === undefined ? undefined : wrongInput(unanswered);
}

/** @param items the whole conversation */
export function jsonModeProblem(
  { text, instructions }: ResponseBody,
  items: readonly JsonObject[],
): ApiError | undefined {
  if (text?.format?.type !== 'json_object' || /json/i.test(JSON.stringify([instructions, items]))) return undefined;
  return wrongInput(
    "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
  );
}

function wrongInput(message: string): ApiError {
  return invalidRequest(message, 'input', null);
}
