import { afterEach, describe, expect, it, vi } from 'vitest';
import { processTerminal } from '../../src/cli/terminal.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** stdout and stderr are a terminal, or are not. */
function onTerminal(isTerminal: boolean): void {
  for (const stream of [process.stdout, process.stderr]) {
    const before = Object.getOwnPropertyDescriptor(stream, 'isTTY');
    Object.defineProperty(stream, 'isTTY', { value: isTerminal, configurable: true });
    restore.push(() =>
      before === undefined ? Reflect.deleteProperty(stream, 'isTTY') : Object.defineProperty(stream, 'isTTY', before),
    );
  }
}

const restore: (() => unknown)[] = [];
afterEach(() => {
  for (const undo of restore.splice(0)) undo();
});

describe('the terminal', () => {
  it('writes results to stdout and words to stderr, a line each', () => {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const terminal = processTerminal();
    terminal.result('http://127.0.0.1:8080');
    terminal.say('Ready.');
    expect(out.mock.calls).toEqual([['http://127.0.0.1:8080\n']]);
    expect(err.mock.calls).toEqual([['Ready.\n']]);
  });

  it('has no colours where it is no terminal', () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('TERM', 'xterm-256color');
    onTerminal(false);
    const { paint, paintResult } = processTerminal();
    expect([paint.red('x'), paintResult.red('x')]).toEqual(['x', 'x']);
  });

  it('has colours on a terminal', () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('TERM', 'xterm-256color');
    onTerminal(true);
    const { paint, paintResult } = processTerminal();
    expect(paint.red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(paintResult.bold('x')).toBe('\u001b[1mx\u001b[22m');
  });

  it.each([
    ['NO_COLOR', '1'],
    ['TERM', 'dumb'],
  ])('has none on a terminal where %s is %s', (name, value) => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('TERM', 'xterm-256color');
    vi.stubEnv(name, value);
    onTerminal(true);
    expect(processTerminal().paint.red('x')).toBe('x');
  });

  it('has a width also where none is known', () => {
    expect(processTerminal().width).toBeGreaterThan(0);
  });
});
