/** Makes the request that a service is asked with from the prompt that a client sent. */

import { fillTemplate } from '../../codec/template.ts';
import type { Prompt } from '../../core/prompt.ts';
import { promptValue } from '../../core/prompt-values.ts';
import type { SimRequest } from '../../core/request.ts';
import type { Adapter } from './adapter.ts';

/** Another name for `user`, which says what it is. */
const lastUserMessage = 'last_user_message';

/** Names that stand in a template and mean nothing. */
export function unknownNames(template: string): readonly string[] {
  const names = [...template.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((found) => found[1] ?? '');
  return names.filter(
    (name) => !/^(?:last_user_message|model|user|system|tool_result|tools|turn|messages\.-?\d+)$/.test(name),
  );
}

export function adaptedRequest({ method, target, headers, body }: Adapter, prompt: Prompt): SimRequest {
  const value = (name: string): string => promptValue(prompt, name === lastUserMessage ? 'user' : name) ?? '';
  return {
    method,
    target: fillTemplate(target, (name) => encodeURIComponent(wellFormed(value(name)))),
    headers: [
      ['accept', 'text/event-stream, application/json;q=0.9, */*;q=0.1'],
      ...(body === undefined ? [] : [['content-type', 'application/json'] as const]),
      ...headers.map(([name, text]) => [name, headerText(fillTemplate(text, value))] as const),
    ],
    body: body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(filled(body, value))),
  };
}

/** A text that is one template alone and nothing else stays a text. */
function filled(part: unknown, value: (name: string) => string): unknown {
  if (typeof part === 'string') return fillTemplate(part, value);
  if (Array.isArray(part)) return part.map((member) => filled(member, value));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([name, member]) => [name, filled(member, value)]));
}

/** What a header cannot carry (RFC 9110, section 5.5) is percent-encoded. */
function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e]+/gu, (other) => encodeURIComponent(wellFormed(other)));
}

/** Half a character, which a cut text may end with, cannot be encoded. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
