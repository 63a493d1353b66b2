import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../src/cassette/canonical-file.ts';

describe('the layout of a value', () => {
  it('as a tree is JSON.stringify with two spaces, but for lists of numbers', () => {
    expect(layOut({ a: [1, 2], b: [], c: {}, d: [1, 'x'] }, 'tree')).toBe(
      '{\n  "a": [1,2],\n  "b": [],\n  "c": {},\n  "d": [\n    1,\n    "x"\n  ]\n}',
    );
  });

  it('gives one entry and one field a line, indented where it stands', () => {
    expect(
      layOut(
        { a: [{ x: 1 }, []], b: { c: 2 }, d: [] },
        { fields: { a: { items: 'line' }, d: { items: 'line' } } },
        '  ',
      ),
    ).toBe('{\n    "a": [\n      {"x":1},\n      []\n    ],\n    "b": {"c":2},\n    "d": []\n  }');
  });

  it('leaves out undefined fields and finds no layout in the prototype', () => {
    const value = JSON.parse('{"constructor":{"a":1},"__proto__":[{}]}');
    expect(layOut({ ...value, b: undefined }, { fields: {} })).toBe(
      '{\n  "constructor": {"a":1},\n  "__proto__": [{}]\n}',
    );
  });

  it('never changes the value', () => {
    const layouts = ['line', 'tree', { items: 'tree' }, { fields: { a: { items: 'line' } } }] as const;
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...layouts), (value, layout) => {
        expect(JSON.stringify(JSON.parse(layOut(value, layout)))).toBe(JSON.stringify(value));
      }),
    );
  });
});
