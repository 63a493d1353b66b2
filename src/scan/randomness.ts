/** Tells random characters from names, words, versions and placeholders. */

/** Shannon entropy of the characters of `text`, in bits for each. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/**
 * How often the class (upper, lower, digit) changes from a character to the next, 0 to 1. Random base62 has about 0.6, random
 * hex 0.5, words and camelCase under 0.2.
 */
export function restlessness(text: string): number {
  let changes = 0;
  for (let at = 1; at < text.length; at++) {
    if (classOf(text.charCodeAt(at)) !== classOf(text.charCodeAt(at - 1))) changes++;
  }
  return text.length < 2 ? 0 : changes / (text.length - 1);
}

/** The longest stretch of letters and digits; what looks random has a long one, a name made of words has short ones. */
export function longestRun(text: string): string {
  let longest = '';
  for (const [run] of text.matchAll(/[A-Za-z0-9]+/g)) if (run.length > longest.length) longest = run;
  return longest;
}

/** 16 characters or more with a stretch of at least 12 that no name or word would have, and no placeholder. */
export function looksRandom(text: string): boolean {
  if (text.length < 16 || isPlaceholder(text)) return false;
  const run = longestRun(text);
  const changes = restlessness(run);
  if (changes < 0.4 && run.replace(/[^0-9]/g, '').length < 2) return false; // camelCase
  return (
    (run.length >= 12 && changes >= 0.25 && entropy(run) >= 2.8) ||
    (run.length >= 20 && changes >= 0.15 && entropy(run) >= 3.5)
  );
}

const placeholder =
  /^[[<{(*]|^\$|(?:^|[^A-Za-z])(?:your|example|sample|dummy|fake|mock|test|placeholder|changeme|redacted|filtered|scrubbed|sanitized|removed|hidden|secret[-_ ]?here|insert|todo)(?:[^A-Za-z]|$)|([x*.#])\1{4,}|\.{3}|\*{3}|…|EXAMPLE|0123456789|1234567890|abcdef0123|abcdefghij/i;

/** `<API_KEY>`, `your-key-here`, `xxxxxxxx`, `sk-...`, `AKIAIOSFODNN7EXAMPLE`, `[redacted:kind]`. */
export function isPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

/** 0 digit, 1 upper, 2 lower or anything else. */
function classOf(code: number): number {
  if (code <= 0x39) return 0;
  return code <= 0x5a ? 1 : 2;
}
