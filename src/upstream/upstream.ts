/** An upstream: a provider that requests are forwarded to, where it is, what it speaks and how it takes a key. */

import type { DialectFamily } from '../core/dialect.ts';
import type { UpstreamPlace } from '../core/outcome.ts';
import type { Adapter } from './adapter/adapter.ts';

/** The header in which a provider takes an API key; `authorization` carries it as `Bearer <key>`. */
export type KeyHeader = 'authorization' | 'x-api-key' | 'api-key' | 'x-goog-api-key';

/** Its `name` is `[a-z0-9][a-z0-9-]*`, and the path prefix `/<name>/` selects it. */
export interface Upstream extends UpstreamPlace {
  /** Origin and base path, without user info, query and closing slash: fit to be stored and shown. */
  readonly url: string;
  /** Host and port as a `host` header says them. */
  readonly host: string;
  /** What it speaks, the family it prefers first. */
  readonly families: readonly DialectFamily[];
  readonly keyHeader: KeyHeader;
  /** The AWS region of an upstream that takes SigV4 signatures. */
  readonly region: string | undefined;
  /** `Basic …`, from the URL's user info; a secret, never to be stored or shown. */
  readonly credentials: string | undefined;
  /** Replaces the credentials that clients send; a secret too. */
  readonly apiKey?: string | undefined;
  /** Of a service with a protocol of its own: how it is asked, and what its answers mean. */
  readonly adapter?: Adapter | undefined;
}
