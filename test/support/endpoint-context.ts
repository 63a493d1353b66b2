/** Endpoints without a server: a context with the real generators and the real catalogue, and what an endpoint answers as values. */

import { catalogueOf } from '../../src/catalogue/catalogue.ts';
import { renderMultipart } from '../../src/codec/multipart.ts';
import { parseEvent } from '../../src/codec/sse.ts';
import type { ApiError } from '../../src/core/api-error.ts';
import type { DialectFamily } from '../../src/core/dialect.ts';
import type { Endpoint, EndpointAnswer, EndpointContext } from '../../src/core/endpoint.ts';
import { type HeaderList, headerOf, mediaType } from '../../src/core/headers.ts';
import { randomOf } from '../../src/core/random.ts';
import type { SimRequest } from '../../src/core/request.ts';
import { findEndpoint } from '../../src/dialects/endpoint-path.ts';
import { fittingGenerator } from '../../src/generators/list.ts';
import { generatorSet } from '../../src/pipeline/synthesis/generator-set.ts';
import { SelectionState } from '../../src/pipeline/synthesis/selection-state.ts';
import { wordTokens } from './prompts.ts';

/** What an endpoint answered; a body that is JSON is its value, other text a string, all else bytes. */
export type Answered =
  | { readonly kind: 'whole'; readonly status: number; readonly headers: HeaderList; readonly body: unknown }
  /** `data` is the JSON value, or the text where it is none: `[DONE]`. */
  | {
      readonly kind: 'stream';
      readonly status: number;
      readonly headers: HeaderList;
      readonly events: readonly { readonly event: string | undefined; readonly data: unknown }[];
      /** All bytes, as latin1. */
      readonly raw: string;
    }
  | { readonly kind: 'error'; readonly status: number; readonly error: ApiError };

export interface ContextOptions extends Partial<Omit<EndpointContext, 'request' | 'shelf'>> {
  /** The protocol whose models are known; `openai` unless told otherwise. */
  readonly family?: DialectFamily;
  /** What requests leave behind; give the same to several requests of one client. */
  readonly state?: SelectionState;
}

/** Tokens are words; answers have 12 of them, ids and times follow from the request alone. Warnings are dropped. */
export function endpointContext(request: SimRequest, options: ContextOptions = {}): EndpointContext {
  const { family = 'openai', state = new SelectionState(), ...given } = options;
  const models = given.models ?? catalogueOf();
  const seed = `${request.method} ${request.target} ${Buffer.from(request.body).toString('latin1')}`;
  const generate = generatorSet({
    family,
    random: randomOf('test', seed),
    tokens: wordTokens,
    models,
    choose: (prompt) => ({ generator: fittingGenerator(prompt), text: undefined }),
    drawLength: () => 12,
  });
  return {
    params: {},
    provider: undefined,
    generate,
    ids: randomOf('test', seed, state.occurrence(seed), 'ids'),
    created: 1_760_000_000,
    models,
    strict: false,
    warn() {},
    ...given,
    request,
    shelf: state.shelf.bind(state),
  };
}

/** Finds the endpoint as a server would; throws where none takes the request. */
export async function answered(
  endpoints: readonly Endpoint[],
  request: SimRequest,
  options: ContextOptions = {},
): Promise<Answered> {
  const found = findEndpoint(request, endpoints);
  if (found?.kind !== 'endpoint') throw new Error(`no endpoint for ${request.method} ${request.target}`);
  return valuesOf(await found.endpoint.answer(endpointContext(request, { params: found.params, ...options })));
}

function valuesOf(answer: EndpointAnswer): Answered {
  switch (answer.kind) {
    case 'error':
      return { kind: 'error', status: answer.error.status, error: answer.error };
    case 'whole': {
      const { status, headers, body } = answer.reply;
      return { kind: 'whole', status, headers, body: bodyOf(body, headers) };
    }
    case 'stream': {
      const { status, headers, events } = answer.reply;
      const texts = events.map((event) => Buffer.from(event).toString());
      const raw = Buffer.concat(events).toString('latin1');
      return { kind: 'stream', status, headers, events: texts.map(eventOf), raw };
    }
  }
}

function bodyOf(body: Uint8Array, headers: HeaderList): unknown {
  const type = mediaType(headerOf(headers, 'content-type'));
  if (type.endsWith('json')) return JSON.parse(Buffer.from(body).toString());
  return type.startsWith('text/') ? Buffer.from(body).toString() : body;
}

function eventOf(text: string): { event: string | undefined; data: unknown } {
  const { event, data } = parseEvent(text);
  return { event, data: jsonOr(data ?? text) };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A request with a JSON body, or with none. */
export function jsonRequest(method: string, target: string, body?: unknown, headers: HeaderList = []): SimRequest {
  return {
    method,
    target,
    headers: [['host', '127.0.0.1:8080'], ['content-type', 'application/json'], ...headers],
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  };
}

export interface TestFile {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** A request with a `multipart/form-data` body; a name may come more than once. */
export function formRequest(target: string, fields: readonly (readonly [string, string | TestFile])[]): SimRequest {
  const boundary = 'test-boundary-3f1a';
  const parts = fields.map(([name, value]) => {
    const disposition = `Content-Disposition: form-data; name="${name}"`;
    return typeof value === 'string'
      ? { headers: [], rawHeaders: `${disposition}\r\n`, body: Buffer.from(value) }
      : {
          headers: [],
          rawHeaders: `${disposition}; filename="${value.filename}"\r\nContent-Type: ${value.contentType}\r\n`,
          body: value.bytes,
        };
  });
  const body = renderMultipart(
    { preamble: Buffer.alloc(0), parts, epilogue: Buffer.from('\r\n'), lineEnd: '\r\n' },
    boundary,
  );
  return {
    method: 'POST',
    target,
    headers: [
      ['host', '127.0.0.1:8080'],
      ['content-type', `multipart/form-data; boundary=${boundary}`],
    ],
    body,
  };
}
