/** What a search for secrets gives: spans of the text searched, each with its kind. */

/** Half-open range of UTF-16 offsets in the text searched; `kind` goes into the marker. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** Anything that finds spans to replace. They come ascending and do not overlap; the time taken is linear in the text. */
export interface Finder {
  find(text: string): readonly Span[];
}

/**
 * Puts spans in order and joins those that overlap, so that no part of any of them stays uncovered. The joint span has
 * the kind of its longest member; of equally long ones, of the one that is given first.
 */
export function settleSpans(spans: readonly Span[]): Span[] {
  const ordered = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const settled: Span[] = [];
  let longest = 0;
  for (const span of ordered) {
    const last = settled.at(-1);
    const length = span.end - span.start;
    if (last === undefined || span.start >= last.end) {
      settled.push(span);
      longest = length;
      continue;
    }
    const kind = length > longest ? span.kind : last.kind;
    longest = Math.max(longest, length);
    settled[settled.length - 1] = { start: last.start, end: Math.max(last.end, span.end), kind };
  }
  return settled;
}
