/** Edits a planned reply: arithmetic on its plan. */

import type { Failures } from '../../core/failures.ts';
import type { EditStep, ReplyEdit } from '../../core/fault.ts';
import type { HeaderList } from '../../core/headers.ts';
import { type EndKind, type PlannedReply, partsOf } from '../../core/reply.ts';
import { EditedEvents } from './edited-events.ts';

export function editPlanned(
  reply: PlannedReply,
  edit: ReplyEdit,
  failures: Pick<Failures, 'errorEvent'>,
): PlannedReply {
  const head = edit.head?.(reply) ?? reply;
  const plan = new Plan(edit.delay ?? 0);
  const events = new EditedEvents(reply, edit, failures);
  for (const part of partsOf(reply)) if (part.kind === 'chunk') plan.take(events.push(part.bytes), part.at);
  plan.take(events.finish(reply.end === 'complete'), reply.timing.end);
  const { chunks, end, endsAt } = plan.ended(reply.end, reply.timing.end);
  const ends: number[] = [];
  let length = 0;
  for (const { bytes } of chunks) {
    length += bytes.byteLength;
    ends.push(length);
  }
  return {
    kind: 'planned',
    status: head.status,
    statusText: head.statusText,
    headers: edit.keepsBytes || length === reply.bytes.byteLength ? head.headers : withLength(head.headers, length),
    bytes: Buffer.concat(chunks.map(({ bytes }) => bytes)),
    ends,
    timing: { head: reply.timing.head + (edit.delay ?? 0), chunks: chunks.map(({ at }) => at), end: endsAt },
    end,
  };
}

/** The headers with the length that the body has now, where they gave one. */
function withLength(headers: HeaderList, length: number): HeaderList {
  return headers.map(([name, value]) =>
    name.toLowerCase() === 'content-length' ? [name, String(length)] : [name, value],
  );
}

/** Takes steps until one of them ends the reply. */
class Plan {
  readonly chunks: { readonly bytes: Uint8Array; readonly at: number }[] = [];
  #shift: number;
  #ended: { readonly how: EndKind; readonly at: number } | undefined;

  constructor(delay: number) {
    this.#shift = delay;
  }

  take(steps: readonly EditStep[], at: number): void {
    for (const step of steps) {
      if (this.#ended !== undefined) return;
      if (step.kind === 'wait') this.#shift += step.ms;
      else if (step.kind === 'end') this.#ended = { how: step.how, at: at + this.#shift };
      else this.chunks.push({ bytes: step.bytes, at: at + this.#shift });
    }
  }

  ended(how: EndKind, at: number) {
    return {
      chunks: this.chunks,
      end: this.#ended?.how ?? how,
      endsAt: this.#ended?.at ?? at + this.#shift,
    };
  }
}
