import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { putSpellings, takeSpellings } from '../../src/cassette/number-spelling.ts';

describe('odd numbers of a JSON text', () => {
  it('are kept by their place', () => {
    const text = '{"t": 1.0, "usage": {"a/b~c": [1, 1e-05, "2.0"]}, "n": -0}';
    const taken = takeSpellings(text);
    expect(taken).toEqual({
      text: '{"t": 1, "usage": {"a/b~c": [1, 0.00001, "2.0"]}, "n": 0}',
      numbers: { '/t': '1.0', '/usage/a~1b~0c/1': '1e-05', '/n': '-0' },
    });
    expect(putSpellings(taken?.text ?? '', taken?.numbers ?? {})).toBe(text);
  });

  it('are not looked for where there are none, or more than anyone reads', () => {
    expect(takeSpellings('{"a":1,"b":"1.0"}')).toBeUndefined();
    expect(takeSpellings(`[${'1.0,'.repeat(64)}1.0]`)).toBeUndefined();
    expect(takeSpellings(`[${'1.0,'.repeat(63)}1.0]`)).toBeDefined();
  });

  it('may be the whole text', () => {
    expect(takeSpellings('1.50')).toEqual({ text: '1.5', numbers: { '': '1.50' } });
  });

  it('never break on a text that is not JSON', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', ',', ':', '1', '.', '-', 'e', '0', 'a', '\\') }),
        (text) => {
          const taken = takeSpellings(text);
          expect(taken === undefined || Object.keys(taken.numbers).length > 0).toBe(true);
          expect(putSpellings(text, {})).toBe(text);
        },
      ),
    );
  });
});
