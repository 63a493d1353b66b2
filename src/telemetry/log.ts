/** The log: levels, and one line an event for people or as JSON. */

import type { Clock } from '../core/clock.ts';

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
/** `info`: a line an answer; `debug`: one a chunk too. */
export type LogLevel = (typeof logLevels)[number];

/** Lines for people, or one JSON object a line. */
export type LogFormat = 'pretty' | 'json';

/** What is told: a sentence, or an event with fields of its own. */
export interface LogEvent {
  readonly level: LogLevel;
  /** The name of the event in JSON. */
  readonly event: string;
  /** Only in JSON; undefined fields are left out. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** For people. Made only when it is written. */
  readonly text: () => string;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly clock: Pick<Clock, 'date'>;
  /** Takes one line, without its end. */
  readonly write: (line: string) => void;
}

export class Log {
  readonly #options: LogOptions;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** Whether events of this level are written. Ask before anything is put together for one. */
  has(level: LogLevel): boolean {
    return logLevels.indexOf(level) <= logLevels.indexOf(this.#options.level);
  }

  add({ level, event, fields, text }: LogEvent): void {
    if (!this.has(level)) return;
    const { format, clock, write } = this.#options;
    write(format === 'json' ? JSON.stringify({ time: clock.date().toISOString(), level, event, ...fields }) : text());
  }

  /** A sentence for people; in JSON the event `message`. */
  say(level: LogLevel, text: string): void {
    this.add({ level, event: 'message', fields: { text }, text: () => text });
  }
}
