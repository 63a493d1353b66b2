import { describe, expect, it } from 'vitest';
import { newKeyText } from '../../../src/access/key-text.ts';
import { principalOf } from '../../../src/access/principal.ts';
import type { KeyVerdict } from '../../../src/access/verified-keys.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import type { Outcome } from '../../../src/core/outcome.ts';
import { authenticate } from '../../../src/pipeline/stages/authenticate.ts';
import { exchangeWith, hitOf } from '../exchanges.ts';

const own = newKeyText(() => new Uint8Array(32).fill(1));
const principal = { keyId: 'key_1', name: 'ci', tier: undefined, rpm: undefined, tpm: undefined };
const answered = hitOf('hello');

function keysThatSay(verdict: KeyVerdict) {
  const asked: string[] = [];
  return {
    asked,
    verify(key: string) {
      asked.push(key);
      return verdict;
    },
  };
}

function refusalOf(outcome: Outcome | Promise<Outcome>) {
  if (outcome instanceof Promise || outcome.kind !== 'refusal') throw new Error('it was not refused');
  return outcome.error;
}

const valid = keysThatSay({ kind: 'valid', principal });
const unknown = keysThatSay({ kind: 'unknown' });
const withKey = (key: string): HeaderList => [['authorization', `Bearer ${key}`]];

describe('the stage that asks for keys', () => {
  it('lets a valid key in, at once, and says behind it whose it is', () => {
    const exchange = exchangeWith({ headers: withKey(own) });
    expect(authenticate('required', valid)(exchange, () => answered)).toBe(answered);
    expect(principalOf(exchange)).toBe(principal);
  });

  it('refuses a request without a key where one is required, and asks nobody about it', () => {
    const keys = keysThatSay({ kind: 'valid', principal });
    const exchange = exchangeWith({ headers: [] });
    const outcome = authenticate('required', keys)(exchange, () => answered);
    expect(refusalOf(outcome).status).toBe(401);
    expect(keys.asked).toEqual([]);
    expect(principalOf(exchange)).toBeUndefined();
  });

  it('lets strangers in where a key is optional, whatever they present', () => {
    for (const headers of [[], withKey('sk-a-key-of-the-provider')]) {
      const exchange = exchangeWith({ headers });
      expect(authenticate('optional', unknown)(exchange, () => answered)).toBe(answered);
      expect(principalOf(exchange)).toBeUndefined();
    }
  });

  it("holds who presents a key of llmsim's shape to it, also where it is optional", () => {
    const outcome = authenticate('optional', unknown)(exchangeWith({ headers: withKey(own) }), () => answered);
    expect(refusalOf(outcome)).toMatchObject({ status: 401, code: 'invalid_api_key' });
  });

  it.each(['revoked', 'expired'] as const)(
    'says of a %s key what the provider says of a wrong one, and why',
    (kind) => {
      const keys = keysThatSay({ kind, principal });
      const exchange = exchangeWith({ headers: withKey(own) });
      const error = refusalOf(authenticate('required', keys)(exchange, () => answered));
      expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', headers: [['x-llmsim-key', kind]] });
      expect(error.message).toMatch(/^Incorrect API key provided: sk-llmsi\*+/);
      expect(error.message).not.toContain(own);
      expect(principalOf(exchange)).toBe(principal);
    },
  );

  it('answers 429 when the budget is used up', () => {
    const keys = keysThatSay({ kind: 'budget used up', principal });
    const error = refusalOf(authenticate('required', keys)(exchangeWith({ headers: withKey(own) }), () => answered));
    expect(error).toMatchObject({ status: 429, code: 'insufficient_quota', type: 'insufficient_quota' });
    expect(error.headers).toEqual([['x-llmsim-key', 'budget-used-up']]);
  });

  it.each([
    ['/v1/messages', 'x-api-key', 401, 'invalid x-api-key'],
    ['/v1beta/models/gemini-2.0-flash:generateContent', 'x-goog-api-key', 400, 'API key not valid.'],
    ['/v2/chat', 'authorization', 401, 'invalid api token'],
    ['/api/chat', 'authorization', 401, 'unauthorized'],
    ['/model/anthropic.claude-v2/converse', 'authorization', 403, 'The security token'],
    ['/some/other/thing', 'x-api-key', 401, 'Incorrect API key provided'],
  ])('speaks to %s in the provider’s words', (target, header, status, words) => {
    const value = header === 'authorization' ? 'Bearer wrong' : 'wrong';
    const exchange = exchangeWith({ method: 'POST', target, headers: [[header, value]] });
    const error = refusalOf(authenticate('required', unknown)(exchange, () => answered));
    expect(error.status).toBe(status);
    expect(error.message).toContain(words);
  });
});
