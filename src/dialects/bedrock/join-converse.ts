/** The events of ConverseStream put together as the answer that they make; Nova's own stream has the same shapes. */

import { type JsonObject, numberOf, objectOf, parseJson } from '../json-shape.ts';
import { type Delta, mergeDelta } from '../merge-delta.ts';
import type { ConverseEvent } from './converse-events.ts';

/** Undefined for a stream that is cut, holds an error, or a kind of block that is not known. */
export function joinConverse(events: readonly ConverseEvent[]): JsonObject | undefined {
  const blocks = new Map<number, JoinedBlock>();
  let role: unknown = 'assistant';
  let stop: JsonObject | undefined;
  let metadata: JsonObject | undefined;
  const blockOf = (event: JsonObject): JoinedBlock => {
    const index = numberOf(event['contentBlockIndex']) ?? 0;
    const known = blocks.get(index) ?? new JoinedBlock();
    blocks.set(index, known);
    return known;
  };
  for (const event of events) {
    if (event['error'] !== undefined) return undefined;
    const { messageStart, contentBlockStart: start, contentBlockDelta: delta, messageStop, metadata: end } = event;
    role = objectOf(messageStart)?.['role'] ?? role;
    const begun = objectOf(start);
    if (begun !== undefined) blockOf(begun).start(objectOf(begun['start']) ?? {});
    const said = objectOf(delta);
    if (said !== undefined) blockOf(said).add(objectOf(said['delta']) ?? {});
    stop = objectOf(messageStop) ?? stop;
    metadata = objectOf(end) ?? metadata;
  }
  const content = [...blocks].sort(([one], [other]) => one - other).map(([, block]) => block.value());
  if (stop === undefined || metadata === undefined || content.includes(undefined)) return undefined;
  // `p` pads an event so that its length tells nothing.
  const { p: _, ...ending } = stop;
  const { p: __, ...used } = metadata;
  return inOrder({ ...used, output: { message: { content, role } }, ...ending });
}

/** AWS writes its fields in alphabetical order. */
function inOrder(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)));
}

class JoinedBlock {
  readonly #tool: Delta = {};
  readonly #result: Delta = {};
  readonly #reasoning: Delta = {};
  readonly #citations: unknown[] = [];
  #text: string | undefined;
  #input: string | undefined;
  #unknown = false;

  start({ toolUse, toolResult, ...others }: JsonObject): void {
    if (objectOf(toolUse) !== undefined) {
      Object.assign(this.#tool, toolUse);
      this.#input ??= '';
    }
    if (objectOf(toolResult) !== undefined) Object.assign(this.#result, { content: [], ...objectOf(toolResult) });
    if (Object.keys(others).length > 0) this.#unknown = true;
  }

  add({ text, toolUse, toolResult, reasoningContent, citation, ...others }: JsonObject): void {
    if (typeof text === 'string') this.#text = (this.#text ?? '') + text;
    const input = objectOf(toolUse)?.['input'];
    if (typeof input === 'string') this.#input = (this.#input ?? '') + input;
    if (Array.isArray(toolResult)) mergeDelta(this.#result, { content: toolResult });
    mergeDelta(this.#reasoning, objectOf(reasoningContent) ?? {});
    if (citation !== undefined) this.#citations.push(citation);
    if (Object.keys(others).length > 0) this.#unknown = true;
  }

  /** Undefined, too, for arguments that end in the middle: what the whole answer has of them is not known. */
  value(): JsonObject | undefined {
    if (this.#unknown) return undefined;
    if (this.#input !== undefined) {
      const input = this.#input === '' ? {} : parseJson(this.#input);
      const begun = Object.keys(this.#tool).length > 0;
      return input === undefined || !begun ? undefined : { toolUse: { ...this.#tool, input } };
    }
    if ('content' in this.#result) return { toolResult: this.#result };
    const { text, signature, ...redacted } = this.#reasoning;
    if (text !== undefined || signature !== undefined) {
      const signed = signature === undefined ? {} : { signature };
      return { reasoningContent: { reasoningText: { text: text ?? '', ...signed } } };
    }
    if (Object.keys(redacted).length > 0) return { reasoningContent: redacted };
    if (this.#citations.length === 0) return { text: this.#text ?? '' };
    const cited = this.#text === undefined ? {} : { content: [{ text: this.#text }] };
    return { citationsContent: { citations: this.#citations, ...cited } };
  }
}
