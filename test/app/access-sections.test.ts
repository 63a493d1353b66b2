import { describe, expect, it } from 'vitest';
import { authOf, authSection } from '../../src/app/auth-section.ts';
import { pricesOf, pricesSection } from '../../src/app/prices-section.ts';

const price = {
  model: 'gpt-4o-mini*',
  input: 0.15,
  output: 0.6,
  cached: 0.075,
  from: '2024-07-18',
  source: 'https://example.com/prices',
};

function problems(
  section: { safeParse(value: unknown): { error?: { issues: readonly { message: string }[] } } },
  value: unknown,
) {
  return section.safeParse(value).error?.issues.map(({ message }) => message) ?? [];
}

const here = { folder: '.' };

describe('the section auth', () => {
  it('says only what it says', () => {
    expect(authOf(authSection.parse({}), here)).toEqual({});
    expect(authOf(authSection.parse({ mode: 'required', db: '/srv/keys.db', usage: false }), here)).toEqual({
      auth: 'required',
      db: '/srv/keys.db',
      usage: false,
    });
  });

  it('begins the path of its database where the file stands', () => {
    expect(authOf(authSection.parse({ db: 'state/keys.db' }), { folder: '/srv/team' })).toEqual({
      db: '/srv/team/state/keys.db',
    });
  });

  it('refuses other modes and other settings', () => {
    expect(problems(authSection, { mode: 'on' })).toHaveLength(1);
    expect(problems(authSection, { keys: [] })).toHaveLength(1);
  });
});

describe('the section prices', () => {
  it('is in dollars for a million tokens, from the beginning of a day', () => {
    expect(pricesOf(pricesSection.parse([price]))).toEqual([{ ...price, from: Date.UTC(2024, 6, 18) }]);
  });

  it('lets embeddings have no output, and cached tokens no price of their own', () => {
    const { output, cached, ...embedding } = price;
    expect(output).toBeGreaterThan(cached);
    expect(pricesOf(pricesSection.parse([embedding]))).toMatchObject([{ output: 0, cached: undefined }]);
  });

  it('wants a date and a source', () => {
    const { from, ...undated } = price;
    const { source, ...unfounded } = price;
    expect([from, source]).not.toContain(undefined);
    for (const broken of [undated, unfounded, { ...price, from: '2025-02-31' }, { ...price, from: 'last year' }]) {
      expect(problems(pricesSection, [broken])).toHaveLength(1);
    }
  });

  it('refuses a price below nothing', () => {
    expect(problems(pricesSection, [{ ...price, input: -1 }])).toHaveLength(1);
  });
});
