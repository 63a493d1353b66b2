/** The contract of a rule that knows a secret by its shape, and what rules share. */

import { isFiller, isPlaceholder } from './entropy.ts';

/**
 * One kind of secret, known by its look. The search goes through a text once for all rules' anchors and tries a rule's
 * pattern only where one of its anchors stands.
 *
 * A pattern must take linear time: character classes with counts, no quantifier within a quantifier that could match
 * the same characters, nothing required behind an unbounded run that the anchor itself could be part of.
 */
export interface ShapeRule {
  /** Lower case, digits and hyphens: `openai-key` becomes the marker `[redacted:openai-key]`. */
  readonly kind: string;
  /** Literals of which one stands in each match: at its beginning, or where `begin` says. ASCII. */
  readonly anchors: readonly string[];
  /** Anchors match in any case; the pattern then needs the flag `i`. */
  readonly ignoreCase?: true;
  /** With the flags `y` and `d`. What group 1 matched is replaced, or the whole match where there is no such group. */
  readonly pattern: RegExp;
  /** Where a match that has an anchor at `anchor` would begin; -1 for nowhere. Without it, a match begins with its anchor. */
  readonly begin?: (text: string, anchor: number) => number;
  /** The match may stand directly behind a letter or digit: for beginnings so long that chance does not make them. */
  readonly glued?: true;
  /** The last word: entropy, checksum, not a placeholder. */
  readonly accept?: (match: RegExpExecArray, text: string) => boolean;
  /** Only looked for where the user asked for it. */
  readonly optIn?: 'pii';
}

/** What may differ from the usual in a rule made by `prefixedKey`. */
type Variation = Pick<ShapeRule, 'glued' | 'accept'>;

/**
 * A key that begins with a fixed prefix; `rest` is the source of the expression for what follows it. Words are looked for
 * only in a rest that may hold hyphens or underscores: among letters and digits alone they come about by chance.
 */
export function prefixedKey(kind: string, prefix: string, rest: string, variation: Variation = {}): ShapeRule {
  const isNone = rest.includes('\\w') ? isPlaceholder : isFiller;
  const pattern = new RegExp(prefix.replaceAll(/[.+]/g, '\\$&') + rest, 'dy');
  return {
    kind,
    anchors: [prefix],
    pattern,
    accept: (match) => !isNone(match[0].slice(prefix.length)),
    ...variation,
  };
}

/** Source of an expression for a quote: as it is, escaped for JSON, for a URL. */
export const QUOTE = '(?:\\\\*["\'`]|%2[27])';

/** Source of an expression for what stands between a name and its value: JSON, YAML, environment files, code, forms, XML. */
export const SEPARATOR = '\\s{0,8}(?:[:=-]?>|:?=|:|%3[AaDd]|\\\\{1,4}u003[Dd])\\s{0,8}';

/** Both, with the quotes of the name's end and of the value's beginning. */
export const ASSIGNED = `${QUOTE}?${SEPARATOR}${QUOTE}?`;

/** A value without a beginning of its own, known by the name it is assigned to; `name` and `value` are sources. */
export function assignedKey(kind: string, anchors: readonly string[], name: string, value: string): ShapeRule {
  return {
    kind,
    anchors,
    ignoreCase: true,
    glued: true,
    pattern: new RegExp(`${name}${ASSIGNED}(${value})`, 'diy'),
    accept: (match) => !isFiller(match[1] ?? ''),
  };
}

/**
 * True where no word runs into the position: behind it stands no letter, digit, `_` or `-`, or one that is the tail of
 * an escape (`\n`, `\u0022`, `%3D`).
 */
export function standsFree(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  if (!isWordCode(before)) return true;
  if (at >= 2 && text.charCodeAt(at - 2) === BACKSLASH && 'bfnrt'.includes(text.charAt(at - 1))) return true;
  if (at >= 3 && text.charAt(at - 3) === '%') return /^[0-9a-f]{2}$/i.test(text.slice(at - 2, at));
  return at >= 6 && text.charAt(at - 5) === 'u' && /^\\u[0-9a-f]{4}$/i.test(text.slice(at - 6, at));
}

const BACKSLASH = 92;

function isWordCode(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45
  );
}
