/** The turn of a run as the events of a stream. https://platform.openai.com/docs/api-reference/assistants-streaming/events */

import { encodeEvent } from '../../codec/sse.ts';
import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, objectOf, stringOf } from '../json-shape.ts';
import type { Message, RunStep } from './objects.ts';
import type { TakenTurn } from './take-turn.ts';

export function eventOf(event: string, data: unknown): Uint8Array {
  return encodeEvent({ event, data: JSON.stringify(data) });
}

export const doneEvent = encodeEvent({ event: 'done', data: '[DONE]' });

/** From where the run is queued to where it has ended or waits for tools. */
export function turnEvents({ started, said, called, ended, cut }: TakenTurn): readonly Uint8Array[] {
  return [
    eventOf('thread.run.in_progress', started),
    ...(said === undefined ? [] : saidEvents(said, cut)),
    ...(called === undefined ? [] : calledEvents(called, cut)),
    eventOf(`thread.run.${ended.status}`, ended),
  ];
}

function saidEvents({ message, step }: NonNullable<TakenTurn['said']>, cut: TextCutter): readonly Uint8Array[] {
  const begun: RunStep = { ...step, status: 'in_progress', completed_at: null, usage: null };
  const empty: Message = {
    ...message,
    status: 'in_progress',
    incomplete_details: null,
    completed_at: null,
    incomplete_at: null,
    content: [],
  };
  return [
    eventOf('thread.run.step.created', begun),
    eventOf('thread.run.step.in_progress', begun),
    eventOf('thread.message.created', empty),
    eventOf('thread.message.in_progress', empty),
    ...message.content.flatMap((part, index) =>
      contentDeltas(part, cut).map((delta) =>
        eventOf('thread.message.delta', {
          id: message.id,
          object: 'thread.message.delta',
          delta: { content: [{ index, ...delta }] },
        }),
      ),
    ),
    eventOf(`thread.message.${message.status}`, message),
    eventOf('thread.run.step.completed', step),
  ];
}

function contentDeltas(part: JsonObject, cut: TextCutter): readonly JsonObject[] {
  const refusal = stringOf(part['refusal']);
  if (refusal !== undefined) return cut(refusal).map((piece) => ({ type: 'refusal', refusal: piece }));
  const value = stringOf(objectOf(part['text'])?.['value']) ?? '';
  // The first piece makes the part, also of a message that says nothing.
  const [first = '', ...others] = value === '' ? [] : cut(value);
  return [
    { type: 'text', text: { value: first, annotations: [] } },
    ...others.map((piece) => ({ type: 'text', text: { value: piece } })),
  ];
}

function calledEvents(step: RunStep, cut: TextCutter): readonly Uint8Array[] {
  const calls = step.step_details.type === 'tool_calls' ? step.step_details.tool_calls : [];
  const begun = { ...step, step_details: { type: 'tool_calls', tool_calls: [] } };
  const deltaOf = (call: JsonObject) =>
    eventOf('thread.run.step.delta', {
      id: step.id,
      object: 'thread.run.step.delta',
      delta: { step_details: { type: 'tool_calls', tool_calls: [call] } },
    });
  return [
    eventOf('thread.run.step.created', begun),
    eventOf('thread.run.step.in_progress', begun),
    ...calls.flatMap(({ id, type, function: { name, arguments: text } }, index) => [
      deltaOf({ index, id, type, function: { name, arguments: '', output: null } }),
      ...(text === '' ? [] : cut(text)).map((piece) => deltaOf({ index, type, function: { arguments: piece } })),
    ]),
  ];
}
