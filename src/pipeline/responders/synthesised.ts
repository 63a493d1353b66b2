/** Answers what no recording holds: finds the endpoint, and lets generators invent what its dialect writes. */

import type { ApiError } from '../../core/api-error.ts';
import type { Dialect } from '../../core/dialect.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { headerOf } from '../../core/headers.ts';
import type { Hit, Outcome, Responder } from '../../core/outcome.ts';
import type { Prompt } from '../../core/prompt.ts';
import type { PlannedReply } from '../../core/reply.ts';
import type { SimRequest } from '../../core/request.ts';
import { findEndpoint, nearPaths } from '../../dialects/endpoint-path.ts';
import { builtIn, dialectOf } from '../../dialects/list.ts';
import { type EndpointAnswers, endpointReply } from '../synthesis/endpoint-reply.ts';
import type { ChosenGenerator } from '../synthesis/generator-set.ts';
import { plannedError } from '../synthesis/planned-answer.ts';

/** Which generator answers a prompt; `wished` is the client's own wish for this request. */
export type ChooseGenerator = (prompt: Prompt, wished: string | undefined) => ChosenGenerator;

/** The client's wish for one request. */
export const generatorHeader = 'x-llmsim-generator';

const nearest = 5;

export function synthesised(answers: EndpointAnswers, choose: ChooseGenerator): Responder {
  /** Loaded at a dialect's first request; to import a module again costs, though it is there. */
  const loaded = new Map<Dialect, readonly Endpoint[]>();
  const load = async (dialect: Dialect): Promise<readonly Endpoint[]> => {
    const endpoints = await dialect.endpoints();
    loaded.set(dialect, endpoints);
    return endpoints;
  };
  return async function synthesised(exchange): Promise<Outcome> {
    const { request } = exchange;
    const { dialect } = dialectOf(request);
    const found = findEndpoint(request, loaded.get(dialect) ?? (await load(dialect)));
    if (found === undefined) {
      const known = (await Promise.all(builtIn.map(({ endpoints }) => endpoints()))).flat();
      return {
        kind: 'miss',
        reasons: [{ kind: 'not-synthesisable', near: nearPaths(request.target, known, nearest) }],
      };
    }
    if (found.kind === 'wrong-method') return hit(plannedError(wrongMethod(request, found.allowed), dialect));
    const wished = headerOf(request.headers, generatorHeader);
    return hit(await endpointReply(exchange, dialect, found, (prompt) => choose(prompt, wished), answers));
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

function hit(reply: PlannedReply): Hit {
  return { kind: 'hit', source: 'generator', interaction: undefined, reply, answeredBy: undefined };
}
