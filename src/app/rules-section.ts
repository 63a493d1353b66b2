/** The section `rules` of a configuration, or of a file of rules: each rule's frame, its conditions and its responses. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FinishKind } from '../core/draft.ts';
import type { HeaderList } from '../core/headers.ts';
import { readMatch } from '../rules/read-match.ts';
import type { Rule, RuleResponse } from '../rules/rule.ts';
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

const words = {
  content: z.string().exactOptional(),
  tool_calls: z
    .array(z.strictObject({ name: z.string().min(1), arguments: z.unknown().optional() }))
    .min(1)
    .exactOptional(),
  reasoning: z.string().exactOptional(),
  refusal: z.string().min(1).exactOptional(),
  finish: z.enum([firstFinish, ...otherFinishes]).exactOptional(),
  usage: z
    .strictObject({
      input: z.int().min(0).exactOptional(),
      output: z.int().min(0).exactOptional(),
      cached: z.int().min(0).exactOptional(),
      reasoning: z.int().min(0).exactOptional(),
    })
    .exactOptional(),
};

const raw = {
  status: z.int().min(200).max(599).exactOptional(),
  headers: headers.exactOptional(),
  body: z.unknown().optional(),
};

const error = z.strictObject({
  status: z.int().min(400).max(599),
  message: z.string().exactOptional(),
  type: z.string().exactOptional(),
  code: z.string().exactOptional(),
  retry_after: z.number().min(0).exactOptional(),
  headers: headers.exactOptional(),
});

const responseFields = z.strictObject({ ...words, ...raw, error: error.exactOptional() });

/** A bare text is its `content`. */
const response = z.preprocess((value) => (typeof value === 'string' ? { content: value } : value), responseFields);

export const rulesSection = z.array(
  z.strictObject({
    name: z.string().min(1).exactOptional(),
    priority: z.number().exactOptional(),
    times: z.int().min(1).exactOptional(),
    match: z.unknown().optional(),
    response: response.exactOptional(),
    responses: z.array(response).min(1).exactOptional(),
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
    const where = ['match', ...problem.path].map(String).join('.');
    file.add([...path, 'match', ...problem.path], `rules.${index}.${where}: ${problem.what}`);
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

function responsesOf(
  { response, responses }: RuleSection,
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): readonly RuleResponse[] {
  if (response !== undefined && responses === undefined) return responseOf(response, [...path, 'response'], file);
  if (response === undefined && responses !== undefined) {
    return responses.flatMap((one, i) => responseOf(one, [...path, 'responses', i], file));
  }
  const index = String(path.at(-1));
  file.add(
    path,
    `rules.${index}: needs ${response === undefined ? 'a "response" or' : 'either "response" or'} "responses"`,
  );
  return [];
}

function responseOf(
  section: ResponseSection,
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): readonly RuleResponse[] {
  const given = Object.keys(section).filter((key) => section[key as keyof ResponseSection] !== undefined);
  const kinds = new Set(given.map((key) => (key in words ? 'words' : key in raw ? 'raw' : 'error')));
  if (kinds.size !== 1) {
    const what =
      kinds.size === 0
        ? 'says nothing: give it "content", "tool_calls", "refusal", "error" or "status" and "body"'
        : `mixes ${given.join(', ')}: words (${Object.keys(words).join(', ')}), "error" and a raw answer (${Object.keys(raw).join(', ')}) exclude each other`;
    file.add(path, `${path.map(String).join('.')}: ${what}`);
    return [];
  }
  if (section.error !== undefined) return [errorOf(section.error)];
  return [kinds.has('raw') ? rawOf(section) : spokenOf(section)];
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
