/** The models that llmsim knows or was told of: what an API lists, and the bounds that a request is held to. */

import type { DialectFamily } from './dialect.ts';

export interface ModelInfo {
  readonly id: string;
  readonly family: DialectFamily;
  /** `owned_by`. */
  readonly owner: string;
  /** Unix seconds. */
  readonly created: number;
  readonly displayName: string;
  readonly kind: 'chat' | 'completion' | 'embedding' | 'image' | 'speech' | 'transcription' | 'moderation' | 'rerank';
  /** Tokens, prompt and answer together. */
  readonly contextWindow: number;
  /** Tokens that one answer may have. */
  readonly maxOutput: number;
  /** Shows or counts reasoning. */
  readonly reasoning: boolean;
  /** The length of an embedding; undefined for other kinds. */
  readonly dimensions: number | undefined;
  /** What a request that says nothing of it gets. */
  readonly defaults: { readonly maxTokens?: number; readonly temperature?: number; readonly topP?: number };
}

export interface ModelCatalogue {
  /** As an API of that family lists them. */
  list(family: DialectFamily): readonly ModelInfo[];
  /** Undefined for a model that is not known; dated and fine-tuned names of a known model are known. */
  find(id: string, family: DialectFamily): ModelInfo | undefined;
  /** Unknown models are refused. */
  readonly strict: boolean;
}
