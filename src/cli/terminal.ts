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
    result: (line) => void process.stdout.write(`${line}\n`),
    say: (line) => void process.stderr.write(`${line}\n`),
    paint: new Chalk({ level: level(process.stderr) }),
    paintResult: new Chalk({ level: level(process.stdout) }),
    width: process.stdout.columns ?? 80,
  };
}
