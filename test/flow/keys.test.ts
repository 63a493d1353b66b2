/** Keys over real sockets: what the official SDKs make of a key that is wrong, revoked, expired or used up. */

import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { KeyDetails } from '../../src/access/key-record.ts';
import { KeyStore } from '../../src/access/key-store.ts';
import type { AccessConfig } from '../../src/app/access-config.ts';
import { defaultAccess } from '../../src/app/access-config.ts';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';
import { headerOf } from '../../src/core/headers.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { databaseAt, details, newFile } from '../access/databases.ts';
import { rawRequest } from '../support/raw-client.ts';
import { runCli } from '../support/run-cli.ts';
import { chatRequest, scripted, startRecorder, startReplay, textIn } from '../support/simulators.ts';
import { closedWithTest } from './closed-with-test.ts';

interface Guarded {
  readonly url: string;
  readonly db: string;
  /** Makes a key and gives its text. */
  key(given?: Partial<KeyDetails>): string;
  readonly problems: readonly string[];
}

/** A simulated provider that asks for keys. */
async function guarded(config: Partial<AccessConfig> = {}): Promise<Guarded> {
  const db = newFile();
  const store = new KeyStore(databaseAt(db));
  const problems: string[] = [];
  const simulator = await startSimulator({
    mode: 'none',
    paths: [],
    latency: { kind: 'instant' },
    synthesis: defaultSynthesis,
    access: { ...defaultAccess, auth: 'required', db, ...config },
    onProblem: (text) => problems.push(text),
  });
  closedWithTest(simulator);
  let made = 0;
  return {
    url: simulator.url,
    db,
    problems,
    key: (given) => store.create(details({ name: `key ${made++}`, ...given }), 1).text,
  };
}

const messages = [{ role: 'user' as const, content: 'Say hello' }];

function openai(url: string, apiKey: string, maxRetries = 0) {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries });
  return client.chat.completions.create({ model: 'gpt-4o-mini', messages });
}

function anthropic(url: string, apiKey: string) {
  const client = new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
  return client.messages.create({ model: 'claude-haiku-4-5', max_tokens: 20, messages });
}

function gemini(url: string, apiKey: string) {
  const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } });
  return client.models.generateContent({ model: 'gemini-2.0-flash', contents: 'Say hello' });
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('a server that asks for keys', () => {
  it("answers the official SDKs with a key of llmsim's, wherever they put it", async () => {
    const { url, key } = await guarded();
    expect((await openai(url, key())).choices).toHaveLength(1);
    expect((await anthropic(url, key())).content).toHaveLength(1);
    expect((await gemini(url, key())).candidates).toHaveLength(1);
    const text = key();
    for (const headers of [[['api-key', text]], [['authorization', `bearer ${text}`]]] as const) {
      expect((await rawRequest(url, chatRequest('hello', [...headers]))).status).toBe(200);
    }
    const inQuery = { target: `/v1beta/models?key=${text}` };
    expect((await rawRequest(url, inQuery)).status).toBe(200);
  });

  it('refuses another key so that each SDK raises its own class', async () => {
    const { url } = await guarded();
    const wrong = 'sk-proj-0123456789abcdefghij';
    const one = await failureOf(openai(url, wrong));
    expect(one).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(one).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' });
    expect(one.message).toContain('Incorrect API key provided: sk-proj-********ghij.');
    const two = await failureOf(anthropic(url, wrong));
    expect(two).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(two.message).toContain('"type":"authentication_error"');
    const three = await failureOf(gemini(url, wrong));
    expect(three).toBeInstanceOf(ApiError);
    expect(three).toMatchObject({ status: 400 });
    expect(three.message).toContain('API_KEY_INVALID');
  });

  it('refuses who presents nothing', async () => {
    const { url } = await guarded();
    const answer = await rawRequest(url, chatRequest());
    expect(answer.status).toBe(401);
    expect(headerOf(answer.headers, 'x-llmsim-key')).toBe('missing');
    expect(answer.body.toString()).toContain("You didn't provide an API key.");
  });

  it('lets its own pages be read without a key', async () => {
    const { url } = await guarded();
    expect((await fetch(`${url}/__llmsim/health`)).status).toBe(200);
  });

  it('refuses a key that another process revokes, within two seconds and without a restart', async () => {
    const { url, db, key } = await guarded();
    const text = key({ name: 'ann' });
    expect((await openai(url, text)).choices).toHaveLength(1);
    expect((await runCli(['keys', 'revoke', 'ann', '--db', db])).code).toBe(0);
    const revokedAt = performance.now();
    let answer = await rawRequest(url, chatRequest('hello', [['authorization', `Bearer ${text}`]]));
    while (answer.status === 200) {
      expect(performance.now() - revokedAt).toBeLessThan(2000);
      answer = await rawRequest(url, chatRequest('hello', [['authorization', `Bearer ${text}`]]));
    }
    expect(answer.status).toBe(401);
    expect(headerOf(answer.headers, 'x-llmsim-key')).toBe('revoked');
  });

  it('refuses a key whose time is over', async () => {
    const { url, key } = await guarded();
    const error = await failureOf(openai(url, key({ expiresAt: 2 })));
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
  });

  it('answers 429 insufficient_quota when the budget is used up, by what was asked a moment ago', async () => {
    const prices = [{ model: '*', input: 1000, output: 1000, cached: undefined, from: 0, source: 'this test' }];
    const { url, key } = await guarded({ prices });
    const text = key({ budgetNanoUsd: 1 });
    expect((await openai(url, text)).choices).toHaveLength(1);
    const error = await failureOf(openai(url, text));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'insufficient_quota', type: 'insufficient_quota' });
    const other = key({ budgetNanoUsd: 1 });
    await anthropic(url, other);
    expect(await failureOf(anthropic(url, other))).toBeInstanceOf(Anthropic.RateLimitError);
  });

  it('says that a budget means nothing without prices', async () => {
    const db = newFile();
    new KeyStore(databaseAt(db)).create(details({ budgetNanoUsd: 1 }), 1);
    const { problems } = await guarded({ db });
    expect(problems).toEqual([expect.stringContaining('there are no prices')]);
  });

  it('lets strangers in where a key is optional, but no wrong key of its own', async () => {
    const { url, key } = await guarded({ auth: 'optional' });
    expect((await openai(url, 'sk-whatever')).choices).toHaveLength(1);
    expect((await openai(url, key())).choices).toHaveLength(1);
    const stale = key().replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(await failureOf(openai(url, stale))).toBeInstanceOf(OpenAI.AuthenticationError);
  });
});

describe('a recorder that asks for keys', () => {
  it('sends the key of the environment upstream, and keeps its own from there and from the disk', async () => {
    const upstream = await scripted({ headers: [['content-type', 'application/json']], body: ['{"ok":true}'] });
    const db = newFile();
    const { text } = new KeyStore(databaseAt(db)).create(details(), 1);
    const access: AccessConfig = { ...defaultAccess, auth: 'required', db };
    const provider = { ...parseUpstream(`openai=${upstream.url}`, {}), apiKey: 'sk-real-key-of-the-provider' };
    const recorder = await startRecorder(`openai=${upstream.url}`, { access, upstreams: [provider] });
    const asked = chatRequest('hello', [['authorization', `Bearer ${text}`]]);
    expect((await rawRequest(recorder.url, asked)).status).toBe(200);
    await recorder.reported(1);
    const [sent] = upstream.requests;
    expect(headerOf(sent?.headers ?? [], 'authorization')).toBe('Bearer sk-real-key-of-the-provider');
    expect(JSON.stringify(sent?.headers)).not.toContain(text);
    expect(textIn(recorder.root)).not.toContain(text.slice(10));

    // The recording is everybody's, whatever key was used to make it.
    const replay = await startReplay(recorder.root);
    const other = chatRequest('hello', [['authorization', 'Bearer sk-other']]);
    expect((await rawRequest(replay.url, other)).status).toBe(200);
  });

  it('does not begin where its keys would go to a provider', async () => {
    const access: AccessConfig = { ...defaultAccess, auth: 'optional', db: newFile() };
    await expect(startRecorder('openai=http://127.0.0.1:9', { access })).rejects.toThrow(
      /must not go to upstream "openai"/,
    );
  });
});
