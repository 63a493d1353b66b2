/** One difference between a recorded request and another one. */

import type { CanonicalValue } from '../../core/canonical.ts';
import type { Run } from './diff-words.ts';
import type { Place } from './place.ts';

/** Bytes that are no text: only how many, and enough of their sha256 to tell them apart. */
export class ByteContent {
  readonly size: number;
  /** The first 8 hex digits. */
  readonly sha256: string;

  constructor(size: number, sha256: string) {
    this.size = size;
    this.sha256 = sha256;
  }
}

/** A generated id that differs by its number, which says where it stood first. */
export class NumberedId {
  readonly number: number;
  readonly value: string;

  constructor(number: number, value: string) {
    this.number = number;
    this.value = value;
  }
}

export type DifferenceValue = CanonicalValue | ByteContent | NumberedId;

export interface Difference {
  /** By the indexes of the request; what was removed by those of the recording. */
  readonly place: Place;
  /** `moved`: an element that stands elsewhere in its array; `from` and `to` are its indexes. */
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** In the recording; undefined for what was added. */
  readonly from: DifferenceValue | undefined;
  /** In the request; undefined for what was removed. */
  readonly to: DifferenceValue | undefined;
  /** Of changed texts. */
  readonly words: readonly Run[] | undefined;
}

export interface Differences {
  readonly list: readonly Difference[];
  /** There are more, which are not listed. */
  readonly more: number;
}
