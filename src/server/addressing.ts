/** Addressing: takes `/@cassette~session` and `/<upstream>` off a request path, and leaves the rest verbatim. */

import type { Selection } from '../core/exchange.ts';

export interface Address {
  readonly selection: Selection;
  /** The upstream that a prefix named, or undefined for a bare path. */
  readonly upstream: string | undefined;
  /** What was taken off the front that a client needs again to keep its selection: `/@name` or empty. */
  readonly prefix: string;
  /** Path and query behind the prefixes. */
  readonly target: string;
}

export type Addressed =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'invalid'; readonly problem: string };

const namePattern = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const noSelection: Selection = { cassette: undefined, session: undefined };

/**
 * @param url the request target as received
 * @param header the value of `x-llmsim-cassette`; a path prefix wins over it
 * @param isUpstream whether a first path segment names an upstream here
 * @param unselected the selection of a request that names none
 */
export function parseAddress(
  url: string,
  header: string | undefined,
  isUpstream: (segment: string) => boolean,
  unselected: Selection = noSelection,
): Addressed {
  let rest = url;
  let selection = unselected;
  let prefix = '';
  const chosen = rest.startsWith('/@') ? segmentOf(rest) : undefined;
  if (chosen !== undefined || header !== undefined) {
    const text = chosen?.slice(1) ?? header ?? '';
    const parsed = parseSelection(text);
    if (parsed === undefined) {
      const problem = `"${text}" is not a cassette name: use a-z, 0-9, ".", "_" and "-", with an optional "~session" behind it`;
      return { kind: 'invalid', problem };
    }
    selection = parsed;
    if (chosen !== undefined) {
      prefix = `/${chosen}`;
      rest = afterSegment(rest, chosen);
    }
  }
  const first = segmentOf(rest);
  if (first === '' || !isUpstream(first)) {
    return { kind: 'address', address: { selection, upstream: undefined, prefix, target: rest } };
  }
  return { kind: 'address', address: { selection, upstream: first, prefix, target: afterSegment(rest, first) } };
}

/** The first path segment of `/first/…`; empty for `//…`. */
function segmentOf(target: string): string {
  let end = 1;
  while (end < target.length) {
    const code = target.charCodeAt(end);
    if (code === 0x2f || code === 0x3f) break;
    end += 1;
  }
  return target.slice(1, end);
}

function afterSegment(target: string, segment: string): string {
  const rest = target.slice(segment.length + 1);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** `name` or `name~session`; undefined for anything else. */
export function parseSelection(text: string): Selection | undefined {
  const tilde = text.indexOf('~');
  const cassette = tilde < 0 ? text : text.slice(0, tilde);
  const session = tilde < 0 ? undefined : text.slice(tilde + 1);
  if (!namePattern.test(cassette) || (session !== undefined && !namePattern.test(session))) return undefined;
  return { cassette, session };
}
