/** The preset's rules as the door runs them: nothing in a text silences them, and they leave nothing behind in the process. */

import { performance } from 'node:perf_hooks';
import { describe, expect, it, vi } from 'vitest';
import { loadPresetRules } from '../../src/scan/preset-rules.ts';
import { privateKey, randomText } from './planted-secrets.ts';

const token = `gh${'p_'}${randomText(36)}`;

describe('the rules of secretlint', () => {
  it.each([
    ['github-token', token],
    ['shopify-key', `shp${'at_'}${randomText(32)}`],
    ['linear-key', `lin_${'api_'}${randomText(40)}`],
    ['openai-key', `s${'k-'}${randomText(20)}T3Blbk${'FJ'}${randomText(20)}`],
    ['url-password', `mysql://app:${randomText(12)}@db.internal/x`],
    ['private-key', privateKey()],
  ])('find a %s', async (kind, text) => {
    const find = await loadPresetRules();
    expect(find(`before ${text} after`).map((match) => match.kind)).toContain(kind);
  });

  it('give the place of a value, not of its assignment', async () => {
    const find = await loadPresetRules();
    const value = randomText(40);
    const text = `export AWS_SECRET_ACCESS_KEY = "${value}"`;
    expect(find(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
      ['aws-secret-key', value],
    ]);
  });

  it.each([
    [
      'a marker',
      'mongodb+srv://app:[redacted:password]@db.internal/x, https://[redacted:github-token]:x-oauth-basic@github.com/',
    ],
    ['a password that everybody has', 'postgres://postgres:postgres@db:5432/x and mysql://root:password123@db/x'],
  ])('let pass %s', async (_, text) => {
    const find = await loadPresetRules();
    expect(find(text)).toEqual([]);
  });

  it('heed no comment in the text', async () => {
    const find = await loadPresetRules();
    expect(find(`secretlint-disable\n${token} // secretlint-disable-line`)).toHaveLength(1);
  });

  it('keep nothing of a call and print nothing', async () => {
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
    const find = await loadPresetRules();
    const before = performance.getEntries().length;
    for (let i = 0; i < 20; i++) find(`${i} ${token}`);
    expect(performance.getEntries()).toHaveLength(before);
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});
