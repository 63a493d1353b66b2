import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KeyStore } from '../../src/access/key-store.ts';
import { keyHash } from '../../src/access/key-text.ts';
import { databaseAt, details, newDatabase, newFile } from './databases.ts';

describe('the store of keys', () => {
  it('keeps what was said of a key, and its hash, but never the key', () => {
    const file = newFile();
    const database = databaseAt(file);
    const store = new KeyStore(database);
    const given = details({ name: 'ci', email: 'ci@example.com', tier: 'tier-1', rpm: 60, tpm: 9000, expiresAt: 99 });
    const { text, record } = store.create({ ...given, budgetNanoUsd: 5_000_000_000 }, 17);
    expect(record).toMatchObject({ ...given, budgetNanoUsd: 5_000_000_000, createdAt: 17, requests: 0 });
    expect(text.startsWith(record.prefix)).toBe(true);
    expect(store.find(keyHash(text))).toEqual(record);
    expect(store.find(keyHash(`${text}x`))).toBeUndefined();
    database.pragma('wal_checkpoint(TRUNCATE)');
    const secret = text.slice(record.prefix.length);
    expect(readFileSync(file).includes(secret)).toBe(false);
    expect(JSON.stringify(record)).not.toContain(secret);
  });

  it('lists the oldest first, revoked ones too', () => {
    const store = new KeyStore(newDatabase());
    for (const name of ['b', 'a', 'c']) store.create(details({ name }), 5);
    store.revoke('a', 6);
    expect(store.list().map(({ name, revokedAt }) => [name, revokedAt])).toEqual([
      ['b', undefined],
      ['a', 6],
      ['c', undefined],
    ]);
  });

  it('has one key in force of a name', () => {
    const store = new KeyStore(newDatabase());
    const first = store.create(details(), 1);
    expect(() => store.create(details(), 2)).toThrow(/called "ci" already/);
    store.revoke('ci', 3);
    const second = store.create(details(), 4);
    expect(store.get('ci').id).toBe(second.record.id);
    expect(store.get(first.record.id).revokedAt).toBe(3);
  });

  it('finds a key by its id, its name, its beginning, and the key itself', () => {
    const store = new KeyStore(newDatabase());
    const { text, record } = store.create(details(), 1);
    store.create(details({ name: 'other' }), 1);
    for (const which of [record.id, 'ci', record.prefix, text]) expect(store.get(which).id).toBe(record.id);
    expect(() => store.get('nobody')).toThrow('There is no key "nobody".');
  });

  it('does not guess between keys of one beginning', () => {
    const store = new KeyStore(newDatabase());
    let last = 0;
    const alike = (length: number) => new Uint8Array(length).fill(0, 0, length - 1).fill(last++, length - 1);
    const { record } = store.create(details({ name: 'one' }), 1, alike);
    store.create(details({ name: 'two' }), 1, alike);
    expect(() => store.get(record.prefix)).toThrow(/Several keys begin/);
  });

  it('revokes once', () => {
    const store = new KeyStore(newDatabase());
    store.create(details(), 1);
    expect(store.revoke('ci', 10)).toBe(true);
    expect(store.revoke('ci', 20)).toBe(false);
    expect(store.get('ci').revokedAt).toBe(10);
  });

  it('counts changes of keys, and not of their use', () => {
    const database = newDatabase();
    const store = new KeyStore(database);
    const seen = [store.changes()];
    store.create(details(), 1);
    seen.push(store.changes());
    database.exec('UPDATE keys SET requests = requests + 1, last_used_at = 5');
    expect(store.changes()).toBe(seen.at(-1));
    store.revoke('ci', 10);
    seen.push(store.changes());
    expect(new Set(seen).size).toBe(3);
  });

  it('takes hostile names as they are', () => {
    const store = new KeyStore(newDatabase());
    const name = `'); DROP TABLE keys; --`;
    store.create(details({ name }), 1);
    expect(store.get(name).name).toBe(name);
  });
});
