/** Each rule finds what it is for, exactly, and passes over what only looks like it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFinder } from '../../src/redaction/finder.ts';
import { selectShapeRules, shapeRules } from '../../src/redaction/rules/list.ts';
import type { ShapeRule } from '../../src/redaction/shape-rule.ts';
import { drawFrom, type PlantedSecret } from './planted-secret.ts';
import { plantedSecrets } from './planted-secrets.ts';

const finderOf = (rules: readonly ShapeRule[]) => createFinder({ rules, known: [], secretFields: false, user: [] });

/** The rules a row is about: its kind, and personal data only where the row is about that. */
const finders = new Map([true, false].map((pii) => [pii, finderOf(selectShapeRules({ pii }))] as const));

function found(row: PlantedSecret, text: string): string[] {
  return (finders.get(row.optIn === 'pii')?.find(text) ?? [])
    .filter((span) => span.kind === row.kind)
    .map(({ start, end }) => text.slice(start, end));
}

describe.each(plantedSecrets.map((row) => [row.kind, row.what, row] as const))('%s, %s', (_kind, _what, row) => {
  it('is found, all of it and nothing else', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { before = '', secret, after = '' } = row.make(drawFrom(seed));
      expect(found(row, before + secret + after)).toEqual([secret]);
    }
  });

  it.each(row.lookAlikes(drawFrom(7)))('is not %j', (text) => {
    expect(found(row, text)).toEqual([]);
  });

  it('is found wherever it stands in a text', () => {
    const piece = fc.constantFrom(
      'The model',
      '日本語',
      '{"a": 1}',
      '\n',
      '\t',
      '"',
      '“',
      ', ',
      '. ',
      '\\n',
      '😀',
      '…',
      '()',
      '\\"',
    );
    fc.assert(
      fc.property(fc.integer(), fc.array(piece), fc.array(piece), (seed, left, right) => {
        const { before = '', secret, after = '' } = row.make(drawFrom(seed));
        const text = `${left.join(' ')} ${before}${secret}${after} ${right.join(' ')}`;
        expect(found(row, text)).toEqual([secret]);
      }),
      // One random key in a hundred thousand reads like words; the test is not to depend on whether it comes up.
      { numRuns: 40, seed: 3 },
    );
  });
});

describe('the list of rules', () => {
  it.each(shapeRules.map((rule) => [rule.kind, rule.anchors.join(' '), rule] as const))(
    '%s (%s) has a row in the table that it alone finds',
    (_kind, _anchors, rule) => {
      const finder = finderOf([rule]);
      const rows = plantedSecrets.filter((row) => {
        const { before = '', secret, after = '' } = row.make(drawFrom(1));
        return row.kind === rule.kind && finder.find(before + secret + after).length > 0;
      });
      // Each length of IBAN is a rule of its own, made from one table.
      if (rule.kind !== 'iban') expect(rows).not.toEqual([]);
    },
  );

  it('says where to look in ASCII, sticks to the place, and knows where its group stands', () => {
    for (const rule of shapeRules) {
      expect(rule.kind).toMatch(/^[a-z0-9-]+$/);
      expect(rule.anchors.length).toBeGreaterThan(0);
      if (rule.ignoreCase === true) expect(rule.pattern.ignoreCase).toBe(true);
      expect(rule.pattern.sticky && rule.pattern.hasIndices).toBe(true);
    }
  });

  it('holds personal data back unless asked', () => {
    expect(selectShapeRules({ pii: false }).filter((rule) => rule.optIn === 'pii')).toEqual([]);
    expect(selectShapeRules({ pii: true })).toEqual(shapeRules);
  });
});
