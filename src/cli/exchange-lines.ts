/** One line an exchange while `record` runs, for people or as JSON. */

import { stripVTControlCharacters } from 'node:util';
import { Chalk } from 'chalk';
import type { Clock } from '../core/clock.ts';
import { firstWords } from '../pipeline/explain.ts';
import type { ExchangeReport } from '../telemetry/exchange-report.ts';
import type { LogLevel } from '../telemetry/log.ts';
import type { Terminal } from './terminal.ts';

/** `POST /v1/chat/completions  gpt-4o-mini  200  312 ms  53 chunks  9.1 KiB  default/openai.….json` */
export function prettyLine(report: ExchangeReport, paint: Terminal['paint']): string {
  const parts = [
    `${report.method} ${shortTarget(report.target)}`,
    report.model === undefined ? '-' : firstWords(report.model, 80),
    statusText(report, paint),
    report.firstChunk === undefined ? '-' : `${Math.round(report.firstChunk)} ms`,
    `${report.chunks} ${report.chunks === 1 ? 'chunk' : 'chunks'}`,
    byteText(report.bytes),
    savedText(report, paint),
  ];
  return parts.join('  ');
}

export function jsonLine(report: ExchangeReport, at: Date): string {
  const { saved } = report;
  const level: LogLevel = saved.kind === 'lost' ? 'error' : saved.kind === 'skipped' && saved.warn ? 'warn' : 'info';
  return JSON.stringify({ time: at.toISOString(), level, event: 'exchange', ...report });
}

/** The terminal of a JSON log: what it says is told as JSON lines too, so that a reader finds nothing else on stderr. */
export function jsonMessages(terminal: Terminal, clock: Pick<Clock, 'date'>): Terminal {
  return {
    ...terminal,
    // What a person sees in red or yellow is an error or a warning.
    paint: new Chalk({ level: 1 }),
    say(painted) {
      const time = clock.date().toISOString();
      const level = levelOf(painted);
      terminal.say(JSON.stringify({ time, level, event: 'message', text: stripVTControlCharacters(painted) }));
    },
  };
}

/** By the colour in which the text begins. */
function levelOf(painted: string): LogLevel {
  if (painted.startsWith('\u001b[31m') || painted.startsWith('\u001b[1m\u001b[31m')) return 'error';
  return painted.startsWith('\u001b[33m') || painted.startsWith('\u001b[1m\u001b[33m') ? 'warn' : 'info';
}

function statusText(report: ExchangeReport, paint: Terminal['paint']): string {
  if (report.status === undefined) return paint.yellow('no answer');
  const code = String(report.status);
  const text = report.status >= 400 ? paint.red(code) : paint.green(code);
  if (report.end === 'complete' || report.end === 'refused') return text;
  return `${text} ${paint.yellow(endText[report.end])}`;
}

const endText = {
  reset: 'cut by reset',
  close: 'cut before its end',
  stall: 'went silent',
  'client-gone': 'client left',
} as const;

function savedText({ saved }: ExchangeReport, paint: Terminal['paint']): string {
  switch (saved.kind) {
    case 'saved':
      return paint.dim(`${saved.interaction}.json`);
    case 'skipped':
      return (saved.warn ? paint.yellow : paint.dim)(`not recorded: ${saved.why}`);
    case 'lost':
      return paint.red(`NOT SAVED: ${saved.why}`);
  }
}

function shortTarget(target: string): string {
  return target.length <= 100 ? target : `${target.slice(0, 99)}…`;
}

export function byteText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
