/** Rate limits over real sockets: the official SDKs try again, and succeed; every answer tells of the limits. */

import Anthropic from '@anthropic-ai/sdk';
import OpenAI, { AzureOpenAI } from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { KeyDetails } from '../../src/access/key-record.ts';
import { KeyStore } from '../../src/access/key-store.ts';
import { day, type LimitPolicy, type LimitWindow, noLimits } from '../../src/access/limits/limit-set.ts';
import { defaultAccess } from '../../src/app/access-config.ts';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';
import { databaseAt, details, newFile } from '../access/databases.ts';
import { scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { closedWithTest } from './closed-with-test.ts';

function perClient(...windows: readonly LimitWindow[]): LimitPolicy {
  return { ...noLimits, client: { all: { windows, concurrency: undefined }, models: [] } };
}

/** A simulated provider with limits, and how many of its answers were 429. */
async function limited(limits: LimitPolicy) {
  let refused = 0;
  const simulator = await startSimulator({
    limits,
    paths: [],
    latency: { kind: 'instant' },
    synthesis: { ...defaultSynthesis, tokens: '5' },
    onOutcome(_exchange, outcome) {
      if (outcome.kind === 'refusal') refused += 1;
    },
  });
  onTestFinished(() => simulator.close(0));
  return { url: simulator.url, refused: () => refused };
}

const fewRequests: LimitWindow = { counts: 'requests', limit: 3, per: 300 };

describe('a burst over the limit', () => {
  it('succeeds at last with OpenAI’s SDK', async () => {
    const { url, refused } = await limited(perClient(fewRequests));
    const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 10 });
    const ask = (i: number) =>
      client.chat.completions.create({
        model: 'gpt-4o',
        max_tokens: 20,
        messages: [{ role: 'user', content: `Number ${i}` }],
      });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => ask(i)));
    expect(answers.every((answer) => answer.choices.length === 1)).toBe(true);
    expect(refused()).toBeGreaterThan(0);
  }, 30_000);

  it('succeeds at last with OpenAI’s SDK, streaming, where tokens are scarce', async () => {
    const { url, refused } = await limited(perClient({ counts: 'tokens', limit: 100, per: 500 }));
    const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 10 });
    const ask = async (i: number) => {
      const stream = client.chat.completions.stream({
        model: 'gpt-4o',
        max_tokens: 60,
        messages: [{ role: 'user', content: `Number ${i}` }],
      });
      return (await stream.finalChatCompletion()).choices.length;
    };
    expect(await Promise.all([0, 1, 2, 3].map(ask))).toEqual([1, 1, 1, 1]);
    expect(refused()).toBeGreaterThan(0);
  }, 30_000);

  it('succeeds at last with Anthropic’s SDK', async () => {
    const { url, refused } = await limited(perClient({ counts: 'requests', limit: 3, per: 600 }));
    const client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: url, maxRetries: 10 });
    const ask = (i: number) =>
      client.messages.create({
        model: 'claude-sonnet-4-6',
        max_tokens: 20,
        messages: [{ role: 'user', content: `Number ${i}` }],
      });
    const answers = await Promise.all(Array.from({ length: 5 }, (_, i) => ask(i)));
    expect(answers.every((answer) => answer.role === 'assistant')).toBe(true);
    expect(refused()).toBeGreaterThan(0);
  }, 30_000);

  it('is the SDK’s own rate limit error without retries', async () => {
    const { url } = await limited(perClient({ counts: 'requests', limit: 1, per: 60_000 }));
    const openai = new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 0 });
    const anthropic = new Anthropic({ apiKey: 'sk-other', baseURL: url, maxRetries: 0 });
    const chat = () => openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
    const message = () =>
      anthropic.messages.create({
        model: 'claude-sonnet-4-6',
        max_tokens: 9,
        messages: [{ role: 'user', content: 'Hi' }],
      });
    await chat();
    await message();
    const refusedChat = await chat().catch((error: unknown) => error);
    if (!(refusedChat instanceof OpenAI.RateLimitError)) throw refusedChat;
    expect(refusedChat).toMatchObject({ code: 'rate_limit_exceeded', type: 'requests' });
    expect(refusedChat.headers.get('retry-after')).toMatch(/^[1-6]\d?$/);
    const refusedMessage = await message().catch((error: unknown) => error);
    if (!(refusedMessage instanceof Anthropic.RateLimitError)) throw refusedMessage;
    expect(refusedMessage.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
  });
});

describe('what every answer tells', () => {
  const limits = perClient({ counts: 'requests', limit: 100, per: day }, { counts: 'tokens', limit: 50_000, per: day });

  it('is in each protocol’s own headers', async () => {
    const { url } = await limited(limits);
    const openai = new OpenAI({ apiKey: 'sk-test', baseURL: `${url}/v1`, maxRetries: 0 });
    const { response: chat } = await openai.chat.completions
      .create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] })
      .withResponse();
    expect([chat.headers.get('x-ratelimit-remaining-requests'), chat.headers.get('x-ratelimit-limit-tokens')]).toEqual([
      '99',
      '50000',
    ]);

    const azure = new AzureOpenAI({
      apiKey: 'other',
      endpoint: url,
      apiVersion: '2024-10-21',
      deployment: 'mine',
      maxRetries: 0,
    });
    const { response: deployed } = await azure.chat.completions
      .create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] })
      .withResponse();
    expect([
      deployed.headers.get('x-ratelimit-remaining-requests'),
      deployed.headers.get('x-ratelimit-renewalperiod-requests'),
    ]).toEqual(['99', '86400']);
    expect(deployed.headers.get('x-ratelimit-reset-requests')).toMatch(/^\d+$/);

    const anthropic = new Anthropic({ apiKey: 'sk-ant', baseURL: url, maxRetries: 0 });
    const { response: message } = await anthropic.messages
      .create({ model: 'claude-sonnet-4-6', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] })
      .withResponse();
    expect(message.headers.get('anthropic-ratelimit-tokens-limit')).toBe('50000');
    expect(Date.parse(message.headers.get('anthropic-ratelimit-requests-reset') ?? '')).toBeGreaterThan(0);

    const refused = await openai.chat.completions
      .create({ model: 'gpt-4o', messages: [] })
      .catch((error: unknown) => error);
    if (!(refused instanceof OpenAI.BadRequestError)) throw refused;
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('98');
  });

  it('holds over recordings too, in place of what they hold, and of live answers', async () => {
    const upstream = await scripted({
      headers: [
        ['content-type', 'application/json'],
        ['x-ratelimit-remaining-requests', '9999'],
        ['x-request-id', 'req_1'],
      ],
      body: ['{"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":5,"completion_tokens":995}}'],
    });
    const recorder = await startRecorder(upstream.url, { limits });
    const ask = async (url: string) => {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        body: '{"model":"gpt-4o","max_tokens":2000,"messages":[]}',
      });
      await response.text();
      return ['x-ratelimit-remaining-requests', 'x-ratelimit-remaining-tokens', 'x-request-id'].map((name) =>
        response.headers.get(name),
      );
    };
    expect(await ask(recorder.url)).toEqual(['99', '48000', 'req_1']);
    await recorder.reported(1);
    // The first has used 1,000 of its 2,000.
    expect(await ask(recorder.url)).toEqual(['98', '47000', 'req_1']);
    await recorder.reported(2);
    await recorder.close();

    const unlimited = await startReplay(recorder.root);
    expect(await ask(unlimited.url)).toEqual(['9999', null, 'req_1']);
    const replay = await startReplay(recorder.root, { limits });
    expect(await ask(replay.url)).toEqual(['99', '48000', 'req_1']);
    expect(await ask(replay.url)).toEqual(['98', '47000', 'req_1']);
  });
});

describe('a key of llmsim’s own', () => {
  it('has the limits of its tier, and those that it was made with', async () => {
    const db = newFile();
    const store = new KeyStore(databaseAt(db));
    const simulator = await startSimulator({
      paths: [],
      latency: { kind: 'instant' },
      synthesis: { ...defaultSynthesis, tokens: '5' },
      access: { ...defaultAccess, auth: 'required', db },
    });
    closedWithTest(simulator);
    const told = async (key: string) => {
      const client = new OpenAI({ apiKey: key, baseURL: `${simulator.url}/v1`, maxRetries: 0 });
      const request = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Hi' }] };
      const { response } = await client.chat.completions.create(request).withResponse();
      return ['requests', 'tokens'].map((name) => response.headers.get(`x-ratelimit-limit-${name}`));
    };
    const key = (name: string, given: Partial<KeyDetails> = {}): string =>
      store.create(details({ name, ...given }), 1).text;
    expect(await told(key('ci', { tier: 'openai-tier-1' }))).toEqual(['500', '30000']);
    expect(await told(key('few', { rpm: 7, tpm: 900 }))).toEqual(['7', '900']);
    expect(await told(key('free'))).toEqual([null, null]);
  });
});
