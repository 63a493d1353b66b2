/** Converse's answers as the events of ConverseStream, and the events put together. */

import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, numberOf, objectOf, objectsOf, parseJson, stringOf } from '../json-shape.ts';
import { type Delta, mergeDelta } from '../merge-delta.ts';

/** An event by its name, `{ messageStart: … }`. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html */
export type ConverseEvent = JsonObject;

/** Undefined for a stream that is cut, holds an error, or a kind of block that is not known. */
export function joinConverse(events: readonly ConverseEvent[]): JsonObject | undefined {
  const blocks = new Map<number, JoinedBlock>();
  const message: Delta = {};
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
    Object.assign(message, objectOf(messageStart));
    const begun = objectOf(start);
    if (begun !== undefined) blockOf(begun).start(objectOf(begun['start']) ?? {});
    const said = objectOf(delta);
    if (said !== undefined) blockOf(said).add(objectOf(said['delta']) ?? {});
    stop = objectOf(messageStop) ?? stop;
    metadata = objectOf(end) ?? metadata;
  }
  const content = [...blocks].sort(([one], [other]) => one - other).map(([, block]) => block.value());
  if (stop === undefined || metadata === undefined || content.includes(undefined)) return undefined;
  const { role = 'assistant' } = message;
  const { p: _, ...ending } = stop;
  const { p: __, ...used } = metadata;
  return { ...used, output: { message: { content, role } }, ...ending };
}

class JoinedBlock {
  readonly #tool: Delta = {};
  readonly #result: Delta = {};
  readonly #reasoning: Delta = {};
  #text: string | undefined;
  #input: string | undefined;
  #unknown = false;

  start({ toolUse, toolResult }: JsonObject): void {
    if (objectOf(toolUse) !== undefined) {
      Object.assign(this.#tool, toolUse);
      this.#input ??= '';
    }
    if (objectOf(toolResult) !== undefined) Object.assign(this.#result, { content: [], ...objectOf(toolResult) });
  }

  add(delta: JsonObject): void {
    const { text, toolUse, toolResult, reasoningContent, ...others } = delta;
    if (typeof text === 'string') this.#text = (this.#text ?? '') + text;
    const input = objectOf(toolUse)?.['input'];
    if (typeof input === 'string') this.#input = (this.#input ?? '') + input;
    if (Array.isArray(toolResult)) mergeDelta(this.#result, { content: toolResult });
    mergeDelta(this.#reasoning, objectOf(reasoningContent) ?? {});
    // What it makes of a citation is not known well enough.
    if (Object.keys(others).length > 0) this.#unknown = true;
  }

  value(): JsonObject | undefined {
    if (this.#unknown) return undefined;
    if (this.#input !== undefined) {
      const input = this.#input === '' ? {} : parseJson(this.#input);
      return input === undefined ? undefined : { toolUse: { ...this.#tool, input } };
    }
    if ('content' in this.#result) return { toolResult: this.#result };
    const { text, signature, ...redacted } = this.#reasoning;
    if (text !== undefined) {
      return { reasoningContent: { reasoningText: { text, ...(signature === undefined ? {} : { signature }) } } };
    }
    if (Object.keys(redacted).length > 0) return { reasoningContent: redacted };
    return { text: this.#text ?? '' };
  }
}

export function converseEvents(whole: JsonObject, cut: TextCutter): ConverseEvent[] {
  const { output, stopReason, additionalModelResponseFields: more, ...metadata } = whole;
  const message = objectOf(objectOf(output)?.['message']) ?? {};
  return [
    { messageStart: { role: message['role'] ?? 'assistant' } },
    ...objectsOf(message['content']).flatMap((block, contentBlockIndex) => [
      ...blockEvents(block, contentBlockIndex, cut),
      { contentBlockStop: { contentBlockIndex } },
    ]),
    { messageStop: { stopReason, ...(more === undefined ? {} : { additionalModelResponseFields: more }) } },
    { metadata },
  ];
}

function blockEvents(block: JsonObject, contentBlockIndex: number, cut: TextCutter): ConverseEvent[] {
  const delta = (said: JsonObject) => ({ contentBlockDelta: { contentBlockIndex, delta: said } });
  const start = (begun: JsonObject) => ({ contentBlockStart: { contentBlockIndex, start: begun } });
  const tool = objectOf(block['toolUse']);
  if (tool !== undefined) {
    const { input, ...named } = tool;
    return [
      start({ toolUse: named }),
      ...cut(JSON.stringify(input ?? {})).map((piece) => delta({ toolUse: { input: piece } })),
    ];
  }
  const result = objectOf(block['toolResult']);
  if (result !== undefined) {
    const { content, ...named } = result;
    return [start({ toolResult: named }), delta({ toolResult: content })];
  }
  const reasoning = objectOf(block['reasoningContent']);
  if (reasoning !== undefined) {
    const { text, signature } = objectOf(reasoning['reasoningText']) ?? {};
    if (typeof text !== 'string') return [delta({ reasoningContent: reasoning })];
    return [
      ...cut(text).map((piece) => delta({ reasoningContent: { text: piece } })),
      ...(signature === undefined ? [] : [delta({ reasoningContent: { signature } })]),
    ];
  }
  return cut(stringOf(block['text']) ?? '').map((text) => delta({ text }));
}
