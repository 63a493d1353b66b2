/** The tool calls of a choice, put together from pieces. */

import { type JsonObject, numberOf, objectOf, textIn } from '../json-shape.ts';
import { type Delta, mergeDelta } from '../merge-delta.ts';

export class JoinedCalls {
  readonly #calls: Delta[] = [];
  /** By index, or by id where there is none. */
  readonly #callAt = new Map<number | string, Delta>();

  get empty(): boolean {
    return this.#calls.length === 0;
  }

  /** A piece with another id than the one known at its index begins a new call: some servers give all calls index 0. */
  add({ index, id: given, type, ...said }: JsonObject): void {
    const id = textIn(given);
    const call = this.#callFor(numberOf(index) ?? id, id);
    if (given !== undefined && textIn(call['id']) === undefined) call['id'] = given;
    if (type !== undefined && type !== null) call['type'] ??= type;
    for (const [name, value] of Object.entries(said)) {
      const called = objectOf(value);
      if (called !== undefined && (name === 'function' || name === 'custom')) {
        call[name] = addCalled(objectOf(call[name]) ?? {}, called);
      } else mergeDelta(call, { [name]: value });
    }
  }

  values(): readonly JsonObject[] {
    return this.#calls;
  }

  #callFor(place: number | string | undefined, id: string | undefined): Delta {
    const known = place === undefined ? undefined : this.#callAt.get(place);
    const knownId = textIn(known?.['id']);
    if (known !== undefined && (id === undefined || knownId === undefined || id === knownId)) return known;
    const call: Delta = {};
    this.#calls.push(call);
    if (place !== undefined) this.#callAt.set(place, call);
    return call;
  }
}

/** The name counts once, though some servers send it with every piece; arguments continue. */
export function addCalled(known: JsonObject, { name, ...said }: JsonObject): JsonObject {
  const called: Delta = { ...known };
  if (name !== undefined && textIn(called['name']) === undefined) called['name'] = name;
  mergeDelta(called, said);
  return called;
}
