/** The keys in the database: made, listed, found by their hash, revoked. */

import * as crypto from 'node:crypto';
import { LlmsimError } from '../core/errors.ts';
import type { Database } from './database.ts';
import type { KeyDetails, KeyRecord } from './key-record.ts';
import { keyHash, keyPrefix, newKeyText } from './key-text.ts';
import { numberIn, optionalNumberIn, optionalTextIn, type Row, rowOf, rowsOf, textIn } from './rows.ts';

type RandomBytes = (length: number) => Uint8Array;

export interface NewKey {
  /** The key itself: it is nowhere else, and cannot be had again. */
  readonly text: string;
  readonly record: KeyRecord;
}

export class KeyStore {
  readonly #database: Database;
  readonly #byHash;
  readonly #changes;

  constructor(database: Database) {
    this.#database = database;
    this.#byHash = database.prepare('SELECT * FROM keys WHERE hash = ?');
    this.#changes = database.prepare('SELECT count FROM key_changes');
  }

  /** @param now milliseconds since 1970; throws LlmsimError `usage` when a key in force has that name */
  create(details: KeyDetails, now: number, randomBytes: RandomBytes = crypto.randomBytes): NewKey {
    const { name } = details;
    if (this.list().some((key) => key.name === name && key.revokedAt === undefined)) {
      throw new LlmsimError(
        'usage',
        `There is a key called "${name}" already.`,
        'Choose another name, or revoke that key first.',
      );
    }
    const text = newKeyText(randomBytes);
    const id = `key_${Buffer.from(randomBytes(6)).toString('hex')}`;
    this.#database
      .prepare(
        `INSERT INTO keys (id, hash, prefix, name, email, tier, rpm, tpm, budget_nano_usd, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run([
        id,
        keyHash(text),
        keyPrefix(text),
        name,
        details.email ?? null,
        details.tier ?? null,
        details.rpm ?? null,
        details.tpm ?? null,
        details.budgetNanoUsd ?? null,
        now,
        details.expiresAt ?? null,
      ]);
    return { text, record: this.get(id) };
  }

  /** The oldest first; revoked ones too. */
  list(): readonly KeyRecord[] {
    return rowsOf(this.#database.prepare('SELECT * FROM keys ORDER BY created_at, rowid').all()).map(recordOf);
  }

  /** The key with that hash, in force or not. */
  find(hash: string): KeyRecord | undefined {
    const row = rowOf(this.#byHash.get([hash]));
    return row === undefined ? undefined : recordOf(row);
  }

  /**
   * @param which an id, a name (of the key in force, else of the last that had it), or the beginning of a key
   * @throws LlmsimError `usage` where there is none, or a beginning fits several
   */
  get(which: string): KeyRecord {
    const keys = this.list();
    const named = keys.filter(({ name }) => name === which);
    const found =
      keys.find(({ id }) => id === which) ?? named.find(({ revokedAt }) => revokedAt === undefined) ?? named.at(-1);
    if (found !== undefined) return found;
    const begun = keys.filter(({ prefix }) => prefix === which || prefix === keyPrefix(which));
    const [only, another] = begun;
    if (only !== undefined && another === undefined) return only;
    throw new LlmsimError(
      'usage',
      only === undefined ? `There is no key "${which}".` : `Several keys begin with "${which}".`,
      'llmsim keys ls lists them; name one by its id.',
    );
  }

  /** Revokes the key at once, also for servers that run; false where it was revoked before. Throws as `get` does. */
  revoke(which: string, now: number): boolean {
    const { id } = this.get(which);
    const { changes } = this.#database
      .prepare('UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
      .run([now, id]);
    return changes > 0;
  }

  /** Another number whenever a key was made, changed or revoked, by whatever process. */
  changes(): number {
    const row = rowOf(this.#changes.get());
    return row === undefined ? 0 : numberIn(row, 'count');
  }
}

function recordOf(row: Row): KeyRecord {
  return {
    id: textIn(row, 'id'),
    prefix: textIn(row, 'prefix'),
    name: textIn(row, 'name'),
    email: optionalTextIn(row, 'email'),
    tier: optionalTextIn(row, 'tier'),
    rpm: optionalNumberIn(row, 'rpm'),
    tpm: optionalNumberIn(row, 'tpm'),
    budgetNanoUsd: optionalNumberIn(row, 'budget_nano_usd'),
    createdAt: numberIn(row, 'created_at'),
    expiresAt: optionalNumberIn(row, 'expires_at'),
    revokedAt: optionalNumberIn(row, 'revoked_at'),
    requests: numberIn(row, 'requests'),
    inputTokens: numberIn(row, 'input_tokens'),
    outputTokens: numberIn(row, 'output_tokens'),
    costNanoUsd: numberIn(row, 'cost_nano_usd'),
    lastUsedAt: optionalNumberIn(row, 'last_used_at'),
  };
}
