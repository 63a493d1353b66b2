/** What the Responses API keeps between requests. */

import { describe, expect, it } from 'vitest';
import { client, question, refusal, send, type Values, value, weather } from './responses-client.ts';

describe('the store', () => {
  it('gives a response again until it is deleted', async () => {
    const acme = client();
    const made = await acme.create({});
    expect(await acme.get(`/${made.id}`)).toEqual(made);
    expect(await value(acme.send('DELETE', `/${made.id}`))).toEqual({ id: made.id, object: 'response', deleted: true });
    const gone = [404, undefined, null, `Response with id '${made.id}' not found.`];
    expect(await refusal(acme.send('GET', `/${made.id}`))).toEqual(gone);
    expect(await refusal(acme.send('DELETE', `/${made.id}`))).toEqual(gone);
    expect(await refusal(acme.send('GET', `/${made.id}/input_items`))).toEqual(gone);
  });

  it('keeps nothing under store false, and nothing for another client', async () => {
    const acme = client();
    const made = await acme.create({ store: false });
    expect(made['store']).toBe(false);
    expect((await refusal(acme.send('GET', `/${made.id}`)))[0]).toBe(404);
    const kept = await acme.create({});
    expect((await refusal(client().send('GET', `/${kept.id}`)))[0]).toBe(404);
  });

  it('makes two of two equal requests', async () => {
    const acme = client();
    const [one, other] = [await acme.create({}), await acme.create({})];
    expect(one.id).not.toBe(other.id);
    expect(Object(one.output[0])['content']).toEqual(Object(other.output[0])['content']);
  });

  it('lists the input, the latest first, page by page', async () => {
    const acme = client();
    const input = ['one', 'two', 'three'].map((content) => ({ role: 'user', content }));
    const { id } = await acme.create({ input });
    const texts = (page: Values) => Object(page)['data'].map((item: Values) => Object(item)['content'][0].text);
    const all = await acme.get(`/${id}/input_items`);
    expect(texts(all)).toEqual(['three', 'two', 'one']);
    expect(all).toMatchObject({
      object: 'list',
      has_more: false,
      data: [{ type: 'message', status: 'completed' }, {}, {}],
    });
    const first = await acme.get(`/${id}/input_items?limit=2&order=asc`);
    expect([texts(first), first['has_more']]).toEqual([['one', 'two'], true]);
    const rest = await acme.get(`/${id}/input_items?limit=2&order=asc&after=${String(first['last_id'])}`);
    expect([texts(rest), rest['has_more'], rest['first_id']]).toEqual([['three'], false, rest['last_id']]);
    expect(await refusal(acme.send('GET', `/${id}/input_items?limit=101`))).toEqual([
      400,
      'limit',
      'integer_above_max_value',
      "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.",
    ]);
  });

  it('makes the conversation so far part of the prompt, also when its beginning is deleted', async () => {
    const acme = client();
    const first = await acme.create({});
    const second = await acme.create({ previous_response_id: first.id, input: 'And again' });
    const alone = await acme.create({ input: 'And again' });
    expect(Object(second['usage'])['input_tokens']).toBeGreaterThan(Object(alone['usage'])['input_tokens'] + 12);
    await acme.send('DELETE', `/${first.id}`);
    const items = await acme.get(`/${second.id}/input_items?order=asc`);
    expect(Object(items)['data'].map(({ role }: Values) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('knows items by reference', async () => {
    const acme = client();
    const first = await acme.create({ tools: [weather] });
    const [call] = first.output;
    const input = [
      { role: 'user', content: 'Weather?' },
      { type: 'item_reference', id: call?.id },
      { type: 'function_call_output', call_id: call?.['call_id'], output: 'rain' },
    ];
    const last = await acme.create({ tools: [weather], input });
    expect(Object(last.output[0])['content'][0].text).toContain('rain');
    expect(
      await refusal(acme.send('POST', '', { ...question, input: [{ type: 'item_reference', id: 'rs_1' }] })),
    ).toEqual([404, 'input', null, expect.stringContaining("Item with id 'rs_1' not found.")]);
  });

  it('knows what came in by reference too', async () => {
    const acme = client();
    const { id } = await acme.create({ input: [{ role: 'user', content: 'A long story' }] });
    const [item] = Object(await acme.get(`/${id}/input_items`))['data'];
    const again = await acme.create({ input: [{ type: 'item_reference', id: item.id }] });
    expect(Object(await acme.get(`/${again.id}/input_items`))['data']).toEqual([item]);
  });

  it('forgets the oldest when what it keeps is too much', async () => {
    const acme = client();
    const large = { input: 'x'.repeat(9 * 1024 * 1024) };
    const first = await acme.create(large);
    for (let i = 0; i < 6; i += 1) await acme.create(large);
    expect((await acme.send('GET', `/${first.id}`)).status).toBe(200);
    const last = await acme.create(large);
    expect((await acme.send('GET', `/${first.id}`)).status).toBe(404);
    expect((await acme.send('GET', `/${last.id}`)).status).toBe(200);
  });

  it('queues what runs in the background until somebody looks', async () => {
    const acme = client();
    const queued = await acme.create({ background: true });
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [], usage: null, completed_at: null });
    const done = await acme.get(`/${queued.id}`);
    expect(done).toMatchObject({ id: queued.id, status: 'completed', background: true, output: [{ type: 'message' }] });
    expect(await value(acme.send('POST', `/${queued.id}/cancel`))).toEqual(done);
  });

  it('streams what runs in the background, which waits first', async () => {
    const streamed = await send('POST', '', { ...question, background: true, stream: true });
    if (streamed.kind !== 'stream') throw new Error('no stream');
    const opening = streamed.events.slice(0, 3).map(({ event, data }) => [event, Object(data).response.status]);
    expect(opening).toEqual([
      ['response.created', 'queued'],
      ['response.queued', 'queued'],
      ['response.in_progress', 'in_progress'],
    ]);
  });

  it('streams a response again, from any event on', async () => {
    const acme = client();
    const { id } = await acme.create({ background: true });
    const all = await acme.send('GET', `/${id}?stream=true`);
    const rest = await acme.send('GET', `/${id}?stream=true&starting_after=3`);
    if (all.kind !== 'stream' || rest.kind !== 'stream') throw new Error('no stream');
    expect(rest.events).toEqual(all.events.slice(4));
    expect(all.events.at(-1)?.event).toBe('response.completed');
  });

  it('cancels what waits in the background, and nothing else', async () => {
    const acme = client();
    const queued = await acme.create({ background: true });
    const cancelled = await value(acme.send('POST', `/${queued.id}/cancel`));
    expect(cancelled).toMatchObject({ id: queued.id, status: 'cancelled', output: [] });
    expect(await acme.get(`/${queued.id}`)).toEqual(cancelled);
    const { id } = await acme.create({});
    expect(await refusal(acme.send('POST', `/${id}/cancel`))).toEqual([
      400,
      undefined,
      null,
      'Cannot cancel a synchronous response.',
    ]);
  });
});
