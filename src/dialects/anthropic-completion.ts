/** Anthropic's legacy text completions as the events of their streams, and the events put together. */

import type { TextCutter } from '../core/dialect.ts';
import { type JsonObject, stringOf, textIn } from './json-shape.ts';

/** Every event repeats the whole's fields and has the next piece; the last has no text but says why it ended. */
export function completionEvents(completion: JsonObject, cut: TextCutter): JsonObject[] {
  const open = 'stop' in completion ? { stop_reason: null, stop: null } : { stop_reason: null };
  const pieces = cut(stringOf(completion['completion']) ?? '');
  return [...pieces.map((piece) => ({ ...completion, completion: piece, ...open })), { ...completion, completion: '' }];
}

/** Undefined for a stream that is cut or holds an error. */
export function joinCompletion(events: readonly JsonObject[]): JsonObject | undefined {
  const pieces = events.filter(({ completion }) => typeof completion === 'string');
  const last = pieces.at(-1);
  if (last === undefined || textIn(last['stop_reason']) === undefined) return undefined;
  if (events.some(({ type, error }) => type === 'error' || error !== undefined)) return undefined;
  return { ...last, completion: pieces.map(({ completion }) => completion).join('') };
}
