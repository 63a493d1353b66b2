/** The contract of a generator: one way to invent what a model says. Members live in `generators/`. */

import type { ToolCall, Usage } from './answer.ts';
import type { FinishKind } from './draft.ts';
import type { Prompt } from './prompt.ts';
import type { Random } from './random.ts';

export interface GeneratorTask {
  readonly prompt: Prompt;
  /** Of this prompt and choice: all that is drawn comes from here. */
  readonly random: Random;
  /** How many tokens to say at least, for generators whose length is free; what is beyond is cut off. */
  readonly tokens: number;
  /** What `fixed` says, what `template` fills in. */
  readonly text: string | undefined;
}

export type Invented =
  | {
      readonly kind: 'said';
      readonly text: string;
      readonly toolCalls: readonly ToolCall[];
      /** Undefined: invented where the request asks for it. */
      readonly reasoning?: string;
      readonly refusal?: string;
      /** Undefined for the one that follows from the rest. A bound of the request that cuts the answer goes before it. */
      readonly finish?: FinishKind | undefined;
      /** Tokens in place of those that are counted. */
      readonly usage?: Partial<Usage>;
    }
  /** The request asks for what cannot be made. */
  | { readonly kind: 'impossible'; readonly why: string };

export interface Generator {
  readonly id: string;
  /** One line for the documentation and `--help`. */
  readonly explanation: string;
  /** Whether its answers are cut to the length asked for; else what is said is said whole. */
  readonly freeLength: boolean;
  say(task: GeneratorTask): Invented;
}
