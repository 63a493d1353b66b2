import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWholeZstd } from '../../src/codec/zstd-frames.ts';

/** Frames written by hand: magic, descriptor, rest of the header, blocks, checksum. */
const magic = [0x28, 0xb5, 0x2f, 0xfd];
const frames: [string, number[]][] = [
  ['one raw block', [...magic, 0x20, 2, 0x11, 0, 0, 0x68, 0x69]],
  ['two blocks', [...magic, 0x20, 4, 0x10, 0, 0, 1, 2, 0x11, 0, 0, 3, 4]],
  ['a run-length block of 1,000', [...magic, 0x60, 0xe8, 2, 0x43, 0x1f, 0, 7]],
  ['a window, a dictionary id and a checksum', [...magic, 0x05, 0, 9, 0x09, 0, 0, 7, 1, 2, 3, 4]],
  ['a content size of 8 bytes and an empty block', [...magic, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]],
  ['a skippable frame', [0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]],
];

describe('isWholeZstd', () => {
  it.each(frames)('finds the end of %s, and that it is missing', (_, frame) => {
    const bytes = Uint8Array.from(frame);
    expect(isWholeZstd(bytes)).toBe(true);
    for (let length = 1; length < frame.length; length++) expect(isWholeZstd(bytes.subarray(0, length))).toBe(false);
    expect(isWholeZstd(Uint8Array.from([...frame, 0]))).toBe(false);
  });

  it('takes several frames in a row', () => {
    expect(isWholeZstd(Uint8Array.from(frames.flatMap(([, frame]) => frame)))).toBe(true);
  });

  it('reads any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => isWholeZstd(bytes) === false));
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(isWholeZstd(Uint8Array.from([...magic, ...bytes]))).toBeTypeOf('boolean');
      }),
    );
  });
});
