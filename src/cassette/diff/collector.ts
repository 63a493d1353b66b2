/** Collects differences up to a bound, and keeps account of which generated id stands for which. */

import { type CanonicalValue, GeneratedId } from '../../core/canonical.ts';
import { diffWords } from './diff-words.ts';
import { type Difference, type Differences, NumberedId } from './difference.ts';
import type { Place } from './place.ts';

/** More are only counted. */
const mostDifferences = 200;

/** Gives the number of an id in its request, by first appearance. */
export type NumberOf = (id: string) => number;

export class Collector {
  readonly #list: Difference[] = [];
  #more = 0;
  readonly #numbersFrom: () => NumberOf;
  readonly #numbersTo: () => NumberOf;
  /** Ids of the recording → ids of the request, and the reverse. */
  readonly #there = new Map<string, string>();
  readonly #back = new Map<string, string>();

  /** @param numbersFrom, numbersTo asked only where ids differ */
  constructor(numbersFrom: () => NumberOf, numbersTo: () => NumberOf) {
    this.#numbersFrom = numbersFrom;
    this.#numbersTo = numbersTo;
  }

  get differences(): Differences {
    return { list: this.#list, more: this.#more };
  }

  add(difference: Omit<Difference, 'words'>): void {
    if (this.#list.length < mostDifferences) this.#list.push({ ...difference, words: undefined });
    else this.#more += 1;
  }

  /** Two values that are not equal; of texts, word by word. */
  changed(place: Place, from: CanonicalValue, to: CanonicalValue): void {
    if (typeof from !== 'string' || typeof to !== 'string' || this.#list.length >= mostDifferences) {
      return this.add({ place, kind: 'changed', from, to });
    }
    this.#list.push({ place, kind: 'changed', from, to, words: diffWords(from, to) });
  }

  /** Ids are equal when each stands for the same one throughout, which is what numbers by first appearance say. */
  ids(place: Place, { value: from }: GeneratedId, { value: to }: GeneratedId): void {
    const there = this.#there.get(from);
    const back = this.#back.get(to);
    if (there === undefined && back === undefined) {
      this.#there.set(from, to);
      this.#back.set(to, from);
      return;
    }
    if (there === to && back === from) return;
    this.add({
      place,
      kind: 'changed',
      from: new NumberedId(this.#numbersFrom()(from), from),
      to: new NumberedId(this.#numbersTo()(to), to),
    });
  }

  /** A text or an id against the same. */
  textOrId(place: Place, from: string | GeneratedId, to: string | GeneratedId): void {
    if (from instanceof GeneratedId && to instanceof GeneratedId) this.ids(place, from, to);
    else if (from !== to) this.changed(place, from, to);
  }
}
