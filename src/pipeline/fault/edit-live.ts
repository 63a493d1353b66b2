/**
 * Edits a live reply on its way. The upstream's reply is heard to its end also where the client's ends sooner, so that what is
 * recorded of it holds no fault.
 */

import type { Clock, Timer } from '../../core/clock.ts';
import type { Failures } from '../../core/failures.ts';
import type { EditStep, ReplyEdit } from '../../core/fault.ts';
import { type HeaderList, withoutHeaders } from '../../core/headers.ts';
import type { CutKind, LiveReply, ReplySink } from '../../core/reply.ts';
import { EditedEvents } from './edited-events.ts';

/** What is done for the client, in order: the edit's steps, and the end that the upstream's reply has come to by itself. */
type Task =
  | EditStep
  | { readonly kind: 'done'; readonly trailers: HeaderList }
  | { readonly kind: 'failed'; readonly how: CutKind };

const length: ReadonlySet<string> = new Set(['content-length']);

export function editLive(
  reply: LiveReply,
  edit: ReplyEdit,
  failures: Pick<Failures, 'errorEvent'>,
  clock: Clock,
): LiveReply {
  const head = edit.head?.(reply) ?? reply;
  return new EditedLive(
    reply,
    { status: head.status, statusText: head.statusText },
    edit.keepsBytes ? head.headers : withoutHeaders(head.headers, length),
    new EditedEvents(reply, edit, failures),
    clock,
  );
}

class EditedLive implements LiveReply {
  readonly kind = 'live';
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly #reply: LiveReply;
  readonly #events: EditedEvents;
  readonly #clock: Clock;
  readonly #tasks: Task[] = [];
  #next = 0;
  #sink: ReplySink | undefined;
  #timer: Timer | undefined;
  /** The client asked to wait. */
  #full = false;
  /** The upstream was asked to wait. */
  #paused = false;
  /** The client's reply has ended, or the client is gone. */
  #over = false;
  #upstreamEnded = false;

  constructor(
    reply: LiveReply,
    { status, statusText }: { readonly status: number; readonly statusText: string },
    headers: HeaderList,
    events: EditedEvents,
    clock: Clock,
  ) {
    this.#reply = reply;
    this.status = status;
    this.statusText = statusText;
    this.headers = headers;
    this.#events = events;
    this.#clock = clock;
  }

  subscribe(sink: ReplySink): void {
    this.#sink = sink;
    this.#reply.subscribe({
      chunk: (bytes) => {
        if (this.#over) return true;
        this.#add(this.#events.push(bytes));
        const waits = !this.#over && (this.#full || this.#timer !== undefined);
        this.#paused ||= waits;
        return !waits;
      },
      end: (trailers) => {
        this.#upstreamEnded = true;
        this.#add([...this.#events.finish(true), { kind: 'done', trailers }]);
      },
      fail: (how) => {
        this.#upstreamEnded = true;
        this.#add([...this.#events.finish(false), { kind: 'failed', how }]);
      },
    });
  }

  pause(): void {
    this.#full = true;
    this.#paused = true;
    this.#reply.pause();
  }

  resume(): void {
    this.#full = false;
    this.#flow();
  }

  abort(): void {
    this.#end();
    if (!this.#upstreamEnded) this.#reply.abort();
  }

  #add(tasks: readonly Task[]): void {
    if (this.#over) return;
    for (const task of tasks) this.#tasks.push(task);
    this.#work();
  }

  /** Does what can be done now; a wait puts off the rest. */
  #work(): void {
    while (!this.#over && this.#timer === undefined) {
      const task = this.#tasks[this.#next];
      if (task === undefined) break;
      this.#next += 1;
      this.#do(task);
    }
    if (this.#next < this.#tasks.length) return;
    this.#tasks.length = 0;
    this.#next = 0;
  }

  #do(task: Task): void {
    switch (task.kind) {
      case 'send':
        if (task.bytes.byteLength > 0 && this.#sink?.chunk(task.bytes) === false) this.#full = true;
        break;
      case 'wait':
        this.#timer = this.#clock.after(task.ms, () => {
          this.#timer = undefined;
          this.#work();
          this.#flow();
        });
        break;
      case 'end':
        this.#end();
        if (task.how === 'complete') this.#sink?.end([]);
        // The writer takes silence for what it is: nothing more is said.
        else if (task.how !== 'stall') this.#sink?.fail(task.how);
        this.#flow();
        break;
      case 'done':
        this.#end();
        this.#sink?.end(task.trailers);
        break;
      case 'failed':
        this.#end();
        this.#sink?.fail(task.how);
        break;
    }
  }

  #end(): void {
    this.#over = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#tasks.length = 0;
  }

  /** Lets the upstream go on unless somebody still waits. */
  #flow(): void {
    if (!this.#paused || (!this.#over && (this.#full || this.#timer !== undefined))) return;
    this.#paused = false;
    if (!this.#upstreamEnded) this.#reply.resume();
  }
}
