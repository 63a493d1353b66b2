import { describe, expect, it } from 'vitest';
import { chooseRunMode, isCi, type RunWishes } from '../../src/app/run-mode.ts';

const nothing: RunWishes = { mode: undefined, upstreams: [], recordInCi: false, synthesise: false };
const key = { OPENAI_API_KEY: 'k' };

describe('the mode of a run', () => {
  it.each([
    ['outside CI, with a key, records what is not there', nothing, key, false, 'once', ['openai']],
    ['outside CI, with recordings and a key, may record more cassettes', nothing, key, true, 'once', ['openai']],
    ['outside CI, with recordings and nothing else, replays', nothing, {}, true, 'none', []],
    ['in CI, only replays', nothing, { ...key, CI: 'true' }, false, 'none', []],
    [
      'in CI, only replays, whatever upstream is named',
      { ...nothing, upstreams: ['openai'] },
      { CI: '1' },
      true,
      'none',
      [],
    ],
    [
      'in CI, records when told to twice',
      { ...nothing, recordInCi: true, synthesise: false },
      { ...key, CI: 'true' },
      false,
      'once',
      ['openai'],
    ],
    [
      'goes where it is told to',
      { ...nothing, mode: 'all', upstreams: ['x=http://x'] },
      key,
      true,
      'all',
      ['x=http://x'],
    ],
    [
      'takes every provider with a key',
      nothing,
      { GOOGLE_API_KEY: 'k', CO_API_KEY: 'k', AZURE_OPENAI_API_KEY: 'k' },
      false,
      'once',
      ['gemini', 'cohere'],
    ],
    ['is what is asked for', { ...nothing, mode: 'none' }, key, true, 'none', []],
  ] as const)('%s', (_what, wishes, env, recorded, mode, upstreams) => {
    expect(chooseRunMode(wishes, env, recorded)).toEqual({ mode, upstreams });
  });

  it('that records in CI is refused with the way to allow it', () => {
    for (const mode of ['once', 'new-episodes', 'all'] as const) {
      expect(() => chooseRunMode({ ...nothing, mode, upstreams: ['openai'] }, { CI: 'true' }, true)).toThrow(
        expect.objectContaining({ code: 'usage', hint: expect.stringContaining('--record-in-ci') }),
      );
    }
  });

  it('that records without an upstream is refused with what to give', () => {
    for (const wishes of [nothing, { ...nothing, mode: 'all' as const }]) {
      expect(() => chooseRunMode(wishes, {}, false)).toThrow(
        expect.objectContaining({ code: 'usage', hint: expect.stringContaining('--upstream') }),
      );
    }
  });
});

describe('CI', () => {
  it.each([
    ['true', true],
    ['1', true],
    ['woodpecker', true],
    ['false', false],
    ['0', false],
    ['', false],
    [undefined, false],
  ])('%s is %s', (value, expected) => {
    expect(isCi({ CI: value })).toBe(expected);
  });
});
