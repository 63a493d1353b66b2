import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicateKey } from '../../src/codec/json-duplicates.ts';

describe('findDuplicateKey', () => {
  it('finds none in what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => findDuplicateKey(JSON.stringify(value, null, 2)) === undefined));
  });

  it('finds a member that was written a second time, wherever it is', () => {
    const key = fc.string({ unit: fc.constantFrom('a', '"', '\\', '~', '/', '\n', '{', ',', 'é') });
    fc.assert(
      fc.property(key, fc.jsonValue(), fc.array(fc.jsonValue()), (name, value, before) => {
        const member = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
        const text = `[${[...before.map((item) => JSON.stringify(item)), `{${member}, ${member}}`].join(',')}]`;
        expect(findDuplicateKey(text)).toEqual({ path: `/${before.length}`, key: name, line: 1 });
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', { path: '', key: 'a', line: 1 }],
    ['{"a":1,\n"\\u0061":2}', { path: '', key: 'a', line: 2 }],
    ['{\n  "x": [1, {"y/~": {"k": 1,\n "k": {}}}]\n}', { path: '/x/1/y~1~0', key: 'k', line: 3 }],
    ['{"a":{},"b":[[],{}],"a":[]}', { path: '', key: 'a', line: 1 }],
    ['{"__proto__":1,"__proto__":2}', { path: '', key: '__proto__', line: 1 }],
    ['{"":1,"":2}', { path: '', key: '', line: 1 }],
  ])('names the place in %j', (text, duplicate) => {
    expect(findDuplicateKey(text)).toEqual(duplicate);
  });

  it.each([
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":"a"}',
    '{"a":["b","b"],"b":"\\"b\\":"}',
    '"a"',
    '1',
  ])('finds none in %s', (text) => {
    expect(findDuplicateKey(text)).toBeUndefined();
  });

  it('reads a text nested 200,000 deep', () => {
    const depth = 200_000;
    const text = `${'[{"a":'.repeat(depth)}{"b":1,"b":2}${'}]'.repeat(depth)}`;
    expect(findDuplicateKey(text)?.path).toBe('/0/a'.repeat(depth));
  });
});
