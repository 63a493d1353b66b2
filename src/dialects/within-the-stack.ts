/** Streaming that never throws: JSON can be read that nests too deep for the stack to walk or to write it. */

import type { Streaming } from '../core/dialect.ts';

/** What would overflow the stack is not known. */
export function withinTheStack({ otherForms, join, split }: Streaming): Streaming {
  return {
    otherForms: (request) => unlessTooDeep(() => otherForms(request)) ?? [],
    join: (reply) => unlessTooDeep(() => join(reply)),
    split: (reply, request, cut) => unlessTooDeep(() => split(reply, request, cut)),
  };
}

function unlessTooDeep<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
