/** What chance made is told from what somebody wrote. */

import { describe, expect, it } from 'vitest';
import { entropyOf, isPlaceholder, looksLikePassword, looksRandom } from '../../src/redaction/entropy.ts';
import { drawFrom } from './planted-secret.ts';

describe('entropy', () => {
  it('is counted in bits per character', () => {
    expect(entropyOf('')).toBe(0);
    expect(entropyOf('aaaa')).toBe(0);
    expect(entropyOf('abab')).toBe(1);
    expect(entropyOf('0123456789abcdef')).toBe(4);
  });
});

describe('a random text', () => {
  it.each([
    ['A-Za-z0-9', 24, 0.001],
    ['A-Za-z0-9', 16, 0.005],
    ['a-z0-9', 32, 0.005],
    ['0-9a-f', 32, 0.001],
    ['A-Za-z0-9_-', 43, 0.001],
  ])('of %s, %i long, is known as such but for a share of %d', (classes, length, share) => {
    const draws = 5000;
    const missed = Array.from({ length: draws }, (_, seed) => drawFrom(seed)(length, classes)).filter(
      (text) => !looksRandom(text),
    );
    expect(missed.length / draws).toBeLessThanOrEqual(share);
  });

  it.each([
    'changemechangeme',
    'my-secret-password-1',
    'your-api-key-here-123',
    'test_openai_api_key',
    'claude-3-5-sonnet-20241022',
    'gpt-4o-mini-2024-07-18',
    'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    'text-embedding-ada-002',
    'process.env.OPENAI_API_KEY',
    'getAccessTokenFromCache',
    'correct-horse-battery-staple',
    'Donaudampfschifffahrtsgesellschaft',
    '2024-05-06T07:08:09.123Z',
    '12345678901234567890',
    'xxxxxxxxxxxxxxxx1234',
    '1234567890abcdef1234567890abcdef',
    '<OPENAI_API_KEY_GOES_HERE>',
    'application/x-www-form-urlencoded',
    'K7dq2LmZ',
    'K7dq2LmZ 8fRt5WxY 3vBn',
  ])('is not %j', (text) => {
    expect(looksRandom(text)).toBe(false);
  });
});

describe('a placeholder', () => {
  it.each([
    '<API_KEY>',
    '\u0024{API_KEY}',
    '{{api_key}}',
    '%API_KEY%',
    '********',
    '...',
    'xxxxxxxxxxxx',
    'AKIAIOSFODNN7EXAMPLE',
    'your-key-here',
  ])('is %j', (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it('is no random key that happens to hold a word', () => {
    expect(isPlaceholder('K7dqYourLmZ8fRt5WxY3vBnQ')).toBe(false);
  });
});

describe('a password', () => {
  it.each(['Xk9#mP2$vL', 'Tr0ub4dor&3', 'aB3$xyzw'])('is %j', (text) => {
    expect(looksLikePassword(text)).toBe(true);
  });

  it.each(['mellon', 'hunter2', 'Password123!', 'letmein', 'radiance', 'required', 'Winter2024!', 'two words 1A'])(
    'is not %j',
    (text) => {
      expect(looksLikePassword(text)).toBe(false);
    },
  );
});
