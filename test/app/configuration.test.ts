/** The configuration file: what it may say, and how its mistakes are told. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../src/app/check-configuration.ts';
import { readConfiguration, secretsOfEnvironment } from '../../src/app/configuration.ts';
import { createRedactor, defaultPolicy } from '../../src/redaction/redactor.ts';
import { configurationOf, problemsOf } from '../support/checked-configurations.ts';
import { tempFolder } from '../support/temp-folder.ts';

const example = `redact:
  pii: true
  environment: [MY_SECRET]
  headers: [X-Tenant]
  query: [session]
  fields: ["/user/name", "/messages/*/name"]
  patterns:
    - name: ticket
      pattern: 'TCK-(\\d{6})'
`;

function rulesOf(text: string) {
  return configurationOf(text).redact;
}

describe('the rules of a configuration file', () => {
  it('replace headers, query parameters, fields and what patterns match', () => {
    const { user, pii, environment } = rulesOf(example);
    expect([pii, environment]).toEqual([true, ['MY_SECRET']]);
    const { request } = createRedactor({ ...defaultPolicy, user }).begin({
      method: 'POST',
      target: '/v1/x?session=abc&b=TCK-123456',
      headers: [
        ['x-tenant', 'acme'],
        ['accept', '*/*'],
      ],
      body: Buffer.from(
        JSON.stringify({
          user: { name: 'Ann', id: 'Ann' },
          messages: [{ name: 'Bob', content: 'TCK-654321 and TCK-123456' }],
          n: 1,
        }),
      ),
    });
    expect(request.target).toBe('/v1/x?session=[redacted:query-parameter]&b=TCK-[redacted:ticket]');
    expect(request.headers).toEqual([
      ['x-tenant', '[redacted:header]'],
      ['accept', '*/*'],
    ]);
    expect(JSON.parse(Buffer.from(request.body).toString())).toEqual({
      user: { name: '[redacted:field]', id: 'Ann' },
      messages: [{ name: '[redacted:field:2]', content: 'TCK-[redacted:ticket:2] and TCK-[redacted:ticket]' }],
      n: 1,
    });
  });

  it('are none in an empty file', () => {
    expect(rulesOf('')).toMatchObject({ pii: undefined, environment: undefined });
    expect(rulesOf('# nothing\n').user.patterns).toEqual([]);
  });
});

describe('a mistake in a configuration file', () => {
  it('is named with its line, all of them at once', () => {
    expect(problemsOf('redact:\n  pii: yes please\n  heders: [x]\nrecord: 1\n  \n')).toEqual([
      expect.stringMatching(/^2: redact\.pii: /),
      '3: "redact.heders" is not a setting of llmsim: did you mean "headers"?',
      '4: "record" is not a setting of llmsim',
    ]);
    expect(problemsOf('redact:\n  fields: ["user.name"]\n')).toEqual([
      expect.stringMatching(/^2: redact\.fields\.0: .*JSON pointer/),
    ]);
    expect(problemsOf('redact: [\n')).toEqual([expect.stringMatching(/^\d: /)]);
    expect(problemsOf('redact: *nothing\n')).toEqual([expect.stringMatching(/^1: .*alias/)]);
    expect(problemsOf('- a\n')).toEqual([expect.stringMatching(/^1: the file: /)]);
  });

  it('is a pattern that RE2 does not know, or that matches nothing at all', () => {
    const withPattern = (pattern: string): string =>
      `redact:\n  patterns:\n    - name: x\n      pattern: '${pattern}'\n`;
    for (const pattern of ['(a)\\1', '(?=a)b', '(', 'a**']) {
      expect(problemsOf(withPattern(pattern))).toEqual([
        expect.stringContaining(`4: pattern "${pattern}" is not RE2 syntax`),
      ]);
    }
    expect(problemsOf(withPattern('a*'))).toEqual([expect.stringContaining('matches the empty text')]);
  });

  it('cannot hang the process: a pattern that backtracking engines choke on takes linear time', () => {
    const { user } = rulesOf("redact:\n  patterns:\n    - name: x\n      pattern: '(a+)+b'\n");
    expect(user.patterns[0]?.find('a'.repeat(50_000))).toEqual([]);
  });

  it('ends a start with the file, the lines and what to read', async () => {
    const file = join(tempFolder(), 'my.yaml');
    writeFileSync(file, 'redact:\n  pi: true\n');
    await expect(readConfiguration(file)).rejects.toMatchObject({
      code: 'configuration',
      message: `${file} cannot be used:\n  ${file}:2: "redact.pi" is not a setting of llmsim: did you mean "pii"?`,
    });
    await expect(readConfiguration(join(tempFolder(), 'absent.yaml'))).rejects.toMatchObject({ code: 'configuration' });
  });
});

describe('the secrets of the environment', () => {
  const env = { OPENAI_API_KEY: 'a', my_token: 'b', DB_PASSWORD: 'c', PATH: 'd', MONKEY: 'e', EMPTY_SECRET: undefined };

  it('are the values of variables whose name says so', () => {
    expect(secretsOfEnvironment(env, true)).toEqual(['a', 'b', 'c', 'e']);
  });

  it('are those of the variables that a list names, or none', () => {
    expect(secretsOfEnvironment(env, ['PATH', 'ABSENT'])).toEqual(['d']);
    expect(secretsOfEnvironment(env, false)).toEqual([]);
  });
});

const matching = `match:
  ignore: ["/metadata", "/messages/*/name", "header:Anthropic-Beta", "query:trace"]
  segments: { system: ignore, tools: names }
  normalise: [iso-date, uuid, { pattern: "build-\\\\d+", as: "build-N" }]
cassettes:
  strict:
    match:
      segments: { system: exact }
      normalise: [no-generated-ids, temp-path]
`;

describe('the matching rules of a configuration file', () => {
  const rules = (cassette: string) => {
    const checked = checkConfiguration(matching);
    if (checked.kind !== 'configuration') throw new Error(JSON.stringify(checked.problems));
    return checked.configuration.match(cassette);
  };

  it('say what does not count, and what is put into one spelling', () => {
    const { ignore, system, tools, normalise, generatedIds } = rules('any');
    expect(ignore).toEqual([
      { kind: 'field', segments: ['metadata'] },
      { kind: 'field', segments: ['messages', '*', 'name'] },
      { kind: 'header', name: 'anthropic-beta' },
      { kind: 'query', name: 'trace' },
    ]);
    expect([system, tools, generatedIds]).toEqual(['ignore', 'names', true]);
    expect(normalise.map(({ name }) => name)).toEqual(['uuid', 'iso-date', 'pattern:build-\\d+=>build-N']);
    expect(normalise.at(-1)?.replace('in build-17')).toBe('in build-N');
  });

  it('are added to for one cassette, whose own segments win', () => {
    const { ignore, system, tools, normalise, generatedIds } = rules('strict');
    expect(ignore).toHaveLength(4);
    expect([system, tools, generatedIds]).toEqual(['exact', 'names', false]);
    expect(normalise.map(({ name }) => name)).toEqual(['temp-path', 'uuid', 'iso-date', 'pattern:build-\\d+=>build-N']);
  });

  it('are one object for each cassette, and one for all others', () => {
    const checked = checkConfiguration(matching);
    if (checked.kind !== 'configuration') throw new Error('not read');
    const { match } = checked.configuration;
    expect(match('a')).toBe(match('b'));
    expect(match('strict')).toBe(match('strict'));
  });

  it.each([
    ['match:\n  ignored: []', ['2: "match.ignored" is not a setting of llmsim: did you mean "ignore"?']],
    ['match:\n  ignore:\n    - metadata', [expect.stringMatching(/^3: match\.ignore\.0: is not a JSON pointer/)]],
    ['match:\n  ignore: ["/a~2b"]', [expect.stringMatching(/^2: match\.ignore\.0: is not a JSON pointer/)]],
    ['match:\n  normalise: [dates]', [expect.stringMatching(/^2: match\.normalise\.0: is none of temp-path, uuid/)]],
    [
      'match:\n  normalise:\n    - { pattern: "(?=x)", as: y }',
      [expect.stringMatching(/^3: pattern "\(\?=x\)" is not RE2 syntax: /)],
    ],
    ['match:\n  segments: { tools: some }', [expect.stringMatching(/^2: match\.segments\.tools: /)]],
    [
      'match:\n  ignore: ["/tools"]\n  segments: { tools: names }',
      [expect.stringMatching(/^2: ignoring "\/tools" contradicts "segments.tools: names": remove one/)],
    ],
    [
      'match:\n  normalise:\n    - { pattern: "b\\\\d", as: x }\n    - { pattern: "b\\\\d", as: y }',
      ['4: pattern "b\\d" is to become "y", and "x" above: remove one'],
    ],
    [
      'match:\n  normalise: [generated-ids, no-generated-ids]',
      ['2: "generated-ids" and "no-generated-ids" contradict each other: remove one'],
    ],
    ['cassettes:\n  "Not Good": { match: {} }', ['2: "Not Good" cannot be a cassette\'s name']],
    [
      'cassettes:\n  good: { mach: {} }',
      ['2: "cassettes.good.mach" is not a setting of llmsim: did you mean "match"?'],
    ],
  ])('that cannot be are named with their line: %s', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });
});
