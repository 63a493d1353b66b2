import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { bedrock } from '../../../src/dialects/bedrock/dialect.ts';
import { describePairs } from '../../support/canonical-pairs.ts';
import { post } from '../samples.ts';

type Json = Record<string, unknown>;

const hi: Json = { role: 'user', content: [{ text: 'hi' }] };
const nova = '/model/amazon.nova-lite-v1%3A0/converse';

function asked(body: Json): SimRequest {
  return post(nova, { messages: [hi], ...body });
}

function saying(...messages: readonly unknown[]): SimRequest {
  return asked({ messages });
}

function invoke(model: string, body: Json): SimRequest {
  return post(`/model/${model}/invoke`, body);
}

function claude(body: Json): SimRequest {
  return invoke('anthropic.claude-3-5-haiku-20241022-v1%3A0', {
    anthropic_version: 'bedrock-2023-05-31',
    messages: [{ role: 'user', content: 'hi' }],
    ...body,
  });
}

function agent(body: Json): SimRequest {
  return post('/agents/ABCDEFGHIJ/agentAliases/KLMNOPQRST/sessions/s/text', { inputText: 'hi', ...body });
}

function toolLoop(id: string, result: Json, input: Json = { city: 'Oslo' }): SimRequest {
  return saying(
    hi,
    { role: 'assistant', content: [{ toolUse: { toolUseId: id, name: 'weather', input } }] },
    { role: 'user', content: [{ toolResult: { toolUseId: id, content: [result] } }] },
  );
}

/** The same with a model that takes messages in the shape of OpenAI's. */
function mistralLoop(id: string, args: string): SimRequest {
  return invoke('mistral.mistral-large-2407-v1%3A0', {
    messages: [
      { role: 'assistant', tool_calls: [{ id, function: { name: 'weather', arguments: args } }] },
      { role: 'tool', tool_call_id: id, content: '9°' },
    ],
  });
}

function withHeader(name: string, value: string): SimRequest {
  const request = asked({});
  return { ...request, headers: [...request.headers, [name, value]] };
}

function thought(signature: string, text = 'Hmm.'): SimRequest {
  return saying({ role: 'assistant', content: [{ reasoningContent: { reasoningText: { text, signature } } }] });
}

const image = (bytes: string): Json => ({ role: 'user', content: [{ image: { format: 'png', source: { bytes } } }] });
const toolSpec = (name: string, json: Json = {}): Json => ({ toolSpec: { name, inputSchema: { json } } });
const tools = (...all: readonly Json[]): SimRequest => asked({ toolConfig: { tools: all } });
const nine = Array.from({ length: 9 }, (_, i) => ({
  role: i % 2 === 0 ? 'user' : 'assistant',
  content: [{ text: `m${i}` }],
}));

describePairs(
  bedrock,
  [
    ['the colon in a model’s name', asked({}), post('/model/amazon.nova-lite-v1:0/converse', { messages: [hi] })],
    [
      'what is empty is absent',
      asked({ inferenceConfig: {}, system: [], additionalModelRequestFields: {} }),
      asked({}),
    ],
    ['what is null is absent', asked({ toolConfig: null, system: null, guardrailConfig: null }), asked({})],
    ['also within the configuration', asked({ inferenceConfig: { topP: null, stopSequences: [] } }), asked({})],
    ['no metadata', asked({ requestMetadata: {}, promptVariables: {} }), asked({})],
    [
      'ids of calls are numbered',
      toolLoop('tooluse_kZJMlvQmRJ6eAyJE5GIl7Q', { text: '9°' }),
      toolLoop('mine', { text: '9°' }),
    ],
    ['signatures of thoughts are numbered', thought('EqQB'), thought('CtAB')],
    [
      'Claude’s text block alone',
      claude({ messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }),
      claude({}),
    ],
    [
      'Claude’s system prompt',
      claude({ system: [{ type: 'text', text: 'Be short.' }] }),
      claude({ system: 'Be short.' }),
    ],
    ['who asks Claude', claude({ metadata: { user_id: 'u1' } }), claude({})],
    ['the order of Claude’s betas', claude({ anthropic_beta: ['a', 'b'] }), claude({ anthropic_beta: ['b', 'a'] })],
    [
      'calls in the shape of OpenAI’s',
      mistralLoop('abcdefghi', '{"a":1,"b":2}'),
      mistralLoop('jklmnopqr', '{"b": 2, "a": 1}'),
    ],
    [
      'Cohere’s defaults',
      invoke('cohere.command-r-v1%3A0', { message: 'hi', stream: false, chat_history: [] }),
      invoke('cohere.command-r-v1%3A0', { message: 'hi' }),
    ],
    ['an agent that is not traced', agent({ enableTrace: false, endSession: false }), agent({})],
    [
      'an agent’s invocation, by its id',
      agent({ sessionState: { invocationId: 'a' } }),
      agent({ sessionState: { invocationId: 'b' } }),
    ],
    [
      'the session of a knowledge base',
      post('/retrieveAndGenerate', { input: { text: 'hi' }, sessionId: 'a' }),
      post('/retrieveAndGenerate', { input: { text: 'hi' }, sessionId: 'b' }),
    ],
    ['who signed it when', withHeader('x-amz-date', '20260101T000000Z'), withHeader('amz-sdk-invocation-id', 'a')],
    [
      'what is counted',
      post('/model/m/count-tokens', { input: { converse: { messages: [hi], system: [] } } }),
      post('/model/m/count-tokens', { input: { converse: { messages: [hi] } } }),
    ],
  ],
  [
    ['one message against nine', saying(nine[8]), saying(...nine)],
    ['messages in another order', saying(...nine), saying(...nine.slice(2), ...nine.slice(0, 2))],
    ['a role', saying(hi), saying({ ...hi, role: 'assistant' })],
    ['text against number', toolLoop('a', { json: { n: '1' } }), toolLoop('a', { json: { n: 1 } })],
    ['null in a tool input', toolLoop('a', { text: '' }, { n: null }), toolLoop('a', { text: '' }, {})],
    ['null as a tool result', toolLoop('a', { json: null }), toolLoop('a', {})],
    ['null in a schema', tools(toolSpec('a', { default: null })), tools(toolSpec('a'))],
    ['null for the model itself', asked({ additionalModelRequestFields: { top_k: null } }), asked({})],
    ['an image', saying(image('AAAA')), saying(image('AAAB'))],
    ['the system prompt', asked({ system: [{ text: 'a' }] }), asked({ system: [{ text: 'b' }] })],
    ['a system prompt where there was none', asked({ system: [{ text: 'a' }] }), asked({})],
    ['a tool more', tools(toolSpec('a')), tools(toolSpec('a'), toolSpec('b'))],
    ['a tool result', toolLoop('a', { text: '9°' }), toolLoop('a', { text: '10°' })],
    [
      'two blocks of text against one',
      saying({ role: 'user', content: [{ text: 'a' }, { text: 'b' }] }),
      saying({ role: 'user', content: [{ text: 'ab' }] }),
    ],
    [
      'where the cache begins',
      asked({ system: [{ text: 'a' }, { cachePoint: { type: 'default' } }] }),
      asked({ system: [{ text: 'a' }] }),
    ],
    ['a thought', thought('EqQB', 'Hmm.'), thought('EqQB', 'Aha.')],
    ['a temperature', asked({ inferenceConfig: { temperature: 0 } }), asked({})],
    ['the model', asked({}), post('/model/amazon.nova-pro-v1%3A0/converse', { messages: [hi] })],
    ['streaming', asked({}), post('/model/amazon.nova-lite-v1%3A0/converse-stream', { messages: [hi] })],
    ['metadata', asked({ requestMetadata: { team: 'a' } }), asked({ requestMetadata: { team: 'b' } })],
    [
      'a guardrail',
      withHeader('x-amzn-bedrock-guardrailidentifier', 'a'),
      withHeader('x-amzn-bedrock-guardrailidentifier', 'b'),
    ],
    ['a guardrail’s trace', withHeader('X-Amzn-Bedrock-Trace', 'ENABLED'), asked({})],
    [
      'Claude’s image',
      claude({ messages: [{ role: 'user', content: [{ type: 'image', source: { data: 'AAAA' } }] }] }),
      claude({ messages: [{ role: 'user', content: [{ type: 'image', source: { data: 'AAAB' } }] }] }),
    ],
    ['Claude’s system prompt', claude({ system: 'a' }), claude({ system: 'b' })],
    [
      'a prompt of Titan’s',
      invoke('amazon.titan-text-express-v1', { inputText: 'a' }),
      invoke('amazon.titan-text-express-v1', { inputText: 'b' }),
    ],
    ['what an agent is asked', agent({}), agent({ inputText: 'ho' })],
    ['an agent that is traced', agent({ enableTrace: true }), agent({})],
  ],
);

describe('segments of a Bedrock request', () => {
  const { canonical } = bedrock;
  const messages: CanonicalObject = { messages: [{ role: 'user', content: [{ text: 'hi' }] }] };

  it('has a system prompt where each vendor has it', () => {
    expect(canonical.withoutSystem({ ...messages, system: [{ text: 'a' }] })).toEqual(messages);
    expect(canonical.withoutSystem({ messages: [{ role: 'system', content: 'a' }] })).toEqual({ messages: [] });
    expect(canonical.withoutSystem({ message: 'hi', preamble: 'a' })).toEqual({ message: 'hi' });
    expect(canonical.withoutSystem({ inputText: 'hi', instruction: 'a' })).toEqual({ inputText: 'hi' });
  });

  it('has a name for every tool', () => {
    const toolConfig = {
      tools: [
        { toolSpec: { name: 'a', inputSchema: { json: {} } } },
        { systemTool: { name: 'nova_grounding' } },
        { cachePoint: { type: 'default' } },
      ],
    };
    expect(canonical.withToolNames({ toolConfig })).toEqual({
      toolConfig: { tools: ['a', 'nova_grounding', 'cachePoint'] },
    });
    expect(canonical.withToolNames({ tools: [{ name: 'b', input_schema: {} }] })).toEqual({ tools: ['b'] });
  });

  it('has tools that can go', () => {
    expect(canonical.withoutTools({ ...messages, toolConfig: { tools: [] } })).toEqual(messages);
    expect(canonical.withoutTools({ ...messages, toolConfig: { tools: [], toolChoice: { any: {} } } })).toEqual({
      ...messages,
      toolConfig: { toolChoice: { any: {} } },
    });
    expect(canonical.withoutTools({ input: { converse: { ...messages, tools: [] } } })).toEqual({
      input: { converse: messages },
    });
  });

  it('is not copied where nothing changes', () => {
    const plain: CanonicalObject = { ...messages, inferenceConfig: { maxTokens: 9 } };
    expect(canonical.body(plain, nova)).toBe(plain);
  });
});
