/** Requests as conditions see them, and rules to try on them. */

import type { RequestSummary } from '../../src/core/dialect.ts';
import type { HeaderList } from '../../src/core/headers.ts';
import type { Prompt } from '../../src/core/prompt.ts';
import { readMatch } from '../../src/rules/read-match.ts';
import type { Rule, RuleResponse, SpokenResponse } from '../../src/rules/rule.ts';
import { RuleSubject } from '../../src/rules/rule-subject.ts';

export interface SubjectWishes {
  readonly prompt?: Prompt;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: HeaderList;
  readonly body?: unknown;
  readonly upstream?: string;
  /** Of a request whose endpoint is not known. */
  readonly summary?: Partial<RequestSummary>;
}

/** A chat request to OpenAI unless told otherwise. */
export function subject(wishes: SubjectWishes = {}): RuleSubject {
  const { prompt, method = 'POST', target = '/v1/chat/completions', headers = [], body, upstream, summary } = wishes;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return new RuleSubject({
    request: { method, target, headers, body: Buffer.from(text) },
    family: 'openai',
    upstream,
    promptOf: prompt === undefined ? undefined : () => prompt,
    describe: () => ({ model: undefined, prompt: undefined, stream: false, ...summary }),
  });
}

export function saying(content: string, more: Partial<SpokenResponse> = {}): SpokenResponse {
  return { kind: 'spoken', content, toolCalls: [], reasoning: '', refusal: '', finish: undefined, usage: {}, ...more };
}

/** A rule with conditions as a file has them. */
export function rule(
  id: string,
  match: unknown,
  responses: readonly [RuleResponse, ...RuleResponse[]] = [saying(id)],
  more: Partial<Rule> = {},
): Rule {
  const { conditions, problems } = readMatch(match);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return { id, name: id, position: 1, priority: 0, times: undefined, conditions, responses, ...more };
}
