/** A whole answer in JSON that is changed, for dialects that put other words into it. */

import type { CollectedReply } from '../core/dialect.ts';
import type { Wording } from '../core/fault.ts';
import { type JsonObject, jsonObjectIn, objectOf, parseJson } from './json-shape.ts';

/** Undefined where the body is no successful JSON object, or where `change` gives nothing. */
export function rewordedJson(
  whole: CollectedReply,
  change: (answer: JsonObject) => JsonObject | undefined,
): CollectedReply | undefined {
  try {
    const answer = whole.status === 200 ? jsonObjectIn(whole.body) : undefined;
    const changed = answer === undefined ? undefined : change(answer);
    return changed === undefined ? undefined : { ...whole, body: Buffer.from(JSON.stringify(changed)) };
  } catch (error) {
    // JSON that nests too deep for the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A protocol that writes arguments as an object cannot write others. */
export function hasObjectArguments({ toolCalls }: Wording): boolean {
  return toolCalls.every((call) => objectOf(parseJson(call.arguments)) !== undefined);
}

export function argumentsOf(call: { readonly arguments: string }): JsonObject {
  return objectOf(parseJson(call.arguments)) ?? {};
}
