/** The events of Cohere's version 2 chat as the message that a request without streaming gets. */

import { type JsonObject, numberOf, objectOf, objectsOf, stringOf } from '../json-shape.ts';
import { type Delta, mergeDelta } from '../merge-delta.ts';

/** Undefined without `message-end`, and for one that ended in an error. https://docs.cohere.com/v2/docs/streaming */
export function joinMessage(events: readonly JsonObject[]): JsonObject | undefined {
  const start = events.find(({ type }) => type === 'message-start');
  const end = objectOf(events.find(({ type }) => type === 'message-end')?.['delta']);
  if (start === undefined || end === undefined || end['error'] !== undefined || isError(end)) return undefined;
  const content = new Map<number, Delta>();
  const calls = new Map<number, Delta>();
  const citations: JsonObject[] = [];
  const logprobs: JsonObject[] = [];
  let plan = '';
  for (const event of events) {
    if (event['error'] !== undefined) return undefined;
    const message = objectOf(objectOf(event['delta'])?.['message']);
    const index = numberOf(event['index']) ?? 0;
    switch (event['type']) {
      case 'content-start':
      case 'content-delta':
        add(content, index, objectOf(message?.['content']));
        logprobs.push(...objectsOf([event['logprobs']]));
        break;
      case 'tool-call-start':
      case 'tool-call-delta':
        add(calls, index, objectOf(message?.['tool_calls']));
        break;
      case 'tool-plan-delta':
        plan += stringOf(message?.['tool_plan']) ?? '';
        break;
      case 'citation-start':
        citations.push(...objectsOf([message?.['citations']]));
        break;
    }
  }
  const { finish_reason, usage, ...ending } = end;
  return {
    id: start['id'],
    message: {
      role: objectOf(objectOf(start['delta'])?.['message'])?.['role'] ?? 'assistant',
      ...(content.size === 0 ? {} : { content: inOrder(content) }),
      ...(plan === '' ? {} : { tool_plan: plan }),
      ...(calls.size === 0 ? {} : { tool_calls: inOrder(calls) }),
      ...(citations.length === 0 ? {} : { citations }),
    },
    finish_reason,
    ...(usage === undefined ? {} : { usage }),
    ...(logprobs.length === 0 ? {} : { logprobs }),
    ...ending,
  };
}

/** `ERROR`, and version 1's `ERROR_TOXIC` and `ERROR_LIMIT`. */
export function isError({ finish_reason: reason }: JsonObject): boolean {
  return typeof reason === 'string' && reason.startsWith('ERROR');
}

function add(to: Map<number, Delta>, index: number, delta: JsonObject | undefined): void {
  const known = to.get(index) ?? {};
  mergeDelta(known, delta ?? {});
  to.set(index, known);
}

function inOrder(values: ReadonlyMap<number, Delta>): Delta[] {
  return [...values].sort(([one], [other]) => one - other).map(([, value]) => value);
}
