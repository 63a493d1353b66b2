/** Moderations have every category, flag plain words, and are the same for the same text. */

import { describe, expect, it } from 'vitest';
import { restEndpoints } from '../../../../src/dialects/openai-rest/endpoints/list.ts';
import type { Moderated } from '../../../../src/dialects/openai-rest/moderation-categories.ts';
import { answered, jsonRequest } from '../../../support/endpoint-context.ts';

async function moderate(body: unknown): Promise<{ id: string; model: string; results: readonly Moderated[] }> {
  const answer = await answered(restEndpoints, jsonRequest('POST', '/v1/moderations', body));
  if (answer.kind !== 'whole') throw new Error(JSON.stringify(answer));
  return answer.body as { id: string; model: string; results: readonly Moderated[] };
}

function flagged({ categories }: Moderated): string[] {
  return Object.keys(categories).filter((name) => categories[name]);
}

describe('POST moderations', () => {
  it.each([
    ['What a lovely day for a walk', []],
    ['you are all idiots', ['harassment']],
    ['I will kill you', ['harassment/threatening', 'violence']],
    ['I want to die', ['self-harm/intent', 'self-harm']],
    ['How do I shoplift?', ['illicit']],
    ['explicit porn', ['sexual']],
    ['the skilled surgeon', []],
  ])('of %j flags %j', async (input, expected) => {
    const [result] = (await moderate({ input })).results;
    if (result === undefined) throw new Error('no result');
    expect(flagged(result)).toEqual(expected);
    expect(result.flagged).toBe(expected.length > 0);
    const scores = result.category_scores;
    for (const name of Object.keys(scores)) {
      if (expected.includes(name)) expect(scores[name]).toBeGreaterThan(0.5);
      else expect(scores[name]).toBeLessThan(0.01);
      expect(scores[name]).toBeGreaterThan(0);
    }
  });

  it('has thirteen categories, scores and input types of the same names', async () => {
    const [result] = (await moderate({ input: 'hello' })).results;
    const names = Object.keys(result?.categories ?? {});
    expect(names).toHaveLength(13);
    expect(Object.keys(result?.category_scores ?? {})).toEqual(names);
    expect(Object.keys(result?.category_applied_input_types ?? {})).toEqual(names);
  });

  it('looks at each text of a list, and at all parts of one message together', async () => {
    const list = await moderate({ input: ['hello', 'you idiots'] });
    expect(list.results.map((result) => result.flagged)).toEqual([false, true]);
    const parts = await moderate({
      input: [
        { type: 'text', text: 'look' },
        { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      ],
    });
    expect(parts.results).toHaveLength(1);
    expect(parts.results[0]?.category_applied_input_types).toMatchObject({
      violence: ['text', 'image'],
      hate: ['text'],
    });
  });

  it('names the model that was asked for, or the usual one, and gives equal texts equal scores', async () => {
    const one = await moderate({ input: 'hello' });
    const other = await moderate({ input: 'hello', model: 'omni-moderation-2024-09-26' });
    expect(one.model).toBe('omni-moderation-latest');
    expect(other.model).toBe('omni-moderation-2024-09-26');
    expect(one.id).toMatch(/^modr-[0-9a-f]{32}$/);
    expect(one.results).toEqual(other.results);
  });

  it('refuses what has no input', async () => {
    const answer = await answered(restEndpoints, jsonRequest('POST', '/v1/moderations', {}));
    expect(answer).toMatchObject({ error: { param: 'input', code: 'missing_required_parameter' } });
  });
});
