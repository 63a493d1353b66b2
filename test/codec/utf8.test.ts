import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../src/codec/utf8.ts';

describe('decodeUtf8', () => {
  it('gives text that encodes to the same bytes, or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = decodeUtf8(bytes);
        return text === undefined || Buffer.from(bytes).equals(encodeUtf8(text));
      }),
    );
  });

  it('gives back every well-formed text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => decodeUtf8(encodeUtf8(text)) === text));
  });

  it('keeps a byte order mark', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });

  it('reads a view into a larger buffer', () => {
    expect(decodeUtf8(Buffer.from('xxabcxx').subarray(2, 5))).toBe('abc');
  });

  it.each([
    ['a cut character', [0xe2, 0x82]],
    ['an overlong form', [0xc0, 0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a lone continuation byte', [0x61, 0x8b]],
  ])('refuses %s', (_, bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBeUndefined();
  });
});

describe('encodeUtf8', () => {
  it('writes a lone surrogate as U+FFFD', () => {
    expect([...encodeUtf8('\ud83d')]).toEqual([0xef, 0xbf, 0xbd]);
  });
});
