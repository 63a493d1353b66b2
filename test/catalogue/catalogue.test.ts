/** Models by the names that requests give them. */

import { describe, expect, it } from 'vitest';
import { catalogueOf, unknownModel } from '../../src/catalogue/catalogue.ts';
import { builtInModels } from '../../src/catalogue/models/list.ts';

const catalogue = catalogueOf();

describe('the catalogue of models', () => {
  it.each([
    ['gpt-4o', 'openai', 'gpt-4o'],
    ['gpt-4o-2024-08-06', 'openai', 'gpt-4o'],
    ['gpt-4o-mini-2024-07-18', 'openai', 'gpt-4o-mini'],
    ['ft:gpt-4o-mini-2024-07-18:acme::7p4l', 'openai', 'gpt-4o-mini'],
    ['openai/gpt-4.1', 'openai', 'gpt-4.1'],
    ['claude-sonnet-4-5', 'anthropic', 'claude-sonnet-4-5-20250929'],
    ['claude-3-5-haiku-latest', 'anthropic', undefined],
    ['models/gemini-2.5-pro', 'gemini', 'gemini-2.5-pro'],
    ['gemini-1.5-pro-latest', 'gemini', 'gemini-1.5-pro'],
    ['llama3.2', 'ollama', 'llama3.2:latest'],
    ['gpt-4o-nano', 'openai', undefined],
    ['gpt-4o', 'anthropic', 'gpt-4o'],
    ['', 'openai', undefined],
  ] as const)('knows %s of %s as %s', (id, family, known) => {
    expect(catalogue.find(id, family)?.id).toBe(known);
  });

  it('lists what an API of a family would, no id twice', () => {
    expect(catalogue.list('anthropic').map(({ owner }) => owner)).toContain('anthropic');
    expect(new Set(builtInModels.map(({ id }) => id)).size).toBe(builtInModels.length);
    expect(catalogue.list('generic')).toEqual([]);
  });

  it('is extended by models of the user’s own, which come first and may stand in for known ones', () => {
    const own = catalogueOf({ 'our-model': { contextWindow: 4096, owner: 'us' }, 'gpt-4o': { contextWindow: 10 } });
    expect(own.list('openai').slice(0, 2)).toMatchObject([
      { ...unknownModel('our-model'), contextWindow: 4096, owner: 'us' },
      { id: 'gpt-4o', contextWindow: 10, owner: 'system' },
    ]);
    expect(own.list('openai').filter(({ id }) => id === 'gpt-4o')).toHaveLength(1);
    expect(
      catalogueOf({ mine: {} }, { only: true })
        .list('openai')
        .map(({ id }) => id),
    ).toEqual(['mine']);
  });
});
