/** The official SDKs as clients: what they make of a replay deep-equals what they made of the provider while it was recorded. */

import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { randomCuts } from '../support/random-cuts.ts';
import { type Script, sseEvents } from '../support/script.ts';
import { recordingsIn, scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { anthropicAnswers, geminiAnswers, openaiAnswers } from './provider-answers.ts';

type Ask = (baseURL: string) => Promise<unknown>;

/** Asks through the recorder and through a replay; gives what the SDK made of both, and how often the upstream was asked. */
async function both(
  script: Script | Script[],
  ask: Ask,
  requests = 1,
): Promise<{ recorded: unknown; replayed: unknown }> {
  const scripts = Array.isArray(script) ? script : [script];
  let next = 0;
  const upstream = await scripted(() => scripts[Math.min(next++, scripts.length - 1)] ?? {});
  const recorder = await startRecorder(`provider=${upstream.url}`);
  const recorded = await ask(recorder.url);
  await recorder.reported(requests);
  expect(recordingsIn(recorder.root)).toHaveLength(requests);
  const replay = await startReplay(recorder.root);
  const replayed = await ask(replay.url);
  expect(replay.misses).toEqual([]);
  expect(upstream.requests).toHaveLength(requests);
  return { recorded, replayed };
}

/** What an SDK raised, as a plain value. */
async function failure(work: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { status, code, type, error: body } = error as Error & Record<string, unknown>;
    return { class: error.constructor.name, message: error.message, status, code, type, body };
  }
  throw new Error('nothing failed');
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** A stream in chunks that end anywhere. */
function cut(events: string, contentType = 'text/event-stream; charset=utf-8'): Script {
  return { headers: [['content-type', contentType]], body: randomCuts(Buffer.from(events), 11) };
}

function json(value: unknown, statusLine = 'HTTP/1.1 200 OK', headers: [string, string][] = []): Script {
  return {
    statusLine,
    headers: [['content-type', 'application/json'], ['x-request-id', 'req_1'], ...headers],
    body: [JSON.stringify(value, undefined, 2)],
    framing: 'length',
  };
}

const tooMany = 'HTTP/1.1 429 Too Many Requests';

/** A replay that has something else; one miss is one request. */
async function missFlow(ask: Ask): Promise<{ failure: unknown; misses: readonly string[] }> {
  const upstream = await scripted(json({}));
  const recorder = await startRecorder(`provider=${upstream.url}`);
  await fetch(`${recorder.url}/other`);
  await recorder.reported(1);
  const replay = await startReplay(recorder.root);
  const outcome = await ask(replay.url);
  return { failure: outcome, misses: replay.misses };
}

describe('openai', () => {
  const client = (url: string, maxRetries = 0) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-test', maxRetries });
  const messages = [{ role: 'user' as const, content: 'What is the weather in Z\u00fcrich?' }];
  const tools = [
    {
      type: 'function' as const,
      function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
    },
  ];

  it.each<[string, Script, Ask]>([
    [
      'a completion',
      json(openaiAnswers.completion),
      (url) => client(url).chat.completions.create({ model: 'gpt-4o', messages }),
    ],
    [
      'a completion with tool calls',
      json(openaiAnswers.toolCompletion),
      (url) => client(url).chat.completions.create({ model: 'gpt-4o', messages, tools }),
    ],
    [
      'a stream',
      cut(sseEvents(...openaiAnswers.chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]').join('')),
      async (url) => all(await client(url).chat.completions.create({ model: 'gpt-4o', messages, stream: true })),
    ],
    [
      'a stream with tool calls, put together',
      cut(sseEvents(...openaiAnswers.toolChunks.map((chunk) => JSON.stringify(chunk)), '[DONE]').join('')),
      (url) => client(url).chat.completions.stream({ model: 'gpt-4o', messages, tools }).finalChatCompletion(),
    ],
    [
      'a stream of the Responses API',
      cut(openaiAnswers.responseEvents),
      async (url) => all(await client(url).responses.create({ model: 'gpt-4o', input: 'Hi', stream: true })),
    ],
    ['a list', json(openaiAnswers.models), async (url) => all(await client(url).models.list())],
    [
      'embeddings',
      json(openaiAnswers.embeddings),
      (url) =>
        client(url).embeddings.create({ model: 'text-embedding-3-small', input: 'Hi', encoding_format: 'float' }),
    ],
    [
      'an upload',
      json(openaiAnswers.transcription),
      (url) => client(url).audio.transcriptions.create({ model: 'whisper-1', file: new File(['RIFF\0\xff'], 'a.wav') }),
    ],
    [
      'a 400',
      json(openaiAnswers.badRequest, 'HTTP/1.1 400 Bad Request'),
      (url) => failure(client(url).chat.completions.create({ model: 'x', messages })),
    ],
    [
      'a 429 without retries',
      json(openaiAnswers.rateLimit, tooMany, [['retry-after-ms', '5']]),
      (url) => failure(client(url).chat.completions.create({ model: 'gpt-4o', messages })),
    ],
    [
      'an error in mid-stream',
      cut(
        `${sseEvents(JSON.stringify(openaiAnswers.chunks[0])).join('')}data: ${JSON.stringify(openaiAnswers.serverError)}\n\n`,
      ),
      (url) => failure(client(url).chat.completions.create({ model: 'gpt-4o', messages, stream: true }).then(all)),
    ],
  ])('makes the same of %s', async (_name, script, ask) => {
    const { recorded, replayed } = await both(script, ask);
    expect(replayed).toEqual(recorded);
    expect(JSON.stringify(recorded).length).toBeGreaterThan(40);
  });

  it('retries a 429 as it did, and gets the answer that it got', async () => {
    const scripts = [json(openaiAnswers.rateLimit, tooMany, [['retry-after-ms', '5']]), json(openaiAnswers.completion)];
    const ask: Ask = (url) => client(url, 2).chat.completions.create({ model: 'gpt-4o', messages });
    const { recorded, replayed } = await both(scripts, ask, 2);
    expect(recorded).toMatchObject({ choices: [{ message: { content: expect.any(String) } }] });
    expect(replayed).toEqual(recorded);
  });

  it('raises a miss as its own error with our message, and does not try again', async () => {
    const { failure: raised, misses } = await missFlow((url) =>
      failure(client(url, 3).chat.completions.create({ model: 'gpt-4o', messages })),
    );
    expect(raised).toMatchObject({
      class: 'BadRequestError',
      status: 400,
      code: 'llmsim_no_recording',
      message: expect.stringContaining('llmsim record'),
    });
    expect(misses).toHaveLength(1);
  });
});

describe('@anthropic-ai/sdk', () => {
  const client = (url: string, maxRetries = 0) => new Anthropic({ baseURL: url, apiKey: 'sk-ant-test', maxRetries });
  const request = {
    model: 'claude-of-the-test',
    max_tokens: 100,
    messages: [{ role: 'user' as const, content: 'What is the weather?' }],
  };
  const tools = [
    { name: 'weather', input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } } },
  ];

  it.each<[string, Script, Ask]>([
    ['a message', json(anthropicAnswers.message), (url) => client(url).messages.create(request)],
    [
      'a message with a tool call',
      json(anthropicAnswers.toolMessage),
      (url) => client(url).messages.create({ ...request, tools }),
    ],
    [
      'a stream',
      cut(anthropicAnswers.events),
      async (url) => all(await client(url).messages.create({ ...request, stream: true })),
    ],
    [
      'a stream with a tool call, put together',
      cut(anthropicAnswers.toolEvents),
      (url) =>
        client(url)
          .messages.stream({ ...request, tools })
          .finalMessage(),
    ],
    [
      'a 400',
      json(anthropicAnswers.badRequest, 'HTTP/1.1 400 Bad Request'),
      (url) => failure(client(url).messages.create(request)),
    ],
    [
      'a 529 without retries',
      json(anthropicAnswers.overloaded, 'HTTP/1.1 529 Overloaded'),
      (url) => failure(client(url).messages.create(request)),
    ],
    [
      'an error in mid-stream',
      cut(
        `${anthropicAnswers.events.split('event: message_delta', 1)[0]}event: error\ndata: ${JSON.stringify(anthropicAnswers.overloaded)}\n\n`,
      ),
      (url) =>
        failure(
          client(url)
            .messages.create({ ...request, stream: true })
            .then(all),
        ),
    ],
  ])('makes the same of %s', async (_name, script, ask) => {
    const { recorded, replayed } = await both(script, ask);
    expect(replayed).toEqual(recorded);
    expect(JSON.stringify(recorded).length).toBeGreaterThan(40);
  });

  it('retries a 429 as it did, and gets the answer that it got', async () => {
    const limited = json(anthropicAnswers.rateLimit, tooMany, [['retry-after-ms', '5']]);
    const ask: Ask = (url) => client(url, 2).messages.create(request);
    const { recorded, replayed } = await both([limited, limited, json(anthropicAnswers.message)], ask, 3);
    expect(recorded).toMatchObject({ type: 'message' });
    expect(replayed).toEqual(recorded);
  });

  it('raises a miss as its own error with our message, and does not try again', async () => {
    const { failure: raised, misses } = await missFlow((url) => failure(client(url, 3).messages.create(request)));
    expect(raised).toMatchObject({
      class: 'BadRequestError',
      status: 400,
      message: expect.stringContaining('llmsim record'),
    });
    expect(misses).toHaveLength(1);
  });
});

describe('@google/genai', () => {
  const client = (url: string, attempts = 1) =>
    new GoogleGenAI({ apiKey: 'AIza-test', httpOptions: { baseUrl: url, retryOptions: { attempts } } });
  const request = { model: 'gemini-2.0-flash', contents: 'What is the weather?' };
  const config = { tools: [{ functionDeclarations: [{ name: 'weather' }] }] };

  it.each<[string, Script, Ask]>([
    ['an answer', json(geminiAnswers.answer), (url) => client(url).models.generateContent(request)],
    [
      'an answer with a function call',
      json(geminiAnswers.callAnswer),
      (url) => client(url).models.generateContent({ ...request, config }),
    ],
    [
      'a stream',
      cut(geminiAnswers.chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join(''), 'text/event-stream'),
      async (url) => all(await client(url).models.generateContentStream(request)),
    ],
    [
      'a 400',
      json(geminiAnswers.badRequest, 'HTTP/1.1 400 Bad Request'),
      (url) => failure(client(url).models.generateContent(request)),
    ],
    ['a 429', json(geminiAnswers.exhausted, tooMany), (url) => failure(client(url).models.generateContent(request))],
  ])('makes the same of %s', async (_name, script, ask) => {
    const { recorded, replayed } = await both(script, ask);
    expect(withoutPlace(replayed)).toEqual(withoutPlace(recorded));
    expect(JSON.stringify(recorded).length).toBeGreaterThan(40);
  });

  it('raises a miss as its own error with our message, and does not try again', async () => {
    const { failure: raised, misses } = await missFlow((url) =>
      failure(client(url, 3).models.generateContent(request)),
    );
    expect(raised).toMatchObject({
      class: ApiError.name,
      status: 400,
      message: expect.stringContaining('llmsim record'),
    });
    expect(misses).toHaveLength(1);
  });

  /** This SDK shows the raw headers of an answer; those of llmsim and of the connection differ. */
  function withoutPlace(value: unknown): unknown {
    const text = JSON.stringify(value, (name, inner: unknown) =>
      /^(x-llmsim-.*|connection|keep-alive|transfer-encoding|responseInternal)$/i.test(name) ? undefined : inner,
    );
    return JSON.parse(text) as unknown;
  }
});
