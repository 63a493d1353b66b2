/** What a profile needs to know of an answer to time it: how it comes, and how many tokens are in each of its chunks. */

/** What of a chunk takes time to generate. */
export type ChunkKind =
  /** Text, tool arguments, audio: what the model says. */
  | 'said'
  /** Reasoning that the client can see. */
  | 'thought'
  /** Nothing: heads, pings, usage, `[DONE]`; comes with its neighbours. */
  | 'frame';

export interface ShapedChunk {
  readonly kind: ChunkKind;
  /** Tokens generated for it, estimated where nobody counted them; 0 of a frame. */
  readonly tokens: number;
}

export interface ReplyShape {
  /** A whole answer comes when all of it is generated. */
  readonly streamed: boolean;
  /** One entry a chunk of the reply. */
  readonly chunks: readonly ShapedChunk[];
  /** Tokens of the prompt that did not come from the provider's cache. */
  readonly promptTokens: number;
  /** Reasoning that is billed and not shown. */
  readonly hiddenReasoningTokens: number;
}
