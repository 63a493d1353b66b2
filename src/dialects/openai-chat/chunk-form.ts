/** What a host's chunks have that is not in the answer they make: where the usage is, and what goes ahead. */

import type { JsonObject } from '../json-shape.ts';

export interface ChunkForm {
  /** Comment lines ahead of the first chunk. */
  readonly comments: readonly string[];
  /**
   * `asked`: in a chunk of its own without choices, where `stream_options` asks for it. `always`: so without being asked.
   * `last`: always in the chunk that ends the answer. `last-and-asked`: both. `again`: that chunk comes a second time, with it.
   */
  readonly usage: 'asked' | 'always' | 'last' | 'last-and-asked' | 'again';
  /** When chunks without usage say so with null: where it is asked for, in any case, never. */
  readonly nullUsage: 'asked' | 'always' | 'never';
  /** Fields about the whole answer that come in the last chunk instead of the first. */
  readonly late: readonly string[];
  /** What the chunk that ends the answer says beside, made of the whole answer. */
  readonly finishFields?: (whole: JsonObject) => JsonObject;
  /** A call comes in one piece. */
  readonly wholeCalls: boolean;
}

/** https://platform.openai.com/docs/api-reference/chat-streaming */
export const openaiChunks: ChunkForm = {
  comments: [],
  usage: 'asked',
  nullUsage: 'asked',
  late: [],
  wholeCalls: false,
};
