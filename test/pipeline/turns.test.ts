import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/pipeline/turns.ts';

/** Work that runs until it is told to end. */
function work(name: string, log: string[]) {
  let end: (error?: Error) => void = () => {};
  const ended = new Promise<string>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve(name) : reject(error));
  });
  return {
    run: () => {
      log.push(name);
      return ended;
    },
    end: (error?: Error) => end(error),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('begin at most so many pieces at once, the rest in order', async () => {
    const log: string[] = [];
    const turns = new Turns(2);
    const pieces = ['a', 'b', 'c', 'd'].map((name) => work(name, log));
    const results = pieces.map((piece) => turns.run(piece.run));
    await settled();
    expect(log).toEqual(['a', 'b']);
    pieces[1]?.end();
    await settled();
    expect(log).toEqual(['a', 'b', 'c']);
    for (const piece of pieces) piece.end();
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd']);
    expect(log).toEqual(['a', 'b', 'c', 'd']);
  });

  it('pass on after a failure, and only its own caller hears of it', async () => {
    const log: string[] = [];
    const turns = new Turns(1);
    const bad = work('bad', log);
    const good = work('good', log);
    const failing = turns.run(bad.run);
    const running = turns.run(good.run);
    bad.end(new Error('broken'));
    good.end();
    await expect(failing).rejects.toThrow('broken');
    expect(await running).toBe('good');
  });

  it('are free again when all is done', async () => {
    const log: string[] = [];
    const turns = new Turns(1);
    for (const name of ['a', 'b', 'c']) {
      const piece = work(name, log);
      const result = turns.run(piece.run);
      await settled();
      expect(log.at(-1)).toBe(name);
      piece.end();
      await result;
    }
  });
});
