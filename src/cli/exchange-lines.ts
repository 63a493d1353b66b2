/** One line an exchange while `record` runs, for people or as JSON. */

import { Chalk } from 'chalk';
import type { Clock } from '../core/clock.ts';
import { firstWords } from '../pipeline/explain.ts';
import type { ExchangeReport } from '../telemetry/exchange-report.ts';
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
  return JSON.stringify({ time: at.toISOString(), event: 'exchange', ...report });
}

/** The terminal of a JSON log: what it says is told as JSON lines too, so that a reader finds nothing else on stderr. */
export function jsonMessages(terminal: Terminal, clock: Pick<Clock, 'date'>): Terminal {
  return {
    ...terminal,
    paint: new Chalk({ level: 0 }),
    say: (text) => terminal.say(JSON.stringify({ time: clock.date().toISOString(), event: 'message', text })),
  };
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
