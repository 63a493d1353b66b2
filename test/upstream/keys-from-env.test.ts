/** Keys from the environment reach the upstream that they are meant for, and no other. */

import { describe, expect, it } from 'vitest';
import { withKeys } from '../../src/upstream/keys-from-env.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';

const openai = parseUpstream('openai', {});
const groq = parseUpstream('groq', {});
const env = { OPENAI_KEY: 'key of openai', GROQ_KEY: 'key of groq', EMPTY: '' };

describe('keys from the environment', () => {
  it('go to the only upstream by their name alone', () => {
    expect(withKeys([openai], ['OPENAI_KEY'], env)).toEqual([{ ...openai, apiKey: 'key of openai' }]);
  });

  it('go each to the upstream that they are given for', () => {
    const keyed = withKeys([openai, groq], ['groq=GROQ_KEY'], env);
    expect(keyed).toEqual([openai, { ...groq, apiKey: 'key of groq' }]);
  });

  it('are refused by name alone where there are several upstreams, so that none reaches another provider', () => {
    expect(() => withKeys([openai, groq], ['OPENAI_KEY'], env)).toThrow('several upstreams');
  });

  it('are refused when the variable is not set or empty, and for an upstream that is not there', () => {
    expect(() => withKeys([openai], ['NOT_SET'], env)).toThrow('NOT_SET is not set');
    expect(() => withKeys([openai], ['EMPTY'], env)).toThrow('EMPTY is not set');
    expect(() => withKeys([openai], ['xai=OPENAI_KEY'], env)).toThrow('no upstream is called "xai"');
  });
});
