/** Equality of JSON values: members in any order, numbers by value. */

import type { JsonValue } from '../json-style.ts';

export function equalJson(one: JsonValue, other: JsonValue): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (isList(one) || isList(other)) {
    if (!isList(one) || !isList(other) || one.length !== other.length) return false;
    return one.every((value, i) => equalJson(value, other[i] ?? null));
  }
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && equalJson(one[name] ?? null, other[name] ?? null))
  );
}

export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
