/** An interaction: one recorded request with its response, its timing and how it ended. */

import type { HeaderList } from './headers.ts';
import type { ChunkedBody, EndKind, Timing } from './reply.ts';

export interface InteractionKey {
  readonly recipe: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

export interface RecordedRequest {
  readonly method: string;
  /** Path and query behind the addressing prefixes, credentials redacted. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

export interface RecordedResponse extends ChunkedBody {
  readonly status: number;
  readonly statusText: string;
  /** End-to-end headers as received; `content-encoding` and `content-length` describe the stored body. */
  readonly headers: HeaderList;
  /** The `content-encoding` that the upstream sent; the body is stored decoded. */
  readonly decodedFrom: string | undefined;
  readonly timing: Timing;
  readonly end: EndKind;
}

export interface Interaction {
  /** One line for people: model, first words of the prompt. */
  readonly summary: string;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  /** When the upstream was last seen to answer the same still; ISO 8601, UTC. Undefined where nobody has asked it again. */
  readonly refreshedAt?: string | undefined;
  readonly upstream: { readonly name: string; readonly url: string };
  readonly dialect: string;
  readonly key: InteractionKey;
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
}
