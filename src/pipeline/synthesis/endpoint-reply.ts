/** Lets an endpoint answer an exchange: gives it generators, ids and times that are the request's own, and plans what it writes. */

import type { Dialect } from '../../core/dialect.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { Exchange } from '../../core/exchange.ts';
import { headerOf } from '../../core/headers.ts';
import type { ModelCatalogue } from '../../core/model-catalogue.ts';
import type { Prompt } from '../../core/prompt.ts';
import { randomOf } from '../../core/random.ts';
import type { PlannedReply } from '../../core/reply.ts';
import type { SimRequest } from '../../core/request.ts';
import type { FoundEndpoint } from '../../dialects/endpoint-path.ts';
import type { TokenCounter } from '../../tokenizer/token-counter.ts';
import { eventSizesIdOf } from '../timing/event-grouping.ts';
import { type AnswerLength, drawLength, parseLength } from './answer-length.ts';
import { type ChosenGenerator, generatorSet } from './generator-set.ts';
import { plannedAnswer, plannedError } from './planned-answer.ts';
import type { SelectionStates } from './selection-state.ts';

/** What all answers of a run share, whoever thought of their words. */
export interface EndpointAnswers {
  readonly seed: string;
  /** The key of a request, as hex: equal keys and seeds get equal answers. */
  readonly keyOf: (request: SimRequest) => string;
  readonly tokens: TokenCounter;
  readonly models: ModelCatalogue;
  readonly length: AnswerLength;
  /** Refuse unknown fields. */
  readonly strict: boolean;
  readonly states: SelectionStates;
  readonly warn: (text: string) => void;
  /** Hears each prompt that is to be answered. */
  readonly onPrompt: ((prompt: Prompt, request: SimRequest) => void) | undefined;
}

/** The client's wishes for one request. */
export const seedHeader = 'x-llmsim-seed';
export const tokensHeader = 'x-llmsim-tokens';

/** 2025-10-09T08:53:20Z; invented objects are made within a day of it. */
const epoch = 1_760_000_000;
const day = 86_400;

/** @param choose what says the words that a prompt asks for; a wish of the client's that it cannot follow is a LlmsimError */
export async function endpointReply(
  exchange: Exchange,
  dialect: Dialect,
  { endpoint, params }: Extract<FoundEndpoint, { kind: 'endpoint' }>,
  choose: (prompt: Prompt) => ChosenGenerator,
  answers: EndpointAnswers,
): Promise<PlannedReply> {
  const { models, strict, warn } = answers;
  try {
    const own = ownOf(exchange, dialect, choose, answers);
    const { request, upstream: provider } = exchange;
    const answer = await endpoint.answer({ request, provider, params, ...own, models, strict, warn });
    return plannedAnswer(answer, dialect);
  } catch (error) {
    // A wish in a header that cannot be read.
    if (!(error instanceof LlmsimError)) throw error;
    const message = `${error.message} ${error.hint}`.trim();
    return plannedError({ status: 400, code: 'llmsim_bad_header', message }, dialect);
  }
}

function ownOf(
  exchange: Exchange,
  dialect: Dialect,
  choose: (prompt: Prompt) => ChosenGenerator,
  answers: EndpointAnswers,
) {
  const { request, selection } = exchange;
  const state = answers.states.of(selection);
  const key = answers.keyOf(askedWhole(request, dialect));
  const n = state.occurrence(key);
  const seed = headerOf(request.headers, seedHeader) ?? answers.seed;
  const wanted = headerOf(request.headers, tokensHeader);
  const length = wanted === undefined ? answers.length : parseLength(wanted);
  const random = randomOf(seed, key);
  return {
    generate: generatorSet({
      family: dialect.family,
      random: random.fork('text'),
      tokens: answers.tokens,
      models: answers.models,
      choose(prompt) {
        answers.onPrompt?.(prompt, request);
        return choose(prompt);
      },
      drawLength: (random) => drawLength(length, random),
      events: eventSizesIdOf(exchange),
    }),
    ids: random.fork(`ids ${n}`),
    created: epoch + random.fork('created').below(day) + n,
    shelf: state.shelf.bind(state),
  };
}

/** A stream says what the whole answer to the same request says. */
function askedWhole(request: SimRequest, dialect: Dialect): SimRequest {
  const whole = dialect.describe(request).stream ? dialect.streaming?.otherForms(request)[0] : undefined;
  return whole ?? request;
}
