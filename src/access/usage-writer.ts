/** Writes batches of exchanges into the database, each in one transaction. */

import type { Database } from './database.ts';
import { numberIn, rowOf } from './rows.ts';
import { column, columns, subjectKey, type UsageBatch } from './usage-batch.ts';
import type { UsageSubject } from './usage-record.ts';

/** Exchanges in one statement: a call costs more than the row that it inserts. */
const AT_ONCE = 40;
/** Subjects whose ids are remembered. */
const MOST_SUBJECTS = 10_000;

interface KeyUse {
  requests: number;
  input: number;
  output: number;
  cost: number;
  last: number;
}

export class UsageWriter {
  readonly #database: Database;
  readonly #insertOne;
  readonly #insertMany;
  readonly #addSubject;
  readonly #findSubject;
  readonly #countUse;
  readonly #ids = new Map<string, number>();

  constructor(database: Database) {
    this.#database = database;
    this.#insertOne = database.prepare(insertion(1));
    this.#insertMany = database.prepare(insertion(AT_ONCE));
    this.#addSubject = database.prepare(
      `INSERT OR IGNORE INTO subjects (key_id, user, endpoint, model, provider, source, status) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#findSubject = database.prepare(
      `SELECT id FROM subjects
       WHERE key_id = ? AND user = ? AND endpoint = ? AND model = ? AND provider = ? AND source = ? AND status = ?`,
    );
    this.#countUse = database.prepare(
      `UPDATE keys SET requests = requests + ?, input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,
         cost_nano_usd = cost_nano_usd + ?, last_used_at = max(coalesce(last_used_at, 0), ?) WHERE id = ?`,
    );
  }

  /** All of it or nothing; throws what SQLite throws. */
  write(batch: UsageBatch): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.#insert(batch);
      for (const [keyId, { requests, input, output, cost, last }] of usesOf(batch)) {
        this.#countUse.run([requests, input, output, cost, last, keyId]);
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      // Ids that this transaction gave are gone with it.
      this.#ids.clear();
      // Some failures, such as a full disk, have ended it already.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #insert({ subjects, rows, figures }: UsageBatch): void {
    if (this.#ids.size > MOST_SUBJECTS) this.#ids.clear();
    const ids = subjects.map((subject) => this.#idOf(subject));
    let values: (number | null)[] = [];
    let left = rows;
    for (let start = 0; start < rows * columns; start += columns) {
      values.push(ids[figures[start] ?? -1] ?? null);
      for (let i = 1; i < columns; i += 1) {
        const value = figures[start + i] ?? Number.NaN;
        values.push(Number.isNaN(value) ? null : value);
      }
      const one = left < AT_ONCE;
      if (!one && values.length < AT_ONCE * columns) continue;
      (one ? this.#insertOne : this.#insertMany).run(values);
      left -= one ? 1 : AT_ONCE;
      values = [];
    }
  }

  #idOf(subject: UsageSubject): number {
    const text = subjectKey(subject);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const { keyId, user, endpoint, model, provider, source, status } = subject;
    const fields = [keyId, user, endpoint, model, provider, source, status];
    this.#addSubject.run(fields);
    const row = rowOf(this.#findSubject.get(fields));
    const id = row === undefined ? 0 : numberIn(row, 'id');
    this.#ids.set(text, id);
    return id;
  }
}

function insertion(rows: number): string {
  const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`;
  return `INSERT INTO exchanges (subject, at, input_tokens, output_tokens, cached_tokens, reasoning_tokens, cost_nano_usd,
    duration_ms, first_token_ms, estimated) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`;
}

function usesOf({ subjects, rows, figures }: UsageBatch): ReadonlyMap<string, KeyUse> {
  const uses = new Map<string, KeyUse>();
  for (let start = 0; start < rows * columns; start += columns) {
    const keyId = subjects[figures[start] ?? -1]?.keyId ?? '';
    if (keyId === '') continue;
    let use = uses.get(keyId);
    if (use === undefined) {
      use = { requests: 0, input: 0, output: 0, cost: 0, last: 0 };
      uses.set(keyId, use);
    }
    use.requests += 1;
    use.input += figures[start + column.input] || 0;
    use.output += figures[start + column.output] || 0;
    use.cost += figures[start + column.cost] || 0;
    use.last = Math.max(use.last, figures[start + column.at] ?? 0);
  }
  return uses;
}
