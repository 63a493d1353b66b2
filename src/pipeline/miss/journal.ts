/** Keeps the last misses and has their stories told, one at a time and after their clients have got their answers. */

import type { Clock } from '../../core/clock.ts';
import { type Missed, mainReason } from '../explain.ts';
import { briefStory, type Happened } from './brief-story.ts';
import type { MissStory } from './story.ts';

/** Finds out the story of a miss. */
export type Tell = (missed: Missed, happened: Happened) => Promise<MissStory>;

export interface JournalOptions {
  readonly tell: Tell;
  readonly clock: Clock;
  /** Hears each story when it is finished, in the order of the misses. */
  readonly onStory: (story: MissStory) => void;
}

/** Misses that are kept. */
export const mostKept = 100;
/** Misses, and bytes of their requests, that wait for their stories; what comes on top is not compared. */
const mostWaiting = 50;
const mostWaitingBytes = 64 * 1024 * 1024;

export class MissJournal {
  readonly #options: JournalOptions;
  #total = 0;
  #waiting = 0;
  #waitingBytes = 0;
  #closed = false;
  /** The story of the last miss, after which the next one is told. */
  #last: Promise<unknown> = Promise.resolve();
  #kept: { readonly id: string; readonly story: Promise<MissStory> }[] = [];

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** All misses since the start. */
  get total(): number {
    return this.#total;
  }

  /** Returns at once. */
  add(missed: Missed): void {
    this.#total += 1;
    const happened = { number: this.#total, at: this.#options.clock.date().toISOString() };
    const id = idOf(missed, this.#total);
    const same = this.#kept.findLast((one) => one.id === id);
    const story = same === undefined ? this.#told(missed, happened) : this.#inTurn(0, repeating(same.story, happened));
    this.#kept = [...this.#kept.slice(1 - mostKept), { id, story }];
  }

  /** The last misses, the oldest first; waits for those of which the story is being told. */
  stories(): Promise<readonly MissStory[]> {
    return Promise.all(this.#kept.map(({ story }) => story));
  }

  /** Resolves when all stories are told, or `ms` milliseconds have passed; nothing is told after that. */
  async finish(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.after(ms, resolve);
      this.#last.then(() => {
        timer.cancel();
        resolve();
      });
    });
    this.#closed = true;
  }

  #told(missed: Missed, happened: Happened): Promise<MissStory> {
    const { byteLength } = missed.request.body;
    if (this.#waiting < mostWaiting && this.#waitingBytes + byteLength <= mostWaitingBytes) {
      return this.#inTurn(byteLength, telling(this.#options.tell, missed, happened));
    }
    const why = 'It was not compared with recordings: too many misses at once.';
    return this.#inTurn(0, finished(briefStory(missed, happened, why)));
  }

  #inTurn(bytes: number, tell: () => Promise<MissStory>): Promise<MissStory> {
    this.#waiting += 1;
    this.#waitingBytes += bytes;
    const told = this.#last.then(tell);
    this.#last = told
      .then((story) => {
        this.#waiting -= 1;
        this.#waitingBytes -= bytes;
        if (!this.#closed) this.#options.onStory(story);
      })
      // A listener that throws must not keep others from hearing of theirs.
      .catch(() => undefined);
    return told;
  }
}

// Made apart, so that only what waits to be told holds its request.

function telling(tell: Tell, missed: Missed, happened: Happened): () => Promise<MissStory> {
  return () =>
    tell(missed, happened).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      return briefStory(missed, happened, `It could not be compared with recordings: ${why}`);
    });
}

function repeating(story: Promise<MissStory>, happened: Happened): () => Promise<MissStory> {
  return () => story.then((told) => again(told, happened));
}

function finished(story: MissStory): () => Promise<MissStory> {
  return () => Promise.resolve(story);
}

/** Equal for requests that missed in the same way; sequences and broken files show no key here, but their stories are cheap. */
function idOf({ reasons, selection, upstream }: Missed, number: number): string {
  const reason = mainReason(reasons);
  const key = reason.kind === 'no-recording' && reason.keyPrefix !== '' ? reason.keyPrefix : number;
  return JSON.stringify([reason.kind, key, selection.cassette, upstream]);
}

function again(story: MissStory, happened: Happened): MissStory {
  return { ...story, ...happened, sameAs: story.sameAs ?? story.number };
}
