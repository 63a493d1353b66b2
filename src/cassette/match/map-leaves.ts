/** Maps the leaves of a JSON value, copying only what changes. */

import {
  type CanonicalObject,
  type CanonicalValue,
  GeneratedId,
  isCanonicalArray,
  isCanonicalObject,
} from '../../core/canonical.ts';

export interface LeafMapping {
  text(value: string): CanonicalValue;
  number(value: number): CanonicalValue;
  id(value: GeneratedId): CanonicalValue;
}

export function mapLeaves(value: CanonicalValue, mapping: LeafMapping): CanonicalValue {
  if (typeof value === 'string') return mapping.text(value);
  if (typeof value === 'number') return mapping.number(value);
  if (isCanonicalArray(value)) return mapArray(value, mapping);
  if (isCanonicalObject(value)) return mapObject(value, mapping);
  return value instanceof GeneratedId ? mapping.id(value) : value;
}

function mapArray(items: readonly CanonicalValue[], mapping: LeafMapping): CanonicalValue {
  let copy: CanonicalValue[] | undefined;
  for (let i = 0; i < items.length; i += 1) {
    const item = items[i] ?? null;
    const mapped = mapLeaves(item, mapping);
    if (mapped === item) continue;
    copy ??= [...items];
    copy[i] = mapped;
  }
  return copy ?? items;
}

function mapObject(object: CanonicalObject, mapping: LeafMapping): CanonicalValue {
  let copy: Map<string, CanonicalValue> | undefined;
  for (const name in object) {
    const member = object[name] ?? null;
    const mapped = mapLeaves(member, mapping);
    if (mapped === member) continue;
    copy ??= new Map(Object.entries(object));
    copy.set(name, mapped);
  }
  return copy === undefined ? object : Object.fromEntries(copy);
}
