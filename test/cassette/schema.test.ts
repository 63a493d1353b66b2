import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { fitsSchema, interactionSchemaOf } from '../../src/cassette/schema.ts';
import { schemaProblem } from '../../src/cassette/schema-problem.ts';
import { anyInteraction, interactionOf } from './interaction-samples.ts';
import { anyMutation, mutated } from './mutated-json.ts';

const path = new URL('../../docs/interaction.schema.json', import.meta.url);

describe('docs/interaction.schema.json', () => {
  it('is the schema that the loader uses; with LLMSIM_WRITE_SCHEMA=1 this test writes it', () => {
    const { $schema, ...rest } = z.toJSONSchema(interactionSchemaOf(z), { target: 'draft-2020-12', io: 'input' });
    const schema = { $schema, title: 'llmsim interaction', ...rest };
    if (process.env['LLMSIM_WRITE_SCHEMA'] === '1') writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('accepts what llmsim writes', () => {
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(path, 'utf8')));
    fc.assert(
      fc.property(anyInteraction, (interaction) => {
        expect([validate(JSON.parse(encodeInteraction(interaction).text)), validate.errors]).toEqual([true, null]);
      }),
    );
  });

  it('says the same as the loader about a file with one value replaced', () => {
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(path, 'utf8')));
    const sse = interactionOf({ responseType: 'text/event-stream', response: 'event: a\ndata: {"n":1.0}\n\n' });
    const text = encodeInteraction(sse).text;
    const pieces = [
      '"POST"',
      '200',
      '[\n      ["content-type","text/event-stream"]\n    ]',
      '{"n":1}',
      '"1.0"',
      '"event":"a"',
      'null',
      '{"event"',
    ];
    const values = [
      '1',
      '"x"',
      'null',
      '[]',
      '{}',
      '{"json":1}',
      '"event":1',
      '99',
      '-0',
      '[["a","b"]]',
      '"2.5"',
      '{"x":1,"event"',
    ];
    for (const piece of pieces) {
      for (const value of values) {
        const mutated = text.replace(piece, () => value);
        const file = safeParse(mutated);
        if (file === undefined) continue;
        expect([mutated, validate(file)]).toEqual([mutated, fitsSchema(file)]);
        expect([mutated, schemaProblem(file) === undefined]).toEqual([mutated, fitsSchema(file)]);
      }
    }
  });
});

const file = (entries: readonly unknown[]) => {
  const sample = JSON.parse(encodeInteraction(interactionOf({ response: 'text' })).text);
  return { ...sample, response: { ...sample.response, body: { text: entries } } };
};

describe('a long list', () => {
  it('is checked to its end, and the place of an error in it is right', () => {
    const lines: unknown[] = new Array(25_000).fill('');
    expect(schemaProblem(file(lines))).toBeUndefined();
    expect(schemaProblem(file(lines.with(24_999, 7)))?.path).toBe('response.body.text[24999]');
    expect(schemaProblem(file(lines.with(10_000, 7)))?.path).toBe('response.body.text[10000]');
  });

  it('of nothing but errors does not fill the memory', () => {
    const before = process.memoryUsage().heapUsed;
    expect(schemaProblem(file(new Array(1_000_000).fill(7)))?.path).toBe('response.body.text[0]');
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(300e6);
  });

  it('of chunks may be longer than that', () => {
    const sample = interactionOf({
      response: new Uint8Array(1_200_000).fill(0xff),
      chunks: new Array(1_200_000).fill(1),
    });
    expect(schemaProblem(JSON.parse(encodeInteraction(sample).text))).toBeUndefined();
  });

  it('has no more entries than a body in a file has bytes', () => {
    expect(schemaProblem(file(new Array(1024 * 1024).fill('')))).toBeUndefined();
    expect(schemaProblem(file(new Array(1024 * 1024 + 1).fill('')))?.expected).toContain('at most 1048576');
  });
});

describe('the check without zod', () => {
  const schema = interactionSchemaOf(z);

  it('accepts what zod accepts, and nothing else, of files in which anything was changed', () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(anyInteraction, fc.array(anyMutation, { minLength: 1, maxLength: 3 }), (interaction, mutations) => {
        const file = mutated(JSON.parse(encodeInteraction(interaction).text), mutations);
        const byZod = schema.safeParse(file).success;
        if (byZod) accepted += 1;
        else refused += 1;
        expect(fitsSchema(file)).toBe(byZod);
      }),
      { numRuns: 10_000 },
    );
    expect([accepted > 1000, refused > 1000]).toEqual([true, true]);
  }, 60_000);

  it('knows the odd values as zod does', () => {
    const sse = interactionOf({ responseType: 'text/event-stream', response: 'event: a\ndata: {"n":1.0}\n\n' });
    const text = encodeInteraction(sse).text;
    const answers = oddPairs.map(([piece, value]) => {
      const changed = text.replace(piece, () => value);
      expect(changed).not.toBe(text);
      const file: unknown = JSON.parse(changed);
      return [value, fitsSchema(file), schema.safeParse(file).success];
    });
    expect(answers).toEqual(oddPairs.map(([, value, fits]) => [value, fits, fits]));
  });

  it('is what refuses a list that is too long', () => {
    expect(fitsSchema(file(new Array(1024 * 1024).fill('')))).toBe(true);
    expect(fitsSchema(file(new Array(1024 * 1024 + 1).fill('')))).toBe(false);
  });
});

const oddPairs: readonly (readonly [piece: string, value: string, fits: boolean])[] = [
  ['"status": 200', '"status": 99', false],
  ['"status": 200', '"status": 999', true],
  ['"status": 200', '"status": 200.5', false],
  ['"head":120.5', '"head":-0', true],
  ['"head":120.5', '"head":1e999', false],
  ['"head":120.5', '"head":-1', false],
  ['"llmsim": 1', '"llmsim": 1.0', true],
  ['"event":"a"', '"event":"a","__proto__":1', false],
  ['"dialect"', '"__proto__":{"a":1},"dialect"', true],
  ['"numbers":{', '"numbers":{"__proto__":7,', true],
  ['"numbers":{', '"numbers":{"constructor":7,', false],
  ['"event":"a"', '"event":"a","toString":"x"', false],
];

describe('zod, which is slow to load', () => {
  it('is not imported by the cassettes, and required only where a file does not fit', () => {
    const folder = new URL('../../src/cassette/', import.meta.url);
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
    const named = (module: RegExp) =>
      sources
        .filter(({ text }) => text.split('\n').some((line) => module.test(line) && !line.startsWith('import type')))
        .map(({ name }) => name);
    expect(named(/'zod'/)).toEqual(['schema-problem.ts']);
    expect(named(/from '\.\/schema-problem\.ts'/)).toEqual(['decode-interaction.ts']);
  });
});

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
