/** Converse's answers as the events of ConverseStream; Nova's own messages have the same shapes. */

import type { TextCutter } from '../../core/dialect.ts';
import { arrayOf, type JsonObject, objectOf, objectsOf, stringOf } from '../json-shape.ts';

/** An event by its name, `{ messageStart: … }`. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html */
export type ConverseEvent = JsonObject;

/** Undefined for an answer with a kind of block whose events are not known. */
export function converseEvents(whole: JsonObject, cut: TextCutter): ConverseEvent[] | undefined {
  const { output, stopReason, additionalModelResponseFields: more, ...metadata } = whole;
  const message = objectOf(objectOf(output)?.['message']) ?? {};
  const blocks = objectsOf(message['content']).map((block, index) => blockEvents(block, index, cut));
  if (blocks.includes(undefined)) return undefined;
  return [
    { messageStart: { role: message['role'] ?? 'assistant' } },
    ...blocks.flatMap((events, contentBlockIndex) => [...(events ?? []), { contentBlockStop: { contentBlockIndex } }]),
    { messageStop: { ...(more === undefined ? {} : { additionalModelResponseFields: more }), stopReason } },
    { metadata },
  ];
}

/** Only tools have a `contentBlockStart`. */
function blockEvents(block: JsonObject, contentBlockIndex: number, cut: TextCutter): ConverseEvent[] | undefined {
  const delta = (said: JsonObject) => ({ contentBlockDelta: { contentBlockIndex, delta: said } });
  const start = (begun: JsonObject) => ({ contentBlockStart: { contentBlockIndex, start: begun } });
  const { text, toolUse, toolResult, reasoningContent, citationsContent, ...others } = block;
  if (Object.keys(others).length > 0) return undefined;
  if (typeof text === 'string') return textPieces(text, cut).map((piece) => delta({ text: piece }));
  const tool = objectOf(toolUse);
  if (tool !== undefined) {
    const { input, ...named } = tool;
    const pieces = ['', ...cut(JSON.stringify(input ?? {}))];
    return [start({ toolUse: named }), ...pieces.map((piece) => delta({ toolUse: { input: piece } }))];
  }
  const result = objectOf(toolResult);
  if (result !== undefined) {
    const { content, ...named } = result;
    return [start({ toolResult: named }), delta({ toolResult: arrayOf(content) })];
  }
  const cited = objectOf(citationsContent);
  if (cited !== undefined) {
    const texts = objectsOf(cited['content']).flatMap((part) => cut(stringOf(part['text']) ?? ''));
    const citations = arrayOf(cited['citations']);
    return [...texts.map((piece) => delta({ text: piece })), ...citations.map((citation) => delta({ citation }))];
  }
  const reasoning = objectOf(reasoningContent);
  return reasoning === undefined ? undefined : reasoningDeltas(reasoning, cut).map(delta);
}

/** The signature comes when all is thought; reasoning that is kept back comes as it is. */
function reasoningDeltas(reasoning: JsonObject, cut: TextCutter): JsonObject[] {
  const { text, signature } = objectOf(reasoning['reasoningText']) ?? {};
  if (typeof text !== 'string') return [{ reasoningContent: reasoning }];
  return [
    ...textPieces(text, cut).map((piece) => ({ reasoningContent: { text: piece } })),
    ...(signature === undefined ? [] : [{ reasoningContent: { signature } }]),
  ];
}

/** A block without text is known by its one empty piece. */
function textPieces(text: string, cut: TextCutter): readonly string[] {
  return text === '' ? [''] : cut(text);
}
