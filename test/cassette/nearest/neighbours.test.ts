import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenCassette } from '../../../src/cassette/cassette-index.ts';
import { defaultRules } from '../../../src/cassette/match/match-rules.ts';
import { Neighbours } from '../../../src/cassette/nearest/neighbours.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { redactRequest } from '../../../src/redaction/redact.ts';
import { cassetteOf, post } from './recorded-cassette.ts';

const rulesOf = () => defaultRules;

async function nearest(request: SimRequest, ...cassettes: readonly OpenCassette[]) {
  return new Neighbours({ rulesOf }).nearest(redactRequest(request), cassettes, 3);
}

const names = (found: Awaited<ReturnType<typeof nearest>>) => found.map(({ entry }) => entry.name);
const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });
const chat = (messages: readonly object[], others: object = {}) => post({ model: 'gpt-4o', messages, ...others });

const topics = ['the weather', 'a poem', 'sorting', 'history', 'cooking', 'music', 'trains', 'birds', 'chess', 'law'];

/** Conversations of one to eight turns on many topics. */
function conversations(count: number): SimRequest[] {
  return Array.from({ length: count }, (_, i) => {
    const turns = Array.from({ length: 1 + (i % 8) }, (_, turn) => [
      user(`Question ${turn} number ${Math.floor(i / 8)} about ${topics[i % 10] ?? ''}`),
      assistant(`Answer ${turn} for ${i}`),
    ]).flat();
    return chat([{ role: 'system', content: `You are agent ${i % 7}.` }, ...turns, user(`And what about ${i} then?`)]);
  });
}

/** The request with its parsed body changed. */
function changed(request: SimRequest, change: (body: { messages: object[] } & Record<string, unknown>) => object) {
  const body = JSON.parse(Buffer.from(request.body).toString());
  return { ...request, body: Buffer.from(JSON.stringify(change(body))) };
}

describe('the nearest recordings', () => {
  it('have most fields in common; how many is told', async () => {
    const { cassette, names: files } = cassetteOf([
      chat([user('Say hello')], { temperature: 0 }),
      chat([user('Say hello')], { temperature: 1, seed: 1 }),
      chat([user('Say goodbye')], { temperature: 1, seed: 2 }),
      chat([user('Something else entirely')]),
    ]);
    const found = await nearest(chat([user('Say hello')], { temperature: 1, seed: 2 }), cassette);
    // Method, path, model, role, content, temperature, seed: all but one are equal in the second and the third.
    expect(found.map(({ equal, fields }) => [equal, fields])).toEqual([
      [6, 7],
      [6, 7],
      [5, 7],
    ]);
    expect(names(found)[0]).toBe(files[1]);
  });

  it('are of the same endpoint first, however much another one has in common', async () => {
    const body = { model: 'gpt-4o', input: 'Say hello', temperature: 1 };
    const { cassette, names: files } = cassetteOf([
      post(body, '/v1/embeddings'),
      post({ model: 'x' }, '/v1/responses'),
    ]);
    const found = await nearest(post(body, '/v1/responses'), cassette);
    expect(names(found)).toEqual([files[1], files[0]]);
    expect(found.map(({ sameEndpoint }) => sameEndpoint)).toEqual([true, false]);
  });

  it('of an agent are the ones with as many turns', async () => {
    const turns = (count: number) =>
      Array.from({ length: count }, (_, i) => [user('Go on'), assistant(`Step ${i}`)]).flat();
    const all = [1, 2, 3, 4, 5, 6].map((count) =>
      chat([{ role: 'system', content: 'Today is Monday' }, ...turns(count)]),
    );
    const { cassette, names: files } = cassetteOf(all);
    const asked = chat([{ role: 'system', content: 'Today is Tuesday' }, ...turns(4)]);
    expect(names(await nearest(asked, cassette))[0]).toBe(files[3]);
    const [system = {}, ...others] = [{ role: 'system', content: 'Today is Monday' }, ...turns(4)];
    expect(names(await nearest(chat([system, user('Listen'), ...others]), cassette))[0]).toBe(files[3]);
  });

  it('come from all cassettes', async () => {
    const one = cassetteOf([chat([user('Say hello')])], { name: 'one' });
    const two = cassetteOf([chat([user('Say hello')], { seed: 1 })], { name: 'two' });
    const found = await nearest(chat([user('Say hello')], { seed: 1, n: 2 }), one.cassette, two.cassette);
    expect(found.map(({ cassette }) => cassette.name)).toEqual(['two', 'one']);
  });

  it('are none where there are none, and broken ones are passed over', async () => {
    const { cassette, names: files } = cassetteOf([chat([user('a')]), chat([user('b')])], { broken: [0] });
    expect(await nearest(chat([user('c')]))).toEqual([]);
    expect(names(await nearest(chat([user('c')]), cassette))).toEqual([files[1]]);
  });

  it('of several recordings of one request count once', async () => {
    const { cassette } = cassetteOf([chat([user('poll')]), chat([user('poll')]), chat([user('poll')])]);
    expect(await nearest(chat([user('poll')], { n: 2 }), cassette)).toHaveLength(1);
  });
});

describe('of many conversations', () => {
  const all = conversations(400);
  const { cassette, names: files } = cassetteOf(all);
  const neighbours = new Neighbours({ rulesOf });

  const changes: Record<string, (body: { messages: object[] } & Record<string, unknown>) => object> = {
    'a parameter is added': (body) => ({ ...body, temperature: 0.3 }),
    'the system prompt is another': (body) => ({
      ...body,
      messages: [{ role: 'system', content: 'You are somebody new.' }, ...body.messages.slice(1)],
    }),
    'a message is put in front': (body) => ({ ...body, messages: [user('Hear me out.'), ...body.messages] }),
    'a message is left out': (body) => ({ ...body, messages: body.messages.filter((_, i) => i !== 1) }),
    'the model is another': (body) => ({ ...body, model: 'gpt-5' }),
  };

  it.each(Object.keys(changes))('the right one is found when %s', async (name) => {
    const change = changes[name];
    if (change === undefined) throw new Error('no such change');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: all.length - 1 }), async (i) => {
        const request = all[i];
        if (request === undefined) return;
        const found = await neighbours.nearest(redactRequest(changed(request, change)), [cassette], 1);
        expect(found[0]?.entry.name).toBe(files[i]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the cost of a miss', () => {
  it('with 10,000 recordings is about twice that with 100, in recordings that are read', async () => {
    const cost = async (count: number): Promise<number> => {
      const { cassette, reads } = cassetteOf(conversations(count), { cacheBytes: 0 });
      await nearest(chat([user('And what about nothing then?')]), cassette);
      return reads();
    };
    const [few, many] = [await cost(100), await cost(10_000)];
    expect(few).toBe(100 + 3);
    expect(many).toBeLessThanOrEqual(200 + 3);
  });

  it('is less for the next one, which reads no recording again', async () => {
    const { cassette, reads } = cassetteOf(conversations(100), { cacheBytes: 0 });
    const neighbours = new Neighbours({ rulesOf });
    for (const content of ['one', 'another']) {
      await neighbours.nearest(redactRequest(chat([user(content)])), [cassette], 3);
    }
    // But for the nearest, which are looked at side by side.
    expect(reads()).toBeLessThanOrEqual(100 + 2 * 3);
  });

  it('is less for each further one, also when it is about something else', async () => {
    const { cassette, reads } = cassetteOf(conversations(5000), { cacheBytes: 0 });
    const neighbours = new Neighbours({ rulesOf });
    const costs: number[] = [];
    for (const i of [0, 1000, 2000]) {
      const before = reads();
      await neighbours.nearest(redactRequest(chat([user(`And what about ${i} then?`)])), [cassette], 3);
      costs.push(reads() - before);
    }
    expect(costs).toEqual([200 + 3, 10 + 3, 10 + 3]);
  });

  it('is not saved by never reading the rest: names that say nothing hide nothing for long', async () => {
    // Names are made of the prompt, which is the same for all.
    const all = Array.from({ length: 500 }, (_, i) => chat([user(`Fact ${i}`), user('And?')]));
    const { cassette, names: files } = cassetteOf(all);
    const neighbours = new Neighbours({ rulesOf });
    const ask = (i: number) => redactRequest(chat([user(`Fact ${i}`), user('And?')], { seed: i }));
    for (let i = 0; i < 31; i += 1) await neighbours.nearest(ask(i), [cassette], 3);
    for (const i of [0, 250, 499]) {
      expect((await neighbours.nearest(ask(i), [cassette], 1))[0]?.entry.name).toBe(files[i]);
    }
  });

  it('is bounded over all cassettes together', async () => {
    const many = Array.from({ length: 50 }, (_, i) => cassetteOf(conversations(20), { name: `c${i}` }));
    await nearest(chat([user('x')]), ...many.map(({ cassette }) => cassette));
    expect(many.reduce((sum, { reads }) => sum + reads(), 0)).toBeLessThanOrEqual(200 + 3);
  });
});
