import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { cohere } from '../../../src/dialects/cohere/dialect.ts';
import { describePairs } from '../../support/canonical-pairs.ts';
import { nineMessages, post } from '../samples.ts';

type Json = Record<string, unknown>;

const model = 'command-a-03-2025';
const hi: Json = { role: 'user', content: 'hi' };

function asked(body: Json): SimRequest {
  return post('/v2/chat', { model, messages: [hi], ...body });
}

function saying(...messages: readonly unknown[]): SimRequest {
  return asked({ messages });
}

/** Version 1. */
function formerly(body: Json): SimRequest {
  return post('/v1/chat', { model: 'command-r', message: 'hi', ...body });
}

function toolLoop(id: string, args: string, result: unknown, call: Json = {}): SimRequest {
  return saying(
    hi,
    {
      role: 'assistant',
      tool_plan: 'I look it up.',
      tool_calls: [{ id, type: 'function', function: { name: 'weather', arguments: args }, ...call }],
    },
    { role: 'tool', tool_call_id: id, content: result },
  );
}

function cited(sources: readonly Json[]): SimRequest {
  return saying(
    { role: 'assistant', content: 'It is 9°.', citations: [{ start: 6, end: 8, text: '9°', sources }] },
    hi,
  );
}

const tool = (name: string, parameters: Json = {}): Json => ({ type: 'function', function: { name, parameters } });
const oslo = '{"city":"Oslo","day":1}';

describePairs(
  cohere,
  [
    ['a text part alone is its text', saying({ role: 'user', content: [{ type: 'text', text: 'hi' }] }), saying(hi)],
    ['so is a tool result', toolLoop('a', oslo, [{ type: 'text', text: '9°' }]), toolLoop('a', oslo, '9°')],
    ['not streaming is the default', asked({ stream: false }), asked({})],
    ['also formerly', formerly({ stream: false, raw_prompting: false, search_queries_only: false }), formerly({})],
    ['what is null is absent', asked({ temperature: null, tool_choice: null, seed: null }), asked({})],
    ['also within messages', saying({ ...hi, tool_calls: null }), saying(hi)],
    ['what is empty is absent', asked({ tools: [], documents: [], stop_sequences: [] }), asked({})],
    ['also formerly', formerly({ chat_history: [], tools: [], tool_results: [], connectors: [] }), formerly({})],
    ['tools that need not be strict', asked({ strict_tools: false, logprobs: false }), asked({})],
    ['ids of calls are numbered', toolLoop('weather_q3r5x', oslo, '9°'), toolLoop('weather_8kv1m', oslo, '9°')],
    ['arguments, by what they say', toolLoop('a', oslo, '9°'), toolLoop('a', '{ "day": 1, "city": "Oslo" }', '9°')],
    ['the type of a call', toolLoop('a', oslo, '9°', { type: null }), toolLoop('a', oslo, '9°')],
    [
      'a citation of a tool, by its call',
      cited([{ type: 'tool', id: 'weather_q3r5x:0' }]),
      cited([{ type: 'tool', id: 'weather_8kv1m:0' }]),
    ],
    [
      'documents that are not given back',
      post('/v1/rerank', { query: 'a', documents: ['b'], return_documents: false }),
      post('/v1/rerank', { query: 'a', documents: ['b'] }),
    ],
  ],
  [
    ['one message against nine', saying(nineMessages[8]), saying(...nineMessages)],
    [
      'messages in another order',
      saying(...nineMessages),
      saying(...nineMessages.slice(2), ...nineMessages.slice(0, 2)),
    ],
    ['a role', saying({ role: 'user', content: 'a' }), saying({ role: 'assistant', content: 'a' })],
    ['text against number', toolLoop('a', '{"n":"1"}', '9°'), toolLoop('a', '{"n":1}', '9°')],
    ['null in arguments', toolLoop('a', '{"n":null}', '9°'), toolLoop('a', '{}', '9°')],
    ['null in a schema', asked({ tools: [tool('a', { default: null })] }), asked({ tools: [tool('a')] })],
    ['null in a document', asked({ documents: [{ data: { title: null } }] }), asked({ documents: [{ data: {} }] })],
    [
      'an image',
      saying({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }),
      saying({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAB' } }] }),
    ],
    ['the system prompt', saying({ role: 'system', content: 'a' }, hi), saying({ role: 'system', content: 'b' }, hi)],
    ['a system prompt where there was none', saying({ role: 'system', content: 'a' }, hi), saying(hi)],
    ['the former system prompt', formerly({ preamble: 'a' }), formerly({ preamble: 'b' })],
    ['a tool more', asked({ tools: [tool('a')] }), asked({ tools: [tool('a'), tool('b')] })],
    ['a tool result', toolLoop('a', oslo, '9°'), toolLoop('a', oslo, '10°')],
    ['a document', asked({ documents: [{ data: { text: 'a' } }] }), asked({ documents: [{ data: { text: 'b' } }] })],
    ['which document is cited', cited([{ type: 'document', id: 'doc:0' }]), cited([{ type: 'document', id: 'doc:1' }])],
    ['the order of documents', asked({ documents: ['a', 'b'] }), asked({ documents: ['b', 'a'] })],
    ['a plan', saying(hi, { role: 'assistant', tool_plan: 'a' }), saying(hi, { role: 'assistant', tool_plan: 'b' })],
    ['streaming', asked({ stream: true }), asked({})],
    ['a temperature', asked({ temperature: 0 }), asked({})],
    ['the model', asked({}), asked({ model: 'command-r' })],
    ['the conversation', formerly({ conversation_id: 'a' }), formerly({ conversation_id: 'b' })],
    ['what was said before', formerly({ chat_history: [{ role: 'USER', message: 'a' }] }), formerly({})],
    [
      'who said it',
      formerly({ chat_history: [{ role: 'USER', user_name: 'a' }] }),
      formerly({ chat_history: [{ role: 'USER', user_name: 'b' }] }),
    ],
    ['the version', post('/v1/embed', { texts: ['a'] }), post('/v2/embed', { texts: ['a'] })],
    [
      'what an embedding is for',
      post('/v2/embed', { texts: ['a'], input_type: 'search_query' }),
      post('/v2/embed', { texts: ['a'], input_type: 'search_document' }),
    ],
  ],
);

describe('segments of a Cohere request', () => {
  const { canonical } = cohere;
  const user: CanonicalObject = { role: 'user', content: 'hi' };

  it('has a system prompt among the messages, formerly as preamble and in the history', () => {
    expect(canonical.withoutSystem({ messages: [{ role: 'system', content: 'a' }, user] })).toEqual({
      messages: [user],
    });
    const history = [
      { role: 'SYSTEM', message: 'a' },
      { role: 'USER', message: 'b' },
    ];
    expect(canonical.withoutSystem({ preamble: 'a', chat_history: history })).toEqual({
      chat_history: [{ role: 'USER', message: 'b' }],
    });
  });

  it('has a name for every tool of either version', () => {
    const tools = [
      { type: 'function', function: { name: 'a', parameters: {} } },
      { name: 'b', parameter_definitions: {} },
    ];
    expect(canonical.withToolNames({ tools })).toEqual({ tools: ['a', 'b'] });
    expect(canonical.withoutTools({ model, tools })).toEqual({ model });
  });

  it('is not copied where nothing changes', () => {
    const plain: CanonicalObject = { model, messages: [user], documents: ['a'] };
    expect(canonical.body(plain, '/v2/chat')).toBe(plain);
  });
});
