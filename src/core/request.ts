/** One HTTP request as every part of llmsim sees it, after the addressing prefixes are taken off. */

import type { HeaderList } from './headers.ts';

export interface SimRequest {
  /** As received, for example `POST`. */
  readonly method: string;
  /** Path and query, verbatim, behind the `/@cassette` and `/<upstream>` prefixes. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** The part of a target before `?`. */
export function pathOf(target: string): string {
  const question = target.indexOf('?');
  return question < 0 ? target : target.slice(0, question);
}

/** The part of a target after the first `?`, or undefined when there is none. */
export function queryOf(target: string): string | undefined {
  const question = target.indexOf('?');
  return question < 0 ? undefined : target.slice(question + 1);
}
