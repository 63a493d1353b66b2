import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sequences } from '../../src/cassette/sequences.ts';

const all = { cassette: undefined, session: undefined };

function takes(
  sequences: Sequences,
  times: number,
  length: number,
  selection: { cassette: string | undefined; session: string | undefined } = all,
  sequence = 's',
) {
  return Array.from({ length: times }, () => sequences.take(selection, { cassette: 'c', id: sequence }, length));
}

describe('a sequence', () => {
  it('is played in order, and then its last recording again', () => {
    expect(takes(new Sequences('last'), 5, 3)).toEqual([0, 1, 2, 2, 2]);
  });

  it('begins anew with cycle', () => {
    expect(takes(new Sequences('cycle'), 7, 3)).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  it('is used up with miss', () => {
    expect(takes(new Sequences('miss'), 5, 3)).toEqual([0, 1, 2, undefined, undefined]);
  });

  it.each(['last', 'cycle'] as const)('of one recording always gives that with %s', (repeat) => {
    expect(new Set(takes(new Sequences(repeat), 10, 1))).toEqual(new Set([0]));
  });

  it('is counted by itself, and in every selection and session by itself', () => {
    const sequences = new Sequences('last');
    const a = { cassette: 'a', session: undefined };
    const a1 = { cassette: 'a', session: '1' };
    expect(takes(sequences, 2, 3, a)).toEqual([0, 1]);
    expect(takes(sequences, 2, 3, a1)).toEqual([0, 1]);
    expect(takes(sequences, 2, 3, all)).toEqual([0, 1]);
    expect(takes(sequences, 2, 3, a, 'other')).toEqual([0, 1]);
    expect(takes(sequences, 1, 3, a)).toEqual([2]);
  });

  it('gives an index that exists, or none, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('last', 'cycle', 'miss' as const),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(20),
        (repeat, length, times) => {
          const expected = Array.from({ length: times }, (_, i) => {
            if (i < length) return i;
            return repeat === 'miss' ? undefined : repeat === 'cycle' ? i % length : length - 1;
          });
          expect(takes(new Sequences(repeat), times, length)).toEqual(expected);
        },
      ),
    );
  });

  describe('that is reset', () => {
    const mine = { cassette: 'a', session: 'one' };
    const theirs = { cassette: 'a', session: 'two' };
    const begun = () => {
      const sequences = new Sequences('last');
      for (const selection of [all, mine, theirs]) sequences.take(selection, { cassette: 'a', id: 's' }, 3);
      sequences.take(all, { cassette: 'b', id: 's' }, 3);
      const next = (selection: typeof all | typeof mine, cassette: string) =>
        sequences.take(selection, { cassette, id: 's' }, 3);
      return { sequences, next };
    };

    it('begins anew in all cassettes', () => {
      const { sequences, next } = begun();
      expect(sequences.reset(all)).toBe(4);
      expect([next(all, 'a'), next(mine, 'a'), next(all, 'b')]).toEqual([0, 0, 0]);
    });

    it('begins anew in all sessions of one cassette', () => {
      const { sequences, next } = begun();
      expect(sequences.reset({ cassette: 'a', session: undefined })).toBe(3);
      expect([next(all, 'a'), next(theirs, 'a'), next(all, 'b')]).toEqual([0, 0, 1]);
    });

    it('begins anew in one session', () => {
      const { sequences, next } = begun();
      expect(sequences.reset(mine)).toBe(1);
      expect([next(mine, 'a'), next(theirs, 'a'), next(all, 'a')]).toEqual([0, 1, 1]);
    });
  });
});
