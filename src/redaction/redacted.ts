/** The brand of what has been through redaction: only `redactor.ts` can make it, and the store takes nothing else. */

/** Private, so that a changed copy (`{ ...redacted, … }`) does not bear the brand; nothing of it exists at run time. */
declare class Brand {
  private readonly redacted: true;
}

/** A value that the redaction function has returned. */
export type Redacted<T> = T & Brand;
