/** A whole answer of Cohere's version 1 chat as the lines that a stream has, and the whole in such a stream. */

import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, objectOf, stringOf } from '../json-shape.ts';
import { isError } from './join-message.ts';

/** The last event repeats the whole response; undefined without one and for an error. https://docs.cohere.com/v1/docs/streaming */
export function responseIn(events: readonly JsonObject[]): JsonObject | undefined {
  const end = events.find(({ event_type: type }) => type === 'stream-end');
  return end === undefined || isError(end) ? undefined : objectOf(end['response']);
}

/** In their order: what was searched for and found, the text, what of it is cited, the calls. */
export function version1Events(whole: JsonObject, cut: TextCutter): readonly JsonObject[] {
  const event = (type: string, said: JsonObject): JsonObject => ({ is_finished: false, event_type: type, ...said });
  const given = (type: string, ...names: readonly string[]): JsonObject[] => {
    const said = names.filter((name) => isSaid(whole[name])).map((name) => [name, whole[name]]);
    return said.length === 0 ? [] : [event(type, Object.fromEntries(said))];
  };
  return [
    event('stream-start', { generation_id: whole['generation_id'] }),
    ...given('search-queries-generation', 'search_queries'),
    ...given('search-results', 'search_results', 'documents'),
    ...cut(stringOf(whole['text']) ?? '').map((text) => event('text-generation', { text })),
    ...given('citation-generation', 'citations'),
    ...given('tool-calls-generation', 'tool_calls'),
    { is_finished: true, event_type: 'stream-end', response: whole, finish_reason: whole['finish_reason'] },
  ];
}

function isSaid(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
