/** What searching a text gives, and the shape of everything that searches. */

/** Half-open UTF-16 offsets in the text searched. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** What it is: the kind in the marker, for example `openai-key`. */
  readonly kind: string;
}

export interface Finder {
  /** Ascending spans that do not overlap; in time linear in the text. */
  find(text: string): readonly Span[];
}
