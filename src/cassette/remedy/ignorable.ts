/** Which parts of a request would have to be ignored, so that what differs does not count. */

import {
  type CanonicalRequest,
  type CanonicalValue,
  isCanonicalArray,
  isCanonicalObject,
} from '../../core/canonical.ts';
import type { Difference } from '../diff/difference.ts';
import { pointerOf, type Segments } from '../diff/place.ts';
import { ignoreField, type RuleChange } from './rule-change.ts';

/** More fields than this are no detail to be ignored. */
const mostFields = 8;

/**
 * Ignoring these leaves nothing of `differences`, or so it seems; undefined where a difference cannot be ignored (method, path,
 * body without fields) or there are too many.
 */
export function ignoring(
  differences: readonly Difference[],
  from: CanonicalRequest,
  to: CanonicalRequest,
): readonly RuleChange[] | undefined {
  const changes = new Map<string, RuleChange>();
  const fields: Segments[] = [];
  for (const { place, kind } of differences) {
    if (place.kind === 'header' || place.kind === 'query') {
      const { kind: part, name } = place;
      changes.set(`${part}:${name}`, { kind: 'ignore', rule: { kind: part, name: name.toLowerCase() } });
    } else if (place.kind === 'field' && place.segments.length > 0) {
      fields.push(kind === 'changed' ? place.segments : withoutElement(place.segments));
    } else {
      return undefined;
    }
  }
  for (const segments of joined(fields, from, to)) changes.set(pointerOf(segments), ignoreField(segments));
  return changes.size > mostFields ? undefined : [...changes.values()];
}

/** Ignoring an element that came or went would hit another one in the other request: the whole array is meant. */
function withoutElement(segments: Segments): Segments {
  return typeof segments.at(-1) === 'number' && segments.length > 1 ? segments.slice(0, -1) : segments;
}

/** Fields of one object, if all its fields differ, are the object; the same field of several elements has a `*`. */
function joined(fields: readonly Segments[], from: CanonicalRequest, to: CanonicalRequest): readonly Segments[] {
  const starred = distinct(fields.map((segments) => (mayStar(segments, fields, from, to) ? star(segments) : segments)));
  const parents = new Map<string, Segments[]>();
  for (const segments of starred) {
    const parent = pointerOf(segments.slice(0, -1));
    parents.set(parent, [...(parents.get(parent) ?? []), segments]);
  }
  return distinct(
    starred.map((segments) => {
      const parent = segments.slice(0, -1);
      const siblings = parents.get(pointerOf(parent)) ?? [];
      const whole = parent.length > 0 && siblings.length > 1 && siblings.length >= sizeOf(parent, from, to);
      return whole ? parent : segments;
    }),
  );
}

function distinct(fields: readonly Segments[]): readonly Segments[] {
  return [...new Map(fields.map((segments) => [pointerOf(segments), segments])).values()];
}

function star(segments: Segments): Segments {
  return segments.map((segment) => (typeof segment === 'number' ? '*' : segment));
}

/** With stars for indexes the same field of other elements goes too: only where that is no text, or differs as well. */
function mayStar(
  segments: Segments,
  fields: readonly Segments[],
  from: CanonicalRequest,
  to: CanonicalRequest,
): boolean {
  if (!segments.some((segment) => typeof segment === 'number') || typeof segments.at(-1) === 'number') return false;
  const differing = new Set(fields.map(pointerOf));
  return [from, to].every(({ body }) => {
    if (body.kind !== 'json') return false;
    for (const [pointer, value] of matches(body.value, star(segments), [])) {
      if (!differing.has(pointer) && !isDetail(value)) return false;
    }
    return true;
  });
}

/** Names, numbers and switches; not what is said. */
function isDetail(value: CanonicalValue): boolean {
  if (isCanonicalArray(value) || isCanonicalObject(value)) return false;
  return typeof value !== 'string' || (value.length <= 64 && !/\s/.test(value));
}

function* matches(value: CanonicalValue, pattern: Segments, at: Segments): Generator<[string, CanonicalValue]> {
  const [first, ...rest] = pattern;
  if (first === undefined) {
    yield [pointerOf(at), value];
  } else if (isCanonicalArray(value)) {
    if (first !== '*') return;
    for (const [i, item] of value.entries()) yield* matches(item, rest, [...at, i]);
  } else if (isCanonicalObject(value) && Object.hasOwn(value, first)) {
    yield* matches(value[first] ?? null, rest, [...at, first]);
  }
}

/** How many members the object at `segments` has in either request; more than any for what is no object. */
function sizeOf(segments: Segments, from: CanonicalRequest, to: CanonicalRequest): number {
  const names = new Set<string>();
  for (const { body } of [from, to]) {
    const found = body.kind === 'json' ? [...matches(body.value, segments, [])] : [];
    for (const [, value] of found) {
      if (!isCanonicalObject(value)) return Number.POSITIVE_INFINITY;
      for (const name of Object.keys(value)) names.add(name);
    }
  }
  return names.size;
}
