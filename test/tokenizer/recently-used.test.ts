import { describe, expect, it } from 'vitest';
import { RecentlyUsed } from '../../src/tokenizer/recently-used.ts';

describe('RecentlyUsed', () => {
  it('forgets what was not used for longest', () => {
    const memo = new RecentlyUsed<number>(2);
    memo.set('a', 1);
    memo.set('b', 2);
    memo.get('a');
    memo.set('c', 3);
    expect([memo.get('a'), memo.get('b'), memo.get('c')]).toEqual([1, undefined, 3]);
  });

  it('takes a value anew, and lets go of one', () => {
    const memo = new RecentlyUsed<number>(2);
    memo.set('a', 1);
    memo.set('b', 2);
    memo.set('a', 4);
    memo.set('c', 3);
    memo.delete('c');
    expect([memo.get('a'), memo.get('b'), memo.get('c')]).toEqual([4, undefined, undefined]);
  });
});
