/** Numbers that JavaScript would write differently (`1.0`, `1e-05`, integers beyond 2^53): kept beside the value by their place. */

import { closingQuote } from '../codec/json-nesting.ts';

/** JSON pointer (RFC 6901) of a number to its spelling. */
export type NumberSpellings = Readonly<Record<string, string>>;

/** More odd numbers than these make a text that is better kept as it is. */
const maxSpellings = 64;

/**
 * `text` with its odd numbers written as JavaScript writes them, and how they were written. Undefined when there are none,
 * too many, or one that is no finite number; `text` need not be JSON, the caller finds out.
 */
export function takeSpellings(text: string): { readonly text: string; readonly numbers: NumberSpellings } | undefined {
  const numbers = new Map<string, string>();
  let finite = true;
  const plain = replaceNumbers(text, (raw, pointer) => {
    const number = Number(raw);
    const usual = String(number);
    finite &&= Number.isFinite(number);
    if (usual === raw || !finite || numbers.size > maxSpellings) return raw;
    numbers.set(pointer(), raw);
    return usual;
  });
  if (!finite || numbers.size === 0 || numbers.size > maxSpellings) return undefined;
  return { text: plain, numbers: Object.fromEntries(numbers) };
}

/** The reverse; pointers that lead to no number are without effect. */
export function putSpellings(text: string, numbers: NumberSpellings): string {
  return replaceNumbers(text, (raw, pointer) => {
    const place = pointer();
    return Object.hasOwn(numbers, place) ? (numbers[place] ?? raw) : raw;
  });
}

/** An open array or object: `step` is the pointer step to the child being read. */
interface Open {
  readonly isObject: boolean;
  step: string | number;
}

/** Linear, no recursion; nothing inside a string is a number. */
function replaceNumbers(text: string, replace: (raw: string, pointer: () => string) => string): string {
  const open: Open[] = [];
  const pointer = () => open.map(({ step }) => `/${escapeStep(String(step))}`).join('');
  const number = /-?[0-9][0-9.eE+-]*/y;
  let isKey = false;
  let result = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const top = open.at(-1);
    const character = text.charAt(at);
    if (character === '"') {
      const quote = closingQuote(text, at);
      if (isKey && top !== undefined) top.step = text.slice(at + 1, quote);
      isKey = false;
      at = quote;
    } else if (character === '{' || character === '[') {
      isKey = character === '{';
      open.push({ isObject: isKey, step: isKey ? '' : 0 });
    } else if (character === '}' || character === ']') {
      open.pop();
      isKey = false;
    } else if (character === ',' && top !== undefined) {
      isKey = top.isObject;
      if (typeof top.step === 'number') top.step++;
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      number.lastIndex = at;
      const raw = number.exec(text)?.[0] ?? character;
      result += text.slice(copied, at) + replace(raw, pointer);
      at += raw.length - 1;
      copied = at + 1;
    }
  }
  return result + text.slice(copied);
}

/** Keys stand in the pointer as they are escaped in the text, which is the same before and after. */
function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}
