/** Every condition: what it holds for, what not, and how it says so. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionFamilies } from '../../src/rules/conditions/list.ts';
import { matchKeys, readMatch } from '../../src/rules/read-match.ts';
import type { Verdict } from '../../src/rules/rule.ts';
import type { RuleSubject } from '../../src/rules/rule-subject.ts';
import { message, promptOf, toolResult } from '../support/prompts.ts';
import { subject } from './subjects.ts';

function verdict(match: unknown, about: RuleSubject): Verdict {
  const { conditions, problems } = readMatch(match);
  expect(problems).toEqual([]);
  const [condition, ...others] = conditions;
  if (condition === undefined || others.length > 0) throw new Error('one condition at a time');
  return condition.check(about);
}

function problemsOf(match: unknown): readonly string[] {
  return readMatch(match).problems.map(({ path, what }) => `${path.map(String).join('.')}: ${what}`);
}

const tool = (name: string) => ({ name, description: undefined, parameters: undefined });
const talk = promptOf('What is the weather in Oslo?', {
  model: 'gpt-4o-mini',
  messages: [
    message('system', 'Answer in json.'),
    message('user', 'Hello'),
    message('assistant', 'Hi there'),
    message('user', 'What is the weather in Oslo?'),
  ],
  tools: [tool('get_weather'), tool('get_time')],
});
const loop = promptOf('', {
  messages: [
    message('user', 'first'),
    toolResult('old result'),
    message('user', 'second'),
    toolResult('sunny'),
    toolResult('warm'),
  ],
});
const chat = subject({
  prompt: talk,
  upstream: 'groq',
  target: '/v1/chat/completions?trace=1',
  headers: [
    ['X-Tenant', 'acme'],
    ['x-two', 'a'],
    ['x-two', 'b'],
  ],
  body: {
    temperature: 0.2,
    metadata: { user: 'ann', tags: ['x', 'y'] },
    items: [{ name: 'one' }, { name: 'two' }],
    n: null,
  },
});
const tools = subject({ prompt: loop });
const bare = subject({ method: 'GET', target: '/v1/models' });
const unknown = subject({ summary: { model: 'some-model', prompt: 'Say hello' } });

const holding: readonly (readonly [about: RuleSubject, match: Record<string, unknown>])[] = [
  [chat, { model: 'gpt-4*' }],
  [chat, { model: 'gpt-4o-mini' }],
  [chat, { model: ['claude-*', '*mini'] }],
  [chat, { model_contains: '4o' }],
  [chat, { model_equals: 'gpt-4o-mini' }],
  [chat, { model_matches: '^gpt-\\d' }],
  [unknown, { model: 'some-*' }],
  [chat, { provider: 'openai' }],
  [chat, { provider: 'Groq' }],
  [chat, { provider: ['gemini', 'openai'] }],
  [chat, { path: '/v1/chat/*' }],
  [chat, { path_equals: '/v1/chat/completions' }],
  [chat, { path_matches: 'completions$' }],
  [chat, { method: 'post' }],
  [bare, { method: ['GET', 'HEAD'] }],
  [chat, { header: { 'x-tenant': 'acme' } }],
  [chat, { header: { 'X-TENANT': 'ac*', 'x-two': 'b' } }],
  [chat, { header: { 'x-tenant': { contains: 'cm' } } }],
  [chat, { header: { 'x-tenant': { matches: '^a.*e$', contains: 'cm' } } }],
  [chat, { header: { 'x-debug': { present: false } } }],
  [chat, { header: { 'x-tenant': { present: true } } }],
  [chat, { content_contains: 'weather' }],
  [chat, { content_equals: 'Hi there' }],
  [chat, { content_contains: ['nothing', 'json'] }],
  [tools, { content_contains: 'old result' }],
  [chat, { last_contains: 'Oslo' }],
  [chat, { last: '*Oslo?' }],
  [unknown, { last_equals: 'Say hello' }],
  [unknown, { content_contains: 'hello' }],
  [chat, { system_contains: 'json' }],
  [chat, { system_equals: 'Answer in json.' }],
  [chat, { tool: 'get_weather' }],
  [chat, { tool: 'get_*' }],
  [chat, { tool_matches: '_time$' }],
  [tools, { tool_result_contains: 'sun' }],
  [tools, { tool_result_equals: 'warm' }],
  [tools, { tool_result: '*' }],
  [chat, { turn: 2 }],
  [chat, { turn: [1, 2] }],
  [chat, { turn: { from: 2 } }],
  [chat, { turn: { from: 1, to: 2 } }],
  [chat, { json: { '$.temperature': 0.2 } }],
  [chat, { json: { '$.metadata': { user: 'ann', tags: ['x', 'y'] }, '/metadata/tags/1': 'y' } }],
  [chat, { json: { '$.n': null } }],
  [chat, { json: { '$.items[*].name': 'two' } }],
  [chat, { json: { '$..name': { matches: '^t' } } }],
  [chat, { json: { '$.temperature': { matches: '^0' } } }],
  [chat, { json: { '$.metadata.tags': { equals: ['x', 'y'] } } }],
  [chat, { json: { '$.top_p': { present: false }, '$.temperature': { present: true } } }],
  [chat, { any: [{ turn: 9 }, { model: 'gpt-4*' }] }],
  [chat, { all: [{ turn: 2 }, { model: 'gpt-4*', last_contains: 'Oslo' }] }],
  [chat, { not: { turn: 1 } }],
  [chat, { not: { turn: 2, model: 'claude-*' } }],
  [bare, { not: { content_contains: 'x' } }],
];

const denied: readonly (readonly [about: RuleSubject, match: Record<string, unknown>, why: string])[] = [
  [chat, { model: 'gpt-4' }, 'the model is "gpt-4o-mini"'],
  [bare, { model: '*' }, 'the request names no model'],
  [chat, { provider: 'anthropic' }, 'the provider is openai, groq'],
  [chat, { path: '/v1/chat' }, 'the path is "/v1/chat/completions"'],
  [chat, { method: 'GET' }, 'the method is POST'],
  [chat, { header: { 'x-tenant': 'other' } }, 'the header x-tenant is "acme"'],
  [chat, { header: { 'x-two': 'a', 'x-none': 'b' } }, 'there is no header x-none'],
  [chat, { header: { 'x-tenant': { matches: '^a', contains: 'z' } } }, 'the header x-tenant is "acme"'],
  [chat, { header: { 'x-tenant': { present: false } } }, 'there is a header x-tenant'],
  [chat, { header: { 'x-none': { present: true } } }, 'there is no header x-none'],
  [
    chat,
    { content_contains: 'Weather' },
    'the messages, the latest first, are "What is the weather in Oslo?", "Hi there", "Hello" and 1 more',
  ],
  [bare, { content_contains: '' }, 'no message says anything'],
  [chat, { last_contains: 'Hello' }, 'the last message of the user is "What is the weather in Oslo?"'],
  [bare, { last: '*' }, 'there is no message of the user'],
  [chat, { system_equals: 'json' }, 'the system prompt is "Answer in json."'],
  [tools, { system: '*' }, 'there is no system prompt'],
  [chat, { tool: 'get_' }, 'the tools are "get_weather", "get_time"'],
  [tools, { tool: '*' }, 'no tool is offered'],
  [tools, { tool_result_contains: 'old' }, 'tools gave "sunny", "warm"'],
  [chat, { tool_result: '*' }, 'no tool has answered since the user spoke'],
  [chat, { turn: 1 }, 'it is turn 2'],
  [chat, { turn: { from: 3 } }, 'it is turn 2'],
  [bare, { turn: 1 }, 'there is no conversation'],
  [chat, { json: { '$.temperature': '0.2' } }, '$.temperature is 0.2'],
  [chat, { json: { '$.temperature': 0.2, '$.top_p': 1 } }, '$.top_p is not there'],
  [chat, { json: { '$.top_p': { present: true } } }, '$.top_p is not there'],
  [chat, { json: { '$.n': { present: false } } }, '$.n is there'],
  [chat, { json: { '/metadata': { user: 'ann' } } }, '/metadata is {"user":"ann","tags":["x","y"]}'],
  [bare, { json: { '$.a': 1 } }, 'the body is no JSON'],
  [chat, { any: [{ turn: 1 }, { model: 'o*' }] }, 'it is turn 2, and the model is "gpt-4o-mini"'],
  [chat, { all: [{ turn: 2 }, { model: 'o*' }] }, 'the model is "gpt-4o-mini"'],
  [chat, { not: { turn: 2 } }, 'all that it denies is so'],
];

describe('a condition', () => {
  it.each(holding.map(([about, match]) => [JSON.stringify(match), match, about] as const))(
    '%s holds',
    (_name, match, about) => {
      expect(verdict(match, about).holds).toBe(true);
    },
  );

  it.each(denied.map(([about, match, why]) => [JSON.stringify(match), why, match, about] as const))(
    '%s does not hold: %s',
    (_name, why, match, about) => {
      const found = verdict(match, about);
      expect(found.holds ? 'it holds' : found.why()).toBe(why);
    },
  );

  it('is tried in both tables for every key that there is', () => {
    const tried = new Set([...holding, ...denied].flatMap(([, match]) => Object.keys(match)));
    const families = conditionFamilies.map(({ keys }) => keys.some((key) => tried.has(key)));
    expect(families).not.toContain(false);
    for (const key of matchKeys.filter((key) => !/_(contains|equals|matches)$/.test(key) && key !== 'content')) {
      expect([key, tried.has(key)]).toEqual([key, true]);
    }
  });

  it.each([
    [{ content_matches: '(\\w+) in (?P<city>\\w+)' }, { 0: 'weather in Oslo', 1: 'weather', 2: 'Oslo', city: 'Oslo' }],
    [{ any: [{ model: 'x' }, { last_matches: 'Os(.*)' }] }, { 0: 'Oslo?', 1: 'lo?' }],
    [{ all: [{ model_matches: 'gpt-(\\d)' }, { last_matches: 'Os(.*)' }] }, { 0: 'gpt-4', 1: '4' }],
    [{ header: { 'x-tenant': { contains: 'a', matches: 'a(.)' } } }, { 0: 'ac', 1: 'c' }],
    [{ json: { '$.temperature': 0.2, '$..name': { matches: '(t.)' } } }, { 0: 'tw', 1: 'tw' }],
    [{ content_matches: 'Hello|(x)' }, { 0: 'Hello', 1: '' }],
    [{ not: { last_matches: '^z(.*)' } }, undefined],
    [{ content_contains: 'Hello' }, undefined],
  ])('%j gives its groups', (match, groups) => {
    const found = verdict(match, chat);
    expect(found.holds && found.groups).toEqual(groups);
  });

  it('about any message takes its groups from the latest that holds', () => {
    const prompt = promptOf('', { messages: [message('user', 'retry 1'), message('user', 'retry 2')] });
    const found = verdict({ content_matches: '^retry (\\d+)$' }, subject({ prompt }));
    expect(found.holds && found.groups?.['1']).toBe('2');
  });
});

describe('what is wrong with conditions is said', () => {
  it.each([
    [{ contents: 'x' }, /^contents: "contents" is no condition; there are model, /],
    ['x', /is no mapping of conditions/],
    [{ content_contains: 5 }, 'content_contains: is no text: put it in quotes, "5"'],
    [{ content_contains: [] }, 'content_contains: is an empty list, which nothing can fit'],
    [{ content_contains: ['a', {}] }, 'content_contains.1: is no text'],
    [{ content_matches: '(?=a)' }, /^content_matches: is not RE2 syntax: /],
    [{ provider: 5 }, 'provider: is no name and no list of names'],
    [{ method: [] }, 'method: is no name and no list of names'],
    [{ turn: 0 }, /^turn: is no number from 1/],
    [{ turn: { from: 3, to: 2 } }, /^turn: is no number from 1/],
    [{ turn: { form: 3 } }, /^turn: is no number from 1/],
    [{ header: 'x-tenant' }, /^header: is no mapping of header names/],
    [{ header: { a: { contain: 'x' } } }, 'header.a: takes a text, or a mapping of contains, equals, matches, present'],
    [{ header: { a: { present: 'yes' } } }, 'header.a.present: is true or false, and alone'],
    [{ json: ['$.a'] }, /^json: is no mapping of paths/],
    [{ json: { 'a.b': 1 } }, 'json.a.b: "a.b" is no path such as $.a.b[0], $..name or /a/b/0'],
    [{ json: { '$.a': { matches: '[' } } }, /^json\.\$\.a\.matches: is not RE2 syntax/],
    [{ any: { model: 'x' } }, /^any: is no list of conditions/],
    [{ all: [] }, /^all: is no list of conditions/],
    [{ any: [{ tool: 'a' }, { not: { turns: 1 } }] }, /^any\.1\.not\.turns: "turns" is no condition/],
  ])('%j', (match, problem) => {
    const problems = problemsOf(match);
    expect(problems).toHaveLength(1);
    if (typeof problem === 'string') expect(problems[0]).toBe(problem);
    else expect(problems[0]).toMatch(problem);
  });

  it('all of it at once', () => {
    expect(problemsOf({ a: 1, turn: 0, not: { b: 1 } })).toHaveLength(3);
  });

  it('of any value whatever, without an exception', () => {
    const value = fc.anything({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...matchKeys), value), (match) => {
        const { conditions, problems } = readMatch(match);
        for (const { check, text } of conditions) {
          const found = check(chat);
          if (!found.holds) expect(found.why()).toBeTypeOf('string');
          expect(text).toBeTypeOf('string');
        }
        return problems.every(({ what }) => what !== '');
      }),
    );
  });
});

describe('any, all and not', () => {
  const leaf = fc.boolean().map((holds) => ({ holds, match: { model: holds ? 'gpt-*' : 'o*' } }));
  interface Tree {
    readonly holds: boolean;
    readonly match: Record<string, unknown>;
  }
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie('tree').map(({ holds, match }) => ({ holds: !holds, match: { not: match } })),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((list) => ({
        holds: list.every(({ holds }) => holds),
        match: { all: list.map(({ match }) => match) },
      })),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((list) => ({
        holds: list.some(({ holds }) => holds),
        match: { any: list.map(({ match }) => match) },
      })),
    ),
  }));

  it('mean what they say, however they are nested', () => {
    fc.assert(fc.property(tree, ({ holds, match }) => verdict(match, chat).holds === holds));
  });
});
