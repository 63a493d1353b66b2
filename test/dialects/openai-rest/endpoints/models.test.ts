/** Models are listed, looked at and, where they are fine-tuned, deleted. */

import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../../src/catalogue/catalogue.ts';
import { restEndpoints } from '../../../../src/dialects/openai-rest/endpoints/list.ts';
import { SelectionState } from '../../../../src/pipeline/synthesis/selection-state.ts';
import { answered, type ContextOptions, jsonRequest } from '../../../support/endpoint-context.ts';

function ask(method: string, target: string, options?: ContextOptions) {
  return answered(restEndpoints, jsonRequest(method, target), options);
}

const tuned = 'ft:gpt-4o-mini-2024-07-18:acme::7p4lURel';

describe('models', () => {
  it('lists what the catalogue has, the own ones first', async () => {
    const models = catalogueOf({ 'my-model': { owner: 'me', created: 7 } });
    const answer = await ask('GET', '/v1/models', { models });
    const { object, data } = (answer.kind === 'whole' ? answer.body : {}) as { object: string; data: unknown[] };
    expect(object).toBe('list');
    expect(data.slice(0, 2)).toEqual([
      { id: 'my-model', object: 'model', created: 7, owned_by: 'me' },
      { id: 'gpt-4o', object: 'model', created: 1_715_367_049, owned_by: 'system' },
    ]);
  });

  it.each([
    ['gpt-4o', { id: 'gpt-4o', object: 'model', created: 1_715_367_049, owned_by: 'system' }],
    ['gpt-4o-2024-08-06', { id: 'gpt-4o-2024-08-06', owned_by: 'system' }],
    [encodeURIComponent(tuned), { id: tuned, owned_by: 'acme' }],
  ])('shows %s', async (id, body) => {
    expect(await ask('GET', `/v1/models/${id}`)).toMatchObject({ status: 200, body });
  });

  it('finds models whose id has a slash', async () => {
    const models = catalogueOf({ 'acme/large': {} });
    expect(await ask('GET', '/v1/models/acme/large', { models })).toMatchObject({ body: { id: 'acme/large' } });
  });

  it('knows no others', async () => {
    expect(await ask('GET', '/v1/models/nonesuch')).toMatchObject({
      status: 404,
      error: { message: "The model 'nonesuch' does not exist", code: 'model_not_found', param: 'model' },
    });
  });

  it('deletes a fine-tuned model, once and for this client only', async () => {
    const state = new SelectionState();
    expect(await ask('DELETE', `/v1/models/${tuned}`, { state })).toMatchObject({
      body: { id: tuned, object: 'model', deleted: true },
    });
    expect(await ask('GET', `/v1/models/${tuned}`, { state })).toMatchObject({ status: 404 });
    expect(await ask('DELETE', `/v1/models/${tuned}`, { state })).toMatchObject({ status: 404 });
    expect(await ask('GET', `/v1/models/${tuned}`)).toMatchObject({ status: 200 });
  });

  it("does not delete OpenAI's", async () => {
    expect(await ask('DELETE', '/v1/models/gpt-4o')).toMatchObject({
      status: 403,
      error: { message: expect.stringContaining('You have insufficient permissions for this operation') },
    });
  });
});
