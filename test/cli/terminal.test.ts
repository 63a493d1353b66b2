import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { printable, processTerminal } from '../../src/cli/terminal.ts';

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

  it('shows control characters of what it writes, and obeys none', () => {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    processTerminal().result('a\u001b]0;title\u0007b');
    processTerminal().say('a\u001b[2Jb');
    expect(out.mock.calls).toEqual([['a\u241b]0;title\u2407b\n']]);
    expect(err.mock.calls).toEqual([['a\u241b[2Jb\n']]);
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

describe('printable text', () => {
  it('keeps words, colours, tabs and line ends', () => {
    const text = 'Gr\u00fc\u00df \ud83d\ude80\tx\ny\r\n\u001b[31mred\u001b[39m';
    expect(printable(text)).toBe(text);
  });

  it('has no other control character, whatever it is made of', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          const left = printable(text).replaceAll(/\u001b\[[\d;]*m|\r\n/g, '');
          expect([...left].filter((character) => /\p{Cc}/u.test(character) && !'\t\n'.includes(character))).toEqual([]);
          expect(printable(printable(text))).toBe(printable(text));
        },
      ),
    );
  });
});
