/** What the counting worker is asked and what it answers. */

import type { EncodingName } from './model-encoding.ts';

export interface CountingJob {
  readonly text: string;
  readonly encoding: EncodingName;
  readonly want: 'count' | 'pieces';
}

/** The count, or the lengths of the pieces in UTF-16 units; undefined where there is no exact answer. */
export type CountingAnswer = number | Uint32Array<ArrayBuffer> | undefined;
