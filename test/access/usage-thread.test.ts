import { describe, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../src/access/database.ts';
import { UsageLedger } from '../../src/access/usage-ledger.ts';
import { UsageThread } from '../../src/access/usage-thread.ts';
import { systemClock } from '../../src/core/clock.ts';
import { databaseAt, newFile } from './databases.ts';
import { batchOf, figuresOf, subjectOf } from './exchanges.ts';

// The thread runs dist/: `npm run build` makes it.

function setUp() {
  const file = newFile();
  const database = databaseAt(file);
  const problems: string[] = [];
  const waiting: ((problem: string) => void)[] = [];
  const thread = new UsageThread(file, systemClock, (text) => {
    problems.push(text);
    for (const tell of waiting.splice(0)) tell(text);
  });
  onTestFinished(() => thread.close());
  const nextProblem = (): Promise<string> => new Promise((resolve) => waiting.push(resolve));
  const write = (rows: number): Promise<void> =>
    new Promise((done) => thread.write(batchOf(Array.from({ length: rows }, () => [{}, {}])), done));
  return { file, database, problems, thread, write, nextProblem };
}

function countIn(database: Database): number {
  return Number(Reflect.get(Object(database.prepare('SELECT count(*) AS n FROM exchanges').get()), 'n'));
}

describe("the ledger's thread", () => {
  it('writes batches, and says when they are in the database', async () => {
    const { database, write, problems } = setUp();
    await write(3);
    expect(countIn(database)).toBe(3);
    await Promise.all([write(50), write(1)]);
    expect(countIn(database)).toBe(54);
    expect(problems).toEqual([]);
  });

  it('writes what it has before it is closed', async () => {
    const { database, thread } = setUp();
    for (let i = 0; i < 20; i += 1) thread.write(batchOf(Array.from({ length: 500 }, () => [{}, {}])), () => {});
    await thread.close();
    expect(countIn(database)).toBe(10_000);
  });

  it('is closed once, and takes nothing afterwards', async () => {
    const { database, thread, write } = setUp();
    await thread.close();
    await thread.close();
    await write(1);
    expect(countIn(database)).toBe(0);
  });

  it('shares its file with another one', async () => {
    const { file, database, write } = setUp();
    const other = new UsageThread(file, systemClock, (text) => expect.unreachable(text));
    onTestFinished(() => other.close());
    const writes = Array.from({ length: 20 }, (_, i) =>
      i % 2 === 0 ? write(100) : new Promise<void>((done) => other.write(batchOf([[{ user: `${i}` }, {}]]), done)),
    );
    await Promise.all(writes);
    expect(countIn(database)).toBe(1010);
  });

  it('tells of what cannot be written, once, and goes on with the rest', async () => {
    const { database, write, problems, nextProblem } = setUp();
    database.exec("CREATE TRIGGER no BEFORE INSERT ON exchanges BEGIN SELECT raise(ABORT, 'not now'); END");
    const problem = nextProblem();
    await write(2);
    expect(await problem).toBe('The usage of 2 requests is lost: not now.');
    database.exec('DROP TRIGGER no');
    await write(1);
    expect(countIn(database)).toBe(1);
    expect(problems).toHaveLength(1);
  });

  it('tells when it cannot begin, and lets go of whoever waits', async () => {
    const problem = new Promise<string>((resolve) => {
      const thread = new UsageThread('/nowhere/at/all\0', systemClock, resolve);
      thread.write(batchOf([[{}, {}]]), () => {});
      onTestFinished(() => thread.close());
    });
    expect(await problem).toContain('The usage ledger has stopped');
  });

  it('writes what a ledger gathers, in the time that it promises', async () => {
    const { database, thread } = setUp();
    const ledger = new UsageLedger(thread, systemClock);
    for (let i = 0; i < 9000; i += 1) ledger.add(subjectOf({ user: `user ${i % 7}` }), figuresOf());
    await ledger.close();
    expect(countIn(database)).toBe(9000);
    expect(database.prepare('SELECT count(*) AS n FROM subjects').get()).toMatchObject({ n: 7 });
  });
});
