/** Forwards an exchange to its upstream and gives the reply while it arrives, or says why there is none. */

import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Clock } from '../core/clock.ts';
import type { Exchange } from '../core/exchange.ts';
import type { HeaderList } from '../core/headers.ts';
import { createAgent } from './agent.ts';
import { isAwsSigned, signatureRefusal, signForAws } from './aws-signing.ts';
import { clientHasLeft, invalidRequest } from './failure.ts';
import { forwardHeaders, forwardTarget } from './forward-request.ts';
import type { Environment } from './named-upstreams.ts';
import { type Forwarded, ResponseHandler } from './response-handler.ts';
import type { Upstream } from './upstream.ts';

export type { Forwarded };

export interface ForwarderOptions {
  /** Proxy variables, and AWS credentials for `sign`. */
  readonly env: Environment;
  readonly clock: Pick<Clock, 'date'>;
  /** The longest silence before the headers, and between two pieces of the body; default 10 minutes, 0 is for ever. */
  readonly timeoutMs?: number | undefined;
  /** `aws`: requests with a SigV4 signature, and those to AWS without any credentials, are signed anew. */
  readonly sign?: 'aws' | undefined;
}

/** Never rejects. Redirects are passed on, not followed. */
export type Forwarder = (exchange: Exchange, upstream: Upstream) => Promise<Forwarded>;

export interface ForwardingClient {
  readonly forward: Forwarder;
  /** Ends all connections, also those in use. */
  close(): Promise<void>;
}

const tenMinutes = 600_000;

/** Importing this file loads undici, which takes 100 ms: import it only where something is to be forwarded. */
export function createForwarder(options: ForwarderOptions): ForwardingClient {
  const agent = createAgent(options.env, options.timeoutMs ?? tenMinutes);
  return {
    forward(exchange, upstream) {
      const request = outgoing(exchange, upstream, options);
      if (request.kind === 'refusal') return Promise.resolve(request);
      return new Promise((settle) => {
        agent.dispatch(request.options, new ResponseHandler(exchange, upstream, settle));
      });
    },
    close: () => agent.destroy(),
  };
}

type Outgoing =
  | { readonly kind: 'request'; readonly options: Dispatcher.DispatchOptions }
  | Extract<Forwarded, { readonly kind: 'refusal' }>;

function outgoing(exchange: Exchange, upstream: Upstream, settings: ForwarderOptions): Outgoing {
  const { request, bodyRest } = exchange;
  if (exchange.client.gone) return { kind: 'refusal', error: clientHasLeft };
  if (!request.target.startsWith('/') || request.method === 'CONNECT') {
    return {
      kind: 'refusal',
      error: invalidRequest('It names a host instead of a path; llmsim is not a forward proxy.'),
    };
  }
  const key = upstream.apiKey;
  let target = forwardTarget(request, upstream, key);
  let headers = forwardHeaders(request.headers, { upstream, key, streamed: bodyRest !== undefined });
  if (needsSignature(headers, target, upstream, settings)) {
    if (settings.sign !== 'aws') return { kind: 'refusal', error: signatureRefusal(upstream) };
    const body = bodyRest === undefined ? request.body : undefined;
    const signed = signForAws(
      { method: request.method, target, headers, body },
      upstream,
      settings.env,
      settings.clock.date(),
    );
    if (signed.kind === 'refusal') return signed;
    ({ target, headers } = signed);
  }
  return {
    kind: 'request',
    options: {
      origin: upstream.origin,
      path: target,
      method: request.method,
      headers: orderedPairs(headers),
      body: bodyRest === undefined ? request.body : streamedBody(request.body, bodyRest),
    },
  };
}

function needsSignature(headers: HeaderList, target: string, upstream: Upstream, settings: ForwarderOptions): boolean {
  if (isAwsSigned(headers, target)) return true;
  if (settings.sign !== 'aws' || upstream.region === undefined) return false;
  return !headers.some(([name]) => name.toLowerCase() === 'authorization');
}

/** An iterable, not an array: undici's ProxyAgent makes an object of an array, and that loses repeated headers. */
function orderedPairs(headers: HeaderList): Iterable<[string, string]> {
  return {
    *[Symbol.iterator]() {
      for (const [name, value] of headers) yield [name, value];
    },
  };
}

/** A body whose beginning is at hand and whose rest is still to come. */
function streamedBody(beginning: Uint8Array, rest: AsyncIterable<Uint8Array>): Readable {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (beginning.byteLength > 0) yield beginning;
    yield* rest;
  }
  // undici listens only while the request is under way; an error after that must not end the process
  return Readable.from(pieces()).on('error', () => {});
}
