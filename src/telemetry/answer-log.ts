/** The log's lines on answers: one an answer, and at level debug one a chunk. */

import type { AnswerListener, AnswerRecord, AnswerSource, ChunkListener } from './answer-record.ts';
import type { Log, LogLevel } from './log.ts';
import { entryOf } from './recent-answers.ts';

export interface AnswerLogOptions {
  readonly log: Log;
  /** Answers of these are told otherwise. */
  readonly skips: ReadonlySet<AnswerSource>;
  /** Colours, where lines are for people. */
  readonly paint: Paint;
}

export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  quiet(text: string): string;
}

export const noPaint: Paint = {
  good: (text) => text,
  bad: (text) => text,
  doubtful: (text) => text,
  quiet: (text) => text,
};

/** Undefined where the log's level lets no such line through. */
export function answerLines({ log, skips, paint }: AnswerLogOptions): AnswerListener | undefined {
  if (!log.has('info')) return undefined;
  return (record) => {
    if (skips.has(record.source)) return;
    const { time, ...fields } = entryOf(record);
    log.add({
      level: levelOf(record),
      event: 'answer',
      fields: { received: time, ...fields },
      text: () => prettyAnswer(record, paint),
    });
  };
}

/** Undefined where the log's level lets no such line through, so that nothing is called for a chunk. */
export function chunkLines(options: AnswerLogOptions): ChunkListener | undefined {
  const { log, paint } = options;
  if (!log.has('debug')) return undefined;
  return ({ outcome, requestId }, bytes, at) => {
    // Recordings are redacted. In what comes from elsewhere a secret may be split over chunks, where nothing finds it.
    const text = outcome.kind === 'hit' && outcome.source === 'cassette' ? shown(bytes) : '';
    log.add({
      level: 'debug',
      event: 'chunk',
      fields: { requestId, at: Math.round(at * 1000) / 1000, bytes: bytes.byteLength, text },
      text: () => paint.quiet(`${requestId}  +${at.toFixed(1)} ms  ${bytes.byteLength} B  ${text}`),
    });
  };
}

/** `POST /v1/chat/completions  gpt-4o-mini  200  cassette  0.2 ms  1.2 ms  53 chunks  9120 B  chat/openai.…` */
export function prettyAnswer(record: AnswerRecord, paint: Paint): string {
  const { status, end, fault, firstChunk, chunks, interaction } = record;
  const code = status === undefined ? 'no answer' : String(status);
  const parts = [
    `${record.method} ${cut(record.target)}`,
    record.facts.model ?? '-',
    (status ?? 999) < 400 ? paint.good(code) : paint.bad(code),
    ...(end === 'complete' ? [] : [paint.doubtful(endWords[end])]),
    ...(fault === undefined ? [] : [paint.doubtful(`fault ${fault}`)]),
    sourceWords[record.source] ?? record.source,
    firstChunk === undefined ? '-' : `first ${milliseconds(firstChunk)}`,
    `all ${milliseconds(record.duration)}`,
    `${chunks} ${chunks === 1 ? 'chunk' : 'chunks'}`,
    `${record.bytes} B`,
    ...(interaction === undefined ? [] : [paint.quiet(interaction)]),
    paint.quiet(record.requestId),
  ];
  return parts.join('  ');
}

const endWords = {
  reset: 'cut by reset',
  close: 'cut before its end',
  stall: 'went silent',
  'client-gone': 'client left',
} as const;

const sourceWords: Readonly<Record<string, string>> = { none: 'no recording', llmsim: 'refused' };

/** What went wrong by llmsim's doing is worth a warning; an answer that is an error by recording is not. */
function levelOf({ source }: AnswerRecord): LogLevel {
  return source === 'none' || source === 'llmsim' ? 'warn' : 'info';
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function cut(target: string): string {
  return target.length <= 100 ? target : `${target.slice(0, 99)}…`;
}

const mostShown = 500;

/** The beginning of a chunk as text; of bytes that are none, nothing. */
function shown(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, mostShown)).toString('utf8');
  return /[\u0000-\u0008\u000e-\u001f]|\ufffd(?!$)/.test(text) ? '' : text;
}
