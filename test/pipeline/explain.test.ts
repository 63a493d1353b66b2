import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MissReason } from '../../src/core/outcome.ts';
import { explainMiss, firstWords, type Missed, mainReason, requestLine } from '../../src/pipeline/explain.ts';
import { redactRequest } from '../../src/redaction/redact.ts';
import type { RequestParts } from '../support/forwarding.ts';
import { exchangeWith } from './exchanges.ts';

const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say\n  hello' }] });
const chat: RequestParts = { body };
const hint = { upstream: 'openai', folder: 'cassettes', cassette: 'default' };

function told(reasons: readonly MissReason[], others: Partial<Missed> = {}): string {
  return explainMiss({ ...missed(chat), reasons, ...others });
}

function why(reason: MissReason): string {
  return told([reason]);
}

function missed(parts: RequestParts): Missed {
  const { request, upstream, selection } = exchangeWith(parts);
  return { request: redactRequest(request), upstream, selection, reasons: [], hint };
}

function line(parts: RequestParts): string {
  return requestLine(missed(parts).request);
}

describe('a request in one line', () => {
  it('stays one line whatever the model is called', () => {
    expect(line({ body: JSON.stringify({ model: 'a\nb' }) })).toBe('POST /v1/chat/completions (a b)');
  });

  it('has its method, target, model and prompt', () => {
    expect(line(chat)).toBe('POST /v1/chat/completions (gpt-4o-mini, "Say hello")');
  });

  it('has only the first where there is nothing else to say', () => {
    expect(line({ method: 'GET', target: '/v1/files' })).toBe('GET /v1/files');
  });

  it('shows no credential', () => {
    const parts = { method: 'GET', target: '/v1beta/models?key=AIzaSecret&pageSize=2' };
    expect(line(parts)).toBe('GET /v1beta/models?key=[redacted:api-key]&pageSize=2');
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

  it('because all recordings were played says so from the beginning', () => {
    expect(why({ kind: 'exhausted', cassette: 'x', recordings: 3 })).toMatch(/^llmsim has no more recordings of POST/);
    expect(why({ kind: 'defective', file: 'a', problem: 'b' })).toMatch(/^llmsim has no recording of POST/);
  });

  it('gives every reason', () => {
    const reasons: readonly MissReason[] = [
      { kind: 'cassette-absent', cassette: 'x' },
      { kind: 'exhausted', cassette: 'y', recordings: 1 },
    ];
    expect(told(reasons)).toContain('there is no cassette "x"; cassette "y" has 1');
    expect(mainReason(reasons)).toBe(reasons[1]);
  });

  it('names the upstream and the cassette that the client chose', () => {
    const chosen = { upstream: 'groq', selection: { cassette: 'mine', session: 's' } };
    expect(told([], chosen)).toContain('--upstream groq --cassettes cassettes --cassette mine`');
  });

  it('leaves a gap where it cannot know the upstream', () => {
    expect(told([], { hint: { ...hint, upstream: undefined } })).toContain('--upstream <name or URL>');
  });
});
