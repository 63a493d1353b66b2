/** Draws arrays: items, tuples, bounds, `uniqueItems`, `contains`. */

import type { JsonValue } from '../json-style.ts';
import { type Drawing, Impossible, mostMembers, type Place } from './drawing.ts';
import { equalJson } from './equal.ts';
import { singular } from './plausible.ts';
import { type ArrayKeywords, nodeOf, otherThan, type SchemaNode } from './schema-node.ts';
import { satisfies } from './validate.ts';

/** So many items more are drawn where one that must be there did not fit in yet. */
const moreForContains = 4;

export function drawArray(
  nodes: readonly SchemaNode[],
  drawing: Drawing,
  place: Place,
): readonly JsonValue[] | Impossible {
  const speaking = nodes.filter(({ arrays }) => arrays !== undefined);
  const keywords = speaking.flatMap(({ arrays }) => arrays ?? []);
  const pointer = speaking[0]?.pointer ?? nodes[0]?.pointer ?? '#';
  const demands = keywords.flatMap(({ contains, minContains, maxContains }) =>
    contains ? [{ contains, left: minContains, room: maxContains }] : [],
  );
  const min = Math.max(0, ...keywords.map((one) => one.minItems), ...demands.map(({ left }) => left));
  const max = Math.min(Number.POSITIVE_INFINITY, ...keywords.map((one) => one.maxItems));
  if (min > max) return new Impossible(pointer, `no array has at least ${min} and at most ${max} items`, true);
  const contradictory = keywords.some((one) => one.minContains > one.maxContains);
  if (contradictory) return new Impossible(pointer, 'more items must be contained than may be', true);
  if (min > mostMembers) return new Impossible(pointer, `arrays of ${min} items are not drawn`, false);
  const unique = keywords.some((one) => one.unique);
  const values: JsonValue[] = [];
  let length = wantedLength(keywords, drawing, place, min, max);
  const longest = Math.min(max, length + min + moreForContains);
  const within: Place = {
    ...place,
    name: place.name === undefined ? undefined : singular(place.name),
    depth: place.depth + 1,
  };
  for (let i = 0; i < length; i += 1) {
    const schemas = schemasAt(keywords, i);
    if (unique && values.length > 0) schemas.push(otherThan(values, pointer));
    for (const { contains, room } of demands) {
      if (room <= 0) schemas.push(nodeOf(contains.pointer, { not: contains, residual: true }));
    }
    const demand = demands.find(({ left }) => left > 0);
    let value = drawing.draw(demand === undefined ? schemas : [...schemas, demand.contains], within);
    if (value instanceof Impossible && demand !== undefined) value = drawing.draw(schemas, within);
    if (value instanceof Impossible) {
      if (i < min)
        return failedAt(
          value,
          min,
          keywords,
          unique && i > 0,
          demands.some(({ room }) => room <= 0),
        );
      break;
    }
    if (unique && values.some((one) => equalJson(one, value))) break;
    values.push(value);
    for (const one of demands) {
      if (!satisfies(one.contains, value)) continue;
      one.left -= 1;
      one.room -= 1;
    }
    const missing = demands.reduce((sum, { left }) => sum + Math.max(0, left), 0);
    if (i === length - 1 && missing > 0 && length < longest) length += 1;
  }
  if (values.length < min) return new Impossible(pointer, `there are not ${min} different items`, false);
  const demand = demands.find(({ left }) => left > 0);
  if (demand === undefined) return values;
  const alone = drawing.draw([demand.contains], within);
  return alone instanceof Impossible && alone.proven
    ? alone
    : new Impossible(demand.contains.pointer, 'the array has no room for an item as it must contain one', false);
}

/** An item that cannot be is no proof where it only could not be beside those that were drawn before it. */
function failedAt(
  cause: Impossible,
  min: number,
  keywords: readonly ArrayKeywords[],
  differs: boolean,
  contained: boolean,
): Impossible {
  const { pointer, why, proven } = cause;
  const alike = keywords.every(({ prefix, contains }) => prefix.length === 0 && contains === undefined);
  const open = contained || (differs && !alike) || keywords.some(({ unevaluated }) => unevaluated !== undefined);
  return new Impossible(pointer, differs ? `there are not ${min} different items: ${why}` : why, proven && !open);
}

/** A tuple whole; else a few. */
function wantedLength(
  keywords: readonly ArrayKeywords[],
  { random }: Drawing,
  place: Place,
  min: number,
  max: number,
): number {
  if (place.frugal) return min;
  const tuple = Math.max(0, ...keywords.map(({ prefix }) => prefix.length));
  const items = keywords.some(({ rest, prefix, contains }) => rest !== undefined || prefix.length > 0 || contains);
  const few = tuple > 0 || (!items && min > 0) ? 0 : 1 + random.below(3);
  return Math.min(max, Math.max(min, tuple, Math.min(few, min + 2)));
}

function schemasAt(keywords: readonly ArrayKeywords[], i: number): SchemaNode[] {
  const schemas: SchemaNode[] = [];
  for (const { prefix, rest, unevaluated } of keywords) {
    const own = i < prefix.length ? prefix[i] : rest;
    if (own !== undefined) schemas.push(own);
    else if (unevaluated !== undefined && keywords.every((one) => one.rest === undefined && i >= one.prefix.length)) {
      schemas.push(unevaluated);
    }
  }
  return schemas;
}
