/** The events of a stream of Anthropic's put together as the message that they make; Bedrock and Vertex send the same. */

import { arrayOf, type JsonObject, numberOf, objectOf, parseJson } from './json-shape.ts';
import { type Delta, mergeDelta } from './merge-delta.ts';

/**
 * The message that a stream makes; undefined for one that is cut, holds an error, or has pieces that do not fit together.
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export function joinMessage(events: readonly JsonObject[]): JsonObject | undefined {
  const message = objectOf(events.find(({ type }) => type === 'message_start')?.['message']);
  if (message === undefined || !events.some(({ type }) => type === 'message_stop')) return undefined;
  const blocks = new Map<number, JoinedBlock>();
  let end: JsonObject = {};
  let usage = objectOf(message['usage']) ?? {};
  for (const event of events) {
    const index = numberOf(event['index']) ?? 0;
    if (event['type'] === 'error' || event['error'] !== undefined) return undefined;
    switch (event['type']) {
      case 'content_block_start':
        blocks.set(index, new JoinedBlock(objectOf(event['content_block']) ?? {}));
        break;
      case 'content_block_delta': {
        const block = blocks.get(index);
        if (block === undefined) return undefined;
        block.add(objectOf(event['delta']) ?? {});
        break;
      }
      case 'message_delta': {
        const { type: _, delta, usage: used, ...beside } = event;
        end = withKnown(withKnown(end, objectOf(delta)), beside);
        usage = withKnown(usage, objectOf(used));
        break;
      }
    }
  }
  const content = [...blocks].sort(([one], [other]) => one - other).map(([, block]) => block.value());
  return content.includes(undefined) ? undefined : { ...withKnown({ ...message, content }, end), usage };
}

/** What comes later replaces what came before; null says nothing new of what is known. */
export function withKnown(before: JsonObject, later: JsonObject | undefined): JsonObject {
  const after: Delta = { ...before };
  for (const [name, value] of Object.entries(later ?? {})) {
    if (value !== null || after[name] === undefined) after[name] = value;
  }
  return after;
}

class JoinedBlock {
  readonly #block: Delta;
  #json = '';

  constructor(start: JsonObject) {
    this.#block = { ...start };
  }

  add(delta: JsonObject): void {
    const { type, partial_json: json, citation, ...said } = delta;
    if (typeof json === 'string') this.#json += json;
    else if (type === 'citations_delta') this.#block['citations'] = [...arrayOf(this.#block['citations']), citation];
    else mergeDelta(this.#block, said);
  }

  /** Undefined for arguments that end in the middle: what the whole answer has of them is not known. */
  value(): JsonObject | undefined {
    if (this.#json === '') return this.#block;
    const input = parseJson(this.#json);
    return input === undefined ? undefined : { ...this.#block, input };
  }
}
