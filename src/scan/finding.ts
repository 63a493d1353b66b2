/** What the last door says about a leak: which rule, what kind, where, and never the value. */

export interface LeakFinding {
  /** Who found it: `secretlint/<rule>`, `key-shape`, `named-value` or `high-entropy`. */
  readonly rule: string;
  /** What it seems to be: `openai-key`, `jwt`, `cookie`. */
  readonly kind: string;
  /** `line:column`, a JSON pointer, or "text of the deltas at" a JSON pointer in which `*` stands for the entries joined. */
  readonly place: string;
  /** The first characters and the length. */
  readonly masked: string;
}

/** A finding in one text: half-open UTF-16 offsets of the value itself. */
export interface Match {
  readonly rule: string;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** At most four characters of `value`, two of a short one, and its length. */
export function masked(value: string): string {
  const shown = value.length >= 16 ? 4 : 2;
  return `${value.slice(0, shown).replace(/[^\x21-\x7e]/g, '?')}… (${value.length} characters)`;
}

/** Of matches that overlap only the longest is left, of equally long ones the first given; ascending. */
export function withoutOverlaps(matches: readonly Match[]): Match[] {
  const result: Match[] = [];
  for (const match of [...matches].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || match.start >= last.end) result.push(match);
    else if (match.end - match.start > last.end - last.start) result[result.length - 1] = match;
  }
  return result;
}
