/** Answers what no recording holds: finds the endpoint, lets generators invent, and plans the reply that its dialect writes. */

import type { ApiError } from '../../core/api-error.ts';
import type { CollectedReply, Dialect, StreamedReply } from '../../core/dialect.ts';
import type { EndpointAnswer } from '../../core/endpoint.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { HeaderList } from '../../core/headers.ts';
import { headerOf } from '../../core/headers.ts';
import type { ModelCatalogue } from '../../core/model-catalogue.ts';
import type { Hit, Outcome, Responder } from '../../core/outcome.ts';
import type { Prompt } from '../../core/prompt.ts';
import { randomOf } from '../../core/random.ts';
import type { PlannedReply } from '../../core/reply.ts';
import type { SimRequest } from '../../core/request.ts';
import { findEndpoint, nearPaths } from '../../dialects/endpoint-path.ts';
import { builtIn, dialectOf } from '../../dialects/list.ts';
import type { TokenCounter } from '../../tokens/token-counter.ts';
import { type AnswerLength, drawLength, parseLength } from '../synthesis/answer-length.ts';
import { type ChosenGenerator, generatorSet } from '../synthesis/generator-set.ts';
import type { SelectionStates } from '../synthesis/selection-state.ts';

export interface SynthesisOptions {
  readonly seed: string;
  /** The key of a request, as hex: equal keys and seeds get equal answers. */
  readonly keyOf: (request: SimRequest) => string;
  readonly tokens: TokenCounter;
  readonly models: ModelCatalogue;
  /** Which generator answers a prompt; `wished` is the client's own wish for this request. */
  readonly choose: (prompt: Prompt, wished: string | undefined) => ChosenGenerator;
  readonly length: AnswerLength;
  /** Refuse unknown fields. */
  readonly strict: boolean;
  readonly states: SelectionStates;
  readonly warn: (text: string) => void;
  /** Hears each prompt that is to be answered. */
  readonly onPrompt: ((prompt: Prompt) => void) | undefined;
}

/** The client's wishes for one request. */
export const generatorHeader = 'x-llmsim-generator';
export const seedHeader = 'x-llmsim-seed';
export const tokensHeader = 'x-llmsim-tokens';

/** 2025-10-09T08:53:20Z; invented objects are made within a day of it. */
const epoch = 1_760_000_000;
const day = 86_400;
const nearest = 5;

export function synthesised(options: SynthesisOptions): Responder {
  return async function synthesised(exchange): Promise<Outcome> {
    const { request } = exchange;
    const { dialect } = dialectOf(request);
    const found = findEndpoint(request, await dialect.endpoints());
    if (found === undefined) {
      const known = (await Promise.all(builtIn.map(({ endpoints }) => endpoints()))).flat();
      return {
        kind: 'miss',
        reasons: [{ kind: 'not-synthesisable', near: nearPaths(request.target, known, nearest) }],
      };
    }
    if (found.kind === 'wrong-method') return hit(errorReply(wrongMethod(request, found.allowed), dialect));
    try {
      const answer = await found.endpoint.answer({
        request,
        params: found.params,
        ...made(exchange, dialect, options),
        models: options.models,
        strict: options.strict,
        warn: options.warn,
      });
      return hit(replyOf(answer, dialect));
    } catch (error) {
      // A wish in a header that cannot be read.
      if (!(error instanceof LlmsimError)) throw error;
      const message = `${error.message} ${error.hint}`.trim();
      return hit(errorReply({ status: 400, code: 'llmsim_bad_header', message }, dialect));
    }
  };
}

function made({ request, selection }: Exchange, dialect: Dialect, options: SynthesisOptions) {
  const state = options.states.of(selection);
  const key = options.keyOf(request);
  const n = state.occurrence(key);
  const seed = headerOf(request.headers, seedHeader) ?? options.seed;
  const wanted = headerOf(request.headers, tokensHeader);
  const length = wanted === undefined ? options.length : parseLength(wanted);
  const wished = headerOf(request.headers, generatorHeader);
  return {
    generate: generatorSet({
      family: dialect.family,
      random: randomOf(seed, key, 'text'),
      tokens: options.tokens,
      models: options.models,
      choose(prompt) {
        options.onPrompt?.(prompt);
        return options.choose(prompt, wished);
      },
      drawLength: (random) => drawLength(length, random),
    }),
    ids: randomOf(seed, key, n, 'ids'),
    created: epoch + randomOf(seed, key, 'created').below(day) + n,
    shelf: state.shelf.bind(state),
  };
}

function wrongMethod({ method, target }: SimRequest, allowed: readonly string[]): ApiError {
  return {
    status: 405,
    code: 'method_not_allowed',
    message: `${method} is not allowed for ${target}. It takes ${allowed.join(', ')}.`,
    headers: [['allow', allowed.join(', ')]],
  };
}

function replyOf(answer: EndpointAnswer, dialect: Dialect): PlannedReply {
  switch (answer.kind) {
    case 'error':
      return errorReply(answer.error, dialect);
    case 'whole':
      return wholeReply(answer.reply);
    case 'stream':
      return streamReply(answer.reply);
  }
}

function errorReply(error: ApiError, dialect: Dialect): PlannedReply {
  const { status, headers, body } = dialect.writeError(error);
  return wholeReply({ status, headers, body: Buffer.from(body) });
}

function wholeReply({ status, headers, body }: CollectedReply): PlannedReply {
  const length: HeaderList = [['content-length', String(body.byteLength)]];
  return atOnce(status, [...headers.filter(([name]) => name !== 'content-length'), ...length], [body]);
}

function streamReply({ status, headers, events }: StreamedReply): PlannedReply {
  return atOnce(status, headers, events);
}

/** All at zero: a latency profile gives times. */
function atOnce(status: number, headers: HeaderList, chunks: readonly Uint8Array[]): PlannedReply {
  const ends: number[] = [];
  let length = 0;
  for (const { byteLength } of chunks) {
    length += byteLength;
    ends.push(length);
  }
  const timing = { head: 0, chunks: ends.map(() => 0), end: 0 };
  const bytes = Buffer.concat(chunks, length);
  return { kind: 'planned', status, statusText: '', headers, bytes, ends, timing, end: 'complete' };
}

function hit(reply: PlannedReply): Hit {
  return { kind: 'hit', source: 'generator', interaction: undefined, reply, answeredBy: undefined };
}
