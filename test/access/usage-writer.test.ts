import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyStore } from '../../src/access/key-store.ts';
import { UsageBuffer } from '../../src/access/usage-batch.ts';
import { UsageWriter } from '../../src/access/usage-writer.ts';
import { FAKE_EPOCH } from '../support/fake-clock.ts';
import { databaseAt, details, newDatabase, newFile } from './databases.ts';
import { batchOf, figuresOf, subjectOf } from './exchanges.ts';

describe('writing usage', () => {
  it('keeps everything that is known of an exchange', () => {
    const database = newDatabase();
    const { record } = new KeyStore(database).create(details(), 1);
    new UsageWriter(database).write(batchOf([[{ keyId: record.id, user: 'ann' }, {}]]));
    expect(database.prepare('SELECT * FROM usage').all()).toMatchObject([
      {
        time: '2026-01-02T03:04:05.000Z',
        key_id: record.id,
        key: 'ci',
        user: 'ann',
        endpoint: 'chat-completions',
        model: 'gpt-4o-mini',
        provider: 'openai',
        source: 'cassette',
        status: 200,
        input_tokens: 10,
        output_tokens: 20,
        cached_tokens: 3,
        reasoning_tokens: 5,
        estimated: 0,
        cost_usd: 0.0000015,
        duration_ms: 12.5,
        first_token_ms: 4.25,
      },
    ]);
  });

  it('keeps what is not known as not known', () => {
    const database = newDatabase();
    const unknown = { tokens: undefined, costNanoUsd: undefined, firstTokenMs: undefined };
    new UsageWriter(database).write(batchOf([[{ model: '' }, unknown]]));
    expect(database.prepare('SELECT * FROM usage').all()).toMatchObject([
      { key: null, model: '', input_tokens: null, cached_tokens: null, cost_usd: null, first_token_ms: null },
    ]);
  });

  it('writes as many exchanges as there were, in their order, in batches of any size', () => {
    const database = newDatabase();
    const writer = new UsageWriter(database);
    let next = 0;
    for (const size of [1, 39, 40, 41, 80, 123]) {
      writer.write(batchOf(Array.from({ length: size }, () => [{ status: 200 + (next % 3) }, { at: next++ }])));
    }
    const rows = database.prepare('SELECT at, status FROM exchanges JOIN subjects ON subjects.id = subject').all();
    expect(rows).toHaveLength(324);
    expect(rows.every((row, i) => Reflect.get(Object(row), 'at') === i)).toBe(true);
    expect(rows.every((row, i) => Reflect.get(Object(row), 'status') === 200 + (i % 3))).toBe(true);
  });

  it('counts what each key used', () => {
    const database = newDatabase();
    const store = new KeyStore(database);
    const [one, two] = ['one', 'two'].map((name) => store.create(details({ name }), 1).record.id);
    const writer = new UsageWriter(database);
    writer.write(
      batchOf([
        [{ keyId: one ?? '' }, { at: FAKE_EPOCH + 5 }],
        [{ keyId: two ?? '' }, { tokens: undefined, costNanoUsd: undefined }],
        [{ keyId: one ?? '', model: 'gpt-4o' }, { at: FAKE_EPOCH + 2 }],
        [{}, {}],
      ]),
    );
    writer.write(batchOf([[{ keyId: one ?? '' }, { at: FAKE_EPOCH + 3 }]]));
    expect(store.get('one')).toMatchObject({
      requests: 3,
      inputTokens: 30,
      outputTokens: 60,
      costNanoUsd: 4500,
      lastUsedAt: FAKE_EPOCH + 5,
    });
    expect(store.get('two')).toMatchObject({ requests: 1, inputTokens: 0, costNanoUsd: 0, lastUsedAt: FAKE_EPOCH });
  });

  it('writes a subject once, also when two processes have it', () => {
    const file = newFile();
    const [one, two] = [databaseAt(file), databaseAt(file)];
    const [first, second] = [new UsageWriter(one), new UsageWriter(two)];
    for (let i = 0; i < 3; i += 1) {
      first.write(batchOf([[{ user: 'ann' }, {}]]));
      second.write(batchOf([[{ user: 'ann' }, {}]]));
    }
    expect(one.prepare('SELECT count(*) AS n FROM subjects').get()).toMatchObject({ n: 1 });
    expect(one.prepare('SELECT count(*) AS n FROM exchanges').get()).toMatchObject({ n: 6 });
  });

  it('writes all of a batch or nothing, and goes on afterwards', () => {
    const database = newDatabase();
    const writer = new UsageWriter(database);
    database.exec("CREATE TRIGGER no BEFORE INSERT ON exchanges WHEN NEW.at = 2 BEGIN SELECT raise(ABORT, 'no'); END");
    expect(() => writer.write(batchOf([1, 2].map((at) => [{ user: 'ann' }, { at }])))).toThrow('no');
    database.exec('DROP TRIGGER no');
    writer.write(batchOf([[{ user: 'ann' }, { at: 3 }]]));
    expect(
      database.prepare('SELECT at, user FROM exchanges JOIN subjects ON subjects.id = subject').all(),
    ).toMatchObject([{ at: 3, user: 'ann' }]);
  });

  it('takes whatever numbers a reply may claim', () => {
    const database = newDatabase();
    const writer = new UsageWriter(database);
    const claim = fc.double();
    fc.assert(
      fc.property(claim, claim, (input, output) => {
        writer.write(batchOf([[{}, { tokens: { input, output, cached: -1, reasoning: 1e300 } }]]));
      }),
      { numRuns: 50 },
    );
    const row: unknown = database
      .prepare('SELECT min(cached_tokens) AS least, max(input_tokens) AS most FROM usage')
      .get();
    expect(Reflect.get(Object(row), 'least')).toBe(0);
    expect(Number(Reflect.get(Object(row), 'most'))).toBeLessThanOrEqual(2 ** 43);
  });
});

describe('a buffer of exchanges', () => {
  it('holds each subject once', () => {
    const batch = batchOf([
      [{}, {}],
      [{ user: 'a' }, {}],
      [{}, {}],
    ]);
    expect(batch.subjects).toEqual([subjectOf(), subjectOf({ user: 'a' })]);
    expect(batch.rows).toBe(3);
  });

  it('is empty after it was taken, and full before it is large', () => {
    const buffer = new UsageBuffer();
    expect(buffer.take()).toBeUndefined();
    while (!buffer.full) buffer.add(subjectOf(), figuresOf());
    expect(buffer.rows).toBe(4096);
    expect(buffer.take()?.rows).toBe(4096);
    expect(buffer.full).toBe(false);
    expect(buffer.take()).toBeUndefined();
  });
});
