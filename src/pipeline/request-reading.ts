/** What stages ask of a request, read once: for all of them, and for a request that is known again. */

import { jsonBody, promptTokens } from '../access/limits/prompt-size.ts';
import { userOfRequest } from '../access/user-of-request.ts';
import type { Dialect, Operation } from '../core/dialect.ts';
import type { RequestSize } from '../core/rate-limits.ts';
import type { SimRequest } from '../core/request.ts';
import { dialectOf } from '../dialects/list.ts';

/** Each method is handed the request that the reading is of, so that what is kept for the next one holds no request. */
export class RequestReading {
  readonly dialect: Dialect;
  readonly operation: Operation;
  #described: { readonly model: string | undefined } | undefined;
  #sized: { readonly size: RequestSize | undefined } | undefined;
  #user: string | undefined;

  constructor(dialect: Dialect, operation: Operation) {
    this.dialect = dialect;
    this.operation = operation;
  }

  /** As the request names it; undefined where it names none. */
  model(request: SimRequest): string | undefined {
    this.#described ??= { model: this.dialect.describe(request).model };
    return this.#described.model;
  }

  /** Undefined for a body that is no JSON object. */
  size({ body }: SimRequest): RequestSize | undefined {
    this.#sized ??= { size: sizeOf(body, this.dialect) };
    return this.#sized.size;
  }

  /** Whom the client says it asks for; empty where it does not. */
  user(request: SimRequest): string {
    this.#user ??= userOfRequest(request);
    return this.#user;
  }
}

/**
 * The same object each time for requests that are equal in all that a dialect looks at, and another one for others: the match key
 * where recordings are looked for anyway, which the memo of keys holds by the request's very bytes.
 */
export type IdentityOf = (request: SimRequest) => object;

export class RequestReader {
  readonly #identityOf: IdentityOf | undefined;
  /** Lives as long as the identities do, so it is bounded as they are. */
  readonly #known = new WeakMap<object, RequestReading>();
  #last: SimRequest | undefined;
  #lastReading: RequestReading | undefined;

  /** Without `identityOf` each request is read once, and none is known again. */
  constructor(identityOf?: IdentityOf) {
    this.#identityOf = identityOf;
  }

  of(request: SimRequest): RequestReading {
    if (request === this.#last && this.#lastReading !== undefined) return this.#lastReading;
    this.#lastReading = this.#identityOf === undefined ? begun(request) : this.#again(request, this.#identityOf);
    this.#last = request;
    return this.#lastReading;
  }

  #again(request: SimRequest, identityOf: IdentityOf): RequestReading {
    const identity = identityOf(request);
    let reading = this.#known.get(identity);
    if (reading === undefined) {
      reading = begun(request);
      this.#known.set(identity, reading);
    }
    return reading;
  }
}

function begun(request: SimRequest): RequestReading {
  const { dialect, operation } = dialectOf(request);
  return new RequestReading(dialect, operation);
}

function sizeOf(body: Uint8Array, { limits }: Dialect): RequestSize | undefined {
  const json = jsonBody(body);
  return json === undefined ? undefined : { ...limits.bounds(json), promptTokens: promptTokens(json) };
}
