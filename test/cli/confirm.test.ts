import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../src/cli/confirm.ts';

/** A terminal on which somebody types `typed`, and then ends the input. */
function terminal(typed: string, isTTY = true) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(typed);
  return { input: Object.assign(input, { isTTY }), output: Object.assign(output, { isTTY }) };
}

describe('confirm', () => {
  it.each([
    ['y\n', true],
    [' Yes \n', true],
    ['n\n', false],
    ['\n', false],
    ['yesterday\n', false],
    ['', false],
  ])('takes %j for %s', async (typed, expected) => {
    expect(await confirm('Really?', terminal(typed))).toBe(expected);
  });

  it('shows the question and what happens without an answer', async () => {
    const streams = terminal('y\n');
    await confirm('Remove 2 recordings?', streams);
    expect(String(streams.output.read())).toContain('Remove 2 recordings? [y/N] ');
  });

  it('asks nobody where there is no terminal', async () => {
    expect(await confirm('Really?', terminal('y\n', false))).toBeUndefined();
  });
});
