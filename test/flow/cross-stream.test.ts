/** `--cross-stream` over sockets: one recording answers a stream and a request without, and the official SDKs cannot tell. */

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { wordPieces } from '../../src/codec/text-pieces.ts';
import type { SimRequest } from '../../src/core/request.ts';
import { builtIn } from '../../src/dialects/list.ts';
import { wholeAnswers } from '../contract/whole-answers.ts';
import { rawRequest } from '../support/raw-client.ts';
import { streamScript } from '../support/script.ts';
import { scripted, startRecorder, startReplay } from '../support/simulators.ts';

/** Records what the provider of `dialect` would answer to `request`: `whole`, or the stream of it. */
async function recorded(dialect: string, upstream: string, what: string, form: 'whole' | 'stream') {
  const sample = wholeAnswers[dialect]?.find((one) => one.what === what);
  const { streaming } = builtIn.find(({ id }) => id === dialect) ?? {};
  if (sample === undefined || streaming === undefined) throw new Error(`no sample ${what} of ${dialect}`);
  const body = Buffer.from(JSON.stringify(sample.whole));
  const reply = { status: 200, headers: [], body };
  const stream = streaming.split(reply, sample.request, wordPieces);
  const [asked = sample.request] = form === 'stream' ? [sample.request] : streaming.otherForms(sample.request);
  const provider = await scripted(
    form === 'whole'
      ? { headers: [['Content-Type', 'application/json']], body: [body] }
      : streamScript((stream?.events ?? []).map((event) => Buffer.from(event))),
  );
  const recorder = await startRecorder(`${upstream}=${provider.url}`);
  await rawRequest(recorder.url, raw(asked));
  await recorder.reported(1);
  await recorder.close();
  const replay = await startReplay(recorder.root, { crossStream: true });
  return { url: replay.url, sample, root: recorder.root };
}

function raw({ method, target, headers, body }: SimRequest) {
  return { method, target, headers, body: Buffer.from(body) };
}

const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hi' }] };

describe('with --cross-stream', () => {
  it('the recording of a whole chat completion answers a stream of OpenAI’s SDK', async () => {
    const { url, sample } = await recorded('openai-chat', 'openai', 'tool calls', 'whole');
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 });
    const stream = client.chat.completions.stream({ ...chat, stream_options: { include_usage: true } });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls).toMatchObject(
      Object(sample.whole).choices[0].message.tool_calls.map((call: object) => ({ ...call })),
    );
    expect(final.usage).toEqual(Object(sample.whole).usage);
  });

  it('the recording of a stream answers a request without, marked as joined', async () => {
    const { url, sample } = await recorded('openai-chat', 'openai', 'text', 'stream');
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 });
    const { data, response } = await client.chat.completions.create(chat).withResponse();
    expect(data).toEqual(sample.whole);
    expect(response.headers.get('x-llmsim-cross-stream')).toBe('joined');
    expect(response.headers.get('x-llmsim-source')).toBe('cassette');
  });

  it('the recording of a whole message answers a stream of Anthropic’s SDK', async () => {
    const { url, sample } = await recorded('anthropic-messages', 'anthropic', 'thinking and tools', 'whole');
    const client = new Anthropic({
      baseURL: url,
      apiKey: 'k',
      maxRetries: 0,
      defaultHeaders: { 'anthropic-version': '2023-06-01' },
    });
    const stream = client.messages.stream({
      model: 'claude-sonnet-4-5',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    const { content, stop_reason, usage } = await stream.finalMessage();
    expect({ content, stop_reason, usage }).toMatchObject({
      content: Object(sample.whole).content,
      stop_reason: 'tool_use',
      usage: { input_tokens: 10, output_tokens: 20 },
    });
  });

  it('the recording of a Responses stream answers a request without', async () => {
    const { url, sample } = await recorded('openai-responses', 'openai', 'reasoning and text', 'stream');
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 });
    expect(await client.responses.create({ model: 'gpt-5', input: 'Hi' })).toMatchObject(sample.whole);
  });

  it('the recording of a whole response answers a stream of OpenAI’s SDK', async () => {
    const { url, sample } = await recorded('openai-responses', 'openai', 'calls and a search', 'whole');
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 });
    const final = await client.responses.stream({ model: 'gpt-5', input: 'Hi' }).finalResponse();
    expect(final.output).toMatchObject(Object(sample.whole).output);
  });

  it('the recording of a whole Gemini answer answers a stream of Google’s SDK', async () => {
    const { url, sample } = await recorded('gemini', 'gemini', 'text as events', 'whole');
    const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: url } });
    let text = '';
    const request = { model: 'gemini-2.5-flash', contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] };
    for await (const chunk of await client.models.generateContentStream(request)) text += chunk.text ?? '';
    expect(text).toBe(Object(sample.whole).candidates[0].content.parts[0].text);
  });

  it.each(['whole', 'stream'] as const)('nothing else is answered by the recording of a %s answer', async (form) => {
    const { url, root } = await recorded('openai-chat', 'openai', 'text', form);
    const other = { ...chat, messages: [{ role: 'user' as const, content: 'Something else' }] };
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 });
    await expect(client.chat.completions.create(other)).rejects.toThrow('no recording');
    const without = await startReplay(root);
    const strict = new OpenAI({ baseURL: `${without.url}/v1`, apiKey: 'k', maxRetries: 0 });
    const asked =
      form === 'whole'
        ? strict.chat.completions.create({ ...chat, stream: true })
        : strict.chat.completions.create(chat);
    await expect(asked).rejects.toThrow('no recording');
  });
});
