/** The content of a message, put together from pieces: text, or Mistral's parts of text and thinking. */

import { type JsonObject, objectsOf, stringOf } from '../json-shape.ts';

/** Of these, pieces come; a reference is a part of its own. */
const continues: ReadonlySet<unknown> = new Set(['text', 'thinking']);

/**
 * Text continues text. Once there are parts (https://docs.mistral.ai/capabilities/reasoning/) text is a part of its own, and
 * neighbouring parts of one type are one.
 */
export function addedContent(known: unknown, content: unknown): unknown {
  if (!Array.isArray(known) && !Array.isArray(content)) {
    return typeof content === 'string' ? (stringOf(known) ?? '') + content : (known ?? null);
  }
  const parts = Array.isArray(known) ? objectsOf(known) : textParts(known);
  for (const part of Array.isArray(content) ? objectsOf(content) : textParts(content)) {
    const last = parts.at(-1);
    if (last === undefined || last['type'] !== part['type'] || !continues.has(part['type'])) parts.push(part);
    else parts[parts.length - 1] = joinedParts(last, part);
  }
  return parts;
}

function textParts(content: unknown): JsonObject[] {
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
}

function joinedParts(one: JsonObject, other: JsonObject): JsonObject {
  if (one['thinking'] === undefined) {
    return { ...one, ...other, text: (stringOf(one['text']) ?? '') + (stringOf(other['text']) ?? '') };
  }
  return { ...one, ...other, thinking: [{ type: 'text', text: thoughtIn(one) + thoughtIn(other) }] };
}

function thoughtIn(part: JsonObject): string {
  return objectsOf(part['thinking'])
    .map(({ text }) => stringOf(text) ?? '')
    .join('');
}
