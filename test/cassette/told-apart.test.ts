import { describe, expect, it } from 'vitest';
import { Entry } from '../../src/cassette/entry.ts';
import { parseFileName } from '../../src/cassette/file-name.ts';
import { LoadedCache } from '../../src/cassette/loaded-cache.ts';
import { ToldApart } from '../../src/cassette/told-apart.ts';

function entry(n: number): Entry {
  const name = `openai.chat-0123456789abcdef.${n}.json`;
  const parsed = parseFileName(name);
  if (parsed === undefined) throw new Error(name);
  const read = () => Promise.reject(new Error('not read'));
  return new Entry(name, parsed, { cassette: 'c', folder: '/c', cache: new LoadedCache(1), read });
}

const [one, two, three] = [entry(2), entry(3), entry(4)];
const recordings = new ToldApart(
  [one, two, three],
  new Map([
    [one, ['thread_1', 'call_1']],
    [two, ['thread_2', 'call_2']],
    [three, ['thread_1', 'call_1']],
  ]),
);
const narrowed = (...ids: string[]) => recordings.narrow({ recipe: 'r', sha256: 's', ids });

describe('recordings of one key with ids of their own', () => {
  it('are found by the ids that the client got', () => {
    expect(narrowed('thread_1', 'call_1').entries).toEqual([one, three]);
    expect(narrowed('thread_2', 'call_2').entries).toEqual([two]);
  });

  it('are found by the ids that are known where others are the client’s own', () => {
    expect(narrowed('thread_2', 'call_x').entries).toEqual([two]);
  });

  it('all answer a request whose ids nobody knows', () => {
    expect(narrowed('thread_x', 'call_x').entries).toEqual([one, two, three]);
  });

  it('have a sequence of their own for each narrowing', () => {
    const ids = [narrowed('thread_1', 'call_1').id, narrowed('thread_2', 'call_2').id, narrowed('x', 'y').id];
    expect(new Set(ids).size).toBe(3);
  });
});
