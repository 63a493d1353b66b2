import { describe, expect, it } from 'vitest';
import { chunkFrames } from '../../src/server/chunk-frames.ts';

const bytes = Buffer.from('one, two and sixteen bytes');
const ends = [3, 3, 10, 26];

describe('the frames of a body', () => {
  it('are its chunks as HTTP chunks, none for an empty one', () => {
    const texts = chunkFrames({ bytes, ends })?.frames.map((frame) => frame?.toString());
    expect(texts).toEqual(['3\r\none\r\n', undefined, '7\r\n, two a\r\n', '10\r\nnd sixteen bytes\r\n']);
  });

  it('lie one behind the other, with what ends the body behind the last', () => {
    const frames = chunkFrames({ bytes, ends });
    expect(frames?.span(0, 2, false).toString()).toBe('3\r\none\r\n7\r\n, two a\r\n');
    expect(frames?.span(3, 3, true).toString()).toBe('10\r\nnd sixteen bytes\r\n0\r\n\r\n');
    expect(frames?.frames[0]?.buffer).toBe(frames?.frames[3]?.buffer);
  });

  it('are made once for a body, however it is timed, and anew for other bytes', () => {
    const body = { bytes, ends };
    const again = { ...body };
    expect(chunkFrames(again)).toBe(chunkFrames(body));
    const other = chunkFrames({ bytes: Buffer.from('ONE, two and sixteen bytes'), ends });
    expect(other?.frames[0]?.toString()).toBe('3\r\nONE\r\n');
  });

  it('can be those of nothing', () => {
    const frames = chunkFrames({ bytes: new Uint8Array(0), ends: [] });
    expect(frames?.frames).toEqual([]);
  });

  it('are not made of a body that is too large to be held twice', () => {
    const large = new Uint8Array(9 * 1024 * 1024);
    expect(chunkFrames({ bytes: large, ends: [large.byteLength] })).toBeUndefined();
  });
});
