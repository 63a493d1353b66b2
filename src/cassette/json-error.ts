/** Where a text stops being JSON, because the message of `JSON.parse` does not always say. */

export interface JsonError {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** The text is the beginning of a JSON text and ended too early. */
  readonly truncated: boolean;
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

/** The first place where `text`, which `JSON.parse` has refused, cannot go on as JSON (RFC 8259). Linear, no recursion. */
export function locateJsonError(text: string): JsonError {
  // Outside the scan: called within, V8 moves the search for line ends into the loop, which makes long lines quadratic.
  return place(text, stopOf(text));
}

/** The offset of the first character that does not fit; the text's length when it ends too early. */
function stopOf(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  for (let at = 0; ; ) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
    if (at === text.length) return at;
    const start = at;
    const mark = text.charAt(at);
    const wantsValue: boolean = expected === 'value' || expected === 'value or ]';
    if (mark === '"') {
      const string = readString(text, at);
      if (!wantsValue && expected !== 'key' && expected !== 'key or }') return start;
      if (!string.whole) return string.end;
      at = string.end;
      expected = wantsValue ? afterValue(open) : ':';
    } else if (mark === '{' || mark === '[') {
      if (!wantsValue) return start;
      open.push(mark);
      expected = mark === '{' ? 'key or }' : 'value or ]';
      at++;
    } else if (mark === '}' || mark === ']') {
      const closable = expected === ', or end' || expected === (mark === '}' ? 'key or }' : 'value or ]');
      if (!closable || open.at(-1) !== (mark === '}' ? '{' : '[')) return start;
      open.pop();
      expected = afterValue(open);
      at++;
    } else if (mark === ':' || mark === ',') {
      if (expected !== (mark === ':' ? ':' : ', or end')) return start;
      expected = mark === ':' || open.at(-1) === '[' ? 'value' : 'key';
      at++;
    } else {
      while (at < text.length && !endsWord(text.charCodeAt(at))) at++;
      const word = text.slice(start, at);
      if (!wantsValue) return start;
      if (!isJson(word)) return at === text.length && beginsWord(word) ? at : start;
      expected = afterValue(open);
    }
  }
}

function afterValue(open: readonly string[]): Expected {
  return open.length === 0 ? 'nothing' : ', or end';
}

/** The end of the string that begins at `open`: behind its closing quote, or where it cannot go on. */
function readString(text: string, open: number): { readonly end: number; readonly whole: boolean } {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { end: at + 1, whole: true };
    if (code < 0x20) return { end: at, whole: false };
    if (code !== 0x5c) continue;
    const next = text.slice(at + 1, at + 6);
    if (/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(next)) at++;
    else return { end: /^(?:u[0-9a-fA-F]*)?$/.test(next) && at + 6 > text.length ? text.length : at, whole: false };
  }
  return { end: text.length, whole: false };
}

function isJson(word: string): boolean {
  try {
    JSON.parse(word);
    return true;
  } catch {
    return false;
  }
}

/** Whether a word that ends with the text may be the beginning of a literal or a number. */
function beginsWord(word: string): boolean {
  return ['true', 'false', 'null'].some((literal) => literal.startsWith(word)) || isJson(`${word}0`);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** White space and `"`, `,`, `:`, `[`, `]`, `{`, `}`. */
function endsWord(code: number): boolean {
  return isSpace(code) || '",:[]{}'.includes(String.fromCharCode(code));
}

function place(text: string, at: number): JsonError {
  let line = 1;
  let start = 0;
  for (let lf = text.indexOf('\n'); lf >= 0 && lf < at; lf = text.indexOf('\n', lf + 1)) {
    line++;
    start = lf + 1;
  }
  return { line, column: at - start + 1, truncated: at === text.length };
}
