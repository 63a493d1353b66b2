/** What Ollama's requests mean the same by. */

import { type CanonicalObject, type CanonicalRules, isCanonicalArray } from '../../core/canonical.ts';
import {
  absentIf,
  absentIfEmpty,
  doesNotCount,
  each,
  exceptSystemMessages,
  generatedId,
  object,
  oneAlone,
  spelledBody,
  toolName,
  userData,
} from '../body-spelling.ts';

const call = object({ id: generatedId, type: absentIf('function'), function: object({ arguments: userData }) });

const message = object({
  content: absentIf(''),
  thinking: absentIf(''),
  images: absentIfEmpty(),
  tool_calls: absentIfEmpty(each(call)),
  tool_name: absentIf(''),
  tool_call_id: generatedId,
});

/** The server reads the zero values of Go as nothing sent (https://github.com/ollama/ollama/blob/main/api/types.go). */
const request = object({
  messages: each(message),
  tools: absentIfEmpty(each(object({ function: object({}) }))),
  options: absentIfEmpty(object({})),
  format: absentIf(''),
  system: absentIf(''),
  template: absentIf(''),
  suffix: absentIf(''),
  images: absentIfEmpty(),
  context: absentIfEmpty(),
  raw: absentIf(false),
  logprobs: absentIf(false),
  top_logprobs: absentIf(0),
  dimensions: absentIf(0),
  insecure: absentIf(false),
  input: oneAlone,
});

/** These stream unless told not to; the others never do. */
const streams = object({ stream: absentIf(true) });
/** How long a model stays loaded changes no answer, but with no prompt it is all that is asked for. */
const withoutKeepAlive = object({ keep_alive: doesNotCount });

/** `name` is how requests about a model used to call it. */
function modelNamed(body: CanonicalObject): CanonicalObject {
  const { name, ...rest } = body;
  return typeof name === 'string' && rest['model'] === undefined ? { ...rest, model: name } : body;
}

function isAsked({ messages, prompt, input }: CanonicalObject): boolean {
  return (
    (messages !== undefined && isCanonicalArray(messages) && messages.length > 0) ||
    (typeof prompt === 'string' && prompt !== '') ||
    input !== undefined
  );
}

const withoutSystem = object({ system: doesNotCount, messages: exceptSystemMessages });
const withToolNames = object({ tools: each(toolName) });
const withoutTools = object({ tools: doesNotCount });

export const ollamaCanonical: CanonicalRules = {
  headers: [],
  ignoredFields: new Set(),
  body(body, target) {
    let spelled = spelledBody(body, request);
    if (/\/api\/(?:pull|push|create|show|delete)\b/.test(target)) spelled = modelNamed(spelled);
    if (/\/api\/(?:chat|generate|pull|push|create)\b/.test(target)) spelled = spelledBody(spelled, streams);
    return isAsked(spelled) ? spelledBody(spelled, withoutKeepAlive) : spelled;
  },
  withoutSystem: (body) => spelledBody(body, withoutSystem),
  withToolNames: (body) => spelledBody(body, withToolNames),
  withoutTools: (body) => spelledBody(body, withoutTools),
};
