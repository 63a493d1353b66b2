/** The schema of the database, as the steps that lead to it; `user_version` says how many of them a file has seen. */

/**
 * Times are milliseconds since 1970, money is in billionths of a US dollar, so that sums are exact. A step that has been released is
 * never edited: the next one changes what it made.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    prefix TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    tier TEXT,
    rpm INTEGER,
    tpm INTEGER,
    budget_nano_usd INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    requests INTEGER NOT NULL DEFAULT 0,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    cost_nano_usd INTEGER NOT NULL DEFAULT 0,
    last_used_at INTEGER
  ) STRICT;

  -- A name may be used again when its key is revoked.
  CREATE UNIQUE INDEX keys_by_name ON keys (name) WHERE revoked_at IS NULL;

  -- Counts what changes about keys, so that a server notices it by reading one number. What is counted of their use is no change.
  CREATE TABLE key_changes (count INTEGER NOT NULL) STRICT;
  INSERT INTO key_changes VALUES (0);
  CREATE TRIGGER key_added AFTER INSERT ON keys BEGIN UPDATE key_changes SET count = count + 1; END;
  CREATE TRIGGER key_removed AFTER DELETE ON keys BEGIN UPDATE key_changes SET count = count + 1; END;
  CREATE TRIGGER key_changed
    AFTER UPDATE OF hash, name, email, tier, rpm, tpm, budget_nano_usd, expires_at, revoked_at ON keys
    BEGIN UPDATE key_changes SET count = count + 1; END;

  -- What many exchanges have in common is written once. Empty text is what is not known: NULLs would not be unique.
  CREATE TABLE subjects (
    id INTEGER PRIMARY KEY,
    key_id TEXT NOT NULL,
    user TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    source TEXT NOT NULL,
    status INTEGER NOT NULL,
    UNIQUE (key_id, user, endpoint, model, provider, source, status)
  ) STRICT;

  CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    subject INTEGER NOT NULL REFERENCES subjects (id),
    input_tokens INTEGER,
    output_tokens INTEGER,
    cached_tokens INTEGER,
    reasoning_tokens INTEGER,
    cost_nano_usd INTEGER,
    duration_ms REAL NOT NULL,
    first_token_ms REAL,
    estimated INTEGER NOT NULL
  ) STRICT;

  -- For people who look at the file with a tool of their own.
  CREATE VIEW usage AS
    SELECT exchanges.id, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS time, key_id, keys.name AS key, user, endpoint, model,
      provider, source, status, exchanges.input_tokens, exchanges.output_tokens, cached_tokens, reasoning_tokens,
      estimated, exchanges.cost_nano_usd / 1e9 AS cost_usd, duration_ms, first_token_ms
    FROM exchanges JOIN subjects ON subjects.id = subject LEFT JOIN keys ON keys.id = key_id;
  `,
];
