/** The choices of all chunks of one choice: who speaks, what it says piece by piece, and why it ends. */

import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, objectOf, objectsOf, stringOf } from '../json-shape.ts';
import { callPieces, functionPieces } from './call-pieces.ts';
import { reasoningPieces } from './reasoning-pieces.ts';
import { type Said, spoken } from './said.ts';

/** @param wholeCalls whether calls come in one piece, each in a chunk of its own */
export function choiceDeltas(choice: JsonObject, cut: TextCutter, wholeCalls = false): JsonObject[] {
  const { index, message, logprobs, finish_reason, ...rest } = choice;
  const chunk = (delta: JsonObject, probabilities: unknown, finish: unknown = null, more: object = {}) => ({
    index,
    delta,
    ...(logprobs === undefined ? {} : { logprobs: probabilities ?? null }),
    finish_reason: finish,
    ...more,
  });
  const said = saidBy(objectOf(message) ?? {}, objectOf(logprobs), cut, wholeCalls);
  return [
    ...said.map(({ delta, logprobs: probabilities }) => chunk(delta, probabilities)),
    chunk({}, null, finish_reason, rest),
  ];
}

function saidBy(message: JsonObject, logprobs: JsonObject | undefined, cut: TextCutter, wholeCalls: boolean): Said[] {
  const { role = 'assistant', content, refusal, tool_calls, function_call, ...other } = message;
  const { pieces: reasoning, rest } = reasoningPieces(other, logprobs, cut);
  const nulls = Object.entries(rest).filter(([, value]) => value === null);
  const whole = Object.entries(rest).filter(([, value]) => !isNothing(value));
  const calls = [
    ...objectsOf(tool_calls).map((call, at) =>
      (wholeCalls ? [{ index: at, ...call }] : callPieces(call, at, cut)).map((piece) => ({ tool_calls: [piece] })),
    ),
    ...functionPieces(objectOf(function_call), cut).map((pieces) => pieces.map((piece) => ({ function_call: piece }))),
  ];
  const text = stringOf(content);
  const silent = text === undefined && !Array.isArray(content);
  // A call that is alone begins in the chunk that says who speaks.
  const [first, ...others] =
    calls.length === 1 && silent && !wholeCalls && reasoning.length === 0 ? (calls[0] ?? []) : [];
  const opening = {
    role,
    content: silent ? null : '',
    ...first,
    ...(refusal === undefined ? {} : { refusal: typeof refusal === 'string' ? '' : null }),
    ...Object.fromEntries(nulls),
  };
  return [
    { delta: opening },
    ...reasoning,
    ...(text === undefined ? contentParts(content, cut) : spoken('content', text, logprobs, cut)),
    ...spoken('refusal', stringOf(refusal) ?? '', logprobs, cut),
    ...(first === undefined ? calls.flat() : others).map((delta) => ({ delta })),
    ...(whole.length === 0 ? [] : [{ delta: Object.fromEntries(whole) }]),
  ];
}

/** https://docs.mistral.ai/capabilities/reasoning/: thoughts as parts, text as text. */
function contentParts(content: unknown, cut: TextCutter): Said[] {
  return objectsOf(content).flatMap((part): Said[] => {
    const text = stringOf(part['text']);
    if (part['type'] === 'text' && text !== undefined) return cut(text).map((piece) => ({ delta: { content: piece } }));
    if (part['type'] !== 'thinking') return [{ delta: { content: [part] } }];
    const thoughts = objectsOf(part['thinking']).flatMap((thought) => cut(stringOf(thought['text']) ?? ''));
    return thoughts.map((thought) => ({
      delta: { content: [{ ...part, thinking: [{ type: 'text', text: thought }] }] },
    }));
  });
}

function isNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
