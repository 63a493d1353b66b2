/** Rules of the user's own, as redaction uses them: names of places, and finders for patterns. */

import type { Finder } from './finding.ts';

/** What else is secret: whole headers, query parameters and fields, and patterns. The section `redact` of llmsim.yaml makes them. */
export interface UserRules {
  /** Lower-case header names whose whole value goes, in requests and responses. */
  readonly headers: ReadonlySet<string>;
  /** Lower-case names of query parameters. */
  readonly queryParameters: ReadonlySet<string>;
  /** JSON paths whose whole string goes: segments, `*` for any key or index. */
  readonly fields: readonly (readonly string[])[];
  readonly patterns: readonly Finder[];
}

export const noUserRules: UserRules = {
  headers: new Set(),
  queryParameters: new Set(),
  fields: [],
  patterns: [],
};

/** Kinds of the markers that stand for what a user's rule named by its place. */
export const userKinds = { header: 'header', query: 'query-parameter', field: 'field' } as const;
