/** Invented chat completions of hosts that speak OpenAI's protocol, asked for below their names. */

import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';
import { builtInUpstreams } from '../../src/upstream/built-in-upstreams.ts';

const question = { model: 'some-model', messages: [{ role: 'user' as const, content: 'Say hello' }] };

async function client(path: string): Promise<OpenAI> {
  const simulator = await startSimulator({
    mode: 'none',
    paths: [],
    prefixNames: builtInUpstreams.map(({ name }) => name),
    latency: { kind: 'instant' },
    synthesis: defaultSynthesis,
  });
  onTestFinished(() => simulator.close(0));
  return new OpenAI({ baseURL: `${simulator.url}${path}`, apiKey: 'k', maxRetries: 0 });
}

describe('a host that the path names', () => {
  it.each([
    ['/openrouter/api/v1', /^gen-\d+-\w{20}$/],
    ['/groq/openai/v1', /^chatcmpl-[0-9a-f-]{36}$/],
    ['/deepseek', /^[0-9a-f-]{36}$/],
    ['/mistral/v1', /^[0-9a-f]{32}$/],
    ['/xai/v1', /^[0-9a-f-]{36}$/],
    ['/together/v1', /^\w{7}-\w{6}-[0-9a-f]{16}$/],
    ['/fireworks/inference/v1', /^[0-9a-f-]{36}$/],
    ['/vllm/v1', /^chatcmpl-[0-9a-f]{32}$/],
    ['/llamacpp/v1', /^chatcmpl-\w{32}$/],
    ['/v1', /^chatcmpl-\w{29}$/],
  ])('answers as that host: %s', async (path, id) => {
    const openai = await client(path);
    const whole = await openai.chat.completions.create(question);
    expect(whole.id).toMatch(id);
    const final = await openai.chat.completions
      .stream({ ...question, stream_options: { include_usage: true } })
      .finalChatCompletion();
    expect(final.id).toMatch(id);
    expect(final.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
    expect(final.choices[0]?.finish_reason).toBe('stop');
    expect(final.usage?.total_tokens).toBe(whole.usage?.total_tokens);
  });

  it('shows the reasoning of DeepSeek’s reasoner, and counts what was in its cache', async () => {
    const openai = await client('/deepseek');
    const { choices, usage } = await openai.chat.completions.create({ ...question, model: 'deepseek-reasoner' });
    expect(choices[0]?.message).toHaveProperty('reasoning_content', expect.stringContaining('hello'));
    expect(usage).toMatchObject({ prompt_cache_hit_tokens: 0, prompt_cache_miss_tokens: usage?.prompt_tokens });
  });
});
