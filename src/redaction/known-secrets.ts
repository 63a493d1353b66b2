/** Secrets whose exact value is known: the forms they take in a text, and how to recognise one however it is escaped. */

import { looksRandom } from './entropy.ts';
import type { Span } from './finding.ts';

/** A value that must not be written, with the kind of its marker. */
export interface KnownSecret {
  readonly kind: string;
  readonly value: string;
}

/** The kind of a secret of which nothing but its value is known. */
export const KNOWN_SECRET = 'known-secret';

/**
 * Of the values given (credentials sent, environment variables), those that are searched for: 16 characters or more that
 * look random, each once. A dummy such as `test` or `changeme` would eat words.
 */
export function knownSecrets(values: Iterable<string>, kind: string = KNOWN_SECRET): readonly KnownSecret[] {
  return [...new Set(values)].filter(looksRandom).map((value) => ({ kind, value }));
}

/** A literal to look for, and the run of letters and digits in it that no escaping changes. */
export interface LiteralForm {
  readonly kind: string;
  readonly literal: string;
  readonly anchor: string;
  readonly anchorAt: number;
}

/**
 * The value as it is, and the characters of base64 and base64url that it alone decides, for the three alignments it can
 * have in a longer text that was encoded. Escapes are not forms: `matchLiteral` sees through them.
 */
export function literalForms(secret: KnownSecret): readonly LiteralForm[] {
  const literals = new Set([secret.value]);
  // A percent sign is read as itself; where it was encoded, once or twice, it has become another text.
  for (const encoded of ['%25', '%2525']) literals.add(secret.value.replaceAll('%', encoded));
  const bytes = Buffer.from(secret.value, 'utf8');
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const own = encoded.slice(shift === 0 ? 0 : shift + 1, (shift + bytes.length) % 3 === 0 ? undefined : -1);
    literals.add(own);
    literals.add(own.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return [...literals].flatMap((literal) => {
    const anchor = anchorOf(literal);
    return anchor === '' ? [] : [{ kind: secret.kind, literal, anchor, anchorAt: literal.indexOf(anchor) }];
  });
}

const MAXIMUM_ANCHOR = 16;

function anchorOf(literal: string): string {
  const runs = literal.match(/[A-Za-z0-9]+/g) ?? [];
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '').slice(0, MAXIMUM_ANCHOR);
}

/**
 * The form's whole literal around an occurrence of its anchor, each character as it is or escaped in any of these ways:
 * JSON (`\/`, `\u002b`, also within JSON strings within JSON), percent (`%2B`, `%2b`, `%252B`), a form's `+` for a space.
 */
export function matchLiteral(text: string, form: LiteralForm, anchorStart: number): Span | undefined {
  const anchorEnd = anchorStart + form.anchor.length;
  if (!text.startsWith(form.anchor, anchorStart)) return undefined;
  let start = anchorStart;
  for (let i = form.anchorAt - 1; i >= 0; i -= 1) {
    start = startOfCharacter(text, start, form.literal.charAt(i));
    if (start < 0) return undefined;
  }
  let end = anchorEnd;
  for (let i = form.anchorAt + form.anchor.length; i < form.literal.length; i += 1) {
    end = endOfCharacter(text, end, form.literal.charAt(i));
    if (end < 0) return undefined;
  }
  return { start, end, kind: form.kind };
}

/** Backslashes are doubled with each level of JSON; more levels than these do not happen. */
const MAXIMUM_BACKSLASHES = 16;

/** Where `character`, spelled in any way, ends if it begins at `at`; -1 where another stands. */
function endOfCharacter(text: string, at: number, character: string): number {
  const found = text.charAt(at);
  if (found === '\\') {
    let next = at;
    while (text.charAt(next) === '\\' && next - at < MAXIMUM_BACKSLASHES) next += 1;
    if (text.charAt(next) === 'u' && isCode(text.slice(next + 1, next + 5), 4, character)) return next + 5;
    if (character === '\\') return next;
    return text.charAt(next) === character && !isAlphanumeric(character) ? next + 1 : -1;
  }
  if (found === character) return at + 1;
  if (found === '+' && character === ' ') return at + 1;
  if (found !== '%') return -1;
  let next = at + 1;
  while (text.startsWith('25', next) && character !== '%') next += 2;
  return isCode(text.slice(next, next + 2), 2, character) ? next + 2 : -1;
}

/** Where `character`, spelled in any way, begins if it ends before `end`; -1 where another stands. */
function startOfCharacter(text: string, end: number, character: string): number {
  const found = text.charAt(end - 1);
  if (found === character && !(isHexadecimal(found) && isEscapeTail(text, end, character))) {
    return isAlphanumeric(character) ? end - 1 : beforeBackslashes(text, end - 1);
  }
  if (found === '+' && character === ' ') return end - 1;
  if (isCode(text.slice(Math.max(0, end - 4), end), 4, character) && text.charAt(end - 5) === 'u') {
    const start = beforeBackslashes(text, end - 5);
    if (start < end - 5) return start;
  }
  if (!isCode(text.slice(Math.max(0, end - 2), end), 2, character)) return -1;
  let start = end - 2;
  while (start >= 2 && text.startsWith('25', start - 2)) start -= 2;
  return text.charAt(start - 1) === '%' ? start - 1 : -1;
}

/** True where the character before `end` is the last of an escape that spells the very same character (`%32` is `2`). */
function isEscapeTail(text: string, end: number, character: string): boolean {
  return text.charAt(end - 3) === '%' && isCode(text.slice(end - 2, end), 2, character);
}

function beforeBackslashes(text: string, at: number): number {
  let start = at;
  while (start > 0 && text.charAt(start - 1) === '\\' && at - start < MAXIMUM_BACKSLASHES) start -= 1;
  return start;
}

function isCode(digits: string, length: number, character: string): boolean {
  return (
    digits.length === length && /^[0-9a-f]+$/i.test(digits) && Number.parseInt(digits, 16) === character.charCodeAt(0)
  );
}

function isAlphanumeric(character: string): boolean {
  return /^[A-Za-z0-9]$/.test(character);
}

function isHexadecimal(character: string): boolean {
  return /^[0-9a-fA-F]$/.test(character);
}
