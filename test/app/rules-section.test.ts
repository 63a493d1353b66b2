/** Rules as a file has them: what they become, and how their mistakes are told with the line. */

import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/rules/rule.ts';
import { configurationOf, problemsOf } from '../support/checked-configurations.ts';

function rulesIn(text: string): readonly Rule[] {
  return configurationOf(text).rules ?? [];
}

/** The first response of the only rule. */
function responseOf(response: string): Rule['responses'][0] | undefined {
  return rulesIn(`rules: [{ response: ${response} }]`)[0]?.responses[0];
}

const spoken = { kind: 'spoken', content: '', toolCalls: [], reasoning: '', refusal: '', finish: undefined, usage: {} };

describe('rules in a file', () => {
  it('have a name, a priority, a number of times, conditions in their order, and responses', () => {
    const [one, two] = rulesIn(`rules:
  - response: hello
  - name: second
    priority: 2.5
    times: 3
    match: { turn: 1, model: "gpt-*", content_contains: x }
    responses: [one, { content: two }]
`);
    expect(one).toMatchObject({ name: undefined, position: 1, priority: 0, times: undefined, conditions: [] });
    expect(two).toMatchObject({ name: 'second', position: 2, priority: 2.5, times: 3 });
    expect(two?.conditions.map(({ text }) => text)).toEqual(['turn: 1', 'model: "gpt-*"', 'content_contains: "x"']);
    expect(two?.responses).toEqual([
      { ...spoken, content: 'one' },
      { ...spoken, content: 'two' },
    ]);
  });

  it.each([
    ['hello', { ...spoken, content: 'hello' }],
    ['{ content: "" }', spoken],
    ['{ tool_calls: [{ name: f }] }', { ...spoken, toolCalls: [{ name: 'f', arguments: {} }] }],
    ['{ tool_calls: [{ name: f, arguments: "{" }] }', { ...spoken, toolCalls: [{ name: 'f', arguments: '{' }] }],
    ['{ refusal: no, finish: content_filter }', { ...spoken, refusal: 'no', finish: 'content-filter' }],
    ['{ reasoning: so, usage: { output: 3 } }', { ...spoken, reasoning: 'so', usage: { output: 3 } }],
    [
      '{ error: { status: 429, retry_after: 2, code: slow, headers: { x-a: 1 } } }',
      {
        kind: 'error',
        status: 429,
        message: undefined,
        type: undefined,
        code: 'slow',
        headers: [
          ['retry-after', '2'],
          ['x-a', '1'],
        ],
      },
    ],
    [
      '{ status: 201, headers: { set-cookie: [a=1, b=2] }, body: { a: [1] } }',
      {
        kind: 'raw',
        status: 201,
        headers: [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
        body: { a: [1] },
      },
    ],
    ['{ body: text }', { kind: 'raw', status: 200, headers: [], body: 'text' }],
    ['{ status: 204 }', { kind: 'raw', status: 204, headers: [], body: undefined }],
  ])('take the response %s', (text, response) => {
    expect(responseOf(text)).toEqual(response);
  });

  it('keep their id while they stay as they are, and equal ones differ', () => {
    const ids = (text: string) => rulesIn(text).map(({ id }) => id);
    const [a, again, b] = ids('rules: [{ response: a }, { response: a }, { response: b }]');
    expect(new Set([a, again, b]).size).toBe(3);
    expect(ids('rules: [{ response: new }, { response: b }, { response: a }]').slice(1)).toEqual([b, a]);
  });

  it('may be none', () => {
    expect(rulesIn('rules: []')).toEqual([]);
  });
});

describe('a mistake in rules', () => {
  it.each([
    ['rules:\n  - match: { model: x }\n', '2: rules.0: needs a "response" or "responses"'],
    ['rules:\n  - response: a\n    responses: [b]\n', '2: rules.0: needs either "response" or "responses"'],
    ['rules:\n  - response: {}\n', /^2: rules\.0\.response: says nothing/],
    [
      'rules:\n  - response:\n      content: a\n      status: 200\n',
      /^3: rules\.0\.response: mixes content, status: words/,
    ],
    ['rules:\n  - response: a\n  - responses:\n      - b\n      - {}\n', /^5: rules\.1\.responses\.1: says nothing/],
    ['rules:\n  - response: a\n    match:\n      models: x\n', /^4: rules\.0\.match\.models: "models" is no condition/],
    [
      'rules:\n  - response: a\n    match:\n      any:\n        - turn: 1\n        - content_matches: "("\n',
      /^6: rules\.0\.match\.any\.1\.content_matches: is not RE2 syntax/,
    ],
    ['rules:\n  - responce: a\n', '2: "rules.0.responce" is not a setting of llmsim: did you mean "response"?'],
    [
      'rules:\n  - response: { contnet: a }\n',
      '2: "rules.0.response.contnet" is not a setting of llmsim: did you mean "content"?',
    ],
    ['rules:\n  - response: { error: { status: 200 } }\n', /^2: rules\.0\.response\.error\.status: /],
    ['rules:\n  - response: { finish: end }\n', /^2: rules\.0\.response\.finish: /],
    ['rules:\n  - times: 0\n    response: a\n', /^2: rules\.0\.times: /],
    ['rules:\n  - response: { headers: { "a b": c }, body: d }\n', /^2: rules\.0\.response\.headers/],
    ['rules:\n  - name: a\n    response: a\n  - name: a\n    response: b\n', '4: rule 1 is called "a" too'],
    ['- response: a\n', /^1: the file: /],
  ])('%j', (text, problem) => {
    const [first = ''] = problemsOf(text);
    if (typeof problem === 'string') expect(first).toBe(problem);
    else expect(first).toMatch(problem);
  });

  it('is told with all others', () => {
    const text = 'rules:\n  - match: { turn: 0, x: 1 }\n  - match: { model: 5 }\n    response: {}\n';
    expect(problemsOf(text).map((problem) => problem.slice(0, problem.indexOf(':')))).toEqual([
      '2',
      '2',
      '2',
      '3',
      '4',
    ]);
  });
});
