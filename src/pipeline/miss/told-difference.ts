/** Puts differences into words: values as short JSON, texts with what changed and a little around it. */

import type { Run } from '../../cassette/diff/diff-words.ts';
import { ByteContent, type Difference, type DifferenceValue, NumberedId } from '../../cassette/diff/difference.ts';
import { placeName, pointerOf } from '../../cassette/diff/place.ts';
import { canonicalText } from '../../codec/canonical-json.ts';
import { GeneratedId, isCanonicalArray, isCanonicalObject } from '../../core/canonical.ts';
import type { ToldDifference } from './story.ts';

/** Characters of a value. */
const longestValue = 160;
/** Characters of one changed stretch, and of what stays beside a change. */
const longestChange = 200;
const context = 40;
/** Stretches of one text. */
const mostRuns = 24;

export function toldDifference({ place, kind, from, to, words }: Difference): ToldDifference {
  return {
    field: placeName(place),
    pointer: place.kind === 'field' && place.segments.length > 0 ? pointerOf(place.segments) : undefined,
    kind,
    from: from === undefined ? undefined : valueText(from),
    to: to === undefined ? undefined : valueText(to),
    words: words === undefined || !readable(words) ? undefined : shortened(words),
  };
}

function valueText(value: DifferenceValue): string {
  if (value instanceof ByteContent) return `${value.size} bytes (sha256 ${value.sha256}…)`;
  if (value instanceof NumberedId) return `generated id ${value.number} (${value.value})`;
  if (value instanceof GeneratedId) return `the id ${value.value}`;
  if (typeof value === 'string') {
    return value.length <= longestValue
      ? JSON.stringify(value)
      : `${JSON.stringify(cut(value, longestValue))} (${value.length} characters)`;
  }
  // The beginning of a large value is enough, and cheaper than all of it.
  const text = canonicalText(value);
  if (text.length <= longestValue) return text;
  const count = isCanonicalArray(value)
    ? `${value.length} elements`
    : isCanonicalObject(value)
      ? `${Object.keys(value).length} fields`
      : `${text.length} characters`;
  return `${cut(text, longestValue)} (${count})`;
}

/** At a whole character. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Texts without a common word, and encoded data, say more side by side. */
function readable(words: readonly Run[]): boolean {
  const same = words.some(({ kind, text }) => kind === 'same' && /[\p{L}\p{N}]/u.test(text));
  return same || words.every(({ text }) => /\s/.test(text.slice(0, longestChange)));
}

function shortened(words: readonly Run[]): readonly Run[] {
  const runs = words.map(({ kind, text }, i): Run => {
    if (kind !== 'same') {
      return {
        kind,
        text: text.length <= longestChange ? text : `${cut(text, longestChange)} (${text.length} characters)`,
      };
    }
    const [head, tail] = [i === 0 ? 0 : context, i === words.length - 1 ? 0 : context];
    return { kind, text: text.length <= head + tail + 10 ? text : `${start(text, head)}…${end(text, tail)}` };
  });
  if (runs.length <= mostRuns) return runs;
  return [...runs.slice(0, mostRuns), { kind: 'same', text: ` … and ${runs.length - mostRuns} more pieces` }];
}

function start(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

function end(text: string, length: number): string {
  return length === 0 ? '' : text.slice(-length).replace(/^[\udc00-\udfff]/, '');
}
