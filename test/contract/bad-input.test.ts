/** What no provider takes, at the main endpoint of each: the same mistakes, each in the provider's own shape. */

import { describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-client.ts';
import { simulated } from '../support/simulated.ts';

interface Main {
  readonly target: string;
  /** A good body with that prompt. */
  readonly body: (prompt: string) => object;
  /** Where the words of an error stand. */
  readonly wordsIn: (error: object) => unknown;
  /** The status of a prompt that is longer than any context. */
  readonly tooLong: number;
}

const message = (prompt: string) => [{ role: 'user', content: prompt }];
const nested = (error: object) => Object(error).error.message;

const mains: Readonly<Record<string, Main>> = {
  'openai-chat': {
    target: '/v1/chat/completions',
    body: (prompt) => ({ model: 'gpt-4o', messages: message(prompt) }),
    wordsIn: nested,
    tooLong: 400,
  },
  'openai-responses': {
    target: '/v1/responses',
    body: (prompt) => ({ model: 'gpt-4o', input: prompt }),
    wordsIn: nested,
    tooLong: 400,
  },
  'anthropic-messages': {
    target: '/v1/messages',
    body: (prompt) => ({ model: 'claude-sonnet-4-5', max_tokens: 10, messages: message(prompt) }),
    wordsIn: nested,
    tooLong: 400,
  },
  gemini: {
    target: '/v1beta/models/gemini-2.5-flash:generateContent',
    body: (prompt) => ({ contents: [{ role: 'user', parts: [{ text: prompt }] }] }),
    wordsIn: nested,
    tooLong: 400,
  },
  ollama: {
    target: '/api/chat',
    body: (prompt) => ({ model: 'llama3.2', messages: message(prompt), stream: false }),
    wordsIn: (error) => Object(error).error,
    tooLong: 400,
  },
  cohere: {
    target: '/v2/chat',
    body: (prompt) => ({ model: 'command-a-03-2025', messages: message(prompt) }),
    wordsIn: (error) => Object(error).message,
    tooLong: 400,
  },
};

describe.each(Object.entries(mains))('%s', (_, { target, body, wordsIn, tooLong }) => {
  const send = async (text: string, method = 'POST', type = 'application/json') => {
    const answer = await rawRequest(await simulated(), {
      method,
      target,
      headers: [['content-type', type]],
      body: text,
    });
    const json = answer.body.length === 0 ? {} : JSON.parse(answer.body.toString());
    return {
      status: answer.status,
      json,
      words: answer.status < 400 ? undefined : wordsIn(json),
      headers: answer.headers,
    };
  };
  const good = JSON.stringify(body('Hi'));

  it('answers what is right', async () => {
    expect((await send(good)).status).toBe(200);
  });

  it.each([
    ['cut short', good.slice(0, -2)],
    ['a list', '[]'],
    ['a text', '"hello"'],
    ['nothing at all', ''],
    ['bytes that are no text', '\u0000\u0001'],
  ])('refuses a body that is %s', async (_what, text) => {
    const { status, words } = await send(text);
    expect({ status, words }).toEqual({ status: 400, words: expect.stringMatching(/\S{3}/) });
  });

  it('refuses another method, and says which there are', async () => {
    const { status, headers } = await send(good, 'DELETE');
    expect(status).toBe(405);
    expect(headers.find(([name]) => name === 'allow')?.[1]).toContain('POST');
  });

  it('refuses a prompt of 20 MB, in a moment', async () => {
    const { status, words } = await send(JSON.stringify(body('word '.repeat(4_000_000))));
    expect({ status, words }).toEqual({ status: tooLong, words: expect.stringMatching(/\d{6}/) });
  }, 30_000);

  it('answers odd texts', async () => {
    for (const prompt of ['', '\ud83d', '\u0000', '{{user}}', 'a'.repeat(50_000)]) {
      expect([200, 400]).toContain((await send(JSON.stringify(body(prompt)))).status);
    }
  });
});
