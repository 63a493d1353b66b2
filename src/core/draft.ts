/** An answer before a dialect writes it: what a rule or a generator says, without ids, times and any provider's words. */

import type { ToolCall, Usage } from './answer.ts';
import type { TextCutter } from './dialect.ts';

/** Why an answer ends; each dialect has its own word for it. */
export type FinishKind = 'stop' | 'stop-sequence' | 'length' | 'tool-calls' | 'content-filter' | 'refusal';

export interface TokenLogprob {
  readonly token: string;
  /** Natural logarithm, 0 or less. */
  readonly logprob: number;
}

export interface DraftChoice {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: FinishKind;
  /** The sequence of `Prompt.stop` that ended it. */
  readonly stopSequence: string | undefined;
  /** One entry a token of `text`, where they were asked for; `top` has as many as were asked for, the likeliest first. */
  readonly logprobs: readonly (TokenLogprob & { readonly top: readonly TokenLogprob[] })[] | undefined;
}

export interface Draft {
  /** As many as `Prompt.choices`. */
  readonly choices: readonly [DraftChoice, ...DraftChoice[]];
  readonly usage: Usage;
  /** Cuts the draft's texts where the model's events would be cut. */
  readonly cut: TextCutter;
}
