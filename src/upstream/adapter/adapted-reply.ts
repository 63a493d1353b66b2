/** Turns a service's reply into a chat completion while it arrives, streamed or whole. */

import type { ApiError } from '../../core/api-error.ts';
import type { ClientConnection } from '../../core/exchange.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { CutKind, LiveReply } from '../../core/reply.ts';
import { errorText } from '../../dialects/error-text.ts';
import { writeOpenAiError } from '../../dialects/openai-error.ts';
import { clientHasLeft } from '../failure.ts';
import type { Forwarded } from '../forward.ts';
import { ArrivingReply, type Flow } from '../live-reply.ts';
import type { AdapterEvent, EventRule } from './adapter.ts';
import { Completion, type CompletionAbout } from './completion.ts';
import { type Message, MessageReader } from './message-reader.ts';
import { readEvent } from './read-event.ts';

export interface AdaptedAbout extends CompletionAbout {
  /** The upstream's name, for errors. */
  readonly service: string;
  readonly map: readonly EventRule[];
  readonly client: ClientConnection;
}

const nothingToFlow: Flow = { pause() {}, resume() {}, abort() {} };
/** Of an answer with an error status, and of a message in an error. */
const mostOfError = 64 * 1024;
const mostOfMessage = 200;

/** Resolves with the first event of a stream, or with the whole answer; an error before that has its own status. */
export function adaptReply(source: LiveReply, about: AdaptedAbout): Promise<Forwarded> {
  return new Promise((settle) => {
    const adapted = new AdaptedReply(source, about, settle);
    about.client.onGone(() => settle({ kind: 'refusal', error: clientHasLeft }));
    source.subscribe(adapted);
  });
}

/** Hears the service, speaks to the client. */
class AdaptedReply {
  readonly #source: LiveReply;
  readonly #about: AdaptedAbout;
  readonly #settle: (forwarded: Forwarded) => void;
  readonly #reader = new MessageReader();
  readonly #completion: Completion;
  /** The stream to the client, once it has begun. */
  #stream: ArrivingReply | undefined;
  #over = false;
  #failed: Uint8Array[] = [];
  #failedBytes = 0;
  #understood = false;
  #unknown: Message | undefined;

  constructor(source: LiveReply, about: AdaptedAbout, settle: (forwarded: Forwarded) => void) {
    this.#source = source;
    this.#about = about;
    this.#settle = settle;
    this.#completion = new Completion(about);
  }

  chunk(bytes: Uint8Array): boolean {
    if (this.#over) return true;
    if (this.#isFailure) {
      this.#failedBytes += bytes.byteLength;
      if (this.#failedBytes <= mostOfError) this.#failed.push(bytes);
      return true;
    }
    try {
      this.#hear(this.#reader.push(bytes));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#error({ kind: 'error', message: error.message, code: undefined, status: undefined });
    }
    return true;
  }

  end(): void {
    if (this.#over) return;
    if (this.#isFailure) return this.#serviceError();
    this.#hear(this.#reader.end());
    if (!this.#over) this.#finish();
  }

  fail(how: CutKind): void {
    if (this.#over) return;
    if (this.#stream !== undefined) {
      this.#over = true;
      this.#stream.breakOff(how);
      return;
    }
    const message = `The service behind the upstream "${this.#about.service}" broke off (${how}) before its answer was complete.`;
    this.#refuse({ status: 502, code: 'llmsim_upstream_unreachable', message });
  }

  get #isFailure(): boolean {
    return this.#source.status < 200 || this.#source.status >= 300;
  }

  #hear(messages: readonly Message[]): void {
    for (const message of messages) {
      const event = readEvent(message, this.#about.map);
      if (event === undefined) {
        this.#unknown ??= message;
        continue;
      }
      this.#understood = true;
      if (event.kind === 'error') return this.#error(event);
      this.#send(this.#completion.add(event));
      // What a service says behind its own end is not waited for.
      if (event.kind === 'complete') {
        this.#source.abort();
        return this.#finish();
      }
    }
  }

  #send(text: string): void {
    if (text === '' || !this.#about.prompt.stream) return;
    if (this.#stream === undefined) {
      this.#stream = new ArrivingReply(streamHead, this.#flow());
      this.#settle({ kind: 'reply', reply: this.#stream });
    }
    this.#stream.receive(Buffer.from(text));
  }

  #finish(): void {
    if (!this.#understood) return this.#notUnderstood();
    if (this.#about.prompt.stream) {
      this.#send(this.#completion.streamEnd());
      this.#stream?.complete([]);
    } else {
      this.#whole(200, [['content-type', 'application/json']], this.#completion.whole());
    }
    this.#over = true;
  }

  /** In the stream where that has begun, as OpenAI has it; else with a status of its own. */
  #error({ message, code: given, status = 502 }: Extract<AdapterEvent, { kind: 'error' }>): void {
    const code = given ?? null;
    this.#source.abort();
    if (this.#stream === undefined) return this.#answerError({ status, code, message });
    this.#over = true;
    const error = { message, type: 'server_error', param: null, code };
    this.#stream.receive(Buffer.from(`data: ${JSON.stringify({ error })}\n\n`));
    this.#stream.complete([]);
  }

  /** The service's own status, unless it is none of an error: a redirect is not followed. */
  #serviceError(): void {
    const { status, headers } = this.#source;
    const said = errorText({ status, headers, body: Buffer.concat(this.#failed) }).trim();
    const message = said === '' ? `The service "${this.#about.service}" answered with status ${status}.` : said;
    this.#answerError({ status: status >= 400 ? status : 502, code: null, message });
  }

  #notUnderstood(): void {
    const unknown = this.#unknown;
    const sent =
      unknown === undefined
        ? 'It sent no message at all.'
        : `Its first message was ${shortened(JSON.stringify(unknown.value))}${unknown.event === undefined ? '' : ` (event: ${shortened(unknown.event)})`}.`;
    const message = `llmsim understood nothing of what the service "${this.#about.service}" sent. ${sent} Say under "map" what its messages mean.`;
    this.#answerError({ status: 502, code: 'llmsim_adapter', message });
  }

  #answerError(error: ApiError): void {
    const { status, headers, body } = writeOpenAiError(error);
    this.#whole(status, headers, body);
    this.#over = true;
  }

  #whole(status: number, headers: HeaderList, text: string): void {
    const body = Buffer.from(text);
    const length = ['content-length', String(body.byteLength)] as const;
    const reply = new ArrivingReply({ status, statusText: '', headers: [...headers, length] }, nothingToFlow);
    reply.receive(body);
    reply.complete([]);
    this.#settle({ kind: 'reply', reply });
  }

  #refuse(error: ApiError): void {
    this.#over = true;
    this.#settle({ kind: 'refusal', error });
  }

  #flow(): Flow {
    return {
      pause: () => this.#source.pause(),
      resume: () => this.#source.resume(),
      abort: () => {
        this.#over = true;
        this.#source.abort();
      },
    };
  }
}

const streamHead = {
  status: 200,
  statusText: '',
  headers: [
    ['content-type', 'text/event-stream; charset=utf-8'],
    ['cache-control', 'no-cache'],
  ],
} as const;

function shortened(text: string): string {
  return text.length <= mostOfMessage ? text : `${text.slice(0, mostOfMessage)}…`;
}
