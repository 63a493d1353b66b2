/** Replaces whole JSON strings at the paths that a user named. */

import type { Frame, Leaf } from './json-text.ts';
import type { Markers } from './markers.ts';
import type { Pieces } from './pieces.ts';
import { userKinds } from './user-rules.ts';

/** Whether any string stood at one of `fields`; numbers, booleans and empty strings stay. */
export function editFields({ channels }: Pieces, fields: readonly (readonly string[])[], markers: Markers): boolean {
  let edited = false;
  for (const pieces of channels.values()) {
    for (const { leaf, segment, start, end, value } of pieces) {
      if (leaf === undefined || leaf.kind !== 'string' || value === '') continue;
      const path = pathOf(leaf);
      if (!fields.some((field) => fits(field, path))) continue;
      segment.replace(start, end, markers.of(userKinds.field, value));
      edited = true;
    }
  }
  return edited;
}

/** Keys and indexes from the outside in; indexes as digits. */
function pathOf(leaf: Leaf): readonly string[] {
  const names = [leaf.key];
  for (let frame: Frame | undefined = leaf.frame; frame?.parent !== undefined; frame = frame.parent)
    names.push(frame.name);
  return names.reverse().map((name) => name.replace(/^\[(\d+)\]$/, '$1'));
}

function fits(field: readonly string[], path: readonly string[]): boolean {
  return field.length === path.length && field.every((segment, i) => segment === '*' || segment === path[i]);
}
