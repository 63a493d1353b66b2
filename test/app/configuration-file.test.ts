/** A configuration file with aliases: mistakes in them are problems with a line, and no exceptions. */

import { describe, expect, it } from 'vitest';
import { ConfigurationFile } from '../../src/app/configuration-file.ts';

describe('an alias in a configuration file', () => {
  it('stands for its anchor', () => {
    const file = new ConfigurationFile('a: &x { b: 1 }\nc: *x\n');
    expect([file.values, file.problems]).toEqual([{ a: { b: 1 }, c: { b: 1 } }, []]);
  });

  it('without an anchor is a problem with its line, as a wildcard without quotes is', () => {
    const { problems } = new ConfigurationFile('a: &x 1\nb: *x\nrules:\n  - match: { model: *mini }\n');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBe(4);
    expect(problems[0]?.what).toMatch(/alias.*mini.*in quotes/);
  });

  it('that makes billions of a few lines is a problem', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`);
    const { problems } = new ConfigurationFile(['a0: &a0 [1]', ...lines].join('\n'));
    expect(problems.map(({ what }) => what)).toEqual([expect.stringContaining('Excessive alias count')]);
  });
});

describe('a configuration file that is nested thousands deep', () => {
  it.each(['a: ', '[', '- ', '{ a: '])('is a problem and no exception: %j again and again', (piece) => {
    const { problems } = new ConfigurationFile(piece.repeat(20_000));
    expect(problems.length).toBeGreaterThan(0);
  });
});
