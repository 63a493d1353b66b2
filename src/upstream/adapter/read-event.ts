/** What a service's message means, by the rules of an adapter's map. */

import type { AdapterEvent, EventRule, ValuePath } from './adapter.ts';
import type { Message } from './message-reader.ts';

/** Undefined for a message that no rule fits, or that lacks what its kind of event is about. */
export function readEvent(message: Message, map: readonly EventRule[]): AdapterEvent | undefined {
  // The end of OpenAI-like streams.
  if (message.value === '[DONE]') {
    return { kind: 'complete', finish: undefined, inputTokens: undefined, outputTokens: undefined };
  }
  for (const rule of map) if (fits(message, rule)) return eventOf(message.value, rule);
  return undefined;
}

function fits({ event, value }: Message, rule: EventRule): boolean {
  if (rule.event !== undefined && rule.event !== event) return false;
  return rule.when.every(({ path, values }) => {
    const found = valueAt(value, path);
    return values.some((wanted) => wanted === found);
  });
}

function eventOf(value: unknown, { kind, fields }: EventRule): AdapterEvent | undefined {
  const text = (field: string): string | undefined => textOf(firstAt(value, fields[field] ?? []));
  const count = (field: string): number | undefined => countOf(firstAt(value, fields[field] ?? []));
  switch (kind) {
    case 'delta':
    case 'reasoning': {
      const said = text('text');
      return said === undefined ? undefined : { kind, text: said };
    }
    case 'citation': {
      const cited = text('text') ?? text('title') ?? text('url');
      return cited === undefined ? undefined : { kind, text: cited, title: text('title'), url: text('url') };
    }
    case 'tool-start': {
      const name = text('name');
      return name === undefined ? undefined : { kind, id: text('id'), name, arguments: text('arguments') ?? '{}' };
    }
    case 'tool-result':
      return { kind, id: text('id'), name: text('name'), content: text('content') ?? '' };
    case 'complete':
      return {
        kind,
        finish: text('finish'),
        inputTokens: count('input_tokens'),
        outputTokens: count('output_tokens'),
      };
    case 'error': {
      const status = count('status');
      return {
        kind,
        message: text('message') ?? 'The service reported an error and said no more.',
        code: text('code'),
        status: status !== undefined && status >= 400 && status <= 599 ? status : undefined,
      };
    }
  }
}

function firstAt(value: unknown, paths: readonly ValuePath[]): unknown {
  for (const path of paths) {
    const found = valueAt(value, path);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

function valueAt(value: unknown, path: ValuePath): unknown {
  let at = value;
  for (const segment of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, segment)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[segment];
  }
  return at;
}

/** Objects and lists as JSON: arguments of tools are often given so. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
