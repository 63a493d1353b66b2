/** What OpenAI refuses in a chat request although each field is well-formed: fields that do not go together. */

import type { ApiError } from '../../core/api-error.ts';
import { invalidRequest } from '../openai-problem.ts';
import type { ChatBody } from './chat-schema.ts';

type Check = (body: ChatBody) => ApiError | undefined;

/** The first that objects. */
export function chatProblem(body: ChatBody): ApiError | undefined {
  for (const check of checks) {
    const problem = check(body);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const checks: readonly Check[] = [
  streamOptions,
  logprobs,
  jsonMode,
  toolChoiceNeedsTools,
  answeredCalls,
  oldTokenField,
];

function streamOptions({ stream, stream_options }: ChatBody): ApiError | undefined {
  if (stream_options === undefined || stream === true) return undefined;
  return invalidRequest(
    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
    'stream_options',
    null,
  );
}

function logprobs({ logprobs, top_logprobs }: ChatBody): ApiError | undefined {
  if (top_logprobs === undefined || logprobs === true) return undefined;
  return invalidRequest(
    "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
    'top_logprobs',
    null,
  );
}

function jsonMode({ response_format, messages }: ChatBody): ApiError | undefined {
  if (response_format?.type !== 'json_object') return undefined;
  if (/json/i.test(JSON.stringify(messages.map(({ content }) => content)))) return undefined;
  return invalidRequest(
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    'messages',
    null,
  );
}

function toolChoiceNeedsTools({ tool_choice, tools }: ChatBody): ApiError | undefined {
  if (tool_choice === undefined || tools !== undefined) return undefined;
  return invalidRequest("'tool_choice' is only allowed when 'tools' are specified.", 'tool_choice', null);
}

/** Every call is answered before anybody speaks again, and nothing else is. */
function answeredCalls({ messages }: ChatBody): ApiError | undefined {
  const open = new Set<string>();
  for (const [i, message] of messages.entries()) {
    const param = `messages.[${i}].role`;
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id)) {
        return invalidRequest(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          param,
          null,
        );
      }
      continue;
    }
    if (open.size > 0) return unanswered(open, param);
    if (message.role !== 'assistant') continue;
    for (const { id } of message.tool_calls ?? []) open.add(id);
  }
  return open.size > 0 ? unanswered(open, `messages.[${messages.length}].role`) : undefined;
}

function unanswered(open: ReadonlySet<string>, param: string): ApiError {
  return invalidRequest(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
    param,
    null,
  );
}

/** https://platform.openai.com/docs/guides/reasoning */
function oldTokenField({ model, max_tokens }: ChatBody): ApiError | undefined {
  if (max_tokens === undefined || !/^(?:o[1-9]|gpt-5)/.test(model ?? '')) return undefined;
  return invalidRequest(
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    'max_tokens',
    'unsupported_parameter',
  );
}
