/** How deep a JSON text is nested, found before anything recursive reads it. */

/**
 * The deepest nesting of arrays and objects in `text`: 0 for a scalar, 1 for `[]`. Stops at the first bracket past `max`
 * and then returns `max + 1`. Brackets inside strings do not count. Meant for any text: one that is not JSON gives some number.
 */
export function jsonDepth(text: string, max: number): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = closingQuote(text, at);
        break;
      case 0x5b:
      case 0x7b:
        if (++depth > deepest) {
          deepest = depth;
          if (depth > max) return depth;
        }
        break;
      case 0x5d:
      case 0x7d:
        depth--;
        break;
    }
  }
  return deepest;
}

/** The place of the quote that closes the string opened at `open`; the text's length when none does. */
export function closingQuote(text: string, open: number): number {
  for (let from = open + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return text.length;
    let slashes = quote;
    while (slashes > from && text.charCodeAt(slashes - 1) === 0x5c) slashes--;
    if ((quote - slashes) % 2 === 0) return quote;
    from = quote + 1;
  }
}
