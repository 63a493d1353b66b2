/** Rules answer in the dialect of the request, held to its bounds, each client counted for itself. */

import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../src/catalogue/catalogue.ts';
import type { Exchange } from '../../../src/core/exchange.ts';
import { headerOf } from '../../../src/core/headers.ts';
import type { Outcome } from '../../../src/core/outcome.ts';
import type { Prompt } from '../../../src/core/prompt.ts';
import type { PlannedReply } from '../../../src/core/reply.ts';
import { ruled } from '../../../src/pipeline/responders/ruled.ts';
import { usualLength } from '../../../src/pipeline/synthesis/answer-length.ts';
import type { EndpointAnswers } from '../../../src/pipeline/synthesis/endpoint-reply.ts';
import { SelectionStates } from '../../../src/pipeline/synthesis/selection-state.ts';
import type { ErrorResponse, Rule } from '../../../src/rules/rule.ts';
import { ruleSet } from '../../../src/rules/rule-set.ts';
import { rule, saying } from '../../rules/subjects.ts';
import { wordTokens } from '../../support/prompts.ts';
import { exchangeWith } from '../exchanges.ts';

const heard: Prompt[] = [];

function answers(more: Partial<EndpointAnswers> = {}): EndpointAnswers {
  return {
    seed: 'seed',
    keyOf: ({ body }) => Buffer.from(body).toString('hex'),
    tokens: wordTokens,
    models: catalogueOf({}, { strict: false }),
    length: usualLength,
    strict: false,
    states: new SelectionStates(),
    warn() {},
    onPrompt: (prompt) => heard.push(prompt),
    ...more,
  };
}

function respond(rules: readonly Rule[], more?: Partial<EndpointAnswers>) {
  const set = ruleSet(rules);
  return ruled(() => set, answers(more));
}

function chat(content: string, body: object = {}, others: Partial<Exchange> = {}): Exchange {
  const messages = [{ role: 'user', content }];
  return exchangeWith(
    {
      method: 'POST',
      target: '/v1/chat/completions',
      headers: [['content-type', 'application/json']],
      body: JSON.stringify({ model: 'gpt-4o-mini', messages, ...body }),
    },
    others,
  );
}

function replyOf(outcome: Outcome): PlannedReply {
  if (outcome.kind !== 'hit' || outcome.reply.kind !== 'planned') throw new Error(outcome.kind);
  expect(outcome.source).toBe('rule');
  return outcome.reply;
}

function jsonOf(outcome: Outcome) {
  return JSON.parse(Buffer.from(replyOf(outcome).bytes).toString());
}

const weather = rule('weather', { last_contains: 'weather' }, [saying('It is sunny and 72°F.')]);
const error = (more: Partial<ErrorResponse> = {}): ErrorResponse => ({
  kind: 'error',
  status: 429,
  message: undefined,
  type: undefined,
  code: undefined,
  headers: [],
  ...more,
});

describe('a rule with words', () => {
  it('answers a chat completion', async () => {
    const outcome = await respond([weather])(chat('How is the weather?'));
    expect(jsonOf(outcome)).toMatchObject({
      object: 'chat.completion',
      model: 'gpt-4o-mini',
      choices: [{ message: { role: 'assistant', content: 'It is sunny and 72°F.' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 5 },
    });
  });

  it('answers a stream as a stream', async () => {
    const reply = replyOf(await respond([weather])(chat('How is the weather?', { stream: true })));
    const events = Buffer.from(reply.bytes)
      .toString()
      .split('\n\n')
      .filter((event) => event.startsWith('data: {'))
      .map((event) => JSON.parse(event.slice('data: '.length)));
    const said = events.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(said).toBe('It is sunny and 72°F.');
    expect(reply.ends.length).toBeGreaterThan(3);
  });

  it('is held to max_tokens and stop sequences', async () => {
    const respondent = respond([weather]);
    expect(jsonOf(await respondent(chat('weather', { max_tokens: 2 })))).toMatchObject({
      choices: [{ message: { content: 'It is' }, finish_reason: 'length' }],
      usage: { completion_tokens: 2 },
    });
    expect(jsonOf(await respondent(chat('weather', { stop: [' and'] })))).toMatchObject({
      choices: [{ message: { content: 'It is sunny' }, finish_reason: 'stop' }],
    });
  });

  it('calls tools, reasons, refuses, ends and costs as it says', async () => {
    const call = saying('', { toolCalls: [{ name: 'get_weather', arguments: { city: '{{match.1}}', days: 2 } }] });
    const rules = [
      rule('call', { last_matches: 'in (\\w+)' }, [call]),
      rule('raw', { last: 'broken' }, [saying('', { toolCalls: [{ name: 'f', arguments: '{"a":' }] })]),
      rule('think', { last: 'think' }, [saying('So it is.', { reasoning: 'Let me see.' })]),
      rule('no', { last: 'bomb' }, [saying('', { refusal: 'I cannot help with that.' })]),
      rule('cut', {}, [saying('and so', { finish: 'length', usage: { input: 7, output: 9 } })]),
    ];
    const respondent = respond(rules);
    const choice = async (content: string) => jsonOf(await respondent(chat(content))).choices[0];
    expect(await choice('weather in Oslo')).toMatchObject({
      message: {
        content: null,
        tool_calls: [{ type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo","days":2}' } }],
      },
      finish_reason: 'tool_calls',
    });
    expect((await choice('broken')).message.tool_calls[0].function.arguments).toBe('{"a":');
    expect((await choice('think')).message).toMatchObject({ content: 'So it is.', reasoning_content: 'Let me see.' });
    expect((await choice('bomb')).message).toMatchObject({ content: null, refusal: 'I cannot help with that.' });
    expect(jsonOf(await respondent(chat('else')))).toMatchObject({
      choices: [{ finish_reason: 'length' }],
      usage: { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 },
    });
  });

  it('fills in what the request says', async () => {
    const echo = rule('echo', { last_matches: '(?i)my name is (?P<name>\\w+)' }, [
      saying('Hello {{match.name}}, turn {{turn}} of {{model}}: {{user}}{{nothing}}'),
    ]);
    const outcome = await respond([echo])(chat('My name is Ann'));
    expect(jsonOf(outcome).choices[0].message.content).toBe('Hello Ann, turn 1 of gpt-4o-mini: My name is Ann');
  });

  it('does not answer before the request is one that the provider takes', async () => {
    const outcome = await respond([rule('all', {})])(chat('x', { temperature: 'hot' }));
    expect(replyOf(outcome).status).toBe(400);
    expect(jsonOf(outcome).error).toMatchObject({ param: 'temperature' });
  });

  it('says the same bytes to the same request from the same seed', async () => {
    const bytes = async () => replyOf(await respond([weather])(chat('weather'))).bytes;
    expect(await bytes()).toEqual(await bytes());
  });

  it('lets whoever prints prompts hear of them', async () => {
    heard.length = 0;
    await respond([weather])(chat('weather'));
    await respond([weather])(chat('nothing'));
    expect(heard.map(({ messages }) => messages.at(-1)?.text)).toEqual(['weather']);
  });
});

describe('a rule with an error', () => {
  it('is written as the provider writes errors', async () => {
    const response = error({
      message: 'Slow down, {{match.1}}.',
      code: 'rate_limit_exceeded',
      headers: [['retry-after', '2']],
    });
    const outcome = await respond([rule('flaky', { last_matches: 'I am (\\w+)' }, [response])])(chat('I am Ann'));
    const reply = replyOf(outcome);
    expect(reply.status).toBe(429);
    expect(headerOf(reply.headers, 'retry-after')).toBe('2');
    expect(jsonOf(outcome)).toEqual({
      error: { message: 'Slow down, Ann.', type: 'rate_limit_error', param: null, code: 'rate_limit_exceeded' },
    });
  });

  it('has the type that it names, and a message of its own', async () => {
    const outcome = await respond([rule('a', {}, [error({ type: 'tokens' })])])(chat('x'));
    expect(jsonOf(outcome).error).toMatchObject({
      type: 'tokens',
      message: 'A rule answers with 429 Too Many Requests',
    });
  });

  it.each(['/v1/models', '/anything/else', '/v1/messages'])('answers %s too', async (target) => {
    const outcome = await respond([rule('a', {}, [error({ status: 503 })])])(exchangeWith({ method: 'GET', target }));
    expect(replyOf(outcome).status).toBe(503);
  });
});

describe('a raw rule', () => {
  const get = (target: string) => exchangeWith({ method: 'GET', target });
  const raw = (body: unknown, more: object = {}) => ({ kind: 'raw', status: 200, headers: [], body, ...more }) as const;

  it('answers any endpoint with JSON, text or nothing', async () => {
    const respondent = respond([
      rule('json', { path: '/a' }, [raw({ list: ['{{match.1}}', 1, null] })]),
      rule('text', { path_matches: '^/b/(.*)$' }, [raw('You asked for {{match.1}}')]),
      rule('none', { path: '/c' }, [raw(undefined, { status: 204 })]),
      rule('typed', { path: '/d' }, [
        raw('a,b', {
          headers: [
            ['Content-Type', 'text/csv'],
            ['x-a', '1'],
          ],
        }),
      ]),
    ]);
    const seen = async (target: string) => {
      const { status, headers, bytes } = replyOf(await respondent(get(target)));
      return { status, type: headerOf(headers, 'content-type'), body: Buffer.from(bytes).toString() };
    };
    expect(await seen('/a')).toEqual({ status: 200, type: 'application/json', body: '{"list":["",1,null]}' });
    expect(await seen('/b/x y')).toEqual({ status: 200, type: 'text/plain; charset=utf-8', body: 'You asked for x y' });
    expect(await seen('/c')).toEqual({ status: 204, type: undefined, body: '' });
    expect(await seen('/d')).toEqual({ status: 200, type: 'text/csv', body: 'a,b' });
  });

  it('sends no length where there can be no body', async () => {
    const outcome = await respond([rule('a', {}, [raw(undefined, { status: 204 })])])(get('/x'));
    expect(headerOf(replyOf(outcome).headers, 'content-length')).toBeUndefined();
  });

  it('lets no template break a header', async () => {
    const response = raw('', { headers: [['x-said', '{{match.0}}']] });
    const outcome = await respond([rule('a', { last_matches: '(?s).*' }, [response])])(
      chat('one\r\nset-cookie: a=b ☃'),
    );
    expect(headerOf(replyOf(outcome).headers, 'x-said')).toBe('one  set-cookie: a=b  ');
  });
});

describe('what no rule answers', () => {
  const none = { kind: 'miss', reasons: [] };

  it('is a miss without reasons of its own', async () => {
    expect(await respond([])(chat('x'))).toEqual(none);
    expect(await respond([weather])(chat('x'))).toEqual(none);
    expect(await respond([rule('words', {})])(exchangeWith({ method: 'GET', target: '/v1/models' }))).toEqual(none);
  });

  it('includes a body that is too large to be held', async () => {
    async function* rest() {}
    expect(await respond([rule('all', {})])(chat('x', {}, { bodyRest: rest() }))).toEqual(none);
  });
});

describe('how often a rule has answered', () => {
  const twice = rule('twice', {}, [error(), saying('fine')], { times: 2 });
  const select = (cassette: string, session?: string) => ({ selection: { cassette, session } });
  const statuses = async (respondent: ReturnType<typeof respond>, others: Partial<Exchange>, count: number) => {
    const seen: (number | string)[] = [];
    for (let i = 0; i < count; i += 1) {
      const outcome = await respondent(chat('x', {}, others));
      seen.push(outcome.kind === 'hit' ? outcome.reply.status : outcome.kind);
    }
    return seen;
  };

  it('is counted for each selection', async () => {
    const respondent = respond([twice]);
    expect(await statuses(respondent, select('a'), 3)).toEqual([429, 200, 'miss']);
    expect(await statuses(respondent, select('a', 'one'), 3)).toEqual([429, 200, 'miss']);
    expect(await statuses(respondent, {}, 1)).toEqual([429]);
  });

  it('is forgotten by a reset', async () => {
    const states = new SelectionStates();
    const respondent = respond([twice], { states });
    expect(await statuses(respondent, select('a'), 3)).toEqual([429, 200, 'miss']);
    states.reset({ cassette: 'a', session: undefined });
    expect(await statuses(respondent, select('a'), 1)).toEqual([429]);
  });

  it('counts answers that are under way at the same time', async () => {
    const respondent = respond([twice]);
    const outcomes = await Promise.all([1, 2, 3].map(() => respondent(chat('x'))));
    expect(outcomes.map((outcome) => (outcome.kind === 'hit' ? outcome.reply.status : outcome.kind))).toEqual([
      429,
      200,
      'miss',
    ]);
  });

  it('outlives an edit that leaves the rule alone', async () => {
    let set = ruleSet([twice]);
    const respondent = ruled(() => set, answers());
    expect(await statuses(respondent, {}, 1)).toEqual([429]);
    set = ruleSet([rule('new', { last: 'nothing' }), twice]);
    expect(await statuses(respondent, {}, 2)).toEqual([200, 'miss']);
  });
});
