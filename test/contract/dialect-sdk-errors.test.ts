/** The official SDKs, fed with our errors by a fake fetch, show the message and the code, and the class that the status asks for. */

import Anthropic from '@anthropic-ai/sdk';
import { ApiError as GoogleError, GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/core/dialect.ts';
import { anthropicMessages } from '../../src/dialects/anthropic-messages/dialect.ts';
import { gemini } from '../../src/dialects/gemini/dialect.ts';
import { openaiChat } from '../../src/dialects/openai-chat/dialect.ts';
import { openaiResponses } from '../../src/dialects/openai-responses/dialect.ts';
import { openaiRest } from '../../src/dialects/openai-rest/dialect.ts';

const error = {
  status: 400,
  code: 'llmsim_no_recording',
  message: 'No recording in cassette "default".',
  headers: [['x-should-retry', 'false']],
} as const;

function answering(
  dialect: Dialect,
  status: number = error.status,
): { fetch: () => Promise<Response>; calls: () => number } {
  let calls = 0;
  const written = dialect.writeError({ ...error, status });
  const headers = written.headers.map(([name, value]): [string, string] => [name, value]);
  return {
    calls: () => calls,
    fetch: () => {
      calls++;
      return Promise.resolve(new Response(written.body, { status, headers }));
    },
  };
}

async function rejection(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (reason) {
    return reason;
  }
  throw new Error('the call did not fail');
}

describe('the openai SDK', () => {
  const calls: readonly (readonly [Dialect, (client: OpenAI) => PromiseLike<unknown>])[] = [
    [openaiChat, (client) => client.chat.completions.create({ model: 'm', messages: [] })],
    [openaiChat, (client) => client.chat.completions.create({ model: 'm', messages: [], stream: true })],
    [openaiResponses, (client) => client.responses.create({ model: 'm', input: 'x' })],
    [openaiRest, (client) => client.embeddings.create({ model: 'm', input: 'x' })],
  ];

  it.each(calls.map(([dialect, call]) => [dialect.id, dialect, call] as const))(
    'reads an error of %s',
    async (_, dialect, call) => {
      const { fetch, calls } = answering(dialect);
      const failure = await rejection(call(new OpenAI({ apiKey: 'k', baseURL: 'http://127.0.0.1/v1', fetch })));
      if (!(failure instanceof OpenAI.BadRequestError)) throw failure;
      expect(failure.code).toBe('llmsim_no_recording');
      expect(failure.type).toBe('invalid_request_error');
      expect(failure.message).toBe('400 No recording in cassette "default".');
      expect(calls()).toBe(1);
    },
  );

  it('obeys x-should-retry also where it would retry the status', async () => {
    const { fetch, calls } = answering(openaiChat, 503);
    const client = new OpenAI({ apiKey: 'k', baseURL: 'http://127.0.0.1/v1', fetch });
    expect(await rejection(client.chat.completions.create({ model: 'm', messages: [] }))).toBeInstanceOf(
      OpenAI.InternalServerError,
    );
    expect(calls()).toBe(1);
  });
});

describe('the Anthropic SDK', () => {
  it.each([false, true])('reads an error of anthropic-messages (stream: %s)', async (stream) => {
    const { fetch, calls } = answering(anthropicMessages);
    const client = new Anthropic({ apiKey: 'k', baseURL: 'http://127.0.0.1', fetch });
    const failure = await rejection(client.messages.create({ model: 'm', max_tokens: 1, messages: [], stream }));
    if (!(failure instanceof Anthropic.BadRequestError)) throw failure;
    expect(failure.type).toBe('invalid_request_error');
    expect(failure.message).toContain('No recording in cassette');
    expect(failure.message).toContain('llmsim_no_recording');
    expect(calls()).toBe(1);
  });
});

describe('the Google SDK', () => {
  it('reads an error of gemini', async () => {
    const { fetch } = answering(gemini);
    const saved = globalThis.fetch;
    globalThis.fetch = fetch;
    try {
      const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: 'http://127.0.0.1' } });
      for (const call of [
        client.models.generateContent({ model: 'm', contents: 'x' }),
        client.models.generateContentStream({ model: 'm', contents: 'x' }),
      ]) {
        const failure = await rejection(call);
        if (!(failure instanceof GoogleError)) throw failure;
        expect(failure.status).toBe(400);
        expect(JSON.parse(failure.message)).toMatchObject({
          error: { code: 400, status: 'INVALID_ARGUMENT', message: error.message, details: [{ reason: error.code }] },
        });
      }
    } finally {
      globalThis.fetch = saved;
    }
  });
});
