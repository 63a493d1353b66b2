/**
 * The contract of a fault: one way in which a provider's reply goes wrong. Members live in `faults/`.
 *
 *   answer    in the place of whoever would have answered: nobody is asked, nothing is recorded
 *   edit      of the reply's events on their way, whether it is planned or live
 *   reword    of what a whole model's answer says; a stream of it is put together before and taken apart behind
 */

import type { Choice, ToolCall } from './answer.ts';
import type { ApiError } from './api-error.ts';
import type { FinishKind } from './draft.ts';
import type { EndKind, PlannedReply, ReplyHead } from './reply.ts';

/** On the request of a client that wishes for a fault, and on a reply that one was put into: `reset(after=3)`. */
export const faultHeader = 'x-llmsim-fault';

/** What stands in the brackets of `reset(after=3)`. */
export interface FaultParameter {
  readonly name: string;
  /** `duration` is given in milliseconds, however it was written. */
  readonly kind: 'count' | 'duration' | 'text';
  /** The texts that it may be; any where there are none. */
  readonly choices?: readonly string[];
  /** What it says, and what holds without it. */
  readonly explanation: string;
}

/** By the names of the fault's parameters; numbers for counts and durations. */
export type FaultArguments = Readonly<Record<string, number | string>>;

export interface Fault {
  /** `[a-z0-9-]+`, as people write it. */
  readonly id: string;
  /** One sentence on what a client gets. */
  readonly summary: string;
  readonly parameters: readonly FaultParameter[];
  /** What it does with these arguments, each of which is one of `parameters`. */
  plan(args: FaultArguments): FaultAction;
}

/** A fault with its arguments, as it was asked for. */
export interface ChosenFault {
  readonly id: string;
  /** `reset(after=3)` */
  readonly text: string;
  readonly action: FaultAction;
}

export type FaultAction =
  | { readonly kind: 'answer'; readonly answer: (words: ProviderWords) => ApiError | PlannedReply }
  | {
      readonly kind: 'edit';
      /** An edit for this one reply; undefined where there is nothing in it that could be broken. */
      readonly edit: (reply: EditedHead, words: ProviderWords) => ReplyEdit | undefined;
    }
  | {
      readonly kind: 'reword';
      /** What one choice of the answer says instead, the first that its protocol can write; none leaves it as it is. */
      readonly reword: (choice: Choice) => readonly Wording[];
    }
  | {
      readonly kind: 'recount';
      /** What stands in the place of each number of tokens that the answer's usage has; undefined leaves it out. */
      readonly recount: (tokens: number) => number | undefined;
    };

/** How the provider words an error of a status. */
export type ProviderWords = (status: number, retryAfter?: number) => ApiError;

export interface EditedHead extends ReplyHead {
  /**
   * What the body is, as far as the head and the request tell: several events, one document, bytes of any kind, or nothing.
   */
  readonly body: 'stream' | 'document' | 'bytes' | 'empty';
}

/** One event of a stream as it stands on the wire; a document is one event, and so is a chunk of bytes of any kind. */
export interface EditedEvent {
  readonly bytes: Uint8Array;
  /** From 0. */
  readonly index: number;
  /** No other follows. */
  readonly last: boolean;
  /** The same with JSON that cannot be read; undefined where there is none in it. */
  broken(): Uint8Array | undefined;
  /** The same twice, in the pieces that make two events of it. */
  twice(): readonly Uint8Array[];
  /** The error as this stream's provider would send it behind what was sent before. */
  errorBehind(error: ApiError): Uint8Array;
}

export type EditStep =
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  /** Puts off all that follows, in ms. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** Ends the reply: what follows is not sent. */
  | { readonly kind: 'end'; readonly how: EndKind };

export interface ReplyEdit {
  /** Puts off the head and all that follows, in ms. */
  readonly delay?: number;
  readonly head?: (head: ReplyHead) => ReplyHead;
  /** The bytes that are sent are those of the reply, or their beginning: a promised length stays. */
  readonly keepsBytes: boolean;
  /** What happens in place of an event; undefined lets all pass as it came. */
  readonly event?: (event: EditedEvent) => readonly EditStep[];
  /** What happens before a complete end; nothing of it where a step has ended the reply. */
  readonly end?: () => readonly EditStep[];
}

/** What one choice of an answer says in place of what it said; its reasoning stays. */
export interface Wording {
  readonly text: string;
  readonly refusal: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: FinishKind;
}
