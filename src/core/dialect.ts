/** The contract of a dialect: one provider's wire protocol. Members live in `dialects/`. */

import type { Answer } from './answer.ts';
import type { ApiError, WrittenError } from './api-error.ts';
import type { CanonicalRules } from './canonical.ts';
import type { Endpoint } from './endpoint.ts';
import type { Failures } from './failures.ts';
import type { HeaderList } from './headers.ts';
import type { RateLimitWords } from './rate-limits.ts';
import type { SimRequest } from './request.ts';

/** Which providers speak it; an upstream names the families it answers. */
export type DialectFamily = 'openai' | 'anthropic' | 'gemini' | 'ollama' | 'cohere' | 'bedrock' | 'generic';

/** What a request asks for; `endpoint` is `[a-z0-9-]+`, for example `chat-completions`, and starts a file name. */
export interface Operation {
  readonly endpoint: string;
}

/** What people want to see of a request: in a log line, in a file name, in a summary. */
export interface RequestSummary {
  readonly model: string | undefined;
  /** The last user text, untrimmed; undefined where there is none. */
  readonly prompt: string | undefined;
  readonly stream: boolean;
}

export interface CollectedReply {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** A stream as it goes on the wire: one element of `events` for each event that the provider would send. */
export interface StreamedReply {
  readonly status: number;
  readonly headers: HeaderList;
  readonly events: readonly Uint8Array[];
}

/** Cuts a text into the pieces that a stream sends one by one; joined they are the text, and none is empty. */
export type TextCutter = (text: string) => readonly string[];

/** Whole answers and streams are two forms of one; this turns the one into the other. */
export interface Streaming {
  /**
   * The requests that ask for the other form of the same answer, the likeliest first (a stream is asked for with and without
   * usage); none where the operation has one form only.
   */
  otherForms(request: SimRequest): readonly SimRequest[];
  /**
   * The whole answer that a stream makes, as the provider would have sent it to a request without streaming; undefined for one
   * that is cut short, holds an error, or what is not known. Never throws.
   */
  join(reply: CollectedReply): CollectedReply | undefined;
  /**
   * The stream of a whole answer, as the provider would have sent it to `request`, its texts and tool arguments cut by `cut`;
   * undefined for an error or what is not known. Never throws.
   */
  split(reply: CollectedReply, request: SimRequest, cut: TextCutter): StreamedReply | undefined;
}

/** What a model made, in one event of its reply. */
export interface SaidEvent {
  /** Where the event ends in the reply's body, without the line ends behind it. */
  readonly end: number;
  /** Text, refusal, names and arguments of tool calls; empty where the event repeats what others said. */
  readonly said: string;
  /** Reasoning that is shown. */
  readonly thought: string;
  /** Bytes of sound or pictures, where nothing is said in words. */
  readonly media: number;
}

export interface SaidEvents {
  /** `document`: a whole answer, which is one event. `lines` and `array` may be either: the request tells. */
  readonly framing: 'document' | 'sse' | 'lines' | 'array' | 'frames';
  readonly events: readonly SaidEvent[];
}

export interface Dialect {
  /** Folder name in `dialects/`, for example `openai-chat`. */
  readonly id: string;
  readonly family: DialectFamily;
  /** Looks only at the request line and headers; undefined when the request is not of this dialect. */
  claims(request: Pick<SimRequest, 'method' | 'target' | 'headers'>): Operation | undefined;
  /** Never throws: a body that is not what it should be gives undefined fields. */
  describe(request: SimRequest): RequestSummary;
  /** The error in the provider's own shape. */
  writeError(error: ApiError): WrittenError;
  /** The model's text put together from a reply, streamed or not: reasoning, text, tool calls. Never throws. */
  textOf(reply: CollectedReply): string;
  /**
   * What a reply says and what it cost, streamed or not; without choices where a model said nothing in words but counted tokens
   * (embeddings, images). Undefined for one that is no model's answer. Never throws.
   */
  answerOf(reply: CollectedReply): Answer | undefined;
  /** What was said in which event of a reply, in time linear in its length; undefined for a body that is no text. Never throws. */
  saidIn(body: Uint8Array): SaidEvents | undefined;
  readonly canonical: CanonicalRules;
  /** How the provider counts and tells what a client may ask for. */
  readonly limits: RateLimitWords;
  /** Undefined where the protocol has no streams, or only streams. */
  readonly streaming: Streaming | undefined;
  /** What llmsim can answer without a recording; loaded when first asked for, because replay alone needs none of it. */
  readonly endpoints: () => Promise<readonly Endpoint[]>;
  /** How the provider fails, and its answers with other words: what faults are made of. Loaded when first asked for. */
  readonly failures: () => Promise<Failures>;
}
