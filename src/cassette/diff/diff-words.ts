/** The difference of two texts, word by word. */

import { align } from './align.ts';

export interface Run {
  readonly kind: 'same' | 'removed' | 'added';
  /** Never empty. */
  readonly text: string;
}

/** A text of more words between the common beginning and end counts as replaced: nobody reads such a diff. */
const mostTokens = 40_000;
/** The same for more words that change. */
const mostEdits = 1000;
const longest = 1024 * 1024;

/** White space, a word (with what joins dates, paths and addresses), or one other character; Han and kana one by one. */
const token =
  /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{M}_])+(?:[-.:/'@][\p{L}\p{N}_]+)*|./gsu;

/**
 * Runs whose `same` and `removed` texts make `from` and whose `same` and `added` texts make `to`. Changes with only a space or a
 * single character between them are one. Bounded: linear in the texts, and at most about 1,000 changed words are made out.
 */
export function diffWords(from: string, to: string): readonly Run[] {
  const start = commonStart(from, to);
  const end = commonEnd(from.slice(start), to.slice(start));
  const a = from.slice(start, from.length - end);
  const b = to.slice(start, to.length - end);
  const runs = new Runs();
  runs.add('same', from.slice(0, start));
  if (a === b) runs.add('same', a);
  else middle(a, b, runs);
  runs.add('same', from.slice(from.length - end));
  return runs.joined();
}

function middle(from: string, to: string, runs: Runs): void {
  const [a, b] = [tokensOf(from), tokensOf(to)];
  if (a === undefined || b === undefined) {
    runs.add('removed', from);
    runs.add('added', to);
    return;
  }
  let [x, y] = [0, 0];
  for (const [i, j] of [...align(a, b, mostEdits), [a.length, b.length] as const]) {
    runs.add('removed', a.slice(x, i).join(''));
    runs.add('added', b.slice(y, j).join(''));
    runs.add('same', a[i] ?? '');
    [x, y] = [i + 1, j + 1];
  }
}

function tokensOf(text: string): readonly string[] | undefined {
  if (text.length > longest) return undefined;
  const tokens = text.match(token) ?? [];
  return tokens.length > mostTokens ? undefined : tokens;
}

/** Up to a place behind white space, where no word is cut. */
function commonStart(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(i) === b.charCodeAt(i)) i += 1;
  if (i === a.length && i === b.length) return i;
  while (i > 0 && !isSpace(a.charCodeAt(i - 1))) i -= 1;
  return i;
}

/** From a place in front of white space. */
function commonEnd(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(a.length - 1 - i) === b.charCodeAt(b.length - 1 - i)) i += 1;
  while (i > 0 && !isSpace(a.charCodeAt(a.length - i))) i -= 1;
  return i;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

class Runs {
  readonly #runs: { kind: Run['kind']; text: string }[] = [];

  add(kind: Run['kind'], text: string): void {
    if (text === '') return;
    const last = this.#runs.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.#runs.push({ kind, text });
  }

  /** What is removed comes before what is added; short equal pieces between changes belong to both. */
  joined(): readonly Run[] {
    const joined: { kind: Run['kind']; text: string }[] = [];
    let [removed, added, between] = ['', '', ''];
    const flush = (): void => {
      if (removed !== '') joined.push({ kind: 'removed', text: removed });
      if (added !== '') joined.push({ kind: 'added', text: added });
      if (between !== '') joined.push({ kind: 'same', text: between });
      [removed, added, between] = ['', '', ''];
    };
    for (const [i, { kind, text }] of this.#runs.entries()) {
      const inside = i > 0 && i < this.#runs.length - 1;
      if (kind === 'same') {
        between += text;
        if (!inside || !isShort(text)) flush();
        continue;
      }
      removed += between;
      added += between;
      between = '';
      if (kind === 'removed') removed += text;
      else added += text;
    }
    flush();
    return joined;
  }
}

function isShort(text: string): boolean {
  return text.length <= 1 || (text.length <= 8 && text.trim() === '');
}
