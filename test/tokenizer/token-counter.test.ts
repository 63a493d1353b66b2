import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { CountingAnswer, CountingJob } from '../../src/tokenizer/counting-job.ts';
import { CountingThread } from '../../src/tokenizer/counting-thread.ts';
import { createTokenCounter } from '../../src/tokenizer/token-counter.ts';
import { FakeClock } from '../support/fake-clock.ts';

const counter = createTokenCounter(systemClock);
afterAll(() => counter.close());

/** A thread that notes what it is asked and answers with `answer`; it starts no worker. */
class NotedThread extends CountingThread {
  readonly asked: CountingJob[] = [];
  readonly #answer: (job: CountingJob) => CountingAnswer;

  constructor(answer: (job: CountingJob) => CountingAnswer) {
    super(new FakeClock());
    this.#answer = answer;
  }

  override ask(job: CountingJob): Promise<CountingAnswer> {
    this.asked.push(job);
    return Promise.resolve(this.#answer(job));
  }
}

describe('count', () => {
  it('counts each text with the encoding of the model', async () => {
    const texts = ['tiktoken is great!', '', 'お誕生日おめでとう'];
    expect(await counter.count(texts, 'gpt-4')).toEqual({
      tokens: 15,
      each: [6, 0, 9],
      exact: true,
      encoding: 'cl100k_base',
    });
    expect(await counter.count(texts, 'gpt-4o')).toMatchObject({ tokens: 14, exact: true, encoding: 'o200k_base' });
  });

  it('multiplies for other vendors, says so, and gives a text at least one token', async () => {
    const counted = await counter.count(['tiktoken is great! '.repeat(10), 'a'], 'claude-opus-4-5');
    const { each } = await counter.count(['tiktoken is great! '.repeat(10)], 'gpt-4o');
    expect(counted.each).toEqual([Math.round((each[0] ?? 0) * 1.2), 1]);
    expect(counted).toMatchObject({ exact: false, encoding: 'o200k_base' });
  });

  it('asks the worker once for equal texts, short or long, also while it counts', async () => {
    const thread = new NotedThread(() => 5);
    const memo = createTokenCounter(new FakeClock(), thread);
    const prompt = 'You are helpful. '.repeat(50);
    const first = memo.count([prompt, 'system', prompt], 'gpt-4o');
    const second = memo.count(['system', prompt], 'o3');
    expect([(await first).tokens, (await second).tokens]).toEqual([15, 10]);
    await memo.count([prompt], 'gpt-4');
    expect(thread.asked.map(({ text, encoding }) => [text.length, encoding])).toEqual([
      [850, 'o200k_base'],
      [6, 'o200k_base'],
      [850, 'cl100k_base'],
    ]);
  });

  it('estimates from the characters where the worker cannot say, and asks again the next time', async () => {
    let answer: number | undefined;
    const thread = new NotedThread(() => answer);
    const memo = createTokenCounter(new FakeClock(), thread);
    expect(await memo.count(['sixteen letters.'], 'gpt-4o')).toEqual({
      tokens: 4,
      each: [4],
      exact: false,
      encoding: 'characters',
    });
    answer = 3;
    expect(await memo.count(['sixteen letters.'], 'gpt-4o')).toMatchObject({ tokens: 3, exact: true });
  });

  it('estimates a text above 1,000,000 characters from samples that the worker counts', async () => {
    const sentence = 'The same ten words again and again, in every line.\n';
    const text = sentence.repeat(22_000);
    const counted = await counter.count([text], 'gpt-4o');
    const { tokens } = await counter.count([sentence.repeat(100)], 'gpt-4o');
    expect(counted).toMatchObject({ exact: false, encoding: 'o200k_base' });
    expect(counted.tokens / (tokens * 220)).toBeCloseTo(1, 1);
  });

  it('counts everything in the worker: without one nothing is exact', async () => {
    const alone = createTokenCounter(new FakeClock(), new CountingThread(new FakeClock(), new URL('file:///none.js')));
    expect(await alone.count(['Hello', 'x'.repeat(2_000_000)], 'gpt-4o')).toMatchObject({
      exact: false,
      encoding: 'characters',
    });
    expect((await alone.pieces('Hello there, world', 'gpt-4o')).join('')).toBe('Hello there, world');
    await alone.close();
  });
});

describe('pieces', () => {
  it('join to the text, and count as many tokens as there are where no character is cut', async () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'The', ' ', 'token', '\n', '12', '{', 'é') });
    await fc.assert(
      fc.asyncProperty(letters, async (text) => {
        const pieces = await counter.pieces(text, 'gpt-4o');
        expect(pieces.join('')).toBe(text);
        expect((await counter.count([text], 'gpt-4o')).tokens).toBe(pieces.length);
      }),
    );
  });

  it('are the tokens of the model', async () => {
    expect(await counter.pieces('antidisestablishmentarianism', 'text-davinci-003')).toEqual([
      'ant',
      'idis',
      'establishment',
      'arian',
      'ism',
    ]);
    expect(await counter.pieces('お誕生日', 'gpt-4')).toEqual(['お', '誕', '生', '日']);
  });

  it('are cut once for equal texts', async () => {
    const thread = new NotedThread(() => Uint32Array.of(2, 3));
    const memo = createTokenCounter(new FakeClock(), thread);
    expect([await memo.pieces('abcde', 'o3'), await memo.pieces('abcde', 'o3')]).toEqual([
      ['ab', 'cde'],
      ['ab', 'cde'],
    ]);
    expect(thread.asked).toHaveLength(1);
  });

  it('are asked for in sections where the text is very long, none of which cuts a surrogate pair', async () => {
    const thread = new NotedThread(({ text }) => Uint32Array.of(text.length));
    const text = `x${'😀'.repeat(1_100_000)}`;
    const pieces = await createTokenCounter(new FakeClock(), thread).pieces(text, 'gpt-4o');
    expect(pieces.map((piece) => piece.length)).toEqual([999_999, 1_000_000, 200_002]);
    expect(pieces.some((piece) => /\p{Surrogate}/u.test(piece))).toBe(false);
    expect(pieces.join('') === text).toBe(true);
  });
});
