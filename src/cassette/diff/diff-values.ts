/** The differences of two JSON values in canonical form. */

import { canonicalText } from '../../codec/canonical-json.ts';
import {
  type CanonicalObject,
  type CanonicalValue,
  ExactNumber,
  GeneratedId,
  isCanonicalArray,
  isCanonicalObject,
} from '../../core/canonical.ts';
import { align, type Pair } from './align.ts';
import type { Collector } from './collector.ts';
import { pairUp } from './pair-up.ts';
import type { Segments } from './place.ts';

/** Deeper down, values are compared as a whole. */
const deepest = 64;
/** Longer texts are no members of a set, but something to read. */
const longestMember = 64;

export function diffValues(from: CanonicalValue, to: CanonicalValue, segments: Segments, into: Collector): void {
  if (from === to) return;
  if (segments.length < deepest) {
    if (isCanonicalObject(from) && isCanonicalObject(to)) return diffObjects(from, to, segments, into);
    if (isCanonicalArray(from) && isCanonicalArray(to)) return diffArrays(from, to, segments, into);
  }
  const place = { kind: 'field', segments } as const;
  if (from instanceof GeneratedId && to instanceof GeneratedId) return into.ids(place, from, to);
  const [a, b] = [blind(from), blind(to)];
  if (a.text !== b.text) into.changed(place, from, to);
  else if (a.ids.length > 0) sameButForIds(a.ids, b.ids, segments, into);
}

/** The request's members in their order, then those that only the recording has. */
function diffObjects(from: CanonicalObject, to: CanonicalObject, segments: Segments, into: Collector): void {
  for (const [name, value] of Object.entries(to)) {
    const inner = [...segments, name];
    const before = Object.hasOwn(from, name) ? from[name] : undefined;
    if (before !== undefined) diffValues(before, value, inner, into);
    else into.add({ place: { kind: 'field', segments: inner }, kind: 'added', from: undefined, to: value });
  }
  for (const [name, value] of Object.entries(from)) {
    if (Object.hasOwn(to, name)) continue;
    const place = { kind: 'field', segments: [...segments, name] } as const;
    into.add({ place, kind: 'removed', from: value, to: undefined });
  }
}

type Values = readonly CanonicalValue[];

function diffArrays(from: Values, to: Values, segments: Segments, into: Collector): void {
  if (isSet(from) && isSet(to)) return diffSets(from, to, segments, into);
  const [a, b] = [from.map(blind), to.map(blind)];
  const equal = align(
    a.map(({ text }) => text),
    b.map(({ text }) => text),
  );
  const pairs: Pair[] = [...equal];
  const moved = movedElements(a, b, equal);
  let [x, y] = [0, 0];
  const gone = new Set(a.keys());
  const come = new Set(b.keys());
  for (const [i, j] of moved) {
    gone.delete(i);
    come.delete(j);
  }
  // Between equal elements, what is left on either side may be the same elements changed.
  for (const [i, j] of [...equal, [a.length, b.length] as const]) {
    const left = range(x, i).filter((index) => gone.has(index));
    const right = range(y, j).filter((index) => come.has(index));
    for (const [k, l] of pairUp(pick(from, left), pick(to, right))) pairs.push([left[k] ?? 0, right[l] ?? 0]);
    [x, y] = [i + 1, j + 1];
  }
  for (const [i, j] of pairs) {
    gone.delete(i);
    come.delete(j);
  }
  const told: { readonly at: number; tell(): void }[] = [];
  const place = (index: number) => ({ kind: 'field', segments: [...segments, index] }) as const;
  for (const [i, j] of pairs) {
    const [before = null, after = null] = [from[i], to[j]];
    told.push({ at: j, tell: () => diffValues(before, after, [...segments, j], into) });
  }
  for (const [i, j] of moved) {
    const [before, after] = [a[i]?.ids ?? [], b[j]?.ids ?? []];
    told.push({
      at: j,
      tell() {
        into.add({ place: place(j), kind: 'moved', from: i, to: j });
        sameButForIds(before, after, [...segments, j], into);
      },
    });
  }
  for (const j of come) {
    told.push({ at: j, tell: () => into.add({ place: place(j), kind: 'added', from: undefined, to: to[j] ?? null }) });
  }
  for (const i of gone) {
    told.push({
      at: i - 0.5,
      tell: () => into.add({ place: place(i), kind: 'removed', from: from[i] ?? null, to: undefined }),
    });
  }
  for (const { tell } of told.sort((one, other) => one.at - other.at)) tell();
}

interface Blind {
  /** The canonical text with ids told apart from all else, but not from each other. */
  readonly text: string;
  readonly ids: readonly GeneratedId[];
}

function blind(value: CanonicalValue): Blind {
  const ids: GeneratedId[] = [];
  const text = canonicalText(value, (id) => {
    ids.push(id);
    return '@';
  });
  return { text, ids };
}

/** Ids that stand in the same places. */
function sameButForIds(from: readonly GeneratedId[], to: readonly GeneratedId[], segments: Segments, into: Collector) {
  for (const [i, id] of from.entries()) {
    const other = to[i];
    if (other !== undefined) into.ids({ kind: 'field', segments }, id, other);
  }
}

/** Equal elements that stand elsewhere in the other array. */
function movedElements(a: readonly Blind[], b: readonly Blind[], equal: readonly Pair[]): readonly Pair[] {
  const kept = new Set(equal.map(([i]) => i));
  const places = new Map<string, number[]>();
  for (const [i, { text }] of a.entries()) {
    if (kept.has(i)) continue;
    const others = places.get(text);
    if (others === undefined) places.set(text, [i]);
    else others.push(i);
  }
  const stayed = new Set(equal.map(([, j]) => j));
  return b.flatMap(({ text }, j) => {
    const i = stayed.has(j) ? undefined : places.get(text)?.shift();
    return i === undefined ? [] : [[i, j] as const];
  });
}

/** Short values, none twice: a list in which people look for what is new and what is gone. */
function isSet(values: Values): boolean {
  const texts = new Set<string>();
  for (const value of values) {
    if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) return false;
    if (typeof value === 'string' && value.length > longestMember) return false;
    texts.add(canonicalText(value));
  }
  return texts.size === values.length;
}

function diffSets(from: Values, to: Values, segments: Segments, into: Collector): void {
  const before = new Set(from.map((value) => canonicalText(value)));
  const after = new Set(to.map((value) => canonicalText(value)));
  const gone = from.filter((value) => !after.has(canonicalText(value)));
  const come = to.filter((value) => !before.has(canonicalText(value)));
  const place = { kind: 'field', segments } as const;
  const [left, right] = [gone[0], come[0]];
  if (left !== undefined && right !== undefined && gone.length === 1 && come.length === 1) {
    const index = to.indexOf(right);
    if (from.indexOf(left) === index) return diffValues(left, right, [...segments, index], into);
  }
  if (gone.length === 0 && come.length === 0) {
    if (from.some((value, i) => canonicalText(value) !== canonicalText(to[i] ?? null))) into.changed(place, from, to);
    return;
  }
  for (const value of gone) into.add({ place, kind: 'removed', from: value, to: undefined });
  for (const value of come) into.add({ place, kind: 'added', from: undefined, to: value });
}

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(end - start, 0) }, (_, i) => start + i);
}

function pick(values: Values, indexes: readonly number[]): Values {
  return indexes.map((index) => values[index] ?? null);
}
