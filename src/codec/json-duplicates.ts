/** Keys that stand twice in one JSON object: `JSON.parse` silently keeps the last. */

import { closingQuote } from './json-nesting.ts';

export interface DuplicateKey {
  /** JSON pointer (RFC 6901) of the object that holds the key twice; empty for the outermost. */
  readonly path: string;
  readonly key: string;
  /** The line of the second occurrence, from 1. */
  readonly line: number;
}

/** An open array or object. `step` is the pointer step to the child being read. */
interface Open {
  readonly keys: Set<string> | undefined;
  step: string | number;
}

/**
 * The first key, in the text's order, that repeats one of its own object; keys are compared unescaped (`"\u0061"` is `"a"`).
 * `text` must be valid JSON. Linear in time, no recursion.
 */
export function findDuplicateKey(text: string): DuplicateKey | undefined {
  const stack: Open[] = [];
  let top: Open | undefined;
  let isKey = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: {
        const quote = closingQuote(text, at);
        if (isKey && top?.keys) {
          const key = unescaped(text, at, quote);
          if (top.keys.has(key)) return { path: pointerTo(stack), key, line: lineAt(text, at) };
          top.keys.add(key);
          top.step = key;
          isKey = false;
        }
        at = quote;
        break;
      }
      case 0x7b:
        top = { keys: new Set(), step: '' };
        stack.push(top);
        isKey = true;
        break;
      case 0x5b:
        top = { keys: undefined, step: 0 };
        stack.push(top);
        isKey = false;
        break;
      case 0x7d:
      case 0x5d:
        stack.pop();
        top = stack.at(-1);
        isKey = false;
        break;
      case 0x2c:
        isKey = top?.keys !== undefined;
        if (typeof top?.step === 'number') top.step++;
        break;
    }
  }
  return undefined;
}

function unescaped(text: string, open: number, close: number): string {
  const raw = text.slice(open + 1, close);
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
}

/** The pointer of the innermost open object: the steps of all that enclose it. */
function pointerTo(stack: readonly Open[]): string {
  return stack
    .slice(0, -1)
    .map(({ step }) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function lineAt(text: string, end: number): number {
  let line = 1;
  for (let lf = text.indexOf('\n'); lf >= 0 && lf < end; lf = text.indexOf('\n', lf + 1)) line++;
  return line;
}
