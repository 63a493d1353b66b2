/** Each provider fails in its own words. */

import { describe, expect, it } from 'vitest';
import { headerOf } from '../../src/core/headers.ts';
import { builtIn } from '../../src/dialects/list.ts';

async function failed(id: string, status: number, retryAfter?: number) {
  const dialect = builtIn.find((one) => one.id === id);
  if (dialect === undefined) throw new Error(`no dialect ${id}`);
  const { errorOf, errorEvent } = await dialect.failures();
  const error = errorOf(status, retryAfter);
  const written = dialect.writeError(error);
  return { ...written, json: JSON.parse(written.body), event: errorEvent(error, 3) };
}

describe.each(['openai-chat', 'openai-responses', 'openai-assistants', 'openai-rest'])('%s', (id) => {
  it.each([
    [401, 'invalid_request_error', 'invalid_api_key'],
    [404, 'invalid_request_error', 'model_not_found'],
    [429, 'requests', 'rate_limit_exceeded'],
    [500, 'server_error', null],
    [503, 'server_error', null],
  ])('has its type and code for %d', async (status, type, code) => {
    expect((await failed(id, status)).json).toEqual({
      error: { type, code, param: null, message: expect.stringMatching(/\w{4}.*\.$/) },
    });
  });

  it('tells when to come again in both of its headers', async () => {
    const { headers } = await failed(id, 429, 1.5);
    expect([headerOf(headers, 'retry-after'), headerOf(headers, 'retry-after-ms')]).toEqual(['2', '1500']);
    expect(headerOf((await failed(id, 500)).headers, 'retry-after')).toBeUndefined();
  });
});

describe('the error in a stream', () => {
  it('is a chunk of its own in chat completions', async () => {
    const { event } = await failed('openai-chat', 500);
    expect(event).toMatchObject({ name: undefined, value: { error: { type: 'server_error' } } });
  });

  it('is an event with a number in the Responses API', async () => {
    const { event } = await failed('openai-responses', 429);
    expect(event).toMatchObject({
      name: 'error',
      value: { type: 'error', sequence_number: 3, error: { code: 'rate_limit_exceeded' } },
    });
  });

  it('is the error as Anthropic has it elsewhere', async () => {
    const { event, json } = await failed('anthropic-messages', 529);
    expect(event).toEqual({ name: 'error', value: json });
    expect(json).toEqual({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
  });

  it('is an exception in Bedrock', async () => {
    expect((await failed('bedrock', 429)).event).toMatchObject({
      name: 'throttlingException',
      value: { message: expect.any(String) },
    });
  });

  it('ends a message of Cohere', async () => {
    expect((await failed('cohere', 500)).event).toMatchObject({
      name: 'message-end',
      value: { delta: { finish_reason: 'ERROR' } },
    });
  });

  it('is a line in Ollama', async () => {
    expect((await failed('ollama', 500)).event.value).toEqual({ error: expect.any(String) });
  });
});

describe('Google', () => {
  it('tells when to come again in the error itself', async () => {
    const { json } = await failed('gemini', 429, 7);
    expect(json.error).toMatchObject({
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' }],
    });
    expect((await failed('gemini', 503)).json.error).toEqual({
      code: 503,
      status: 'UNAVAILABLE',
      message: expect.any(String),
    });
  });
});

describe('every dialect', () => {
  it.each(builtIn.map(({ id }) => id))('has words for every error (%s)', async (id) => {
    for (const status of [400, 401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504, 529, 418]) {
      const { status: written, json, event } = await failed(id, status);
      expect(written).toBe(status);
      expect(JSON.stringify(json).length).toBeGreaterThan(20);
      expect(JSON.stringify(event.value).length).toBeGreaterThan(10);
    }
  });
});
