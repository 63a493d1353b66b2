import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { CountingJob } from '../../src/tokenizer/counting-job.ts';
import { CountingThread } from '../../src/tokenizer/counting-thread.ts';
import { FakeClock } from '../support/fake-clock.ts';

const threads: CountingThread[] = [];
afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.close())));

/** With a worker of the given code, which has `parentPort`. */
function threadOf(code: string, clock = new FakeClock()): CountingThread {
  const source = `import { parentPort } from 'node:worker_threads';\n${code}`;
  const thread = new CountingThread(clock, new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  threads.push(thread);
  return thread;
}

const job = (text: string): CountingJob => ({ text, encoding: 'o200k_base', want: 'count' });
const batchSizes = "parentPort.on('message', (jobs) => parentPort.postMessage(jobs.map(() => jobs.length)));";

describe('a counting thread', () => {
  it('has its jobs done by the worker, what is asked in one turn in one message', async () => {
    const thread = threadOf(batchSizes);
    expect(await Promise.all([thread.ask(job('a')), thread.ask(job('b')), thread.ask(job('c'))])).toEqual([3, 3, 3]);
    expect(await thread.ask(job('d'))).toBe(1);
  });

  it('bounds a message by the length of its texts', async () => {
    const thread = threadOf(batchSizes);
    const texts = ['x'.repeat(900_000), 'y'.repeat(90_000), 'z'.repeat(20_000), 'w'.repeat(3_000_000)];
    expect(await Promise.all(texts.map((text) => thread.ask(job(text))))).toEqual([2, 2, 1, 1]);
  });

  it('answers with the built worker that the package ships', async () => {
    const thread = new CountingThread(systemClock);
    threads.push(thread);
    expect(await thread.ask(job('tiktoken is great!'))).toBe(6);
    expect(await thread.ask({ text: '2 + 2', encoding: 'r50k_base', want: 'pieces' })).toEqual(Uint32Array.of(1, 2, 2));
  });

  it('answers undefined where the worker is missing, for good', async () => {
    const thread = new CountingThread(new FakeClock(), new URL('./no-such-worker.js', import.meta.url));
    threads.push(thread);
    for (let i = 0; i < 5; i += 1) expect(await thread.ask(job('a'))).toBeUndefined();
  });

  it('loses the job that a worker fails at, and starts another worker for the next', async () => {
    const thread = threadOf(`parentPort.on('message', (jobs) => {
      if (jobs[0].text === 'crash') throw new Error('crashed');
      parentPort.postMessage([7]);
    });`);
    const crash = thread.ask(job('crash'));
    await Promise.resolve();
    const after = thread.ask(job('a'));
    expect([await crash, await after]).toEqual([undefined, 7]);
  });

  it('gives up a worker that does not answer in 15 s', async () => {
    const clock = new FakeClock();
    const thread = threadOf("parentPort.on('message', () => {});", clock);
    const asked = thread.ask(job('a'));
    await Promise.resolve();
    expect(clock.nextDue).toBe(15_000);
    clock.advance(15_000);
    expect(await asked).toBeUndefined();
    expect(clock.waiting).toBe(0);
  });

  it('leaves no timer behind and nobody waiting when it is closed', async () => {
    const clock = new FakeClock();
    const thread = threadOf("parentPort.on('message', () => {});", clock);
    const asked = [thread.ask(job('a')), thread.ask(job('b'))];
    await Promise.resolve();
    asked.push(thread.ask(job('c')));
    await thread.close();
    asked.push(thread.ask(job('d')));
    expect(await Promise.all(asked)).toEqual([undefined, undefined, undefined, undefined]);
    expect(clock.waiting).toBe(0);
  });
});
