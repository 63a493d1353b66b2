/** Many short texts searched as one, because each search has a price of its own. */

import type { Match } from './finding.ts';

/** No pattern of any rule crosses a NUL. */
const separator = '\n\0\n';

export interface Located<Origin> extends Match {
  readonly origin: Origin;
  readonly value: string;
  /** Offset of the value in the text that was added. */
  readonly at: number;
}

export class Batch<Origin> {
  readonly #texts: string[] = [];
  readonly #entries: { readonly start: number; readonly origin: Origin }[] = [];
  #length = 0;

  add(text: string, origin: Origin): void {
    this.#entries.push({ start: this.#length, origin });
    this.#texts.push(text, separator);
    this.#length += text.length + separator.length;
  }

  /** Matches in all texts added so far, which are forgotten. */
  search(find: (text: string) => readonly Match[]): Located<Origin>[] {
    const text = this.#texts.join('');
    const entries = [...this.#entries];
    this.#texts.length = 0;
    this.#entries.length = 0;
    this.#length = 0;
    if (text === '') return [];
    return find(text).flatMap((match) => {
      const entry = entries.findLast(({ start }) => start <= match.start);
      if (entry === undefined) return [];
      return [
        { ...match, origin: entry.origin, value: text.slice(match.start, match.end), at: match.start - entry.start },
      ];
    });
  }
}
