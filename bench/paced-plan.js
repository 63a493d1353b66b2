/** The paced stream that all servers of the pacing benchmark send, and the request for it. */

import { answerHeaders, streamEvents } from './traffic.js';

export const events = 50;
/** Milliseconds from the request to head and first event: all requests are in before the first stream begins. */
export const thought = 300;

/** The events as texts, the last of them with `[DONE]` behind it, as providers send it. */
export function pacedEvents() {
  const texts = streamEvents(events + 1);
  const done = texts.pop();
  texts.push(`${texts.pop()}${done}`);
  return texts;
}

/** When each event is due, in milliseconds since the request, `gap` apart. */
export function pacedTimes(gap) {
  return Array.from({ length: events }, (_, i) => thought + gap * i);
}

export function pacedHeaders() {
  return answerHeaders('text/event-stream');
}
