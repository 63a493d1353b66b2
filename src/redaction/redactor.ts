/** The redactor: from what was seen to what may be written. The only maker of `Redacted`. */

import { decodeUtf8 } from '../codec/utf8.ts';
import { type HeaderList, headerOf, mediaType } from '../core/headers.ts';
import type { Interaction, RecordedResponse } from '../core/interaction.ts';
import type { SimRequest } from '../core/request.ts';
import { CleanJson } from './clean-json.ts';
import { clientCredentials } from './client-credentials.ts';
import { createFinder, type SecretFinder } from './finder.ts';
import type { Finder } from './finding.ts';
import { keepJson } from './kept-json.ts';
import { knownSecrets } from './known-secrets.ts';
import { Markers } from './markers.ts';
import { redactBody } from './redact-body.ts';
import { redactRequestHeaders, redactResponseHeaders } from './redact-headers.ts';
import { redactQuery } from './redact-query.ts';
import { redactTexts } from './redact-texts.ts';
import type { Redacted } from './redacted.ts';
import { selectShapeRules } from './rules/list.ts';
import { noUserRules, type UserRules } from './user-rules.ts';

/** What is taken out of all that is written or shown, beside credentials, which always are. */
export interface RedactionPolicy {
  /** Values that are secret wherever they stand: keys of the environment, of `--key-from-env`. */
  readonly secrets: readonly string[];
  /** Personal data too: e-mail, phone, payment card, IBAN, IP address. */
  readonly pii: boolean;
  readonly user: UserRules;
}

/** Redaction of credentials and of what looks like a secret; spread it and change what you need. */
export const defaultPolicy: RedactionPolicy = { secrets: [], pii: false, user: noUserRules };

/** The redaction of one interaction: equal secrets get equal markers in its request and its response. */
export interface InteractionRedaction {
  /** Made at first use: an exchange that is not recorded needs none. */
  readonly request: Redacted<SimRequest>;
  /** The request's path and query as they may be shown. */
  readonly target: string;
  /** A short text of the exchange as it may be shown. */
  text(value: string): string;
  /** Adds everything but the request, which is here already. */
  complete(parts: Omit<Interaction, 'request'>): Redacted<Interaction>;
}

export interface Redactor {
  /** Begins with the request as it was sent, credentials and all. Idempotent and deterministic. */
  begin(request: SimRequest): InteractionRedaction;
  /** For many requests that have all but their bodies in common. */
  withHead(head: RequestHead): HeadRedaction;
}

/** A request without its body. */
export type RequestHead = Omit<SimRequest, 'body'>;

/**
 * What `begin` makes of the request with that body where it leaves the body as it is; undefined where that takes a closer look.
 * The head, its header list too, is the same object each time.
 */
export type HeadRedaction = (body: Uint8Array) => Redacted<SimRequest> | undefined;

/** For how many sets of client credentials a finder is kept; a proxy sees few. */
const mostFinders = 64;

export function createRedactor(policy: RedactionPolicy = defaultPolicy): Redactor {
  const rules = selectShapeRules({ pii: policy.pii });
  const finders = new Map<string, Found>();
  const finderFor = (credentials: readonly string[]): Found => {
    const id = credentials.join('\n');
    let found = finders.get(id);
    if (found === undefined) {
      const known = knownSecrets([...policy.secrets, ...credentials]);
      const finder = createFinder({ rules, known, secretFields: true, user: policy.user.patterns });
      found = { finder, cleanJson: new CleanJson(finder) };
      if (finders.size >= mostFinders) finders.clear();
      finders.set(id, found);
    }
    return found;
  };
  return {
    begin(request) {
      const redaction = new Redaction(finderFor(clientCredentials(request)).finder, policy.user);
      let redacted: Redacted<SimRequest> | undefined;
      const once = (): Redacted<SimRequest> => {
        redacted ??= redaction.request(request);
        return redacted;
      };
      return {
        get request() {
          return once();
        },
        get target() {
          return redacted?.target ?? redaction.target(request.target);
        },
        text: (value) => redaction.text(value),
        complete: (parts) => mark({ ...parts, request: once(), response: redaction.response(parts.response) }),
      };
    },
    withHead(head) {
      const { finder, cleanJson } = finderFor(clientCredentials(head));
      const { method, target, headers } = new Redaction(finder, policy.user).request({ ...head, body: nothing });
      const isJson = mediaType(headerOf(head.headers, 'content-type')) === 'application/json';
      return (body) => {
        if (body.byteLength > 0) {
          if (!isJson || policy.user.fields.length > 0) return undefined;
          const text = decodeUtf8(body);
          const value = text === undefined ? undefined : cleanJson.read(text);
          if (value === undefined) return undefined;
          keepJson(body, value);
        }
        return mark({ method, target, headers, body });
      };
    },
  };
}

/** What searches for the secrets that a client may send. */
interface Found {
  readonly finder: SecretFinder;
  readonly cleanJson: CleanJson;
}

const nothing = new Uint8Array(0);

class Redaction {
  readonly #finder: Finder;
  readonly #user: UserRules;
  readonly #markers = new Markers();

  constructor(finder: Finder, user: UserRules) {
    this.#finder = finder;
    this.#user = user;
  }

  request(request: SimRequest): Redacted<SimRequest> {
    const contentType = headerOf(request.headers, 'content-type');
    const body = { bytes: request.body, ends: [], contentType };
    return mark({
      method: request.method,
      target: this.target(request.target),
      headers: this.#headers(redactRequestHeaders(request.headers, this.#user.headers)),
      body: redactBody(body, this.#finder, this.#markers, this.#user.fields).bytes,
    });
  }

  target(target: string): string {
    return this.text(redactQuery(target, this.#user.queryParameters));
  }

  text(value: string): string {
    return redactTexts([value], this.#finder, this.#markers)[0] ?? value;
  }

  response(response: RecordedResponse): RecordedResponse {
    const contentType = headerOf(response.headers, 'content-type');
    const body = { bytes: response.bytes, ends: response.ends, contentType };
    const { bytes, ends } = redactBody(body, this.#finder, this.#markers, this.#user.fields);
    const headers = this.#headers(redactResponseHeaders(response.headers, this.#user.headers));
    return { ...response, bytes, ends, headers: withLength(headers, response.bytes.byteLength, bytes.byteLength) };
  }

  /** Searches the values that are still as sent. */
  #headers(headers: HeaderList): HeaderList {
    const values = headers.map(([name, value]) => (neverReplaced.has(name.toLowerCase()) ? '' : value));
    const found = redactTexts(values, this.#finder, this.#markers);
    if (found === values) return headers;
    return headers.map(([name, value], i) => [name, found[i] === values[i] ? value : (found[i] ?? '')] as const);
  }
}

/** What these say, clients and replay depend on. */
const neverReplaced: ReadonlySet<string> = new Set(['content-type', 'content-length', 'content-encoding', 'date']);

/** A declared length that was right stays right. */
function withLength(headers: HeaderList, was: number, is: number): HeaderList {
  if (was === is) return headers;
  return headers.map(([name, value]) =>
    name.toLowerCase() === 'content-length' && value === String(was)
      ? ([name, String(is)] as const)
      : ([name, value] as const),
  );
}

function mark<T>(value: T): Redacted<T> {
  return value as Redacted<T>;
}
