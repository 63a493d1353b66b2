/** Differences as lines for people: short values side by side, texts word by word. */

import type { ChalkInstance } from 'chalk';
import type { Difference, Section } from '../cassette/compare/differences.ts';
import { diffWords, type Run } from '../cassette/diff/diff-words.ts';

/** Characters of what is the same that stay beside a change. */
const context = 40;
/** Values up to this length stand side by side. */
const short = 40;
/** No change is shown longer than this: whole texts are for `cassette show`. */
const longest = 600;

/** Sections without texts. */
const plain: ReadonlySet<Section> = new Set(['status', 'end', 'model', 'finish', 'usage', 'timing']);

/** One line a difference, more where a text has lines; a section is named once. */
export function* differenceLines(differences: readonly Difference[], paint: ChalkInstance): Generator<string> {
  let last = '';
  for (const { section, path, before, after } of differences) {
    if (section !== last) yield `  ${paint.bold(section)}`;
    last = section;
    const label = path === '' ? '' : `${path}  `;
    for (const [i, line] of changeText(before, after, paint, plain.has(section)).split('\n').entries()) {
      yield `    ${i === 0 ? label : ''}${line}`;
    }
  }
}

/** `0.2 → 0.7`, or `Say [-hello-]{+goodbye+}` with what is the same left out where it is long; `whole`: never word by word. */
export function changeText(
  before: string | undefined,
  after: string | undefined,
  paint: ChalkInstance,
  whole = false,
): string {
  if (before === undefined) return paint.green(`added ${cut(after ?? '')}`);
  if (after === undefined) return paint.red(`removed ${cut(before)}`);
  const simple = [before, after].every((text) => text.length <= short && !/\s/.test(text));
  if (whole || simple) {
    return `${paint.red(before === '' ? '(empty)' : before)} → ${paint.green(after === '' ? '(empty)' : after)}`;
  }
  const pieces = diffWords(before, after);
  return pieces.map((piece, i) => pieceText(piece, i === 0, i === pieces.length - 1, paint)).join('');
}

function pieceText({ kind, text }: Run, first: boolean, last: boolean, paint: ChalkInstance): string {
  if (kind === 'removed') return paint.red(`[-${cut(text)}-]`);
  if (kind === 'added') return paint.green(`{+${cut(text)}+}`);
  const [head, tail] = [first ? 0 : context, last ? 0 : context];
  if (text.length <= head + tail + 1) return text;
  return `${text.slice(0, head)}…${tail === 0 ? '' : text.slice(-tail)}`;
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}
