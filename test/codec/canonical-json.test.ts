import fc from 'fast-check';
import stringify from 'fast-json-stable-stringify';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/codec/canonical-json.ts';

/** JSON as a tree whose numbers are exact: `digits` times ten to the `exponent`. */
type Tree =
  | { kind: 'plain'; value: string | boolean | null }
  | { kind: 'number'; digits: bigint; exponent: number }
  | { kind: 'array'; items: Tree[] }
  | { kind: 'object'; members: [string, Tree][] };

const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.constantFrom('__proto__', '', '1', '10', 'toJSON', 'length'),
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      kind: fc.constant('plain' as const),
      value: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom('\ud83d', '9', '"', 'e') }),
        fc.boolean(),
        fc.constant(null),
      ),
    }),
    fc.record({
      kind: fc.constant('number' as const),
      digits: fc.oneof(fc.bigInt(-1000n, 1000n), fc.bigInt(-(10n ** 25n), 10n ** 25n)),
      exponent: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(-400, -320, 300, 400, 5000)),
    }),
    fc.record({ kind: fc.constant('array' as const), items: fc.array(tie('tree'), { maxLength: 4 }) }),
    fc.record({
      kind: fc.constant('object' as const),
      members: fc.uniqueArray(fc.tuple(key, tie('tree')), { maxLength: 4, selector: ([name]) => name }),
    }),
  ),
}));

/** One of the tree's spellings; `choose(n)` decides, below n. */
function spell(node: Tree, choose: (n: number) => number): string {
  const gap = () => ['', '', ' ', '\n\t', '\r\n'][choose(5)] ?? '';
  const list = (items: string[]) => items.map((item) => gap() + item + gap()).join(',');
  switch (node.kind) {
    case 'plain':
      return typeof node.value === 'string' ? spellString(node.value, choose) : String(node.value);
    case 'number':
      return spellNumber(node.digits, node.exponent, choose);
    case 'array':
      return `[${list(node.items.map((item) => spell(item, choose)))}${gap()}]`;
    case 'object': {
      const members = node.members.map(
        ([name, member]) => `${spellString(name, choose)}${gap()}:${gap()}${spell(member, choose)}`,
      );
      for (let i = members.length; i > 1; i--) members.push(...members.splice(choose(i), 1));
      return `{${list(members)}${gap()}}`;
    }
  }
}

function spellString(text: string, choose: (n: number) => number): string {
  const units = text.split('').map((unit) => {
    const plain = JSON.stringify(unit).slice(1, -1);
    return choose(4) === 0 ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : plain;
  });
  return `"${units.join('')}"`;
}

function spellNumber(digits: bigint, exponent: number, choose: (n: number) => number): string {
  const sign = digits < 0n ? '-' : '';
  let whole = String(digits).replace('-', '');
  let left = exponent;
  for (; choose(2) === 0 && left > -5000; left--) whole += '0';
  const point = choose(2) === 0 ? choose(whole.length) : 0;
  const fraction = point > 0 ? `.${whole.slice(-point)}` : '';
  if (point > 0) whole = whole.slice(0, -point);
  whole = whole.replace(/^0+(?=\d)/, '');
  left += point;
  return `${sign}${whole}${fraction}${left === 0 && choose(2) === 0 ? '' : `${choose(2) === 0 ? 'e' : 'E'}${left >= 0 && choose(2) === 0 ? '+' : ''}${left}`}`;
}

function chooser(seeds: readonly number[]): (n: number) => number {
  let i = 0;
  return (n) => (seeds[i++ % seeds.length] ?? 0) % n;
}

/** The tree with its `index`-th leaf changed to another value; an empty container counts as a leaf. */
function changed(node: Tree, index: { left: number }): Tree {
  if (node.kind === 'array' && node.items.length > 0)
    return { ...node, items: node.items.map((item) => changed(item, index)) };
  if (node.kind === 'object' && node.members.length > 0) {
    return { ...node, members: node.members.map(([name, member]) => [name, changed(member, index)] as [string, Tree]) };
  }
  if (index.left-- !== 0) return node;
  switch (node.kind) {
    case 'number':
      return { ...node, digits: node.digits + 1n };
    case 'array':
      return { kind: 'object', members: [] };
    case 'object':
      return { kind: 'plain', value: null };
    case 'plain':
      if (typeof node.value === 'string') return { kind: 'plain', value: `${node.value}x` };
      return { kind: 'plain', value: node.value === null ? 'null' : !node.value };
  }
}

function leaves(node: Tree): number {
  const children =
    node.kind === 'array' ? node.items : node.kind === 'object' ? node.members.map(([, member]) => member) : [];
  return children.length === 0 ? 1 : children.reduce((sum, child) => sum + leaves(child), 0);
}

const choices = fc
  .array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 40 })
  .filter((seeds) => seeds.some((seed) => seed % 2 === 1));

describe('canonicalJson', () => {
  it('is the same for every spelling of the same JSON', () => {
    fc.assert(
      fc.property(tree, choices, choices, (json, one, other) => {
        const canonical = canonicalJson(spell(json, chooser(one)));
        expect(canonical).toBeTypeOf('string');
        expect(canonicalJson(spell(json, chooser(other)))).toBe(canonical);
      }),
      { numRuns: 500 },
    );
  });

  it('is another when any leaf is another', () => {
    fc.assert(
      fc.property(tree, fc.nat(), choices, (json, pick, spelling) => {
        const other = changed(json, { left: pick % leaves(json) });
        expect(canonicalJson(spell(other, chooser(spelling)))).not.toBe(canonicalJson(spell(json, chooser(spelling))));
      }),
      { numRuns: 500 },
    );
  });

  it('is its own canonical form, and valid JSON', () => {
    fc.assert(
      fc.property(tree, choices, (json, spelling) => {
        const canonical = canonicalJson(spell(json, chooser(spelling))) ?? '';
        expect(() => JSON.parse(canonical)).not.toThrow();
        expect(canonicalJson(canonical)).toBe(canonical);
      }),
    );
  });

  it('is what fast-json-stable-stringify writes, whether or not a long number stands beside', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const expected = stringify(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.stringify(value))).toBe(expected);
        expect(canonicalJson(`[${JSON.stringify(value)},12345678901234567890]`)).toBe(
          `[${expected},1234567890123456789e1]`,
        );
      }),
    );
  });

  it.each([
    ['{"b":1,"a":[2, 1]}', '{"a":[2,1],"b":1}'],
    ['[1.0, 1e2, -0, -0.0, 0e999, 1E+2, 1e-2, 0.10]', '[1,100,0,0,0,100,0.01,0.1]'],
    ['9007199254740991', '9007199254740991'],
    ['9007199254740993', '9007199254740993e0'],
    ['[9007199254740992,9007199254740993.0]', '[9007199254740992,9007199254740993e0]'],
    ['1e400', '1e400'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['0.300000000000000040', '0.30000000000000004'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"a":12345678901234567890,"\\u0061":2}', '{"a":2}'],
    ['{"__proto__":{"b":1,"a":12345678901234567890}}', '{"__proto__":{"a":1234567890123456789e1,"b":1}}'],
    ['{"toJSON":{"a":1}}', '{"toJSON":{"a":1}}'],
    ['"\\ud83d"', '"\\ud83d"'],
    [' "é" ', '"é"'],
  ])('of %s is %s', (text, canonical) => {
    expect(canonicalJson(text)).toBe(canonical);
  });

  it.each([
    ['9007199254740993', '9007199254740992'],
    ['9007199254740993', '"9007199254740993"'],
    ['9007199254740993', '"9007199254740993e0"'],
    ['0.1', '0.1000000000000000055511151231257827'],
    ['1e400', 'null'],
    ['1e400', '1e401'],
    ['1e-400', '0'],
    [`1e${'9'.repeat(2000)}`, `1e${'9'.repeat(1999)}8`],
    ['[1,2]', '[2,1]'],
    ['{"a":null}', '{}'],
  ])('tells %s from %s', (one, other) => {
    expect(canonicalJson(one)).not.toBe(canonicalJson(other));
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a":1,}',
    '01',
    '\ufeff{}',
    'NaN',
    '[1] [2]',
    '"\n"',
    '12345678901234567890x',
    '['.repeat(1_000_000),
  ])('is undefined for %j', (text) => {
    expect(canonicalJson(text)).toBeUndefined();
  });

  it('goes 500 deep and no deeper, with long numbers too', () => {
    const nested = (depth: number, inner: string) => '['.repeat(depth) + inner + ']'.repeat(depth);
    expect(canonicalJson(nested(500, '1'))).toBe(nested(500, '1'));
    expect(canonicalJson(nested(500, '12345678901234567'))).toBe(nested(500, '12345678901234567e0'));
    expect(canonicalJson(nested(501, ''))).toBeUndefined();
  });

  it('gives a string exactly where JSON.parse gives a value', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\',
        'a',
        ':',
        ',',
        ' ',
        '1',
        '12345678901234567',
        '-',
        '.',
        'e',
        '\ud83d',
      ),
    });
    fc.assert(
      fc.property(text, (json) => {
        let valid = true;
        try {
          JSON.parse(json);
        } catch {
          valid = false;
        }
        expect(canonicalJson(json) !== undefined).toBe(valid);
      }),
      { numRuns: 2000 },
    );
  });
});
