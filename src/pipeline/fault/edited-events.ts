/** Feeds a reply's bytes to an edit, event by event, and gives the steps that it wants. */

import { cutterOf, type EventCutter, type Framing, framingOf } from '../../codec/event-framing.ts';
import { brokenEvent, lastEvent, twiceEvent } from '../../codec/event-writing.ts';
import type { ApiError } from '../../core/api-error.ts';
import type { Failures } from '../../core/failures.ts';
import type { EditedEvent, EditStep, ReplyEdit } from '../../core/fault.ts';
import { headerOf, mediaType } from '../../core/headers.ts';
import type { ReplyHead } from '../../core/reply.ts';

/** An edit hears whether an event is the last, so each waits for the next one or for the end. */
export class EditedEvents {
  readonly #head: ReplyHead;
  readonly #edit: ReplyEdit;
  readonly #failures: Pick<Failures, 'errorEvent'>;
  #framing: Framing = 'bytes';
  #cutter: EventCutter | undefined;
  #held: Uint8Array | undefined;
  #before: Uint8Array | undefined;
  #index = 0;

  constructor(head: ReplyHead, edit: ReplyEdit, failures: Pick<Failures, 'errorEvent'>) {
    this.#head = head;
    this.#edit = edit;
    this.#failures = failures;
  }

  push(bytes: Uint8Array): readonly EditStep[] {
    if (this.#edit.event === undefined) return [{ kind: 'send', bytes }];
    this.#cutter ??= this.#begin(bytes);
    return this.#cutter.push(bytes).flatMap((event) => this.#next(event));
  }

  /** What comes when the reply has come to its end; `complete` unless it ended badly by itself. */
  finish(complete: boolean): readonly EditStep[] {
    const steps: EditStep[] = [];
    const rest = this.#cutter?.rest();
    if (rest !== undefined) {
      // The bracket that ends an array belongs to its last element.
      if (this.#framing === 'array' && this.#held !== undefined) this.#held = Buffer.concat([this.#held, rest]);
      else steps.push(...this.#next(rest));
    }
    steps.push(...this.#release(complete));
    if (complete) steps.push(...(this.#edit.end?.() ?? []));
    return steps;
  }

  #begin(bytes: Uint8Array): EventCutter {
    this.#framing = framingIn(this.#head, bytes);
    return cutterOf(this.#framing);
  }

  #next(event: Uint8Array): readonly EditStep[] {
    const steps = this.#release(false);
    this.#held = event;
    return steps;
  }

  #release(last: boolean): readonly EditStep[] {
    const bytes = this.#held;
    if (bytes === undefined) return [];
    const steps = this.#edit.event?.(this.#eventOf(bytes, last)) ?? [];
    this.#held = undefined;
    this.#before = bytes;
    this.#index += 1;
    return steps;
  }

  #eventOf(bytes: Uint8Array, last: boolean): EditedEvent {
    const framing = this.#framing;
    const before = this.#before;
    const index = this.#index;
    return {
      bytes,
      index,
      last,
      broken: () => (framing === 'bytes' ? undefined : brokenEvent(bytes, framing)),
      twice: () => twiceEvent(bytes, framing),
      errorBehind: (error: ApiError) => lastEvent(this.#failures.errorEvent(error, index), framing, before),
    };
  }
}

/** How a body is cut into events; what is compressed is not. */
export function framingIn({ headers }: Pick<ReplyHead, 'headers'>, beginning: Uint8Array): Framing {
  const encoding = headerOf(headers, 'content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return 'bytes';
  return framingOf(mediaType(headerOf(headers, 'content-type')), beginning);
}
