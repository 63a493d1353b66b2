import { describe, expect, it } from 'vitest';
import { missesPage } from '../../../src/server/control-pages/misses.ts';
import { storyWith } from '../../pipeline/miss/stories.ts';

describe('the page of misses', () => {
  it('gives the count of all and the stories of the last, as JSON', async () => {
    const stories = [storyWith({ number: 4 }), storyWith({ number: 5, sameAs: 4 })];
    const page = missesPage({ total: 5, stories: async () => stories });
    const reply = await page.answer('GET', '/__llmsim/misses');
    expect(reply.status).toBe(200);
    expect(JSON.parse(Buffer.from(reply.bytes).toString())).toEqual(
      JSON.parse(JSON.stringify({ total: 5, misses: stories })),
    );
  });
});
