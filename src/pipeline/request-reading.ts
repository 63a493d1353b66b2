/** What stages ask of a request, read once: for all of them, and for a body that comes again. */

import { jsonBody, promptTokens } from '../access/limits/prompt-size.ts';
import { userOfRequest } from '../access/user-of-request.ts';
import { BodyMemo } from '../cassette/body-memo.ts';
import type { Dialect, Operation } from '../core/dialect.ts';
import { headerOf } from '../core/headers.ts';
import type { RequestSize } from '../core/rate-limits.ts';
import type { SimRequest } from '../core/request.ts';
import { dialectOf } from '../dialects/list.ts';

/** Each method is handed the request that the reading is of: what is kept for the next one holds no request. */
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

/** Longer bodies are read for each request: they are seldom the same, and to know them again costs as much as to look through them. */
const longestKnown = 256 * 1024;
/** Heads that are remembered; an SDK sends the same one again and again. */
const mostHeads = 1024;

export class RequestReader {
  readonly #heads = new Map<string, number>();
  #headCount = 0;
  #memo: BodyMemo<RequestReading> | undefined;
  #last: SimRequest | undefined;
  #lastReading: RequestReading | undefined;

  of(request: SimRequest): RequestReading {
    if (request === this.#last && this.#lastReading !== undefined) return this.#lastReading;
    const reading = this.#readingOf(request);
    this.#last = request;
    this.#lastReading = reading;
    return reading;
  }

  #readingOf(request: SimRequest): RequestReading {
    const { dialect, operation } = dialectOf(request);
    const { body } = request;
    if (body.byteLength === 0 || body.byteLength > longestKnown) return new RequestReading(dialect, operation);
    this.#memo ??= new BodyMemo({ entries: 4096, bytes: 8 * 1024 * 1024 });
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const head = this.#headOf(request, `${dialect.id} ${operation.endpoint}`);
    return this.#memo.get(bytes, head, () => new RequestReading(dialect, operation));
  }

  /** A number for all that a reading depends on but the body. */
  #headOf({ method, target, headers }: SimRequest, claimed: string): number {
    const identity = `${claimed} ${headerOf(headers, 'content-type') ?? ''}\n${method} ${target}`;
    let head = this.#heads.get(identity);
    if (head === undefined) {
      this.#headCount += 1;
      head = this.#headCount;
      if (this.#heads.size >= mostHeads) this.#heads.clear();
      this.#heads.set(identity, head);
    }
    return head;
  }
}

function sizeOf(body: Uint8Array, { limits }: Dialect): RequestSize | undefined {
  const json = jsonBody(body);
  return json === undefined ? undefined : { ...limits.bounds(json), promptTokens: promptTokens(json) };
}
