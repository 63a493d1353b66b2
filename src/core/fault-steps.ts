/** Steps that edits of a reply are made of. */

import type { EditedEvent, EditStep, ReplyEdit } from './fault.ts';
import type { CutKind, EndKind, PlannedReply } from './reply.ts';

export function send(bytes: Uint8Array): EditStep {
  return { kind: 'send', bytes };
}

export function end(how: EndKind): EditStep {
  return { kind: 'end', how };
}

/** No answer at all: the connection ends so after `at` ms, or stays silent. */
export function noAnswer(how: CutKind, at: number): PlannedReply {
  return {
    kind: 'planned',
    headless: true,
    status: 0,
    statusText: '',
    headers: [],
    bytes: new Uint8Array(0),
    ends: [],
    timing: { head: at, chunks: [], end: at },
    end: how,
  };
}

/**
 * What becomes of an event where `count` of them pass and something else happens then. Of a stream with no more events than that, the
 * last does not come; of what is one piece, the first half comes.
 */
export function passed(
  event: EditedEvent,
  count: number,
): { readonly over: boolean; readonly sent: readonly EditStep[] } {
  if (event.index >= count) return { over: true, sent: [] };
  if (!event.last) return { over: false, sent: [send(event.bytes)] };
  return { over: true, sent: event.index > 0 ? [] : [send(firstHalf(event.bytes))] };
}

/** An edit that lets `count` events pass, then does `then`, which ends the reply. */
export function endAfter(
  count: number,
  keepsBytes: boolean,
  then: (event: EditedEvent | undefined) => readonly EditStep[],
): ReplyEdit {
  return {
    keepsBytes,
    event(event) {
      const { over, sent } = passed(event, count);
      return over ? [...sent, ...then(event)] : sent;
    },
    // Nothing came that could have been cut.
    end: () => then(undefined),
  };
}

/** No character is cut in two. */
export function firstHalfOf(text: string): string {
  const characters = [...text];
  return characters.slice(0, Math.floor(characters.length / 2)).join('');
}

export function firstHalf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.byteLength / 2));
}
