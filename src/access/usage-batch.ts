/** Exchanges on their way to the database: numbers in one array that another thread takes over, texts once each. */

import type { UsageFigures, UsageSubject } from './usage-record.ts';

/** The numbers of an exchange, in this order; NaN is what is not known. */
export const column = {
  subject: 0,
  at: 1,
  input: 2,
  output: 3,
  cached: 4,
  reasoning: 5,
  cost: 6,
  duration: 7,
  firstToken: 8,
  estimated: 9,
} as const;
export const columns = 10;

export interface UsageBatch {
  /** Each only once; the first number of an exchange is an index into it. */
  readonly subjects: readonly UsageSubject[];
  readonly rows: number;
  /** `rows * columns` numbers, and room behind them. */
  readonly figures: Float64Array;
}

/** Exchanges in one batch at most. */
const MOST_ROWS = 4096;
const FIRST_ROWS = 64;
/** A thousandth of what a number holds exactly. */
const MOST = 2 ** 43;

export class UsageBuffer {
  #figures = new Float64Array(FIRST_ROWS * columns);
  #rows = 0;
  #subjects: UsageSubject[] = [];
  #indexes = new Map<string, number>();
  /** The same by the object, for who hands in the same again: much cheaper to look up. */
  #known = new Map<UsageSubject, number>();

  get rows(): number {
    return this.#rows;
  }

  /** A full buffer must be taken before more is added. */
  get full(): boolean {
    return this.#rows >= MOST_ROWS;
  }

  add(subject: UsageSubject, { at, tokens, estimated, costNanoUsd, durationMs, firstTokenMs }: UsageFigures): void {
    const start = this.#rows * columns;
    if (start >= this.#figures.length) this.#grow();
    const figures = this.#figures;
    figures[start] = this.#indexOf(subject);
    figures[start + column.at] = at;
    figures[start + column.input] = countOf(tokens?.input);
    figures[start + column.output] = countOf(tokens?.output);
    figures[start + column.cached] = countOf(tokens?.cached);
    figures[start + column.reasoning] = countOf(tokens?.reasoning);
    figures[start + column.cost] = countOf(costNanoUsd);
    figures[start + column.duration] = durationMs;
    figures[start + column.firstToken] = firstTokenMs ?? Number.NaN;
    figures[start + column.estimated] = estimated ? 1 : 0;
    this.#rows += 1;
  }

  /** What was added since it was last taken; undefined for nothing. */
  take(): UsageBatch | undefined {
    if (this.#rows === 0) return undefined;
    const batch = { subjects: this.#subjects, rows: this.#rows, figures: this.#figures };
    // As much will come again: a busy server does not start small each time, and an idle one not large.
    this.#figures = new Float64Array(roomFor(this.#rows) * columns);
    this.#rows = 0;
    this.#subjects = [];
    this.#indexes = new Map();
    this.#known = new Map();
    return batch;
  }

  #indexOf(subject: UsageSubject): number {
    const known = this.#known.get(subject);
    if (known !== undefined) return known;
    const text = subjectKey(subject);
    const index = this.#indexes.get(text) ?? this.#subjects.push(subject) - 1;
    this.#indexes.set(text, index);
    this.#known.set(subject, index);
    return index;
  }

  #grow(): void {
    const larger = new Float64Array(this.#figures.length * 2);
    larger.set(this.#figures);
    this.#figures = larger;
  }
}

function roomFor(rows: number): number {
  let room = FIRST_ROWS;
  while (room < rows) room *= 2;
  return room;
}

/** A reply may say anything; the columns are of whole numbers, and their sums must stay exact. */
function countOf(value: number | undefined): number {
  return value === undefined ? Number.NaN : Math.min(Math.max(0, Math.round(value)), MOST);
}

/** Another text for another subject: none of its texts holds a NUL. */
export function subjectKey({ keyId, user, endpoint, model, provider, source, status }: UsageSubject): string {
  return `${keyId}\0${user}\0${endpoint}\0${model}\0${provider}\0${source}\0${status}`;
}
