/** The variables that `llmsim run` sets, looked at by the official SDKs themselves. */

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  dummyKey,
  keyVariables,
  prefixNames,
  sdkEnvironment,
  sdkVariables,
  upstreamsWithKeys,
} from '../../src/app/sdk-environment.ts';
import { builtInUpstreams } from '../../src/upstream/built-in-upstreams.ts';

const url = 'http://127.0.0.1:4321';

afterEach(() => vi.unstubAllEnvs());

/** What an SDK asks for in the environment of a child of `llmsim run`. */
async function askedBy(client: (fetch: typeof globalThis.fetch) => Promise<unknown>): Promise<string[]> {
  for (const [name, value] of Object.entries(sdkEnvironment(url, {}))) vi.stubEnv(name, value);
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    asked.push(input instanceof Request ? input.url : String(input));
    return new Response('{"error":{"message":"no"}}', { status: 400 });
  };
  await client(fetch).catch(() => undefined);
  return asked;
}

describe('the environment of a run', () => {
  it.each(sdkVariables)('gives $name a well-formed URL of the server', ({ name, path, readBy }) => {
    const value = sdkEnvironment(url, {})[name] ?? '';
    expect(new URL(value).origin).toBe(url);
    expect(value).toBe(`${url}${path}`);
    expect(readBy).not.toBe('');
  });

  it('has prefixes of known upstreams only', () => {
    const known = builtInUpstreams.map(({ name }) => name);
    for (const name of prefixNames) expect(known).toContain(name);
    for (const { upstream } of keyVariables) expect(known).toContain(upstream);
  });

  it('leads the OpenAI SDK here', async () => {
    const asked = await askedBy((fetch) =>
      new OpenAI({ fetch, maxRetries: 0 }).chat.completions.create({ model: 'm', messages: [] }),
    );
    expect(asked).toEqual([`${url}/v1/chat/completions`]);
  });

  it('leads the Anthropic SDK here', async () => {
    const asked = await askedBy((fetch) =>
      new Anthropic({ fetch, maxRetries: 0 }).messages.create({ model: 'm', max_tokens: 1, messages: [] }),
    );
    expect(asked).toEqual([`${url}/v1/messages`]);
  });

  it('leads the Google SDK here', async () => {
    const asked = await askedBy(async (fetch) => {
      vi.stubGlobal('fetch', fetch);
      try {
        await new GoogleGenAI({}).models.generateContent({ model: 'm', contents: 'x' });
      } finally {
        vi.unstubAllGlobals();
      }
    });
    expect(asked).toEqual([`${url}/v1beta/models/m:generateContent`]);
  });

  it('has a dummy key where there is none, and leaves a real one alone', () => {
    const env = sdkEnvironment(url, { OPENAI_API_KEY: 'real', GOOGLE_API_KEY: 'real', ANTHROPIC_API_KEY: '' });
    expect(env['OPENAI_API_KEY']).toBe('real');
    expect(env['ANTHROPIC_API_KEY']).toBe(dummyKey);
    // The SDK warns when both are set.
    expect(env['GEMINI_API_KEY']).toBeUndefined();
  });

  it('goes past proxies, and keeps what was excluded already', () => {
    expect(sdkEnvironment(url, { NO_PROXY: 'intern.example' })['NO_PROXY']).toBe('intern.example,127.0.0.1,localhost');
    expect(sdkEnvironment(url, { no_proxy: 'localhost' })['no_proxy']).toBe('localhost,127.0.0.1');
  });

  it('leaves OPENAI_BASE_URL out for who only has Azure, because AzureOpenAI would take it first', () => {
    const azure = { AZURE_OPENAI_ENDPOINT: 'https://x.openai.azure.com', AZURE_OPENAI_API_KEY: 'k' };
    expect(sdkEnvironment(url, azure)).toMatchObject({ AZURE_OPENAI_ENDPOINT: `${url}/azure` });
    expect(sdkEnvironment(url, azure)['OPENAI_BASE_URL']).toBeUndefined();
    expect(sdkEnvironment(url, { ...azure, OPENAI_API_KEY: 'k' })['OPENAI_BASE_URL']).toBe(`${url}/v1`);
  });

  it('keeps everything else', () => {
    expect(sdkEnvironment(url, { PATH: '/bin', HOME: '/root' })).toMatchObject({
      PATH: '/bin',
      HOME: '/root',
      LLMSIM_URL: url,
    });
  });
});

describe('the upstreams of a run that names none', () => {
  it('are the providers with a key', () => {
    expect(upstreamsWithKeys({ ANTHROPIC_AUTH_TOKEN: 't', GROQ_API_KEY: 'k', OPENAI_API_KEY: '' })).toEqual([
      'anthropic',
      'groq',
    ]);
  });
});
