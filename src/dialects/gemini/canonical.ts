/** What Gemini's requests mean the same by, in AI Studio and in Vertex. */

import { type CanonicalRules, type CanonicalValue, isCanonicalArray, isCanonicalObject } from '../../core/canonical.ts';
import {
  absentIf,
  doesNotCount,
  exceptSystemMessages,
  lazily,
  object,
  type Spelling,
  spelledBody,
  toolName,
} from '../body-spelling.ts';
import { cliRequest, contentRequest } from './content-spelling.ts';
import { interactionRequest } from './interaction-spelling.ts';
import { within } from './nested-requests.ts';

/** Models of other makers take their own JSON here, and `instances` are whatever the model wants. */
const vendorsOwn = object({ stream: absentIf(false) });

function spellingFor(target: string): Spelling {
  if (/:(?:streamRawP|rawP|serverStreamingP|p)redict/.test(target)) return vendorsOwn;
  if (target.includes('/v1internal:')) return cliRequest;
  return /\/(?:interactions|agents)(?:[/?:]|$)/.test(target) ? interactionRequest : contentRequest;
}

/** A tool is an object with one key for each thing that it can do; interactions have one with a type for each. */
function namesIn(tool: CanonicalValue): readonly CanonicalValue[] {
  if (!isCanonicalObject(tool) || typeof tool['type'] === 'string') return [toolName(tool) ?? tool];
  return Object.entries(tool).flatMap(([key, value]) =>
    key === 'functionDeclarations' && isCanonicalArray(value) ? value.map((item) => toolName(item) ?? item) : [key],
  );
}

const names: Spelling = (tools) => (isCanonicalArray(tools) ? tools.flatMap(namesIn) : tools);

const withoutSystem: Spelling = object({
  systemInstruction: doesNotCount,
  system_instruction: doesNotCount,
  messages: exceptSystemMessages,
  ...within(lazily(() => withoutSystem)),
});
const withToolNames: Spelling = object({ tools: names, ...within(lazily(() => withToolNames)) });
const withoutTools: Spelling = object({ tools: doesNotCount, ...within(lazily(() => withoutTools)) });

export const geminiCanonical: CanonicalRules = {
  // They tell the requests of one upload apart, and say what is uploaded.
  headers: [
    'x-goog-upload-command',
    'x-goog-upload-header-content-length',
    'x-goog-upload-header-content-type',
    'x-goog-upload-offset',
  ],
  // https://cloud.google.com/apis/docs/system-parameters
  ignoredFields: new Set(['quotaUser', 'userIp']),
  body: (body, target) => spelledBody(body, spellingFor(target)),
  withoutSystem: (body) => spelledBody(body, withoutSystem),
  withToolNames: (body) => spelledBody(body, withToolNames),
  withoutTools: (body) => spelledBody(body, withoutTools),
};
