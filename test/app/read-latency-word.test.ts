import { describe, expect, it } from 'vitest';
import { latencyOfWord } from '../../src/app/latency-word.ts';
import { readLatencyWord } from '../../src/app/read-latency-word.ts';
import { LlmsimError } from '../../src/core/errors.ts';
import { builtInProfile } from '../../src/latency/built-in-profiles.ts';

const none: Parameters<typeof readLatencyWord>[1] = new Map();
const gpt4o = builtInProfile('gpt-4o');

function errorOf(text: string, profiles = none): LlmsimError {
  try {
    readLatencyWord(text, profiles);
  } catch (error) {
    if (error instanceof LlmsimError) return error;
  }
  throw new Error(`${text} is accepted`);
}

describe('the name of a pace', () => {
  it.each([
    ['recorded', { kind: 'recorded', speed: undefined }],
    ['instant', { kind: 'instant', speed: undefined }],
    ['recorded*0.5', { kind: 'recorded', speed: 0.5 }],
    [' recorded * 2 ', { kind: 'recorded', speed: 2 }],
    ['gpt-4o', { kind: 'profile', profile: gpt4o, speed: undefined }],
    ['gpt-4o*10', { kind: 'profile', profile: gpt4o, speed: 10 }],
    ['openai.gpt-4o.2026-04*.5', { kind: 'profile', profile: gpt4o, speed: 0.5 }],
  ])('%j is read', (text, word) => {
    expect(readLatencyWord(text, none)).toEqual(word);
  });

  it('means the user’s own profile where a built-in one has the same name', () => {
    const own = builtInProfile('groq');
    if (own === undefined) throw new Error('there is no such profile');
    expect(readLatencyWord('gpt-4o', new Map([['gpt-4o', own]]))).toMatchObject({ profile: own });
  });

  it.each(['slow', '', '*', '*2', 'recorded*', 'recorded*0', 'recorded*-1', 'recorded*1e9', 'gpt-4o*2*2', '../x.yaml'])(
    '%j is refused with what is accepted',
    (text) => {
      const { code, message, hint } = errorOf(text);
      expect(code).toBe('usage');
      expect(message).toMatch(/^There is no latency "/);
      expect(hint).toMatch(/Accepted are recorded, instant and the profiles .*gpt-4o/);
    },
  );

  it('has the nearest names where it is mistyped, the user’s own among them', () => {
    expect(errorOf('gpt4-o').hint).toMatch(/^Did you mean gpt/);
    expect(errorOf('claude-opu').hint).toMatch(/^Did you mean claude-opus/);
    expect(errorOf('haiku').hint).toContain('claude-haiku');
    if (gpt4o === undefined) throw new Error('there is no such profile');
    const mine = new Map([['our-host', gpt4o]]);
    const { hint } = errorOf('our-hots', mine);
    expect(hint).toMatch(/^Did you mean our-host/);
    expect(hint).toContain('of the configuration: our-host');
  });

  it('shows no more than the beginning of a long text', () => {
    expect(errorOf('x'.repeat(10_000)).message.length).toBeLessThan(200);
  });
});

describe('a pace', () => {
  it('has the usual speed unless it names its own', () => {
    expect(latencyOfWord(readLatencyWord('recorded', none), 3)).toEqual({ kind: 'recorded', speed: 3 });
    expect(latencyOfWord(readLatencyWord('recorded*2', none), 3)).toEqual({ kind: 'recorded', speed: 2 });
    expect(latencyOfWord(readLatencyWord('gpt-4o', none), 3)).toMatchObject({ kind: 'profile', speed: 3 });
    expect(latencyOfWord(readLatencyWord('instant*2', none), 3)).toEqual({ kind: 'instant' });
  });
});
