/** A known value is found in whatever form it appears. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFinder } from '../../src/redaction/finder.ts';
import { knownSecrets, literalForms } from '../../src/redaction/known-secrets.ts';
import { drawFrom } from './planted-secret.ts';

const finderOf = (value: string) =>
  createFinder({ rules: [], known: knownSecrets([value]), secretFields: false, user: [] });

const found = (text: string, value: string) =>
  finderOf(value)
    .find(text)
    .map(({ start, end }) => text.slice(start, end));

const percent = (text: string, digits: (hex: string) => string = (hex) => hex) =>
  text.replaceAll(/[^A-Za-z0-9]/g, (character) => `%${digits(character.charCodeAt(0).toString(16).padStart(2, '0'))}`);

const unicode = (text: string) =>
  text.replaceAll(/[^A-Za-z0-9]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Spellings of a text that its readers understand as that text. */
const spellings: readonly [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['for JSON', (text) => JSON.stringify(text).slice(1, -1)],
  ['for JSON, slashes too', (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/')],
  ['for JSON, all signs by code', unicode],
  [
    'for JSON, by code in capitals',
    (text) => unicode(text).replaceAll(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
  ],
  ['for JSON within JSON', (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3)],
  ['for JSON within JSON, by code', (text) => JSON.stringify(unicode(text)).slice(1, -1)],
  ['for a URL', encodeURIComponent],
  ['for a URL, all signs', (text) => percent(text)],
  ['for a URL, all signs in capitals', (text) => percent(text, (hex) => hex.toUpperCase())],
  ['for a URL within a URL', (text) => encodeURIComponent(percent(text, (hex) => hex.toUpperCase()))],
  ['for a form', (text) => new URLSearchParams({ v: text }).toString().slice('v='.length)],
];

/** Values with every sign that an encoding treats in its own way. */
const values = fc
  .tuple(
    fc.nat(10_000),
    fc.array(fc.constantFrom('/', '+', '=', '-', '_', '.', '~', '&', '%', '"', '\\', '!', '$', '@', "'", ':'), {
      minLength: 0,
      maxLength: 5,
    }),
  )
  .map(([seed, signs]) => {
    const draw = drawFrom(seed);
    return signs.reduce((text, sign) => `${text}${sign}${draw(3)}`, draw(18));
  });

describe('a known value', () => {
  it.each(spellings)('is found %s', (_how, spell) => {
    fc.assert(
      fc.property(values, (value) => {
        const spelt = spell(value);
        expect(found(`say "${spelt}", please`, value)).toEqual([spelt]);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it.each(spellings)('is found %s where it begins and ends with a sign', (_how, spell) => {
    for (const value of ['/4fK9/dQ2xLw8RtYpZ7m+', '+4fK9/dQ2xLw8RtYpZ7m=', '"4fK9/dQ2xLw8RtYpZ7m"']) {
      expect(found(`a${spell(value)}b`, value)).toEqual([spell(value)]);
    }
  });

  it('is found in base64 and base64url, whatever stands before it', () => {
    fc.assert(
      fc.property(values, fc.string({ maxLength: 7 }), fc.string({ maxLength: 7 }), (value, before, after) => {
        for (const encoding of ['base64', 'base64url'] as const) {
          const text = Buffer.from(before + value + after).toString(encoding);
          const [only = '', ...others] = found(`x:${text};`, value);
          expect(others).toEqual([]);
          // What is left tells of two characters at most at either end.
          const left = text.replace(only, '\u0000').split('\u0000');
          expect(left).toHaveLength(2);
          const [head = '', tail = ''] = left;
          expect(head.length).toBeLessThanOrEqual(Math.ceil((Buffer.byteLength(before) * 4) / 3));
          expect(tail.replaceAll('=', '').length).toBeLessThanOrEqual(
            Math.ceil((Buffer.byteLength(after) * 4) / 3) + 1,
          );
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it('is found in base64 that is escaped for JSON or for a URL', () => {
    const value = 'Zq8/Lm3?Xt7>Rw2~Kp9/Vb4?';
    const text = Buffer.from(`me:${value}`).toString('base64');
    expect(text).toMatch(/[+/]/);
    expect(found(text.replaceAll('/', '\\/'), value)).toHaveLength(1);
    expect(found(encodeURIComponent(text), value)).toHaveLength(1);
  });

  it('is found as often as it stands there, side by side as well', () => {
    const value = drawFrom(3)(24);
    expect(
      finderOf(value)
        .find(`${value}${value} ${value}`)
        .map(({ start }) => start),
    ).toEqual([0, 24, 49]);
  });

  it('is not found in part, nor in another case', () => {
    const value = 'Zq8Lm3Xt7Rw2Kp9Vb4Nc';
    expect(found(`${value.slice(0, -1)} ${value.slice(1)} ${value.toLowerCase()}`, value)).toEqual([]);
  });

  it('is one of 16 characters or more that look random', () => {
    const random = drawFrom(4)(20);
    const given = [
      'test',
      'changeme',
      'changemechangeme',
      'my-development-key',
      'xxxxxxxxxxxxxxxxxxxx',
      '<OPENAI_API_KEY>',
      'dummy',
      '',
      random,
      random,
    ];
    expect(knownSecrets(given)).toEqual([{ kind: 'known-secret', value: random }]);
  });

  it('may have a kind of its own', () => {
    const value = drawFrom(6)(30);
    expect(knownSecrets([value], 'api-key')).toEqual([{ kind: 'api-key', value }]);
    expect(literalForms({ kind: 'api-key', value }).every((form) => form.kind === 'api-key')).toBe(true);
  });
});
