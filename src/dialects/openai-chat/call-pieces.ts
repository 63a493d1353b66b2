/** A tool call as a stream sends it: first its name with no arguments yet, then these in pieces. */

import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, objectOf, stringOf } from '../json-shape.ts';

/** @param at its place among the calls of the choice */
export function callPieces(call: JsonObject, at: number, cut: TextCutter): JsonObject[] {
  const custom = objectOf(call['custom']);
  const field = custom === undefined ? 'function' : 'custom';
  const said = custom === undefined ? 'arguments' : 'input';
  const called = custom ?? objectOf(call['function']) ?? {};
  const text = stringOf(called[said]);
  // Arguments that are no text cannot be cut.
  if (text === undefined) return [{ index: at, ...call }];
  const opening = { index: at, ...call, [field]: { ...called, [said]: '' } };
  return [opening, ...cut(text).map((piece) => ({ index: at, [field]: { [said]: piece } }))];
}

/** The one call of the time before tools; none where there is no call. */
export function functionPieces(call: JsonObject | undefined, cut: TextCutter): JsonObject[][] {
  if (call === undefined) return [];
  const pieces = cut(stringOf(call['arguments']) ?? '').map((piece) => ({ arguments: piece }));
  return [[{ ...call, arguments: '' }, ...pieces]];
}
