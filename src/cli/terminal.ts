/** Where a command writes: results to stdout, words for people to stderr, colours only on a terminal. */

import { Chalk, type ChalkInstance } from 'chalk';

export interface Terminal {
  /** A result: one line on stdout. */
  result(line: string): void;
  /** For people: one line on stderr. */
  say(line: string): void;
  /** Colours for stderr; none when it is not a terminal or NO_COLOR is set. */
  readonly paint: ChalkInstance;
  /** Colours for stdout. */
  readonly paintResult: ChalkInstance;
  /** Columns of stdout, 80 where it is not a terminal. */
  readonly width: number;
}

export function processTerminal(): Terminal {
  const level = (stream: NodeJS.WriteStream): 0 | 1 =>
    stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb' ? 1 : 0;
  return {
    result: (line) => void process.stdout.write(`${printable(line)}\n`),
    say: (line) => void process.stderr.write(`${printable(line)}\n`),
    paint: new Chalk({ level: level(process.stderr) }),
    paintResult: new Chalk({ level: level(process.stdout) }),
    width: process.stdout.columns ?? 80,
  };
}

/** What a terminal obeys, but for colours, which are ours, and for tabs and line ends. */
const obeyed = /(\u001b\[[\d;]*m|\r\n)|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * The text with control characters as pictures of themselves (U+2400 and following), or escaped as JSON would where there
 * is none. Prompts, answers and cassettes of other people's making must not move the cursor or set a title.
 */
export function printable(text: string): string {
  return text.replace(obeyed, (control, kept: string | undefined) => {
    if (kept !== undefined) return kept;
    const code = control.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\u00${code.toString(16)}`;
  });
}
