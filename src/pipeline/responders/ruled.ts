/** Answers by hand-written rules, in whatever dialect the request came in; what no rule answers is a miss without reasons. */

import { STATUS_CODES } from 'node:http';
import type { Dialect } from '../../core/dialect.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { ChosenFault } from '../../core/fault.ts';
import { type HeaderList, headerOf } from '../../core/headers.ts';
import type { Miss, Outcome, Responder } from '../../core/outcome.ts';
import type { PlannedReply } from '../../core/reply.ts';
import { shelf } from '../../core/shelf.ts';
import { type FoundEndpoint, findEndpoint } from '../../dialects/endpoint-path.ts';
import { dialectOf } from '../../dialects/list.ts';
import { chooseRule } from '../../rules/choose.ts';
import { type Fill, filled, fillerOf } from '../../rules/fill-response.ts';
import type { ErrorResponse, FaultResponse, RawResponse, RuleResponse } from '../../rules/rule.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { RuleSubject } from '../../rules/rule-subject.ts';
import { spokenGenerator } from '../../rules/spoken-generator.ts';
import { type EndpointAnswers, endpointReply } from '../synthesis/endpoint-reply.ts';
import { plannedError, plannedWhole } from '../synthesis/planned-answer.ts';

/** How often each rule has answered, by its id. */
const ruleUses = shelf<number>('llmsim.rule-uses');

/** A fault is to stand in its place. */
const nothing = plannedWhole({ status: 200, headers: [], body: new Uint8Array(0) });

const noRule: Miss = { kind: 'miss', reasons: [] };

/**
 * @param rules those in force at this moment
 * @param wish hears which fault is to break the answer to an exchange
 */
export function ruled(
  rules: () => RuleSet,
  answers: EndpointAnswers,
  wish: (exchange: Exchange, fault: ChosenFault) => void = () => {},
): Responder {
  const loaded = new Map<Dialect, readonly Endpoint[]>();
  return function ruled(exchange) {
    const set = rules();
    // A body that is not there as a whole passes through, whatever it says.
    if (set.inOrder.length === 0 || exchange.bodyRest !== undefined) return noRule;
    const { dialect } = dialectOf(exchange.request);
    const endpoints = loaded.get(dialect);
    if (endpoints !== undefined) return answered(exchange, dialect, endpoints, set, answers, wish);
    return dialect.endpoints().then((own) => {
      loaded.set(dialect, own);
      return answered(exchange, dialect, own, set, answers, wish);
    });
  };
}

/** What conditions look at in a request to one of `endpoints`, which are its dialect's. */
export function subjectOf(
  { request, upstream }: Pick<Exchange, 'request' | 'upstream'>,
  dialect: Dialect,
  found: FoundEndpoint | undefined,
): RuleSubject {
  const promptOf = found?.kind === 'endpoint' ? found.endpoint.prompt : undefined;
  return new RuleSubject({ request, upstream, family: dialect.family, promptOf, describe: dialect.describe });
}

function answered(
  exchange: Exchange,
  dialect: Dialect,
  endpoints: readonly Endpoint[],
  set: RuleSet,
  answers: EndpointAnswers,
  wish: (exchange: Exchange, fault: ChosenFault) => void,
): Outcome | Promise<Outcome> {
  const found = findEndpoint(exchange.request, endpoints);
  const subject = subjectOf(exchange, dialect, found);
  const uses = answers.states.of(exchange.selection).shelf(ruleUses);
  const chosen = chooseRule(set, subject, uses);
  if (chosen === undefined) return noRule;
  uses.set(chosen.rule.id, chosen.nth + 1);
  const { response } = chosen;
  if (response.fault !== undefined) wish(exchange, response.fault);
  // Who else answers is asked, unless the fault is all of the answer.
  if (response.kind === 'fault') return response.fault?.action.kind === 'answer' ? hit(nothing) : noRule;
  const reply = replyOf(response, fillerOf(subject, chosen.groups), exchange, dialect, found, answers);
  return reply instanceof Promise ? reply.then(hit) : hit(reply);
}

function replyOf(
  response: Exclude<RuleResponse, FaultResponse>,
  fill: Fill,
  exchange: Exchange,
  dialect: Dialect,
  found: FoundEndpoint | undefined,
  answers: EndpointAnswers,
): PlannedReply | Promise<PlannedReply> {
  if (response.kind === 'raw') return rawReply(response, fill);
  if (response.kind === 'error') return errorReply(response, fill, dialect);
  if (found?.kind !== 'endpoint') throw new Error('words answer an endpoint that asks for them');
  const generator = spokenGenerator(response, fill);
  return endpointReply(exchange, dialect, found, () => ({ generator, text: undefined }), answers);
}

function errorReply(response: ErrorResponse, fill: Fill, dialect: Dialect): PlannedReply {
  const { status, message, type, code, headers } = response;
  const said =
    message === undefined ? `A rule answers with ${status} ${STATUS_CODES[status] ?? ''}`.trim() : fill(message);
  const error = { status, message: said, code: code ?? null, headers: filledHeaders(headers, fill) };
  return plannedError(type === undefined ? error : { ...error, type }, dialect);
}

/** RFC 9110, sections 15.3.5 and 15.4.5: these have no body. */
const bodiless: ReadonlySet<number> = new Set([204, 304]);

function rawReply({ status, headers, body }: RawResponse, fill: Fill): PlannedReply {
  const own = filledHeaders(headers, fill);
  const text = body === undefined ? '' : typeof body === 'string' ? fill(body) : JSON.stringify(filled(body, fill));
  const usual = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  const typed: HeaderList =
    body === undefined || headerOf(own, 'content-type') !== undefined ? own : [['content-type', usual], ...own];
  const reply = plannedWhole({ status, headers: typed, body: Buffer.from(bodiless.has(status) ? '' : text) });
  if (!bodiless.has(status)) return reply;
  return { ...reply, headers: reply.headers.filter(([name]) => name.toLowerCase() !== 'content-length') };
}

/** What a template brought in must not end a header's line, nor be what HTTP cannot send. */
function filledHeaders(headers: HeaderList, fill: Fill): HeaderList {
  return headers.map(([name, value]) => [name, fill(value).replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ')]);
}

function hit(reply: PlannedReply): Outcome {
  return { kind: 'hit', source: 'rule', interaction: undefined, reply, answeredBy: undefined };
}
