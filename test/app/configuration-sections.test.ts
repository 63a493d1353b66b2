/** The sections of the configuration together: their JSON Schema, and mistakes in several of them at once. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfiguration } from '../../src/app/check-configuration.ts';
import { configurationJsonSchema } from '../../src/app/configuration-json-schema.ts';
import { sections } from '../../src/app/configuration-sections.ts';
import { starterConfiguration } from '../../src/app/starter-configuration.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';

interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

const schema = configurationJsonSchema() as SchemaNode;

function undescribed(node: SchemaNode, path: string): readonly string[] {
  const fields = Object.entries(node.properties ?? {}).flatMap(([name, field]) => [
    ...(field.description === undefined ? [`${path}.${name}`] : []),
    ...undescribed(field, `${path}.${name}`),
  ]);
  const inner = [node.items, node.additionalProperties, ...(node.anyOf ?? [])];
  return [...fields, ...inner.flatMap((one) => (typeof one === 'object' ? undescribed(one, `${path}.*`) : []))];
}

const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

/** What editors say of a text. */
function accepted(yaml: string): boolean {
  return validate(parse(yaml) ?? {});
}

describe('the JSON Schema of the configuration', () => {
  it('is the one that is shipped; else: node scripts/configuration-schema.js', () => {
    const shipped: unknown = JSON.parse(readFileSync(join(PROJECT_ROOT, 'docs/configuration.schema.json'), 'utf8'));
    expect(shipped).toEqual(schema);
  });

  it('is what the script writes', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/configuration-schema.js', '--check'], {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('has every section, and says of every setting what it is', () => {
    expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(sections));
    // Conditions of rules have a page of their own.
    expect(undescribed(schema, '').filter((path) => !path.includes('.match.'))).toEqual([]);
  });

  it.each([
    '',
    'server: { port: 8080, max_body: 64MiB, cors: ["http://localhost:3000"] }',
    'rules: [{ response: a bare text }, { match: { last_contains: a }, responses: [{ content: b }, c] }]',
    'errors: { faults: [{ fault: 503, rate: 0.5 }, { fault: stall, rate: 0.1 }], timeline: ["at 30s for 10s: 503"] }',
    'cassettes: { checkout: { match: { normalise: [uuid, { pattern: a, as: b }] } } }',
    'prices: [{ model: "*", input: 1, from: 2026-01-01, source: x }]',
  ])('takes what the check takes: %s', (text) => {
    expect([accepted(text), checkConfiguration(text).kind]).toEqual([true, 'configuration']);
  });

  it.each([
    'servr: {}',
    'server: { port: many }',
    'server: { prot: 1 }',
    'rules: [{ responce: a }]',
    'rules: [{ match: { modell: a }, response: b }]',
    'models: { a: { family: nobody } }',
    'latency: { load: { queue: 1 } }',
  ])('refuses what the check refuses: %s', (text) => {
    expect([accepted(text), checkConfiguration(text).kind]).toEqual([false, 'problems']);
  });
});

describe('mistakes in several sections', () => {
  const text = `servr: { port: 1 }
server:
  mode: nonne
rules:
  - responce: a
  - response: { content: a, status: 200 }
  - response: b
    match: { modell: x }
synthesis:
  tokens: abc
cassettes:
  "Not Good": {}
latency:
  default: gpt-4oo
prices:
  - { model: a }
`;

  it('are told all at once, in the order of the file, of the frame and of what only a reader sees', () => {
    const checked = checkConfiguration(text);
    const told = checked.kind === 'problems' ? checked.problems.map(({ line, what }) => `${line}: ${what}`) : [];
    expect(told).toEqual([
      '1: "servr" is not a setting of llmsim: did you mean "server"?',
      expect.stringMatching(/^3: server\.mode: .*: did you mean "none"\?$/),
      '5: "rules.0.responce" is not a setting of llmsim: did you mean "response"?',
      expect.stringMatching(/^6: rules\.1\.response: mixes content, status/),
      '8: rules.2.match.modell: "modell" is no condition: did you mean "model"?',
      expect.stringMatching(/^10: "abc" is no length/),
      '12: "Not Good" cannot be a cassette\'s name',
      expect.stringMatching(/^14: latency\.default: There is no latency "gpt-4oo"/),
      expect.stringMatching(/^16: prices\.0\.input: /),
      expect.stringMatching(/^16: prices\.0\.from: /),
      expect.stringMatching(/^16: prices\.0\.source: /),
    ]);
  });

  it('of one section are told all at once too, those that only a reader sees beside those of the schema', () => {
    const told = toldOf(`errors:
  rate_limit_rate: 2
  faults:
    - { rate: 1 }
    - reeset
    - { fault: 503, rate: 3, tims: 1 }
    - { fault: "stall(fr=1s)" }
limits:
  preset: openai-tier-9
  key: { rpm: 0 }
server:
  port: 99999
  cors: [nope]
  cassettes: []
upstreams:
  a: { kind: adapter, url: 5 }
  b: { kind: adapter }
rules:
  - { responce: a }
  - { response: b, matsch: {}, match: { modell: x } }
auth: { mode: requird, db: "", usage: 1 }
`);
    expect(told).toEqual([
      '2: errors.rate_limit_rate: is more than 1',
      '4: errors.faults.0: is no fault and no object with a "fault"',
      '5: errors.faults.1: "reeset" is no fault; did you mean "reset"?',
      '6: errors.faults.2.rate: is more than 1',
      '6: "errors.faults.2.tims" is not a setting of llmsim: did you mean "times"?',
      '7: errors.faults.3: stall takes no "fr"; did you mean "for"?',
      expect.stringMatching(/^9: there is no preset "openai-tier-9"/),
      '10: limits.key.rpm: is less than 1',
      '12: server.port: is more than 65535',
      expect.stringMatching(/^13: "nope" is no origin/),
      '14: server.cassettes: is no folder and no list of folders',
      '16: upstreams.a.url: is a number, not a text',
      expect.stringMatching(/^17: an adapter needs the URL/),
      '19: "rules.0.responce" is not a setting of llmsim: did you mean "response"?',
      '20: "rules.1.matsch" is not a setting of llmsim: did you mean "match"?',
      '20: rules.1.match.modell: "modell" is no condition: did you mean "model"?',
      '21: auth.mode: is none of off, optional, required: did you mean "required"?',
      '21: auth.db: is empty',
      '21: auth.usage: is a number, not true or false',
    ]);
  });
});

function toldOf(text: string): readonly string[] {
  const checked = checkConfiguration(text);
  return checked.kind === 'problems' ? checked.problems.map(({ line, what }) => `${line}: ${what}`) : [];
}

describe('a section', () => {
  it('with nothing in it says nothing', () => {
    const checked = checkConfiguration('rules:\nserver:\nmatch: # nothing yet\n');
    expect(checked).toMatchObject({ kind: 'configuration', configuration: { rules: undefined } });
  });

  it.each(Object.keys(sections).filter((name) => name !== 'rules' && name !== 'prices' && name !== 'generators'))(
    '%s is a mapping',
    (name) => {
      const checked = checkConfiguration(`${name}: [1]\n`);
      expect(checked.kind === 'problems' ? checked.problems[0]?.what : '').toContain(`${name}: `);
    },
  );
});

/** The configuration to begin with, all of it in force, with something else in one place. */
const changedStarter = fc
  .tuple(
    fc.infiniteStream(fc.nat()),
    fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(0, -1, 1.5, '', 'a', [], {}, null, true, 'instant', '*', ['a'])),
  )
  .map(([choices, value]) => {
    const [, ...lines] = starterConfiguration.split('\n');
    const whole: unknown = parse(lines.map((line) => line.replace(/^# /, '')).join('\n'));
    return changed(whole, value, choices) ?? null;
  });

function changed(into: unknown, value: unknown, choices: Iterator<number>): unknown {
  const choice: number = choices.next().value ?? 0;
  if (typeof into !== 'object' || into === null || choice % 4 === 3) return value;
  if (Array.isArray(into))
    return into.map((one, i) => (i === choice % into.length ? changed(one, value, choices) : one));
  const names = Object.keys(into);
  const chosen = names[choice % names.length];
  return Object.fromEntries(
    Object.entries(into).map(([name, one]) => [name, name === chosen ? changed(one, value, choices) : one]),
  );
}

describe('a configuration with anything in one place', () => {
  it('is taken, or its problems are told: the check never throws', () => {
    fc.assert(
      fc.property(changedStarter, (whole) => {
        const checked = checkConfiguration(JSON.stringify(whole));
        return (
          checked.kind === 'configuration' || checked.problems.every(({ line, what }) => line === 1 && what !== '')
        );
      }),
      { numRuns: 300 },
    );
  });

  it('may have a rule whose conditions are not written yet', () => {
    const text = 'rules:\n  - match:\n    response: Hello\n';
    expect([checkConfiguration(text).kind, accepted(text)]).toEqual(['configuration', true]);
  });

  it('is taken by editors where the check takes it', () => {
    fc.assert(
      fc.property(changedStarter, (whole) => {
        const text = JSON.stringify(whole);
        // A name with nothing behind it says nothing, which editors do not know.
        const empty = whole === null || Object.values(whole as object).includes(null);
        return empty || checkConfiguration(text).kind === 'problems' || accepted(text);
      }),
      { numRuns: 300 },
    );
  });
});
