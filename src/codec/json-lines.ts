/** Newline-delimited JSON (NDJSON, JSON Lines): a text as its lines. */

/** The lines of `text`, each with its LF; the last has none where the text does not end in one. `join('')` gives `text`. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let lf = text.indexOf('\n'); lf >= 0; lf = text.indexOf('\n', start)) {
    lines.push(text.slice(start, lf + 1));
    start = lf + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}
