/** Texts with `*` for any characters, compared in linear time: `gpt-4*`, `*mini*`. */

/** Whether all of `text` is what `pattern` says; there is no way to write a star that stands for itself. */
export function fitsWildcard(text: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
