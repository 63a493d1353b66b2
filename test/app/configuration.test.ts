/** The configuration file: what it may say, and how its mistakes are told. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../src/app/check-configuration.ts';
import { readConfiguration, secretsOfEnvironment } from '../../src/app/configuration.ts';
import { createRedactor, defaultPolicy } from '../../src/redaction/redactor.ts';
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
  const checked = checkConfiguration(text);
  if (checked.kind !== 'configuration') throw new Error(JSON.stringify(checked.problems));
  return checked.configuration.redact;
}

function problemsOf(text: string): readonly string[] {
  const checked = checkConfiguration(text);
  return checked.kind === 'problems' ? checked.problems.map(({ line, what }) => `${line}: ${what}`) : [];
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
      '3: "redact.heders" is not a setting of llmsim',
      '4: "record" is not a setting of llmsim',
    ]);
    expect(problemsOf('redact:\n  fields: ["user.name"]\n')).toEqual([
      expect.stringMatching(/^2: redact\.fields\.0: .*JSON pointer/),
    ]);
    expect(problemsOf('redact: [\n')).toEqual([expect.stringMatching(/^\d: /)]);
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
      message: `${file} cannot be used:\n  ${file}:2: "redact.pi" is not a setting of llmsim`,
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
