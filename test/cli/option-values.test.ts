import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { collect, duration, factor, port, size } from '../../src/cli/option-values.ts';

function refuses(read: (text: string) => unknown, words: string) {
  return (text: string) => {
    expect(() => read(text)).toThrow(InvalidArgumentError);
    expect(() => read(text)).toThrow(words);
  };
}

describe('a port', () => {
  it.each([
    ['0', 0],
    ['8080', 8080],
    ['65535', 65_535],
  ])('%s is taken', (text, value) => {
    expect(port(text)).toBe(value);
  });

  it.each(['', '-1', '65536', '80.5', 'http', '0x50', ' 80', '1e3'])('"%s" is refused', refuses(port, '0 to 65535'));
});

describe('a factor', () => {
  it.each([
    ['2', 2],
    ['0.5', 0.5],
    ['1000', 1000],
  ])('%s is taken', (text, value) => {
    expect(factor(text)).toBe(value);
  });

  it.each(['', '0', '-1', 'fast', 'NaN', 'Infinity', '2x'])('"%s" is refused', refuses(factor, 'above 0'));
});

describe('a duration', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['500ms', 500],
    ['10m', 600_000],
    ['1.5h', 5_400_000],
  ])('%s is %i ms', (text, value) => {
    expect(duration(text)).toBe(value);
  });

  it.each(['', '0', '0s', '-5s', 's', '10 m', '10x', '1d', 'soon', '1e3', '10ms5'])(
    '"%s" is refused',
    refuses(duration, 'above 0 with ms, s, m or h'),
  );
});

describe('a size', () => {
  it.each([
    ['1048576', 1_048_576],
    ['5b', 5],
    ['512k', 524_288],
    ['64MiB', 67_108_864],
    ['64 mb', 67_108_864],
    ['1GB', 1_073_741_824],
    ['1.5KiB', 1536],
  ])('%s is %i bytes', (text, value) => {
    expect(size(text)).toBe(value);
  });

  it.each(['', '0', '-1', 'MiB', '1T', '1 k b', 'much', '0.2'])('"%s" is refused', refuses(size, 'above 0 with KiB'));
});

describe('a repeatable option', () => {
  it('collects its values in order and leaves what came before alone', () => {
    const one = collect('a', undefined);
    expect(collect('b', one)).toEqual(['a', 'b']);
    expect(one).toEqual(['a']);
  });
});
