import { describe, expect, it } from 'vitest';
import { memoisedKeys } from '../../src/cassette/key-memo.ts';
import type { SimRequest } from '../../src/core/request.ts';
import { RequestReader } from '../../src/pipeline/request-reading.ts';
import { exchangeWith } from './exchanges.ts';

function chat(parts: Readonly<Record<string, unknown>> = {}, target = '/v1/chat/completions'): SimRequest {
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi there' }], ...parts });
  return exchangeWith({ target, body }).request;
}

describe('what stages ask of a request', () => {
  it('is what the dialect reads in it', () => {
    const request = chat({ max_tokens: 50, n: 2, user: 'ann' });
    const reading = new RequestReader().of(request);
    expect([reading.dialect.id, reading.operation.endpoint]).toEqual(['openai-chat', 'chat-completions']);
    expect([reading.model(request), reading.user(request)]).toEqual(['gpt-4o', 'ann']);
    expect(reading.size(request)).toEqual({ maxTokens: 50, choices: 2, promptTokens: expect.any(Number) });
  });

  it('is read once for all who ask', () => {
    const reader = new RequestReader();
    const request = chat({ user: 'ann' });
    const read = reader.of(request);
    const all = [read.model(request), read.size(request), read.user(request)];
    expect(reader.of(request)).toBe(read);
    const unread = { ...request, body: new Uint8Array(0) };
    expect([read.model(unread), read.size(unread), read.user(unread)]).toEqual(all);
    expect(reader.of({ ...request })).not.toBe(read);
  });

  it('is not read again of a request that is known by its key', () => {
    const keyOf = memoisedKeys();
    const reader = new RequestReader(keyOf);
    for (let i = 0; i < 3; i += 1) {
      const request = chat();
      reader.of(request).size(request);
    }
    const again = chat();
    const read = reader.of(again);
    expect(read).toBe(reader.of(chat()));
    // That one has been read: this body is not.
    expect(read.size({ ...again, body: new Uint8Array(0) })).toEqual(new RequestReader().of(again).size(again));
  });

  it('is kept apart by body, path and credentials', () => {
    const reader = new RequestReader(memoisedKeys());
    const requests = [
      chat(),
      chat({ model: 'gpt-4o-mini' }),
      chat({ max_tokens: 9 }),
      chat({ model: undefined }, '/openai/deployments/mine/chat/completions'),
      exchangeWith({ target: '/v1/models' }).request,
      exchangeWith({ target: '/v1/models', headers: [['x-api-key', 'a']] }).request,
    ];
    const seen = [0, 1, 2].map(() =>
      requests.map((request) => {
        const read = reader.of({ ...request });
        return [read.dialect.id, read.operation.endpoint, read.model(request), read.size(request)];
      }),
    );
    const fresh = requests.map((request) => {
      const read = new RequestReader().of(request);
      return [read.dialect.id, read.operation.endpoint, read.model(request), read.size(request)];
    });
    for (const round of seen) expect(round).toEqual(fresh);
    expect(new Set(fresh.map((read) => JSON.stringify(read))).size).toBe(requests.length);
  });

  it('holds no model and no size of a body that is no JSON', () => {
    const request = exchangeWith({ target: '/v1/chat/completions', body: '{"model":' }).request;
    const reading = new RequestReader().of(request);
    expect([reading.model(request), reading.size(request), reading.user(request)]).toEqual([undefined, undefined, '']);
  });
});
