import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/dialect.ts';
import { describePairs } from '../../support/canonical-pairs.ts';
import { nineMessages, post } from '../samples.ts';

type Json = Record<string, unknown>;

const base: Json = { model: 'claude-haiku-4-5', max_tokens: 64 };
const weather: Json = { name: 'weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } };

function asked(body: Json): SimRequest {
  return post('/v1/messages', { ...base, messages: [{ role: 'user', content: 'hi' }], ...body });
}

function saying(...messages: readonly unknown[]): SimRequest {
  return asked({ messages });
}

function user(...content: readonly unknown[]): SimRequest {
  return saying({ role: 'user', content });
}

function withHeaders(...headers: readonly (readonly [string, string])[]): SimRequest {
  const request = asked({});
  return { ...request, headers: [...request.headers, ...headers] };
}

/** A tool loop: the answer with a call is sent back, with the tool's result behind it. */
function toolLoop(id: string, result: unknown, call: Json = {}, answer: Json = {}): SimRequest {
  return saying(
    { role: 'user', content: 'Weather in Oslo?' },
    { role: 'assistant', content: [{ type: 'tool_use', id, name: 'weather', input: { city: 'Oslo' }, ...call }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: result, ...answer }] },
  );
}

function twoCalls(first: string, second: string, answered: string): SimRequest {
  return saying(
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: first, name: 'a', input: {} },
        { type: 'tool_use', id: second, name: 'b', input: {} },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: answered, content: '1' }] },
  );
}

function thought(signature: string, thinking = 'Hmm.'): SimRequest {
  return saying({
    role: 'assistant',
    content: [
      { type: 'thinking', thinking, signature },
      { type: 'text', text: 'a' },
    ],
  });
}

function image(data: string): SimRequest {
  return user(
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
    { type: 'text', text: 'What is it?' },
  );
}

function file(id: string): SimRequest {
  return user({ type: 'document', source: { type: 'file', file_id: id } }, { type: 'text', text: 'Sum up.' });
}

function batch(params: Json): SimRequest {
  return post('/v1/messages/batches', { requests: [{ custom_id: 'one', params: { ...base, ...params } }] });
}

function onVertex(body: Json): SimRequest {
  return post('/v1/projects/p/locations/l/publishers/anthropic/models/claude-haiku:rawPredict', {
    anthropic_version: 'vertex-2023-10-16',
    max_tokens: 9,
    ...body,
  });
}

const text = (value: string, more: Json = {}): Json => ({ type: 'text', text: value, ...more });

describePairs(
  anthropicMessages,
  [
    ['a text block alone is its text', user(text('hi')), saying({ role: 'user', content: 'hi' })],
    ['so is a system prompt', asked({ system: [text('Be short.')] }), asked({ system: 'Be short.' })],
    ['so is a tool result', toolLoop('toolu_1', [text('9°')]), toolLoop('toolu_1', '9°')],
    ['what is null is absent', asked({ temperature: null, tool_choice: null, thinking: null }), asked({})],
    ['also within blocks and tools', user(text('hi', { citations: null, cache_control: null })), user(text('hi'))],
    [
      'a tool whose type is null or custom',
      asked({ tools: [{ ...weather, type: null }] }),
      asked({ tools: [{ ...weather, type: 'custom' }] }),
    ],
    [
      'a tool without type',
      asked({ tools: [weather] }),
      asked({ tools: [{ ...weather, type: 'custom', strict: false }] }),
    ],
    ['not streaming is the default', asked({ stream: false }), asked({})],
    [
      'the user is no part of the question',
      asked({ metadata: { user_id: 'u1' } }),
      asked({ metadata: { user_id: 'u2' } }),
    ],
    ['nor is there metadata without it', asked({ metadata: { user_id: 'u1' } }), asked({})],
    ['no tools at all', asked({ tools: [], stop_sequences: [] }), asked({})],
    ['ids of calls are numbered', toolLoop('toolu_01A', '9°'), toolLoop('my-own-id', '9°')],
    ['each on its own', twoCalls('a', 'b', 'b'), twoCalls('x', 'y', 'y')],
    ['a result that is no error', toolLoop('t', '9°', {}, { is_error: false }), toolLoop('t', '9°')],
    ['a call that the model made itself', toolLoop('t', '9°', { caller: { type: 'direct' } }), toolLoop('t', '9°')],
    ['signatures of thoughts are numbered', thought('EqQB8fds'), thought('EqQC0aaa')],
    ['ids of files are numbered', file('file_011CNha8iCJcU1wXNR6q4V8w'), file('file_011CPMxVD3fHLUhvTqtsQA5w')],
    ['a container, by its id', asked({ container: 'container_011CPR5' }), asked({ container: 'container_9' })],
    ['the order of betas', withHeaders(['anthropic-beta', 'a-1, b-2']), withHeaders(['Anthropic-Beta', 'b-2,a-1'])],
    ['what an SDK says of itself', withHeaders(['x-stainless-retry-count', '1']), withHeaders(['user-agent', 'x'])],
    ['all this within a batch', batch({ stream: false, system: [text('s')] }), batch({ system: 's' })],
    [
      'and on Vertex',
      onVertex({ messages: [{ role: 'user', content: [text('hi')] }] }),
      onVertex({ messages: [{ role: 'user', content: 'hi' }] }),
    ],
    [
      'the shortest life of a cache',
      user(text('a', { cache_control: { type: 'ephemeral', ttl: '5m' } })),
      user(text('a', { cache_control: { type: 'ephemeral' } })),
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
    ['text against number', toolLoop('t', '9°', { input: { n: '1' } }), toolLoop('t', '9°', { input: { n: 1 } })],
    ['null in a tool input', toolLoop('t', '9°', { input: { n: null } }), toolLoop('t', '9°', { input: {} })],
    [
      'null in a schema',
      asked({ tools: [{ name: 'a', input_schema: { default: null } }] }),
      asked({ tools: [{ name: 'a', input_schema: {} }] }),
    ],
    ['an image', image('iVBORw0KGgoA'), image('iVBORw0KGgoB')],
    ['an image where there was none', user(text('hi')), image('iVBORw0KGgoA')],
    ['the system prompt', asked({ system: 'Be short.' }), asked({ system: 'Be long.' })],
    ['a system prompt where there was none', asked({ system: 'Be short.' }), asked({})],
    ['a tool more', asked({ tools: [weather] }), asked({ tools: [weather, { ...weather, name: 'tide' }] })],
    [
      'a description of a tool',
      asked({ tools: [weather] }),
      asked({ tools: [{ ...weather, description: 'It rains.' }] }),
    ],
    ['a tool result', toolLoop('t', '9°'), toolLoop('t', '10°')],
    ['a tool result that is an error', toolLoop('t', 'no', {}, { is_error: true }), toolLoop('t', 'no')],
    ['whose result it is', twoCalls('a', 'b', 'a'), twoCalls('a', 'b', 'b')],
    ['two blocks of text against one', user(text('a'), text('b')), user(text('ab'))],
    ['where the cache begins', user(text('hi', { cache_control: { type: 'ephemeral' } })), user(text('hi'))],
    ['a thought', thought('EqQB', 'Hmm.'), thought('EqQB', 'Aha.')],
    ['streaming', asked({ stream: true }), asked({})],
    ['a temperature', asked({ temperature: 0 }), asked({ temperature: 1 })],
    ['the model', asked({}), asked({ model: 'claude-opus-4-1' })],
    ['other metadata', asked({ metadata: { team: 'a' } }), asked({ metadata: { team: 'b' } })],
    ['a beta', withHeaders(['anthropic-beta', 'a-1']), withHeaders(['anthropic-beta', 'a-1,b-2'])],
    ['the version', withHeaders(['anthropic-version', '2023-06-01']), withHeaders(['anthropic-version', '2023-01-01'])],
    [
      'counting instead of answering',
      asked({}),
      post('/v1/messages/count_tokens', { ...base, messages: [{ role: 'user', content: 'hi' }] }),
    ],
    [
      'what a request of a batch is called',
      batch({}),
      post('/v1/messages/batches', { requests: [{ custom_id: 'two', params: base }] }),
    ],
  ],
);

describe('segments of an Anthropic request', () => {
  const { canonical } = anthropicMessages;
  const body: CanonicalObject = {
    model: 'm',
    system: 'Be short.',
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'hi' },
    ],
    tools: [
      { name: 'weather', input_schema: { type: 'object' } },
      { type: 'web_search_20250305', name: 'web_search' },
      { type: 'mcp_toolset', mcp_server_name: 'files' },
    ],
  };

  it('has a system prompt beside and among the messages', () => {
    const { system: _, ...rest } = body;
    expect(canonical.withoutSystem(body)).toEqual({ ...rest, messages: [{ role: 'user', content: 'hi' }] });
  });

  it('has a name for every tool', () => {
    expect(canonical.withToolNames(body)).toEqual({ ...body, tools: ['weather', 'web_search', 'files'] });
  });

  it('has tools that can go', () => {
    const { tools: _, ...rest } = body;
    expect(canonical.withoutTools(body)).toEqual(rest);
  });

  it('finds them in the requests of a batch', () => {
    const requests = { requests: [{ custom_id: 'a', params: body }] };
    expect(canonical.withoutTools(requests)).toEqual({
      requests: [{ custom_id: 'a', params: canonical.withoutTools(body) }],
    });
  });

  it('is not copied where nothing changes', () => {
    expect(canonical.body(body, '/v1/messages')).toBe(body);
  });
});
