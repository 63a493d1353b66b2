import { describe, expect, it } from 'vitest';
import { journalPage } from '../../../src/server/control-pages/journal.ts';
import type { JournalFilter } from '../../../src/telemetry/recent-answers.ts';

const filters: JournalFilter[] = [];
const page = journalPage({
  total: 3,
  entries(filter) {
    filters.push(filter);
    return [];
  },
});

async function ask(query: string) {
  const reply = await page.answer('GET', `/__llmsim/journal${query}`);
  return { status: reply.status, body: JSON.parse(Buffer.from(reply.bytes).toString()) };
}

describe('the journal page', () => {
  it.each<readonly [string, JournalFilter]>([
    ['', {}],
    [
      '?source=cassette&status=5xx&model=gpt-4o&cassette=chat&limit=10',
      { source: 'cassette', status: '5xx', model: 'gpt-4o', cassette: 'chat', limit: 10 },
    ],
    ['?status=429', { status: '429' }],
    ['?status=5XX', { status: '5xx' }],
    ['?since=2026-01-02T03:04:05Z', { since: Date.UTC(2026, 0, 2, 3, 4, 5) }],
    ['?since=1767323045000', { since: 1767323045000 }],
  ])('asks for what %s says', async (query, filter) => {
    expect(await ask(query)).toEqual({ status: 200, body: { total: 3, entries: [] } });
    expect(filters.at(-1)).toEqual(filter);
  });

  it.each([
    ['?stauts=429', 'The journal has no filter "stauts"; it has source, status, model, cassette, since, limit.'],
    ['?status=6xx', '"6xx" is no status: give one such as 429, or 5xx.'],
    ['?limit=0', '"0" is no limit: give a whole number above 0.'],
    ['?limit=ten', '"ten" is no limit: give a whole number above 0.'],
    ['?since=yesterday', '"yesterday" is no time: give one such as 2026-01-31T12:00:00Z, or milliseconds since 1970.'],
  ])('explains what is wrong with %s', async (query, message) => {
    expect(await ask(query)).toEqual({
      status: 400,
      body: { error: { message, type: 'llmsim_error', code: 'llmsim_bad_filter' } },
    });
  });
});
