/** What was said in which event of a reply: the framing is common to all dialects, and each knows its own events. */

import type { Choice } from '../core/answer.ts';
import type { SaidEvent, SaidEvents } from '../core/dialect.ts';
import type { JsonObject } from './json-shape.ts';
import { mediaSize } from './media-size.ts';
import { type PlacedEvent, type PlacedEvents, placedEvents } from './placed-events.ts';

/**
 * What one event says by itself; nothing where it repeats what other events said.
 * @param whole the event is all of the answer
 */
export type ReadEvent = (value: JsonObject, whole: boolean) => readonly Choice[];

/** Undefined for a body that is no text. */
export function saidEvents(body: Uint8Array, read: ReadEvent): SaidEvents | undefined {
  const placed = placedEvents(body);
  return placed === undefined ? undefined : saidIn(placed, read);
}

export function saidIn({ framing, events }: PlacedEvents, read: ReadEvent): SaidEvents {
  const whole = framing === 'document';
  return { framing, events: events.map((event) => saidEvent(event, read(event.value, whole))) };
}

function saidEvent({ value, end }: PlacedEvent, choices: readonly Choice[]): SaidEvent {
  let said = '';
  let thought = '';
  for (const { text, refusal, reasoning, toolCalls } of choices) {
    said += text + refusal;
    for (const call of toolCalls) said += call.name + call.arguments;
    thought += reasoning;
  }
  return { end, said, thought, media: said === '' && thought === '' ? mediaSize(value) : 0 };
}
