/** What a reply says, whatever protocol it came in: texts, tool calls, why it ended, and what it cost. */

export interface ToolCall {
  readonly name: string;
  /** The arguments as JSON text, put together from their pieces. */
  readonly arguments: string;
}

/** Tokens as the provider counted them. */
export interface Usage {
  /** All of the prompt, what came from the provider's cache included. */
  readonly input: number;
  /** All that was generated, reasoning included. */
  readonly output: number;
  /** The part of `input` that came from the provider's cache. */
  readonly cached: number;
  /** The part of `output` that was reasoning. */
  readonly reasoning: number;
}

/** One of the answers that a request with `n` > 1 gets; most get one. */
export interface Choice {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly ToolCall[];
  /** The provider's own word: `stop`, `end_turn`, `MAX_TOKENS`; undefined where the reply ended without one. */
  readonly finish: string | undefined;
}

export interface Answer {
  readonly model: string | undefined;
  /** None where tokens were counted and nothing was said: embeddings, rankings, images. */
  readonly choices: readonly Choice[];
  readonly usage: Usage | undefined;
}
