/** The section `rules` of a configuration, or of a file of rules: each rule's frame, its conditions and its responses. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FinishKind } from '../core/draft.ts';
import type { ChosenFault } from '../core/fault.ts';
import type { HeaderList } from '../core/headers.ts';
import { readFault } from '../pipeline/fault/read-fault.ts';
import { type MatchProblem, matchKeys, readMatch } from '../rules/read-match.ts';
import type { Rule, RuleResponse } from '../rules/rule.ts';
import { nearestName } from '../upstream/nearest-name.ts';
import type { ConfigurationFile } from './configuration-file.ts';

const finishWords: Readonly<Record<string, FinishKind>> = {
  stop: 'stop',
  stop_sequence: 'stop-sequence',
  length: 'length',
  tool_calls: 'tool-calls',
  content_filter: 'content-filter',
  refusal: 'refusal',
};
const [firstFinish = '', ...otherFinishes] = Object.keys(finishWords);

const headers = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a header name'),
  z.union([z.string(), z.number(), z.array(z.string())], { error: 'is no text, number or list of texts' }),
);

function tokens(description: string) {
  return z.int().min(0).meta({ description }).exactOptional();
}

const words = {
  content: z.string().meta({ description: 'What the model says; a template.' }).exactOptional(),
  tool_calls: z
    .array(
      z.strictObject({
        name: z.string().min(1).meta({ description: 'The tool.' }),
        arguments: z.unknown().meta({ description: 'Its arguments, as JSON; {} without them.' }).optional(),
      }),
    )
    .min(1)
    .meta({ description: 'The tools that the model calls.' })
    .exactOptional(),
  reasoning: z.string().meta({ description: 'What it thinks before.' }).exactOptional(),
  refusal: z.string().min(1).meta({ description: 'That it refuses, and how.' }).exactOptional(),
  finish: z
    .enum([firstFinish, ...otherFinishes])
    .meta({ description: 'Why the answer ends; without it as the rest of it says.' })
    .exactOptional(),
  usage: z
    .strictObject({
      input: tokens('Of the request.'),
      output: tokens('Of the answer.'),
      cached: tokens('Of the request, found in the cache.'),
      reasoning: tokens('Of the answer, not shown.'),
    })
    .meta({ description: 'Token counts that are told in place of those that are counted.' })
    .exactOptional(),
};

const raw = {
  status: z.int().min(200).max(599).meta({ description: 'Of a raw answer.', default: 200 }).exactOptional(),
  headers: headers.meta({ description: 'Of a raw answer.' }).exactOptional(),
  body: z.unknown().meta({ description: 'Of a raw answer: a text, or what is sent as JSON.' }).optional(),
};

const error = z.strictObject({
  status: z.int().min(400).max(599).meta({ description: 'The HTTP status.' }),
  message: z.string().meta({ description: "In place of the provider's own." }).exactOptional(),
  type: z.string().meta({ description: "In place of the provider's own." }).exactOptional(),
  code: z.string().meta({ description: "In place of the provider's own." }).exactOptional(),
  retry_after: z.number().min(0).meta({ description: 'Seconds, as the header retry-after.' }).exactOptional(),
  headers: headers.meta({ description: 'Further headers.' }).exactOptional(),
});

const responseFields = z.strictObject({
  ...words,
  ...raw,
  error: error.meta({ description: "An error in the provider's own shape." }).exactOptional(),
  fault: z
    .union([z.string(), z.int()], { error: 'is no fault such as 503 or reset(after=3)' })
    .meta({ description: 'A fault in place of an answer, or one that breaks it (docs/faults.md).' })
    .exactOptional(),
});

/** A bare text is its `content`. */
const response = z.preprocess((value) => (typeof value === 'string' ? { content: value } : value), responseFields);

export const rulesSection = z.array(
  z.strictObject({
    name: z.string().min(1).meta({ description: 'For people; no two rules have the same.' }).exactOptional(),
    priority: z.number().meta({ description: 'Higher ones are asked first.', default: 0 }).exactOptional(),
    times: z.int().min(1).meta({ description: 'So often it answers, then no more.' }).exactOptional(),
    match: z
      .unknown()
      .meta({
        description: 'The conditions, all of which hold; none for every request (docs/rules.md).',
        // A name with nothing behind it says nothing.
        type: ['object', 'null'],
        properties: Object.fromEntries(matchKeys.map((key) => [key, {}])),
        additionalProperties: false,
      })
      .optional(),
    response: response.meta({ description: 'What is answered; a bare text is its content.' }).exactOptional(),
    responses: z
      .array(response)
      .min(1)
      .meta({ description: 'One answer after the other; the last one stays.' })
      .exactOptional(),
  }),
);

type RuleSection = z.infer<typeof rulesSection>[number];
type ResponseSection = z.infer<typeof responseFields>;

/** What is wrong with conditions and responses becomes a problem of the file; `path` is where the section stands in it. */
export function rulesOf(
  section: z.infer<typeof rulesSection>,
  file: ConfigurationFile,
  path: readonly PropertyKey[] = ['rules'],
): readonly Rule[] {
  const names = new Map<string, number>();
  const seen = new Map<string, number>();
  return section.flatMap((one, i) => {
    if (one.name !== undefined) {
      const other = names.get(one.name);
      if (other !== undefined) file.add([...path, i, 'name'], `rule ${other} is called "${one.name}" too`);
      names.set(one.name, i + 1);
    }
    const rule = ruleOf(one, i, [...path, i], file);
    if (rule === undefined) return [];
    // Equal rules count their answers each for itself.
    const nth = seen.get(rule.id) ?? 0;
    seen.set(rule.id, nth + 1);
    return [nth === 0 ? rule : { ...rule, id: `${rule.id}.${nth}` }];
  });
}

function ruleOf(
  section: RuleSection,
  index: number,
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): Rule | undefined {
  const { conditions, problems } = readMatch(section.match ?? {});
  for (const problem of problems) {
    file.addNamed([...path, 'match', ...problem.path], withGuess(problem));
  }
  const [first, ...others] = responsesOf(section, path, file);
  if (first === undefined) return undefined;
  return {
    id: createHash('sha256').update(JSON.stringify(section)).digest('hex').slice(0, 16),
    name: section.name,
    position: index + 1,
    priority: section.priority ?? 0,
    times: section.times,
    conditions,
    responses: [first, ...others],
  };
}

/** A name in place of the list of all, where one is near. */
function withGuess({ path, what }: MatchProblem): string {
  const key = String(path.at(-1));
  const nearest = what.startsWith(`"${key}" is no condition`) ? nearestName(key, matchKeys) : undefined;
  return nearest === undefined ? what : `"${key}" is no condition: did you mean "${nearest}"?`;
}

function responsesOf(
  { response, responses }: RuleSection,
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): readonly RuleResponse[] {
  if (response !== undefined && responses === undefined) return responseOf(response, [...path, 'response'], file);
  if (response === undefined && responses !== undefined) {
    return responses.flatMap((one, i) => responseOf(one, [...path, 'responses', i], file));
  }
  file.addNamed(path, `needs ${response === undefined ? 'a "response" or' : 'either "response" or'} "responses"`);
  return [];
}

function responseOf(
  section: ResponseSection,
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): readonly RuleResponse[] {
  const fault = faultIn(section, path, file);
  const given = Object.keys(section).filter(
    (key) => key !== 'fault' && section[key as keyof ResponseSection] !== undefined,
  );
  if (section.fault !== undefined && given.length === 0) return fault === undefined ? [] : [{ kind: 'fault', fault }];
  const kinds = new Set(given.map((key) => (key in words ? 'words' : key in raw ? 'raw' : 'error')));
  if (kinds.size !== 1) {
    const what =
      kinds.size === 0
        ? 'says nothing: give it "content", "tool_calls", "refusal", "error", "status" and "body", or "fault"'
        : `mixes ${given.join(', ')}: words (${Object.keys(words).join(', ')}), "error" and a raw answer (${Object.keys(raw).join(', ')}) exclude each other`;
    file.addNamed(path, what);
    return [];
  }
  const response =
    section.error !== undefined ? errorOf(section.error) : kinds.has('raw') ? rawOf(section) : spokenOf(section);
  return [fault === undefined ? response : { ...response, fault }];
}

function faultIn(
  { fault }: ResponseSection,
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): ChosenFault | undefined {
  if (fault === undefined) return undefined;
  const read = readFault(String(fault));
  if (read.kind === 'fault') return read.fault;
  file.addNamed([...path, 'fault'], read.what);
  return undefined;
}

function spokenOf({ content, tool_calls, reasoning, refusal, finish, usage }: ResponseSection): RuleResponse {
  return {
    kind: 'spoken',
    content: content ?? '',
    toolCalls: (tool_calls ?? []).map(({ name, arguments: given }) => ({ name, arguments: given ?? {} })),
    reasoning: reasoning ?? '',
    refusal: refusal ?? '',
    finish: finish === undefined ? undefined : finishWords[finish],
    usage: usage ?? {},
  };
}

function errorOf({ status, message, type, code, retry_after, headers }: z.infer<typeof error>): RuleResponse {
  const wait: HeaderList = retry_after === undefined ? [] : [['retry-after', String(retry_after)]];
  return { kind: 'error', status, message, type, code, headers: [...wait, ...headerList(headers)] };
}

function rawOf({ status, headers, body }: ResponseSection): RuleResponse {
  return { kind: 'raw', status: status ?? 200, headers: headerList(headers), body };
}

function headerList(given: z.infer<typeof headers> | undefined): HeaderList {
  return Object.entries(given ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [String(value)]).map((one): readonly [string, string] => [name, one]),
  );
}
