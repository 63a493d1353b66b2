/** The official SDKs meet faults: they try again where that helps, and what else goes wrong surfaces as their own errors. */

import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readErrors } from '../../src/app/faults-section.ts';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';

async function provider(...faults: readonly (string | object)[]) {
  const read = readErrors({ faults });
  if (read.kind === 'problems') throw new Error(read.problems.join());
  let answers = 0;
  const simulator = await startSimulator({
    paths: [],
    latency: { kind: 'instant' },
    synthesis: defaultSynthesis,
    faults: { seed: 'a', set: read.set, reloads: true },
    onOutcome: () => {
      answers += 1;
    },
  });
  onTestFinished(() => simulator.close(0));
  return { url: simulator.url, answers: () => answers };
}

const quiet = { logLevel: 'off' } as const;
const openai = (url: string, options: object = {}) =>
  new OpenAI({ apiKey: 'x', baseURL: `${url}/v1`, ...quiet, ...options });
const anthropic = (url: string, options: object = {}) =>
  new Anthropic({ apiKey: 'x', baseURL: url, ...quiet, ...options });
const google = (url: string) =>
  new GoogleGenAI({ apiKey: 'x', httpOptions: { baseUrl: url, retryOptions: { attempts: 3, initialDelay: 0.01 } } });

const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hi' }] };
const message = { model: 'claude-haiku-4-5', max_tokens: 50, messages: [{ role: 'user' as const, content: 'Hi' }] };
const content = { model: 'gemini-2.5-flash', contents: 'Hi' };

const passing = ['429(retry_after=10ms)', '500', '503', '529', 'reset', 'timeout(after=10ms)'];

describe('a client tries again', () => {
  it.each(passing)("with OpenAI's SDK after %s", async (fault) => {
    const { url, answers } = await provider({ fault, times: 1 });
    const completion = await openai(url).chat.completions.create(chat);
    expect(completion.choices[0]?.message.content).toMatch(/\w/);
    expect(answers()).toBe(2);
  });

  it.each(passing)("with Anthropic's SDK after %s", async (fault) => {
    const { url, answers } = await provider({ fault, times: 1 });
    const answer = await anthropic(url).messages.create(message);
    expect(answer.content[0]?.type).toBe('text');
    expect(answers()).toBe(2);
  });

  it.each(['429', '500', '503', '504'])("with Google's SDK after %s", async (fault) => {
    const { url, answers } = await provider({ fault, times: 1 });
    const answer = await google(url).models.generateContent(content);
    expect(answer.text).toMatch(/\w/);
    expect(answers()).toBe(2);
  });

  it('and gives up with the error of the last try', async () => {
    const { url, answers } = await provider('529');
    const failed = anthropic(url, { maxRetries: 1 }).messages.create(message);
    await expect(failed).rejects.toThrow(Anthropic.InternalServerError);
    await expect(failed).rejects.toMatchObject({ status: 529, error: { error: { type: 'overloaded_error' } } });
    expect(answers()).toBe(2);
  });
});

describe('an error that no other try helps against', () => {
  it.each([
    ['400', OpenAI.BadRequestError, Anthropic.BadRequestError],
    ['401', OpenAI.AuthenticationError, Anthropic.AuthenticationError],
    ['403', OpenAI.PermissionDeniedError, Anthropic.PermissionDeniedError],
    ['404', OpenAI.NotFoundError, Anthropic.NotFoundError],
    ['413', OpenAI.APIError, Anthropic.APIError],
  ])("%s is the SDKs' own", async (fault, ofOpenai, ofAnthropic) => {
    const { url, answers } = await provider(fault);
    await expect(openai(url).chat.completions.create(chat)).rejects.toThrow(ofOpenai);
    await expect(anthropic(url).messages.create(message)).rejects.toThrow(ofAnthropic);
    await expect(google(url).models.generateContent(content)).rejects.toThrow(ApiError);
    expect(answers()).toBe(3);
  });
});

describe('a stream that goes wrong', () => {
  async function drained(stream: PromiseLike<AsyncIterable<unknown>>): Promise<number> {
    let events = 0;
    for await (const _ of await stream) events += 1;
    return events;
  }

  it("surfaces the error within it as the SDK's error", async () => {
    const { url } = await provider('in-stream-error(after=2, status=529)');
    await expect(drained(openai(url).chat.completions.create({ ...chat, stream: true }))).rejects.toThrow(
      OpenAI.APIError,
    );
    await expect(drained(openai(url).responses.create({ model: 'gpt-5', input: 'Hi', stream: true }))).rejects.toThrow(
      OpenAI.APIError,
    );
    const failed = drained(anthropic(url).messages.create({ ...message, stream: true }));
    await expect(failed).rejects.toThrow(Anthropic.APIError);
    await expect(failed).rejects.toThrow(/Overloaded/);
    await expect(drained(google(url).models.generateContentStream(content))).rejects.toThrow(/overloaded|529/i);
  });

  it('fails when it is reset in the middle', async () => {
    const { url } = await provider('reset(after=3)');
    await expect(drained(openai(url).chat.completions.create({ ...chat, stream: true }))).rejects.toThrow(
      /terminated|connection/i,
    );
    await expect(drained(anthropic(url).messages.create({ ...message, stream: true }))).rejects.toThrow(
      /terminated|connection/i,
    );
    await expect(drained(google(url).models.generateContentStream(content))).rejects.toThrow();
  });

  it('fails where an event cannot be read', async () => {
    const { url } = await provider('corrupt-event');
    await expect(drained(openai(url).chat.completions.create({ ...chat, stream: true }))).rejects.toThrow(SyntaxError);
    await expect(drained(anthropic(url).messages.create({ ...message, stream: true }))).rejects.toThrow(SyntaxError);
  });

  it('ends without complaint where it is cut cleanly, and lacks its end', async () => {
    const { url } = await provider('truncate');
    const events: string[] = [];
    for await (const { type } of await anthropic(url).messages.create({ ...message, stream: true })) events.push(type);
    expect(events.at(-1)).toBe('message_delta');
  });
});

describe('a client that is kept waiting', () => {
  it('gives up after its own time', async () => {
    const { url } = await provider('timeout');
    await expect(openai(url, { timeout: 100, maxRetries: 0 }).chat.completions.create(chat)).rejects.toThrow(
      OpenAI.APIConnectionTimeoutError,
    );
    await expect(anthropic(url, { timeout: 100, maxRetries: 0 }).messages.create(message)).rejects.toThrow(
      Anthropic.APIConnectionTimeoutError,
    );
  });
});

describe('an answer that is none', () => {
  it('is refused, filtered, empty, or calls what is not there', async () => {
    const { url } = await provider();
    const client = openai(url);
    const wished = async (fault: string) =>
      (await client.chat.completions.create(chat, { headers: { 'x-llmsim-fault': fault } })).choices[0];
    expect((await wished('refusal'))?.message).toMatchObject({
      content: null,
      refusal: expect.stringContaining('can’t help'),
    });
    expect((await wished('content-filter'))?.finish_reason).toBe('content_filter');
    expect((await wished('empty-answer'))?.message.content).toBe('');
    expect(await wished('unknown-tool')).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ type: 'function', function: { name: 'tool_that_does_not_exist' } }] },
    });
  });

  it('is refused in a stream as Anthropic has it', async () => {
    const { url } = await provider('refusal');
    const final = await anthropic(url).messages.stream(message).finalMessage();
    expect(final.stop_reason).toBe('refusal');
  });
});
