import { describe, expect, it } from 'vitest';
import type { KeyDetails } from '../../src/access/key-record.ts';
import { KeyStore } from '../../src/access/key-store.ts';
import { type KeySource, VerifiedKeys } from '../../src/access/verified-keys.ts';
import { FAKE_EPOCH, FakeClock } from '../support/fake-clock.ts';
import { databaseAt, details, newFile } from './databases.ts';

function setUp(given: Partial<KeyDetails> = {}) {
  const file = newFile();
  const database = databaseAt(file);
  const store = new KeyStore(database);
  const { text, record } = store.create(details(given), FAKE_EPOCH);
  const asked: string[] = [];
  const source: KeySource = {
    find(hash) {
      asked.push('find');
      return store.find(hash);
    },
    changes() {
      asked.push('changes');
      return store.changes();
    },
  };
  const clock = new FakeClock();
  const pending = new Map<string, number>();
  const keys = new VerifiedKeys(source, clock, { pendingCost: (id) => pending.get(id) ?? 0 });
  asked.length = 0;
  return { file, database, store, text, record, asked, clock, pending, keys };
}

describe('verified keys', () => {
  it('say whose key it is', () => {
    const { keys, text, record } = setUp({ name: 'ann', tier: 'tier-2', rpm: 5, tpm: 7 });
    expect(keys.verify(text)).toEqual({
      kind: 'valid',
      principal: { keyId: record.id, name: 'ann', tier: 'tier-2', rpm: 5, tpm: 7 },
    });
  });

  it('do not know other keys', () => {
    const { keys, text } = setUp();
    for (const other of ['', 'sk-other', `${text}x`]) expect(keys.verify(other)).toEqual({ kind: 'unknown' });
  });

  it('ask the database once for a thousand requests', () => {
    const { keys, text, asked } = setUp();
    for (let i = 0; i < 1000; i += 1) keys.verify(text);
    expect(asked).toEqual(['find']);
  });

  it('look for changes about twice a second while they are asked', () => {
    const { keys, text, asked, clock } = setUp();
    for (let i = 0; i < 100; i += 1) {
      keys.verify(text);
      clock.advance(20);
    }
    expect(asked.filter((what) => what === 'changes')).toHaveLength(3);
  });

  it('refuse a revoked key within a second, also when another connection revokes it', () => {
    const { keys, text, clock, file } = setUp();
    expect(keys.verify(text).kind).toBe('valid');
    new KeyStore(databaseAt(file)).revoke('ci', 5);
    clock.advance(1000);
    expect(keys.verify(text).kind).toBe('revoked');
  });

  it('know a new key at once, though the same text was unknown a second before', () => {
    const { keys, store, clock } = setUp();
    const secret = new Uint8Array(32).fill(3);
    const { text } = new KeyStore(databaseAt(newFile())).create(details(), 1, (length) => secret.subarray(0, length));
    expect(keys.verify(text).kind).toBe('unknown');
    store.create(details({ name: 'late' }), 1, (length) => secret.subarray(0, length));
    clock.advance(1000);
    expect(keys.verify(text).kind).toBe('valid');
  });

  it('refuse a key from the moment at which it expires', () => {
    const { keys, text, clock } = setUp({ expiresAt: FAKE_EPOCH + 100 });
    clock.advance(99);
    expect(keys.verify(text).kind).toBe('valid');
    clock.advance(1);
    expect(keys.verify(text).kind).toBe('expired');
  });

  it('count what is not written yet against the budget', () => {
    const { keys, text, record, pending } = setUp({ budgetNanoUsd: 1000 });
    pending.set(record.id, 999);
    expect(keys.verify(text).kind).toBe('valid');
    pending.set(record.id, 1000);
    expect(keys.verify(text)).toMatchObject({ kind: 'budget used up', principal: { keyId: record.id } });
  });

  it('see what another process has spent of the budget', () => {
    const { keys, text, clock, file } = setUp({ budgetNanoUsd: 1000 });
    expect(keys.verify(text).kind).toBe('valid');
    databaseAt(file).exec('UPDATE keys SET cost_nano_usd = 1000');
    clock.advance(1000);
    expect(keys.verify(text).kind).toBe('budget used up');
  });

  it('stay bounded whatever is presented', () => {
    const { keys, text, asked } = setUp();
    for (let i = 0; i < 10_001; i += 1) keys.verify(`wrong-${i}`);
    asked.length = 0;
    for (let i = 0; i < 10; i += 1) expect(keys.verify(text).kind).toBe('valid');
    expect(asked).toEqual(['find']);
  });
});
