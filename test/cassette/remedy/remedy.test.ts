import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRules, type MatchRules } from '../../../src/cassette/match/match-rules.ts';
import { isoDate } from '../../../src/cassette/match/normalisers/iso-date.ts';
import { currentRecipe } from '../../../src/cassette/recipes/list.ts';
import { findRemedy } from '../../../src/cassette/remedy/remedy.ts';
import { withChanges, yamlOf } from '../../../src/cassette/remedy/rule-change.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { redactRequest } from '../../../src/redaction/redact.ts';

interface Parts {
  readonly target?: string;
  readonly headers?: HeaderList;
  readonly body?: unknown;
}

function asked({ target = '/v1/chat/completions', headers = [], body = {} }: Parts): SimRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method: 'POST',
    target,
    headers: [['content-type', 'application/json'], ...headers],
    body: Buffer.from(text),
  };
}

/** The lines for the configuration; undefined where there is no remedy. Also proves that they are true. */
async function remedy(recorded: Parts, request: Parts, rules: MatchRules = defaultRules) {
  const [from, to] = [redactRequest(asked(recorded)), redactRequest(asked(request))];
  const changes = await findRemedy(from, to, rules);
  if (changes === undefined) return undefined;
  const recipe = currentRecipe(withChanges(rules, changes));
  expect(recipe.keyOf(from).sha256).toBe(recipe.keyOf(to).sha256);
  return yamlOf(changes)
    .slice(1)
    .map((line) => line.trim());
}

const chat = (system: string, others: object = {}) => ({
  body: {
    model: 'gpt-4o-mini',
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: 'What is new?' },
    ],
    ...others,
  },
});

const weather = (...required: string[]) => ({
  type: 'function',
  function: { name: 'get_weather', parameters: { type: 'object', properties: {}, required } },
});

describe('what varies from run to run', () => {
  it.each([
    ['uuid', 'Session 0b0e4f6e-7a0c-4a51-9d1e-1f1f6f2f9f01.', 'Session 5f1d7a3c-2b6e-4d8f-8a9b-0c1d2e3f4a5b.'],
    ['iso-date', 'Today is 2026-11-19.', 'Today is 2026-11-20.'],
    ['date-in-words', 'Today is 19 November 2026.', 'Today is 20 November 2026.'],
    ['unix-time', 'It is 1795000000 now.', 'It is 1795086400 now.'],
    ['temp-path', 'Work in /tmp/agent-x8Fq2/repo.', 'Work in /tmp/agent-k1Lw9/repo.'],
    ['{ pattern: "build-\\\\d+", as: "build-N" }', 'You review build-1234.', 'You review build-99.'],
  ])('is put into one spelling by %s', async (name, before, after) => {
    expect(await remedy(chat(before), chat(after))).toEqual([`normalise: [${name}]`]);
  });

  it('in several ways needs all that it takes and no more', async () => {
    const system = (date: string, path: string) => chat(`It is ${date}, you are in ${path}.`);
    expect(await remedy(system('2026-11-19', '/tmp/agent-x8Fq2'), system('2026-11-20', '/tmp/agent-k1Lw9'))).toEqual([
      'normalise: [temp-path, iso-date]',
    ]);
  });

  it('is not suggested again where it is normalised already', async () => {
    const at = (place: string) => chat(`It is 2026-11-19, you are in ${place}.`);
    const rules = { ...defaultRules, normalise: [isoDate] };
    expect(await remedy(at('/tmp/agent-x8Fq2'), at('/tmp/agent-k1Lw9'), rules)).toEqual(['normalise: [temp-path]']);
  });

  it('also in the path of a request', async () => {
    const at = (day: string) => ({ target: `/v1/reports/${day}`, body: {} });
    expect(await remedy(at('2026-11-19'), at('2026-11-20'))).toEqual(['normalise: [iso-date]']);
  });

  it('as generated ids where these were turned off', async () => {
    const of = (id: string) => ({
      body: { model: 'm', messages: [{ role: 'tool', tool_call_id: id, content: 'x' }] },
    });
    const rules = { ...defaultRules, generatedIds: false };
    expect(await remedy(of('call_0123456789abcdef'), of('call_fedcba9876543210'), rules)).toEqual([
      'normalise: [generated-ids]',
    ]);
  });
});

describe('segments', () => {
  it('ignore a system prompt that was rewritten', async () => {
    expect(await remedy(chat('Be brief.'), chat('Answer at length, please.'))).toEqual([
      'segments: { system: ignore }',
    ]);
  });

  it('count tools by their names where only definitions changed', async () => {
    expect(
      await remedy(chat('x', { tools: [weather('city')] }), chat('x', { tools: [weather('city', 'unit')] })),
    ).toEqual(['segments: { tools: names }']);
  });

  it('ignore tools where others are offered', async () => {
    expect(await remedy(chat('x'), chat('x', { tools: [weather('city')] }))).toEqual(['segments: { tools: ignore }']);
  });

  it('are joined with what else is needed', async () => {
    const before = chat('Be brief.', { tools: [weather('city')], temperature: 0.2 });
    const after = chat('Answer at length.', { tools: [weather('city', 'unit')], temperature: 0.7 });
    expect(await remedy(before, after)).toEqual([
      'ignore: ["/temperature"]',
      'segments: { system: ignore, tools: names }',
    ]);
  });
});

describe('what is ignored', () => {
  it('is a field, a header, a parameter of the query', async () => {
    expect(await remedy(chat('x', { seed: 1 }), chat('x', { seed: 2 }))).toEqual(['ignore: ["/seed"]']);
    expect(await remedy({ target: '/v1/things?page=1' }, { target: '/v1/things?page=2' })).toEqual([
      'ignore: ["query:page"]',
    ]);
    const beta = (value: string) => ({
      target: '/v1/messages',
      headers: [['anthropic-beta', value]] as const,
      body: { model: 'claude', messages: [{ role: 'user', content: 'hello' }] },
    });
    expect(await remedy(beta('a'), beta('b'))).toEqual(['ignore: ["header:anthropic-beta"]']);
  });

  it('is the same detail of every element', async () => {
    const named = (one: string, other: string) => ({
      body: {
        model: 'm',
        messages: [
          { role: 'user', name: one, content: 'hello there' },
          { role: 'assistant', content: 'hi' },
          { role: 'user', name: other, content: 'and now?' },
        ],
      },
    });
    expect(await remedy(named('ann', 'ann'), named('bob', 'bob'))).toEqual(['ignore: ["/messages/*/name"]']);
    expect(await remedy(named('ann', 'ann'), named('bob', 'ann'))).toEqual(['ignore: ["/messages/*/name"]']);
  });

  it('is one text and not all of them', async () => {
    const result = (content: string) => ({
      body: {
        model: 'm',
        messages: [
          { role: 'user', content: 'Run the tests' },
          { role: 'tool', tool_call_id: 'call_1', content },
        ],
      },
    });
    expect(await remedy(result('3 passed and 1 failed'), result('4 passed in all'))).toEqual([
      'ignore: ["/messages/1/content"]',
    ]);
  });

  it('is the whole object where all in it differs, and the whole array where elements came or went', async () => {
    const of = (metadata: unknown) => ({ target: '/v1/other', body: { question: 'what is this?', metadata } });
    expect(await remedy(of({ run: 'a', host: 'x' }), of({ run: 'b', host: 'y' }))).toEqual(['ignore: ["/metadata"]']);
    expect(await remedy(of({ run: 'a', host: 'x' }), of({ run: 'b', host: 'x' }))).toEqual([
      'ignore: ["/metadata/run"]',
    ]);
    expect(await remedy(of({ tags: ['a'] }), of({ tags: ['a', 'b'] }))).toEqual(['ignore: ["/metadata/tags"]']);
  });

  it('has its name escaped', async () => {
    const of = (value: number) => ({ target: '/v1/other', body: { 'a/b~c"': value, d: 1 } });
    expect(await remedy(of(1), of(2))).toEqual(['ignore: ["/a~1b~0c\\""]']);
  });
});

describe('no remedy', () => {
  it.each<[string, Parts, Parts]>([
    ['another question', chat('x'), { body: { ...chat('x').body, messages: [{ role: 'user', content: 'Why so?' }] } }],
    ['another model', chat('x'), chat('x', { model: 'gpt-5' })],
    ['another path', { target: '/v1/a' }, { target: '/v1/b' }],
    ['another body that is no JSON', { body: 'one thing' }, { body: 'another thing' }],
    [
      'one message more',
      chat('x'),
      { body: { model: 'gpt-4o-mini', messages: [...chat('x').body.messages, { role: 'user', content: 'Go on' }] } },
    ],
    ['too much', { body: Object.fromEntries([...'abcdefghij'].map((name) => [name, 1])) }, { body: {} }],
  ])('is there for %s', async (_name, recorded, request) => {
    expect(await remedy(recorded, request)).toBeUndefined();
  });
});

describe('any two requests', () => {
  const text = fc.constantFrom('It is 2026-11-19 now', 'It is 2026-11-20 now', 'in build-7', 'in build-8', 'what else');
  const bodies = fc.record({
    model: fc.constantFrom('m', 'n'),
    messages: fc.array(fc.record({ role: fc.constantFrom('system', 'user', 'tool'), content: text }), { maxLength: 3 }),
    temperature: fc.constantFrom(0, 1),
    tools: fc.array(fc.constantFrom(weather('a'), weather('b'))),
  });

  it('get only what makes them match, and only what is needed', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, bodies, async (one, other) => {
        const [from, to] = [redactRequest(asked({ body: one })), redactRequest(asked({ body: other }))];
        const changes = await findRemedy(from, to, defaultRules);
        const matches = (some: typeof changes = []) => {
          const recipe = currentRecipe(withChanges(defaultRules, some));
          return recipe.keyOf(from).sha256 === recipe.keyOf(to).sha256;
        };
        if (changes === undefined) return;
        expect(matches(changes)).toBe(true);
        for (const change of changes) expect(matches(changes.filter((kept) => kept !== change))).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});
