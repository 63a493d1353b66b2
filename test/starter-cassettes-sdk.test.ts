/** The official SDKs understand the starter cassettes: each gets the recorded reply in place of the network. */

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI, { toFile } from 'openai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { placedRecordings } from './support/starter/starter-cassettes.ts';

const placed = placedRecordings();

afterEach(() => vi.unstubAllGlobals());

describe('the OpenAI SDK', () => {
  it('reads a completion and its stream', async () => {
    const plain = recorded('openai', 'chat completion, not streamed');
    const completion = await openai(plain).chat.completions.create(plain.body());
    expect(completion.choices[0]?.message.content).toBe(plain.text);
    const streamed = recorded('openai', 'chat completion, streamed');
    const stream = openai(streamed).chat.completions.stream(streamed.body());
    expect(await stream.finalContent()).toBe(streamed.text);
  });

  it('reads a streamed tool call and the usage behind it', async () => {
    const call = recorded('openai', 'chat completion, streamed: tool call, then usage in a chunk without choices');
    const { choices, usage } = await openai(call).chat.completions.stream(call.body()).finalChatCompletion();
    expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({
      function: { name: 'get_weather', arguments: '{"city":"Zürich","unit":"celsius"}' },
    });
    expect(usage?.total_tokens).toBe(80);
  });

  it('reads a streamed response', async () => {
    const response = recorded('openai', 'Responses API, streamed');
    const final = await openai(response).responses.stream(response.body()).finalResponse();
    expect([final.status, final.output_text]).toEqual(['completed', response.text]);
  });

  it('throws what the provider reports', async () => {
    const limited = recorded('openai', 'rate limit: 429 with retry-after and retry-after-ms');
    await expect(openai(limited).chat.completions.create(limited.body())).rejects.toThrow(OpenAI.RateLimitError);
    const broken = recorded('openai', 'an error event within a stream that began with 200');
    const stream = openai(broken).chat.completions.stream(broken.body());
    await expect(stream.finalContent()).rejects.toThrow('Something broke on the server');
  });

  it('reads vectors, audio and lists', async () => {
    const vector = recorded('openai', 'embedding as base64 of 32-bit floats');
    const { data } = await openai(vector).embeddings.create({ model: 'text-embedding-3-small', input: 'x' });
    const values = data[0]?.embedding ?? [];
    expect(values).toHaveLength(64);
    expect(Math.hypot(...values)).toBeCloseTo(1, 5);
    const spoken = recorded('openai', 'transcription: multipart upload with a binary part');
    const file = await toFile(new Uint8Array(8), 'tone.wav');
    const { text } = await openai(spoken).audio.transcriptions.create({ model: 'gpt-4o-mini-transcribe', file });
    expect(text).toBe(spoken.text);
    const models = recorded('openai', 'list of models: GET without a body');
    const ids: string[] = [];
    for await (const { id } of openai(models).models.list()) ids.push(id);
    expect(ids.join('\n')).toBe(models.text);
  });
});

describe('the Anthropic SDK', () => {
  it('reads a message', async () => {
    const plain = recorded('anthropic', 'message, not streamed');
    const message = await anthropic(plain).messages.create(plain.body());
    expect(message.content).toMatchObject([{ type: 'text', text: plain.text }]);
  });

  it('reads a stream with thinking', async () => {
    const thinking = recorded('anthropic', 'message, streamed: ping, thinking, text, padded events');
    const { content, stop_reason, usage } = await anthropic(thinking).messages.stream(thinking.body()).finalMessage();
    expect(content.map(({ type }) => type)).toEqual(['thinking', 'text']);
    expect(content[1]).toMatchObject({ text: 'Seven times six is 42.' });
    expect([stop_reason, usage.output_tokens]).toEqual(['end_turn', 47]);
  });

  it('puts the input of a tool together', async () => {
    const tool = recorded('anthropic', 'message, streamed: tool use with its input in pieces');
    const { content } = await anthropic(tool).messages.stream(tool.body()).finalMessage();
    expect(content[1]).toMatchObject({ name: 'get_tides', input: { harbour: 'St. Malo', day: 'tomorrow' } });
  });

  it('throws an overload', async () => {
    const overload = recorded('anthropic', 'overload: 529');
    await expect(anthropic(overload).messages.create(overload.body())).rejects.toMatchObject({ status: 529 });
  });
});

describe('the Google SDK', () => {
  it('reads an answer', async () => {
    const whole = recorded('gemini', 'generateContent');
    const { models } = google(whole);
    const { text } = await models.generateContent({ model: 'gemini-2.5-flash', contents: 'Say hello' });
    expect(text).toBe(whole.text);
  });

  it('reads a stream', async () => {
    const events = recorded('gemini', 'streamGenerateContent?alt=sse: events with CRLF, no [DONE]');
    const { models } = google(events);
    let text = '';
    const stream = await models.generateContentStream({ model: 'gemini-2.5-flash', contents: 'Say hello' });
    for await (const chunk of stream) text += chunk.text ?? '';
    expect(text).toBe(events.text);
  });
});

/** The recording that shows this, with a `fetch` that answers from it, chunk by chunk. */
function recorded(cassette: string, shows: string) {
  const found = placed.find((one) => one.cassette === cassette && one.recording.shows === shows);
  if (found === undefined) throw new Error(`No recording of ${cassette} shows: ${shows}`);
  const { request, response } = found.interaction;
  const { status, headers, bytes, ends } = response;
  return {
    text: found.recording.text,
    body: () => JSON.parse(Buffer.from(request.body).toString('utf8')),
    fetch: async (): Promise<Response> => {
      const chunks = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
      const body = ReadableStream.from(chunks) as ReadableStream<Uint8Array>;
      return new Response(body, { status, headers: headers.map(([name, value]): [string, string] => [name, value]) });
    },
  };
}

type Recorded = ReturnType<typeof recorded>;

function openai({ fetch }: Recorded): OpenAI {
  return new OpenAI({ apiKey: 'none', maxRetries: 0, fetch });
}

function anthropic({ fetch }: Recorded): Anthropic {
  return new Anthropic({ apiKey: 'none', maxRetries: 0, fetch });
}

/** This SDK takes no `fetch` of its own. */
function google({ fetch }: Recorded): GoogleGenAI {
  vi.stubGlobal('fetch', fetch);
  return new GoogleGenAI({ apiKey: 'none' });
}
