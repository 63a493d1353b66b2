/** Hands the value of a JSON body from redaction, which has read it, to matching, which is next: so that it is parsed once. */

import type { CanonicalObject } from '../core/canonical.ts';

let keptOf: Uint8Array | undefined;
let kept: CanonicalObject | undefined;

/** Keeps `value`, which is what `body` says, until it is taken or the next one comes. */
export function keepJson(body: Uint8Array, value: CanonicalObject): void {
  keptOf = body;
  kept = value;
}

/** The value of `body` where it is the last one kept; undefined, and nothing lost, where it is another. Nobody may change it. */
export function takeJson(body: Uint8Array): CanonicalObject | undefined {
  if (keptOf !== body) return undefined;
  const value = kept;
  keptOf = undefined;
  kept = undefined;
  return value;
}
