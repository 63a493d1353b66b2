/**
 * The contract of an endpoint that llmsim can answer itself. Members are listed in a dialect's `endpoints`.
 *
 *   request ──▶ read and validate ──▶ generate (prompt → draft, texts → vectors, …) ──▶ write the provider's reply
 */

import type { ApiError } from './api-error.ts';
import type { CollectedReply, StreamedReply } from './dialect.ts';
import type { Draft } from './draft.ts';
import type { ModelCatalogue } from './model-catalogue.ts';
import type { Prompt } from './prompt.ts';
import type { Random } from './random.ts';
import type { SimRequest } from './request.ts';
import type { Shelf } from './shelf.ts';

export type EndpointAnswer =
  | { readonly kind: 'whole'; readonly reply: CollectedReply }
  | { readonly kind: 'stream'; readonly reply: StreamedReply }
  /** Written by the dialect's `writeError`. */
  | { readonly kind: 'error'; readonly error: ApiError };

/** What became of a prompt. */
export type Drafted =
  | { readonly kind: 'draft'; readonly draft: Draft }
  /** Longer than the model's context: the dialect has the provider's own words for it. Tokens. */
  | { readonly kind: 'too-long'; readonly promptTokens: number; readonly contextWindow: number }
  /** The format asks for what cannot be made, such as a schema that nothing satisfies. */
  | { readonly kind: 'impossible'; readonly why: string };

export interface Transcribed {
  readonly text: string;
  readonly language: string;
  /** Seconds. */
  readonly duration: number;
  readonly segments: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/** What generators make. Each is deterministic: equal seed and request, equal result. */
export interface Generators {
  draft(prompt: Prompt): Promise<Drafted>;
  /** Unit vectors; texts that share words are closer. */
  embed(texts: readonly string[], dimensions: number): Promise<readonly Float32Array[]>;
  /** A PNG of exactly that size; `progress` below 1 is a coarser stage of the same picture. */
  image(
    prompt: string,
    size: { readonly width: number; readonly height: number },
    progress?: number,
  ): Promise<Uint8Array>;
  /** Sound as long as it takes to say the text: 16-bit mono samples. */
  speech(text: string, voice: string): Promise<{ readonly sampleRate: number; readonly samples: Int16Array }>;
  /** What was said in a file: invented, of a length that fits its bytes. */
  transcript(audio: Uint8Array, hint: string | undefined): Promise<Transcribed>;
  /** Tokens of each text as the model counts them, or the estimate for models whose tokeniser is not public. */
  tokens(texts: readonly string[], model: string): Promise<readonly number[]>;
  /** Tokens of a whole prompt, with the overhead of its messages and tools. */
  promptTokens(prompt: Prompt): Promise<number>;
}

export interface EndpointContext {
  readonly request: SimRequest;
  /** The upstream that the path named: protocols that many hosts speak are written as that one does. */
  readonly provider: string | undefined;
  /** What stands for `{name}` in the endpoint's path, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly generate: Generators;
  /** For ids, of its own for each occurrence of the request, so that two equal requests make two objects. */
  readonly ids: Random;
  /** Derived, not the clock's; in seconds since 1970. A later occurrence of the request is later. */
  readonly created: number;
  /** What earlier requests of this client's selection left; bounded. */
  shelf<T>(shelf: Shelf<T>): Map<string, T>;
  readonly models: ModelCatalogue;
  /** Refuse unknown fields as the provider does; else warn. */
  readonly strict: boolean;
  warn(text: string): void;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PATCH' | 'PUT';
  /** Behind the API's base: `chat/completions/{id}`; `{id...}` takes the rest of the path, `models/{model}:generateContent` a part of a segment. */
  readonly path: string;
  /** Can answer as a stream. */
  readonly streams: boolean;
  /** What it asks for, read with forbearance: rules look at it. Undefined for what asks no model for words. */
  readonly prompt?: (request: SimRequest) => Prompt | undefined;
  answer(context: EndpointContext): Promise<EndpointAnswer>;
}
