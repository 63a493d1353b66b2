/** The differences of a request from a recorded one, field by field. */

import { createHash } from 'node:crypto';
import { canonicalText } from '../../codec/canonical-json.ts';
import { decodeUtf8 } from '../../codec/utf8.ts';
import {
  type CanonicalBody,
  type CanonicalPart,
  type CanonicalRequest,
  type CanonicalValue,
  GeneratedId,
} from '../../core/canonical.ts';
import { Collector, type NumberOf } from './collector.ts';
import { diffValues } from './diff-values.ts';
import { ByteContent, type Differences, type DifferenceValue } from './difference.ts';
import type { Place } from './place.ts';

/**
 * What is different in `to`, the request, from `from`, the recording; nothing for requests with the same key. Arrays are
 * aligned, so that an element put in front is one difference. Bounded in time and in the number of differences.
 */
export function diffRequests(from: CanonicalRequest, to: CanonicalRequest): Differences {
  const into = new Collector(
    () => numbersOf(from),
    () => numbersOf(to),
  );
  if (from.method !== to.method)
    into.add({ place: { kind: 'method' }, kind: 'changed', from: from.method, to: to.method });
  diffPaths(from.path, to.path, into);
  diffQueries(from.query, to.query, into);
  diffHeaders(from.headers, to.headers, into);
  diffBodies(from.body, to.body, into);
  return into.differences;
}

function diffPaths(from: CanonicalRequest['path'], to: CanonicalRequest['path'], into: Collector): void {
  const place = { kind: 'path' } as const;
  const shape = (path: CanonicalRequest['path']): string =>
    canonicalText(
      path.map((piece) => piece),
      () => '@',
    );
  if (shape(from) !== shape(to)) {
    return into.add({ place, kind: 'changed', from: textOf(from), to: textOf(to) });
  }
  for (const [i, piece] of from.entries()) into.textOrId(place, piece, to[i] ?? '');
}

function textOf(path: CanonicalRequest['path']): string {
  return path.map((piece) => (piece instanceof GeneratedId ? piece.value : piece)).join('');
}

function diffQueries(from: CanonicalRequest['query'], to: CanonicalRequest['query'], into: Collector): void {
  const [before, after] = [byName(from), byName(to)];
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const place = { kind: 'query', name } as const;
    const [left, right] = [before.get(name) ?? [], after.get(name) ?? []];
    for (let i = 0; i < Math.max(left.length, right.length); i += 1) eachOr(place, left[i], right[i], into);
  }
}

function eachOr(
  place: Place,
  from: string | GeneratedId | undefined,
  to: string | GeneratedId | undefined,
  into: Collector,
): void {
  if (from === undefined) into.add({ place, kind: 'added', from, to });
  else if (to === undefined) into.add({ place, kind: 'removed', from, to });
  else into.textOrId(place, from, to);
}

function byName<T>(pairs: readonly (readonly [string, T])[]): Map<string, T[]> {
  const values = new Map<string, T[]>();
  for (const [name, value] of pairs) {
    const others = values.get(name);
    if (others === undefined) values.set(name, [value]);
    else others.push(value);
  }
  return values;
}

/** A list value (`a,b`) by its items, of which only those are told that came or went. */
function diffHeaders(from: CanonicalRequest['headers'], to: CanonicalRequest['headers'], into: Collector): void {
  const [before, after] = [new Map(from), new Map(to)];
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const place = { kind: 'header', name } as const;
    const [left, right] = [before.get(name), after.get(name)];
    if (left === right) continue;
    const [gone, come] = [itemsOf(left), itemsOf(right)];
    const lists = gone.length > 1 || come.length > 1;
    if (left === undefined || right === undefined || !lists) eachOr(place, left, right, into);
    else if (!diffItems(place, gone, come, into)) into.changed(place, left, right);
  }
}

function itemsOf(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(',');
}

/** False where only the order or a repetition is different. */
function diffItems(place: Place, from: readonly string[], to: readonly string[], into: Collector): boolean {
  const gone = from.filter((item) => !to.includes(item));
  const come = to.filter((item) => !from.includes(item));
  for (const item of gone) into.add({ place, kind: 'removed', from: item, to: undefined });
  for (const item of come) into.add({ place, kind: 'added', from: undefined, to: item });
  return gone.length + come.length > 0;
}

function diffBodies(from: CanonicalBody, to: CanonicalBody, into: Collector): void {
  const place = { kind: 'body' } as const;
  if (from.kind === 'json' && to.kind === 'json') return diffValues(from.value, to.value, [], into);
  if (from.kind === 'multipart' && to.kind === 'multipart') return diffParts(from.parts, to.parts, into);
  if (from.kind === 'bytes' && to.kind === 'bytes') return diffBytes(place, from.bytes, to.bytes, into);
  if (from.kind === 'empty' && to.kind === 'empty') return;
  if (from.kind === 'empty') return into.add({ place, kind: 'added', from: undefined, to: contentOf(to) });
  if (to.kind === 'empty') return into.add({ place, kind: 'removed', from: contentOf(from), to: undefined });
  into.add({ place, kind: 'changed', from: contentOf(from), to: contentOf(to) });
}

function contentOf(body: CanonicalBody): DifferenceValue {
  switch (body.kind) {
    case 'empty':
      return '';
    case 'json':
      return body.value;
    case 'bytes':
      return contentOfBytes(body.bytes);
    case 'multipart':
      return `${body.parts.length} ${body.parts.length === 1 ? 'part' : 'parts'}`;
  }
}

function diffParts(from: readonly CanonicalPart[], to: readonly CanonicalPart[], into: Collector): void {
  const named = (parts: readonly CanonicalPart[]) => byName(parts.map((part) => [part.name, part] as const));
  const [before, after] = [named(from), named(to)];
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const [left, right] = [before.get(name) ?? [], after.get(name) ?? []];
    for (let i = 0; i < Math.max(left.length, right.length); i += 1) diffPart(name, left[i], right[i], into);
  }
}

function diffPart(name: string, from: CanonicalPart | undefined, to: CanonicalPart | undefined, into: Collector): void {
  const place = { kind: 'part', name, detail: undefined } as const;
  if (from === undefined || to === undefined) {
    const [before, after] = [from, to].map((part) => (part === undefined ? undefined : contentOfBytes(part.body)));
    return into.add({ place, kind: from === undefined ? 'added' : 'removed', from: before, to: after });
  }
  diffDetail({ ...place, detail: 'filename' }, from.filename, to.filename, into);
  // The key makes no difference between an empty type and none.
  diffDetail({ ...place, detail: 'content-type' }, from.contentType || undefined, to.contentType || undefined, into);
  diffBytes(place, from.body, to.body, into);
}

function diffDetail(place: Place, from: string | undefined, to: string | undefined, into: Collector): void {
  if (from !== to) eachOr(place, from, to, into);
}

function diffBytes(place: Place, from: Uint8Array, to: Uint8Array, into: Collector): void {
  if (Buffer.compare(from, to) === 0) return;
  const [before, after] = [contentOfBytes(from), contentOfBytes(to)];
  if (typeof before === 'string' && typeof after === 'string') into.changed(place, before, after);
  else into.add({ place, kind: 'changed', from: before, to: after });
}

/** Text where the bytes are one. */
function contentOfBytes(bytes: Uint8Array): string | ByteContent {
  const text = decodeUtf8(bytes);
  if (text !== undefined && !text.includes('\0')) return text;
  return new ByteContent(bytes.byteLength, createHash('sha256').update(bytes).digest('hex').slice(0, 8));
}

/** Numbers by first appearance, in the order in which a key sees the ids. */
function numbersOf({ path, query, body }: CanonicalRequest): NumberOf {
  const numbers = new Map<string, number>();
  const meet = ({ value }: GeneratedId): string => {
    if (!numbers.has(value)) numbers.set(value, numbers.size + 1);
    return '';
  };
  const values: CanonicalValue[] = [[...path], query.map(([, value]) => value)];
  if (body.kind === 'json') values.push(body.value);
  for (const value of values) canonicalText(value, meet);
  return (id) => numbers.get(id) ?? 0;
}
