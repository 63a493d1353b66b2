import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSize } from '../../src/codec/size-text.ts';

describe('a size', () => {
  it.each([
    ['1048576', 1_048_576],
    ['512k', 512 * 1024],
    ['64MiB', 64 * 1024 ** 2],
    ['1GB', 1024 ** 3],
    ['1.5 kb', 1536],
    ['10b', 10],
  ])('%s is so many bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', '0', '-1', '1TB', 'MiB', '1e3', '0.5', 'a1k'])('is not %j', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  it('is a whole number of at least one byte, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const bytes = parseSize(text);
        return bytes === undefined || (Number.isInteger(bytes) && bytes > 0);
      }),
    );
  });
});
