/** The last answers, the oldest let go of when a new one comes: what `GET /__llmsim/journal` shows. */

import type { Usage } from '../core/answer.ts';
import type { AnswerRecord } from './answer-record.ts';

/** An answer as it is shown: as it is known, but for what people need otherwise. What is undefined is left out. */
export interface JournalEntry extends Omit<AnswerRecord, 'exchange' | 'received' | 'facts'> {
  /** The exchange's number: counts up from 1. */
  readonly id: number;
  /** ISO 8601, UTC: when the request was completely received. */
  readonly time: string;
  readonly endpoint: string;
  readonly model: string | undefined;
  readonly usage: Usage | undefined;
}

export interface JournalFilter {
  readonly source?: string;
  /** A status, or a class of them: `404`, `5xx`. */
  readonly status?: string;
  readonly model?: string;
  readonly cassette?: string;
  /** Only requests that were received later than this, in milliseconds since 1970. */
  readonly since?: number;
  /** The last so many of those that the rest lets through. */
  readonly limit?: number;
}

export class RecentAnswers {
  readonly #most: number;
  readonly #ring: AnswerRecord[] = [];
  #next = 0;
  /** All since the start. */
  total = 0;

  /** @param most how many are kept; at least 1 */
  constructor(most: number) {
    this.#most = most;
  }

  readonly add = (record: AnswerRecord): void => {
    this.total += 1;
    this.#ring[this.#next] = record;
    this.#next = this.#next + 1 === this.#most ? 0 : this.#next + 1;
  };

  /** The oldest first. */
  entries(filter: JournalFilter = {}): readonly JournalEntry[] {
    const { limit = this.#most } = filter;
    const ordered = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
    const passed = ordered.filter((record) => passes(record, filter));
    return passed.slice(Math.max(0, passed.length - limit)).map((record) => entryOf(record));
  }
}

export function entryOf({ exchange, received, facts, ...told }: AnswerRecord): JournalEntry {
  return {
    id: exchange,
    time: new Date(received).toISOString(),
    endpoint: facts.endpoint,
    model: facts.model,
    ...told,
    firstChunk: rounded(told.firstChunk),
    duration: rounded(told.duration),
    usage: facts.answer?.usage,
  };
}

function passes(record: AnswerRecord, filter: JournalFilter): boolean {
  const { source, status, model, cassette, since } = filter;
  return (
    (source === undefined || record.source === source) &&
    (status === undefined || hasStatus(record.status, status)) &&
    (model === undefined || record.facts.model === model) &&
    (cassette === undefined || record.cassette === cassette) &&
    (since === undefined || Math.floor(record.received) > since)
  );
}

function hasStatus(status: number | undefined, wanted: string): boolean {
  const text = String(status ?? '');
  return wanted.endsWith('xx') ? text !== '' && text[0] === wanted[0] : text === wanted;
}

/** To microseconds. */
function rounded<T extends number | undefined>(ms: T): T {
  return (ms === undefined ? ms : Math.round(ms * 1000) / 1000) as T;
}
