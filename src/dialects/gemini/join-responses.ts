/** The responses of a Gemini stream as the one response that a request without streaming gets. */

import { type JsonObject, numberOf, objectOf, objectsOf } from '../json-shape.ts';
import type { Delta } from '../merge-delta.ts';

/**
 * Undefined where a candidate has no `finishReason` or an error came between. What is said once for all (usage, model) counts
 * as it was said last. https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export function joinResponses(responses: readonly JsonObject[]): JsonObject | undefined {
  const whole: Delta = {};
  const candidates = new Map<number, Delta>();
  for (const response of responses) {
    if (response['error'] !== undefined) return undefined;
    const { candidates: said, ...rest } = response;
    Object.assign(whole, rest);
    for (const [position, candidate] of objectsOf(said).entries()) {
      if (hasPartialCall(candidate)) return undefined;
      const index = numberOf(candidate['index']) ?? position;
      candidates.set(index, joinedCandidate(candidates.get(index) ?? {}, candidate));
    }
  }
  if (candidates.size === 0)
    return objectOf(whole['promptFeedback'])?.['blockReason'] === undefined ? undefined : whole;
  const all = [...candidates].sort(([one], [other]) => one - other).map(([, candidate]) => candidate);
  return all.every(isFinished) ? { candidates: all, ...whole } : undefined;
}

/** Google's `enum-encoding=int` writes reasons as numbers. */
function isFinished({ finishReason }: JsonObject): boolean {
  return typeof finishReason === 'string' || typeof finishReason === 'number';
}

/** Vertex can stream a call's arguments by JSON path (`streamFunctionCallArguments`), which whole answers know nothing of. */
function hasPartialCall(candidate: JsonObject): boolean {
  return objectsOf(objectOf(candidate['content'])?.['parts']).some((part) => {
    const call = objectOf(part['functionCall']);
    return call?.['partialArgs'] !== undefined || call?.['willContinue'] !== undefined;
  });
}

function joinedCandidate(known: Delta, candidate: JsonObject): Delta {
  const joined: Delta = { ...known };
  for (const [name, value] of Object.entries(candidate)) joined[name] = joinedField(name, known[name], value);
  return joined;
}

function joinedField(name: string, known: unknown, value: unknown): unknown {
  const before = objectOf(known);
  const said = objectOf(value);
  if (before === undefined || said === undefined)
    return name === 'content' && said !== undefined ? joinedContent({}, said) : value;
  switch (name) {
    case 'content':
      return joinedContent(before, said);
    case 'citationMetadata':
    case 'logprobsResult':
      return withLists(before, said);
    case 'groundingMetadata':
      // Queries come early, what was found comes late.
      return { ...before, ...said };
    default:
      return value;
  }
}

function joinedContent(known: JsonObject, said: JsonObject): JsonObject {
  const joined = { ...known, ...said };
  if (joined['parts'] === undefined) return joined;
  const parts = objectsOf(known['parts']);
  for (const part of objectsOf(said['parts'])) addPart(parts, part);
  return { ...joined, parts };
}

/** Text continues the text before it, thoughts the thoughts; a signature ends a part, and an empty text says nothing. */
function addPart(parts: JsonObject[], part: JsonObject): void {
  const last = parts.at(-1);
  if (last === undefined) parts.push(part);
  else if (saysNothing(part)) return;
  else if (saysNothing(last)) parts[parts.length - 1] = part;
  else if (continues(last, part))
    parts[parts.length - 1] = { ...last, ...part, text: `${last['text']}${part['text']}` };
  else parts.push(part);
}

function saysNothing(part: JsonObject): boolean {
  return part['text'] === '' && Object.keys(part).length === 1;
}

function continues(last: JsonObject, part: JsonObject): boolean {
  return (
    typeof part['text'] === 'string' &&
    typeof last['text'] === 'string' &&
    last['thought'] === part['thought'] &&
    last['thoughtSignature'] === undefined
  );
}

/** Lists go on where the last one ended, unless the new one repeats it and goes on itself. */
function withLists(known: JsonObject, said: JsonObject): JsonObject {
  const joined: Delta = { ...known };
  for (const [name, value] of Object.entries(said)) {
    const before = known[name];
    joined[name] =
      Array.isArray(before) && Array.isArray(value) && !beginsWith(value, before) ? [...before, ...value] : value;
  }
  return joined;
}

function beginsWith(list: readonly unknown[], start: readonly unknown[]): boolean {
  return start.every((element, i) => JSON.stringify(element) === JSON.stringify(list[i]));
}
