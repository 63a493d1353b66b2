import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MissReason } from '../../src/core/outcome.ts';
import { describeRequest, explainMiss, firstWords } from '../../src/pipeline/explain.ts';
import { exchangeWith } from './exchanges.ts';

const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say\n  hello' }] });
const chat = exchangeWith({ body });
const hint = { upstream: 'openai', folder: 'cassettes', cassette: 'default' };

function why(reason: MissReason): string {
  return explainMiss(chat, [reason], hint);
}

describe('a request in one line', () => {
  it('has its method, target, model and prompt', () => {
    expect(describeRequest(chat)).toBe('POST /v1/chat/completions (gpt-4o-mini, "Say hello")');
  });

  it('has only the first where there is nothing else to say', () => {
    expect(describeRequest(exchangeWith({ method: 'GET', target: '/v1/files' }))).toBe('GET /v1/files');
  });

  it('shows no credential', () => {
    const exchange = exchangeWith({ method: 'GET', target: '/v1beta/models?key=AIzaSecret&pageSize=2' });
    expect(describeRequest(exchange)).toBe('GET /v1beta/models?key=[redacted:api-key]&pageSize=2');
  });
});

describe('first words', () => {
  it('are one line, cut with an ellipsis', () => {
    expect(firstWords('  a\n\tb  c ', 10)).toBe('a b c');
    expect(firstWords('abcdefghij', 5)).toBe('abcd…');
    expect(firstWords('abcde', 5)).toBe('abcde');
  });

  it('keep no half of a character at the cut', () => {
    expect(firstWords('   😀b', 1)).toBe('');
  });

  it('never are longer than asked for, broken over lines, or cut inside a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '😀', 'é'), maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (text, max) => {
          const words = firstWords(text, max);
          expect([...words].length).toBeLessThanOrEqual(max);
          expect(words).not.toMatch(/[\n\r]/);
          expect(Buffer.from(words).toString()).toBe(words);
        },
      ),
    );
  });
});

describe('a miss', () => {
  it('says what was asked, where it was looked for, and the command that records it', () => {
    expect(why({ kind: 'no-recording', cassettes: ['a', 'b'], keyPrefix: '0123456789abcdef' })).toBe(
      'llmsim has no recording of POST /v1/chat/completions (gpt-4o-mini, "Say hello"): ' +
        'looked in cassettes "a", "b" for key 0123456789abcdef. To record it, run ' +
        '`llmsim record --upstream openai --cassettes cassettes --cassette default` and send the request again.',
    );
  });

  it.each<[MissReason, string]>([
    [{ kind: 'no-recording', cassettes: ['a'], keyPrefix: 'ff' }, 'looked in cassette "a" for key ff'],
    [{ kind: 'no-recording', cassettes: [], keyPrefix: 'ff' }, 'there are no cassettes'],
    [
      { kind: 'no-recording', cassettes: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], keyPrefix: 'ff' },
      'cassettes "a", "b", "c", "d", "e" and 2 more',
    ],
    [{ kind: 'cassette-absent', cassette: 'x' }, 'there is no cassette "x"'],
    [
      { kind: 'exhausted', cassette: 'x', recordings: 3 },
      'cassette "x" has 3 of it and all were played (--repeat miss)',
    ],
    [
      { kind: 'defective', file: '/c/a.json', problem: '/c/a.json is not JSON' },
      'cannot be used: /c/a.json is not JSON',
    ],
  ])('because of %o says so', (reason, words) => {
    expect(why(reason)).toContain(words);
  });

  it('gives every reason', () => {
    const text = explainMiss(
      chat,
      [
        { kind: 'cassette-absent', cassette: 'x' },
        { kind: 'exhausted', cassette: 'y', recordings: 1 },
      ],
      hint,
    );
    expect(text).toContain('there is no cassette "x"; cassette "y" has 1');
  });

  it('names the upstream and the cassette that the client chose', () => {
    const chosen = exchangeWith({ body }, { upstream: 'groq', selection: { cassette: 'mine', session: 's' } });
    expect(explainMiss(chosen, [], hint)).toContain('--upstream groq --cassettes cassettes --cassette mine`');
  });

  it('leaves a gap where it cannot know the upstream', () => {
    expect(explainMiss(chat, [], { ...hint, upstream: undefined })).toContain('--upstream <name or URL>');
  });
});
