/** JSON paths and pointers: what they find, and what is none. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonPath } from '../../src/rules/json-path.ts';

const value = { a: { b: [1, 2, { name: 'x' }], 'key with.dot': 7, '~/': 8 }, name: 'y', list: [[1], [2, 3]], $id: 5 };

function found(path: string, from: unknown = value): readonly unknown[] | string {
  const read = readJsonPath(path);
  return read.kind === 'path' ? read.path(from) : read.what;
}

describe('a JSON path', () => {
  it.each([
    ['$', [value]],
    ['$.a.b[0]', [1]],
    ['$.a.b[-1].name', ['x']],
    ['$.a.b[9]', []],
    ['$.a.b[*].name', ['x']],
    ["$.a['key with.dot']", [7]],
    ['$["a"]["b"][1]', [2]],
    ['$..name', ['y', 'x']],
    ['$..[0]', [1, [1], 1, 2]],
    ['$.list.*[0]', [1, 2]],
    ['$.list[*].*', [1, 2, 3]],
    ['$.$id', [5]],
    ['$.none.deeper', []],
    ['$.name.length', []],
    ['$.a.toString', []],
    ['/a/b/2/name', ['x']],
    ['/a/~0~1', [8]],
    ['/a/key with.dot', [7]],
    ['/list/*/0', [1, 2]],
    ['/a/b/length', []],
  ])('%s', (path, values) => {
    expect(found(path)).toEqual(values);
  });

  it.each(['', 'a.b', '$a', '$.', '$..', '$.a.', '$[', '$[a]', '$.a[0', '$[0]a', '$.a b', '/a/~2', '/~'])(
    'is not %j',
    (path) => {
      expect(found(path)).toBe('is no path such as $.a.b[0], $..name or /a/b/0');
    },
  );

  it('finds every value by the path that leads to it', () => {
    const key = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(key, fc.nat({ max: 3 })), { minLength: 1, maxLength: 6 }),
        fc.jsonValue(),
        (steps, leaf) => {
          const tree = steps.reduceRight<unknown>(
            (inner, step) =>
              typeof step === 'number' ? [...Array(step).fill(0), inner] : Object.fromEntries([[step, inner]]),
            leaf,
          );
          const path = `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `[${JSON.stringify(step).replace(/\\[^"\\]/g, '')}]`)).join('')}`;
          const pointer = steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
          const plain = steps.every(
            (step) => typeof step === 'number' || !/[\\\u0000-\u001f]|[\ud800-\udfff]/.test(step),
          );
          if (plain) expect(found(path, tree)).toEqual([leaf]);
          if (!steps.includes('*')) expect(found(pointer, tree)).toEqual([leaf]);
        },
      ),
    );
  });

  it('goes as deep as a body does', () => {
    const depth = 50_000;
    const nested: unknown = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
    expect(found('$..a', nested)).toHaveLength(depth);
  });
});
