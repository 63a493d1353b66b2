/** A request as conditions look at it: what is read from its body is read once, and only when asked for. */

import { decodeUtf8 } from '../codec/utf8.ts';
import type { DialectFamily, RequestSummary } from '../core/dialect.ts';
import { lastUserMessage, type Prompt } from '../core/prompt.ts';
import type { SimRequest } from '../core/request.ts';

export interface SubjectParts {
  readonly request: SimRequest;
  readonly family: DialectFamily;
  /** The upstream that the client's path named. */
  readonly upstream: string | undefined;
  /** Reads the prompt; undefined where the endpoint asks no model for words, or is not known. */
  readonly promptOf: ((request: SimRequest) => Prompt | undefined) | undefined;
  /** What is known of requests to endpoints that have no prompt. */
  readonly describe: (request: SimRequest) => RequestSummary;
}

export class RuleSubject {
  readonly request: SimRequest;
  /** The dialect's family, and the upstream that the path named. */
  readonly providers: readonly string[];
  /** Whether words can answer it. */
  readonly takesWords: boolean;
  readonly #parts: SubjectParts;
  #prompt: { readonly value: Prompt | undefined } | undefined;
  #summary: RequestSummary | undefined;
  #json: { readonly value: unknown } | undefined;

  constructor(parts: SubjectParts) {
    this.#parts = parts;
    this.request = parts.request;
    this.providers = parts.upstream === undefined ? [parts.family] : [parts.family, parts.upstream];
    this.takesWords = parts.promptOf !== undefined;
  }

  get prompt(): Prompt | undefined {
    this.#prompt ??= { value: this.#parts.promptOf?.(this.request) };
    return this.#prompt.value;
  }

  /** Also of endpoints without a prompt, such as embeddings. */
  get model(): string | undefined {
    return this.prompt === undefined ? this.#described.model : this.prompt.model;
  }

  get lastUserMessage(): string | undefined {
    return this.prompt === undefined ? this.#described.prompt : lastUserMessage(this.prompt);
  }

  /** What the messages say, what tools gave included, the latest first. */
  get messages(): readonly string[] {
    if (this.prompt === undefined) return this.#described.prompt === undefined ? [] : [this.#described.prompt];
    return this.prompt.messages
      .flatMap(({ text, toolResults }) => [text, ...toolResults.map(({ content }) => content)])
      .filter((text) => text !== '')
      .reverse();
  }

  /** The body's JSON; undefined where it is none. */
  get json(): unknown {
    this.#json ??= { value: parsed(this.request.body) };
    return this.#json.value;
  }

  get #described(): RequestSummary {
    this.#summary ??= this.#parts.describe(this.request);
    return this.#summary;
  }
}

function parsed(body: Uint8Array): unknown {
  const text = decodeUtf8(body);
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
