/** OpenRouter's details of reasoning, put together from pieces. */

import { type JsonObject, objectsOf, textIn } from '../json-shape.ts';
import type { Delta } from '../merge-delta.ts';

/** https://openrouter.ai/docs/use-cases/reasoning-tokens: pieces of one type and index are one, until another id begins. */
export function addedDetails(known: readonly unknown[], pieces: readonly JsonObject[]): JsonObject[] {
  const details = objectsOf(known);
  for (const piece of pieces) {
    const last = details.at(-1);
    if (last === undefined || !isOneDetail(last, piece)) details.push(piece);
    else details[details.length - 1] = joinedDetail(last, piece);
  }
  return details;
}

function isOneDetail(one: JsonObject, other: JsonObject): boolean {
  const bothNamed = textIn(one['id']) !== undefined && textIn(other['id']) !== undefined;
  return one['type'] === other['type'] && one['index'] === other['index'] && (!bothNamed || one['id'] === other['id']);
}

function joinedDetail(one: JsonObject, other: JsonObject): JsonObject {
  const joined: Delta = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const before = one[name];
    const isText = name === 'text' || name === 'summary' || name === 'data';
    if (isText && typeof before === 'string' && typeof value === 'string') joined[name] = before + value;
    else joined[name] = value ?? before;
  }
  return joined;
}
