import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { interactionSchema, schemaProblem } from '../../src/cassette/schema.ts';
import { anyInteraction, interactionOf } from './interaction-samples.ts';

const path = new URL('../../docs/interaction.schema.json', import.meta.url);

describe('docs/interaction.schema.json', () => {
  it('is the schema that the loader uses; with LLMSIM_WRITE_SCHEMA=1 this test writes it', () => {
    const { $schema, ...rest } = z.toJSONSchema(interactionSchema, { target: 'draft-2020-12', io: 'input' });
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
        expect([mutated, validate(file)]).toEqual([mutated, schemaProblem(file) === undefined]);
      }
    }
  });
});

describe('a long list', () => {
  const file = (entries: readonly unknown[]) => {
    const sample = JSON.parse(encodeInteraction(interactionOf({ response: 'text' })).text);
    return { ...sample, response: { ...sample.response, body: { text: entries } } };
  };

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

describe('zod, which is slow to load', () => {
  it('is imported by the schema only, and the schema by the decoder only', () => {
    const folder = new URL('../../src/cassette/', import.meta.url);
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
    const importersOf = (module: RegExp) =>
      sources
        .filter(({ text }) => text.split('\n').some((line) => module.test(line) && !line.startsWith('import type')))
        .map(({ name }) => name);
    expect(importersOf(/from 'zod'/)).toEqual(['schema.ts']);
    expect(importersOf(/from '\.\/schema\.ts'/)).toEqual(['decode-interaction.ts']);
  });
});

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
