import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { ollama } from '../../../src/dialects/ollama/dialect.ts';
import { describePairs } from '../../support/canonical-pairs.ts';
import { nineMessages, post } from '../samples.ts';

type Json = Record<string, unknown>;

const model = 'llama3.2';
const hi: Json = { role: 'user', content: 'hi' };

function chat(body: Json): SimRequest {
  return post('/api/chat', { model, messages: [hi], ...body });
}

function saying(...messages: readonly unknown[]): SimRequest {
  return chat({ messages });
}

function generate(body: Json): SimRequest {
  return post('/api/generate', { model, prompt: 'hi', ...body });
}

function embed(body: Json): SimRequest {
  return post('/api/embed', { model, ...body });
}

function toolLoop(call: Json, result: string, more: Json = {}): SimRequest {
  return saying(hi, { role: 'assistant', content: '', tool_calls: [call] }, { role: 'tool', content: result, ...more });
}

const calling = (args: Json, more: Json = {}): Json => ({ ...more, function: { name: 'weather', arguments: args } });
const tool = (name: string, parameters: Json = {}): Json => ({ type: 'function', function: { name, parameters } });

describePairs(
  ollama,
  [
    ['streaming is the default of a chat', chat({ stream: true }), chat({})],
    ['and of a completion', generate({ stream: true }), generate({})],
    ['and of a download', post('/api/pull', { model, stream: true }), post('/api/pull', { model })],
    ['no options', chat({ options: {} }), chat({})],
    ['options that are null', chat({ options: { seed: null } }), chat({ options: null })],
    ['no tools', chat({ tools: [] }), chat({})],
    ['no format', chat({ format: '' }), chat({ format: null })],
    [
      'all that the Python client sends empty',
      generate({
        system: '',
        template: '',
        suffix: '',
        context: [],
        images: [],
        raw: false,
        format: '',
        keep_alive: null,
      }),
      generate({}),
    ],
    ['how long the model stays loaded', chat({ keep_alive: '5m' }), chat({ keep_alive: -1 })],
    ['also for embeddings', embed({ input: 'a', keep_alive: 0 }), embed({ input: 'a' })],
    [
      'a message without text',
      saying({ role: 'assistant', content: '', images: [], tool_calls: null }),
      saying({ role: 'assistant' }),
    ],
    [
      'ids of calls are numbered',
      toolLoop(calling({}, { id: 'call_1' }), '9°', { tool_call_id: 'call_1' }),
      toolLoop(calling({}, { id: 'x' }), '9°', { tool_call_id: 'x' }),
    ],
    ['the type of a call', toolLoop(calling({}, { type: 'function' }), '9°'), toolLoop(calling({}), '9°')],
    ['one input needs no list', embed({ input: ['a'] }), embed({ input: 'a' })],
    ['the former name of the model', post('/api/show', { name: model }), post('/api/show', { model })],
    ['log probabilities that are not wanted', chat({ logprobs: false, top_logprobs: 0 }), chat({})],
  ],
  [
    ['one message against nine', saying(nineMessages[8]), saying(...nineMessages)],
    [
      'messages in another order',
      saying(...nineMessages),
      saying(...nineMessages.slice(2), ...nineMessages.slice(0, 2)),
    ],
    ['a role', saying({ role: 'user', content: 'a' }), saying({ role: 'assistant', content: 'a' })],
    ['text against number', toolLoop(calling({ n: '1' }), '9°'), toolLoop(calling({ n: 1 }), '9°')],
    ['null in arguments', toolLoop(calling({ n: null }), '9°'), toolLoop(calling({}), '9°')],
    ['null in a schema', chat({ tools: [tool('a', { default: null })] }), chat({ tools: [tool('a')] })],
    ['an image', saying({ ...hi, images: ['AAAA'] }), saying({ ...hi, images: ['AAAB'] })],
    ['an image where there was none', saying({ ...hi, images: ['AAAA'] }), saying(hi)],
    ['the system prompt', generate({ system: 'Be short.' }), generate({ system: 'Be long.' })],
    ['a system message', saying({ role: 'system', content: 'Be short.' }, hi), saying(hi)],
    ['a tool more', chat({ tools: [tool('a')] }), chat({ tools: [tool('a'), tool('b')] })],
    ['a tool result', toolLoop(calling({}), '9°'), toolLoop(calling({}), '10°')],
    [
      'a tool result of another tool',
      toolLoop(calling({}), '9°', { tool_name: 'a' }),
      toolLoop(calling({}), '9°', { tool_name: 'b' }),
    ],
    ['not streaming', chat({ stream: false }), chat({})],
    ['an option', chat({ options: { temperature: 0 } }), chat({})],
    ['not thinking against the model’s habit', chat({ think: false }), chat({})],
    ['a format', chat({ format: 'json' }), chat({ format: { type: 'object' } })],
    ['the model', chat({}), chat({ model: 'qwen3' })],
    ['loading against unloading a model', chat({ messages: [], keep_alive: 0 }), chat({ messages: [] })],
    ['raw prompts', generate({ raw: true }), generate({})],
    ['what was said before', generate({ context: [1, 2] }), generate({ context: [1, 3] })],
    ['two inputs', embed({ input: ['a', 'b'] }), embed({ input: ['b', 'a'] })],
    ['what is truncated', embed({ input: 'a', truncate: false }), embed({ input: 'a' })],
  ],
);

describe('segments of an Ollama request', () => {
  const { canonical } = ollama;
  const system: CanonicalObject = { role: 'system', content: 'Be short.' };
  const user: CanonicalObject = { role: 'user', content: 'hi' };
  const tools = [{ type: 'function', function: { name: 'weather', parameters: {} } }];

  it('has a system prompt beside or among the messages', () => {
    expect(canonical.withoutSystem({ model, messages: [system, user] })).toEqual({ model, messages: [user] });
    expect(canonical.withoutSystem({ model, prompt: 'hi', system: 'Be short.' })).toEqual({ model, prompt: 'hi' });
  });

  it('has a name for every tool', () => {
    expect(canonical.withToolNames({ model, tools })).toEqual({ model, tools: ['weather'] });
  });

  it('has tools that can go', () => {
    expect(canonical.withoutTools({ model, tools })).toEqual({ model });
  });

  it('is not copied where nothing changes', () => {
    const plain: CanonicalObject = { model, messages: [user], tools, stream: false };
    expect(canonical.body(plain, '/api/chat')).toBe(plain);
  });
});
