/** A search takes time in proportion to the text, also where the text is made to delay it. */

import { describe, expect, it } from 'vitest';
import { createFinder } from '../../src/redaction/finder.ts';
import { knownSecrets } from '../../src/redaction/known-secrets.ts';
import { selectShapeRules, shapeRules } from '../../src/redaction/rules/list.ts';
import { secretFieldAnchors } from '../../src/redaction/secret-fields.ts';
import { drawFrom } from './planted-secret.ts';
import { plantedSecrets } from './planted-secrets.ts';

const SIZE = 50_000;

const repeated = (piece: string, size: number) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

function timeOf(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

/**
 * Quadratic time would be fourfold for twice the text, and seconds already for the first; 30 ms and further attempts allow
 * for a busy machine.
 */
function expectLinear(find: (text: string) => unknown, piece: string, size = SIZE) {
  const [short, long] = [repeated(piece, size), repeated(piece, 2 * size)];
  let figures = '';
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const once = timeOf(() => find(short));
    const twice = timeOf(() => find(long));
    if (twice < 3 * once + 30) return;
    figures = `${once.toFixed(0)} ms for ${size} characters, ${twice.toFixed(0)} ms for twice as many: ${JSON.stringify(piece.slice(0, 80))}`;
  }
  expect.fail(figures);
}

describe('the time of a search', () => {
  it.each(shapeRules.map((rule) => [rule.kind, rule.anchors.join(' ').slice(0, 40), rule] as const))(
    'is linear for %s (%s)',
    (_kind, _anchors, rule) => {
      const finder = createFinder({ rules: [rule], known: [], secretFields: false, user: [] });
      const [anchor = ''] = rule.anchors;
      for (const piece of [anchor, `${anchor} `, `${anchor}aB3`, `${anchor}="`, `${anchor}\\n`]) {
        expectLinear(finder.find, piece);
      }
    },
  );

  it.each(secretFieldAnchors.filter((_name, index) => index % 4 === 0))('is linear for fields named %s', (name) => {
    const finder = createFinder({ rules: [], known: [], secretFields: true, user: [] });
    for (const piece of [name, `${name}=`, `${name}:"`, `${name}%3D`, `${name}=aB3xY9`, `"${name}": "`, `${name},"`]) {
      expectLinear(finder.find, piece);
    }
  });

  it('is linear for known values', () => {
    const value = `${drawFrom(1)(8)}/${drawFrom(2)(12)}/${drawFrom(3)(8)}`;
    const finder = createFinder({ rules: [], known: knownSecrets([value]), secretFields: false, user: [] });
    for (const piece of [
      drawFrom(2)(12),
      `/${drawFrom(2)(12)}`,
      `%25252F${drawFrom(2)(12)}`,
      `\\\\/${drawFrom(2)(12)}`,
      value,
    ]) {
      expectLinear(finder.find, piece);
    }
  });

  it('is seen to be quadratic where it is', () => {
    const quadratic = { kind: 'planted', anchors: ['sk-'], glued: true, pattern: /sk-[\w-]*!/dy } as const;
    const finder = createFinder({ rules: [quadratic], known: [], secretFields: false, user: [] });
    // A busy machine can slow one short search down enough to hide it; it does not do so each time.
    const caught = Array.from({ length: 5 }).some(() => {
      try {
        expectLinear(finder.find, 'sk-', 20_000);
        return false;
      } catch (error) {
        return String(error).includes('twice as many');
      }
    });
    expect(caught).toBe(true);
  });

  const everything = createFinder({ rules: selectShapeRules({ pii: true }), known: [], secretFields: true, user: [] });

  it('is linear where much is found', () => {
    for (const row of plantedSecrets.filter((_row, index) => index % 8 === 0)) {
      const { before = '', secret, after = '' } = row.make(drawFrom(1));
      expectLinear(everything.find, `${before}${secret}${after} `);
    }
  });

  it.each([
    ['one letter', 'a'],
    ['one line of base64', drawFrom(1)(1021)],
    ['numbers', '0.123456789012, '],
    ['white space', ' '],
    ['backslashes', '\\'],
    ['quotes', '"'],
    ['percent signs', '%25'],
    ['at signs', 'a@'],
    ['markers', '[redacted:openai-key]'],
    ['halves of markers', '[redacted:'],
  ])('is linear for %s', (_what, piece) => {
    expectLinear(everything.find, piece, 1_000_000);
  });
});
