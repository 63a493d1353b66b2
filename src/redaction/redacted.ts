/** The brand of what has been through redaction: only `redactor.ts` can make it, and the store takes nothing else. */

declare const redacted: unique symbol;

/** A value that the redaction function has returned. */
export type Redacted<T> = T & { readonly [redacted]: true };
