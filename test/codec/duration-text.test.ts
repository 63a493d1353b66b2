import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/codec/duration-text.ts';

describe('a duration as people write it', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['2', 2000],
    [' 7s ', 7000],
    ['876000h', 876_000 * 3_600_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 's', '-1s', '1d', '1 s', '1e3', '1111111111111111110', '876001h'])('is not %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
