/** Places in a JSON text. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonOffset } from '../../src/scan/json-offset.ts';

describe('the offset of a value', () => {
  it('is where its text begins, in any JSON and any spacing', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(0, 2, '\t'),
        fc.infiniteStream(fc.nat()),
        (value, indent, choices) => {
          const keys: (string | number)[] = [];
          let inner: unknown = value;
          while (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0) {
            const names = Object.keys(inner);
            const name = names[choices.next().value % names.length] ?? '';
            keys.push(Array.isArray(inner) ? Number(name) : name);
            inner = Reflect.get(inner, name);
          }
          const text = ` ${JSON.stringify(value, null, indent)}`;
          const start = jsonOffset(text, keys);
          expect(text.slice(start).startsWith(JSON.stringify(inner))).toBe(true);
        },
      ),
    );
  });

  it('is that of the last value on the way that the text has', () => {
    const text = '{"a": {"b": "{}"}}';
    expect(jsonOffset(text, ['a', 'b', 'c'])).toBe(text.indexOf('"{}"'));
    expect(jsonOffset(text, ['x'])).toBe(0);
  });
});
