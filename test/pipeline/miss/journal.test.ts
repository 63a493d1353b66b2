import { describe, expect, it } from 'vitest';
import type { MissReason } from '../../../src/core/outcome.ts';
import type { Missed } from '../../../src/pipeline/explain.ts';
import { briefStory } from '../../../src/pipeline/miss/brief-story.ts';
import { MissJournal, type Tell } from '../../../src/pipeline/miss/journal.ts';
import type { MissStory } from '../../../src/pipeline/miss/story.ts';
import { redactRequest } from '../../../src/redaction/redact.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { exchangeWith } from '../exchanges.ts';

const noRecording = (key: string): MissReason => ({ kind: 'no-recording', cassettes: ['a'], keyPrefix: key });

function missed(reason: MissReason, bytes = 0): Missed {
  const { request, upstream, selection } = exchangeWith({ body: 'x'.repeat(bytes) });
  const hint = { upstream: 'openai', folder: 'cassettes', cassette: 'default' };
  return { request: redactRequest(request), upstream, selection, reasons: [reason], hint };
}

/** A journal whose stories wait until the test lets them be told. */
function journal(tell?: Tell) {
  const clock = new FakeClock();
  const heard: MissStory[] = [];
  const waiting: (() => void)[] = [];
  const begun: number[] = [];
  const slowly: Tell = (one, happened) => {
    begun.push(happened.number);
    return new Promise((resolve) => waiting.push(() => resolve(briefStory(one, happened, 'compared'))));
  };
  const made = new MissJournal({ tell: tell ?? slowly, clock, onStory: (story) => heard.push(story) });
  /** Lets the first story that waits be told, once it has begun. */
  const next = async (): Promise<void> => {
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    waiting.shift()?.();
  };
  return { journal: made, clock, heard, begun, next };
}

describe('the journal of misses', () => {
  it('has one story told at a time, in order, and waits for them when it is asked', async () => {
    const { journal: misses, heard, begun, next } = journal();
    misses.add(missed(noRecording('a')));
    misses.add(missed(noRecording('b')));
    expect(misses.total).toBe(2);
    const stories = misses.stories();
    await next();
    expect(begun).toEqual([1]);
    await next();
    expect((await stories).map(({ number }) => number)).toEqual([1, 2]);
    await misses.finish(0);
    expect(heard.map(({ number, advice }) => [number, ...advice])).toEqual([
      [1, 'compared'],
      [2, 'compared'],
    ]);
  });

  it('dates misses by the clock, when they happen', async () => {
    const { journal: misses, clock, next } = journal();
    misses.add(missed(noRecording('a')));
    const at = clock.date().toISOString();
    clock.advance(5000);
    await next();
    expect((await misses.stories())[0]?.at).toBe(at);
  });

  it('repeats the story of a request that missed in the same way, but not of a sequence', async () => {
    const { journal: misses, begun, next } = journal();
    misses.add(missed(noRecording('a')));
    misses.add(missed(noRecording('a')));
    const exhausted: MissReason = { kind: 'exhausted', cassette: 'a', recordings: 1 };
    misses.add(missed(exhausted));
    misses.add(missed(exhausted));
    for (let i = 0; i < 3; i += 1) await next();
    expect((await misses.stories()).map(({ number, sameAs }) => [number, sameAs])).toEqual([
      [1, undefined],
      [2, 1],
      [3, undefined],
      [4, undefined],
    ]);
    expect(begun).toEqual([1, 3, 4]);
  });

  it('compares no more than 50 that come at once, or 64 MiB of them', async () => {
    const { journal: many, heard } = journal(async (one, happened) => briefStory(one, happened, 'compared'));
    for (let i = 0; i < 60; i += 1) many.add(missed(noRecording(`k${i}`)));
    await many.finish(1000);
    expect(heard.filter(({ advice }) => advice.includes('compared'))).toHaveLength(50);
    expect(heard.at(-1)?.advice).toEqual(['It was not compared with recordings: too many misses at once.']);
    const { journal: large, heard: ofLarge } = journal(async (one, happened) => briefStory(one, happened, 'compared'));
    for (let i = 0; i < 3; i += 1) large.add({ ...missed(noRecording(`k${i}`)), ...largeRequest });
    await large.finish(1000);
    expect(ofLarge.map(({ advice }) => advice.includes('compared'))).toEqual([true, true, false]);
  });

  it('tells what it can of one that cannot be compared, and goes on after a listener that throws', async () => {
    const told: number[] = [];
    const misses = new MissJournal({
      tell: () => Promise.reject(new Error('the disk is gone')),
      clock: new FakeClock(),
      onStory({ number }) {
        told.push(number);
        throw new Error('nobody listens');
      },
    });
    misses.add(missed(noRecording('a')));
    misses.add(missed(noRecording('b')));
    const [story] = await misses.stories();
    expect(story).toMatchObject({
      kind: 'no-recording',
      advice: ['It could not be compared with recordings: the disk is gone'],
    });
    await misses.finish(0);
    expect(told).toEqual([1, 2]);
  });

  it('does not wait longer than it is told to at the end, and tells nothing after that', async () => {
    const { journal: misses, clock, heard, next } = journal();
    misses.add(missed(noRecording('a')));
    const finished = misses.finish(1000);
    clock.advance(1000);
    await finished;
    await next();
    await misses.stories();
    expect(heard).toEqual([]);
  });
});

const largeRequest = { request: redactRequest({ ...exchangeWith().request, body: new Uint8Array(30 * 1024 * 1024) }) };
