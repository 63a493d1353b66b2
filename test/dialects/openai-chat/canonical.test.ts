import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { openaiChat } from '../../../src/dialects/openai-chat/dialect.ts';
import { describePairs, whatNeverCounts, withHeaders } from '../../support/canonical-pairs.ts';
import { nineMessages, post } from '../samples.ts';

type Json = Record<string, unknown>;

const target = '/v1/chat/completions';
const model = 'gpt-4o-mini';
const hi: Json = { role: 'user', content: 'hi' };

function asked(body: Json): SimRequest {
  return post(target, { model, messages: [hi], ...body });
}

function saying(...messages: readonly unknown[]): SimRequest {
  return asked({ messages });
}

function parts(...content: readonly unknown[]): SimRequest {
  return saying({ role: 'user', content });
}

/** The assistant's call sent back, with the tool's result behind it. */
function toolLoop(id: string, args: string, result: unknown, call: Json = {}, answer: Json = {}): SimRequest {
  const calls = [{ id, type: 'function', function: { name: 'weather', arguments: args }, ...call }];
  return saying(
    hi,
    { role: 'assistant', content: null, tool_calls: calls, ...answer },
    { role: 'tool', tool_call_id: id, content: result },
  );
}

function twoCalls(first: string, second: string, answered: string): SimRequest {
  const call = (id: string): Json => ({ id, type: 'function', function: { name: 'weather', arguments: '{}' } });
  return saying(
    hi,
    { role: 'assistant', tool_calls: [call(first), call(second)] },
    { role: 'tool', tool_call_id: answered, content: '9°' },
  );
}

function reasoned(detail: Json): SimRequest {
  return saying(hi, { role: 'assistant', content: 'Nine.', reasoning_details: [detail] }, hi);
}

function completion(body: Json): SimRequest {
  return post('/v1/completions', { model: 'gpt-3.5-turbo-instruct', ...body });
}

const text = (value: string): Json => ({ type: 'text', text: value });
const image = (url: string, more: Json = {}): Json => ({ type: 'image_url', image_url: { url, ...more } });
const tool = (name: string, more: Json = {}): Json => ({ type: 'function', function: { name, ...more } });
const oslo = '{"city":"Oslo","days":1}';
const chatAlone = asked({ max_tokens: 1, tools: [tool('a', { parameters: { type: 'object', properties: {} } })] });

describePairs(
  openaiChat,
  [
    ...whatNeverCounts(chatAlone),
    ['who the user is does not count', asked({ user: 'ann' }), asked({})],
    ['nor does it under its newer name', asked({ safety_identifier: 'ann' }), asked({ safety_identifier: 'ben' })],
    ['one text part alone is the string', parts(text('hi')), saying(hi)],
    [
      'so is one of the system prompt',
      saying({ role: 'system', content: [text('Be short.')] }, hi),
      saying({ role: 'system', content: 'Be short.' }, hi),
    ],
    ['so is one of a tool’s result', toolLoop('call_1', oslo, [text('9°')]), toolLoop('call_1', oslo, '9°')],
    ['what is null is absent', asked({ temperature: null, tools: null, stop: null, stream: null }), asked({})],
    ['within a message too', saying({ ...hi, refusal: null, audio: null, function_call: null }), saying(hi)],
    ['not streaming is the default', asked({ stream: false }), asked({})],
    ['one choice is the default', asked({ n: 1 }), asked({})],
    ['no log probabilities are the default', asked({ logprobs: false }), asked({})],
    ['text is the default format', asked({ response_format: { type: 'text' } }), asked({})],
    [
      'stream options that say nothing are absent',
      asked({ stream: true, stream_options: { include_usage: false } }),
      asked({ stream: true }),
    ],
    ['empty metadata is none', asked({ metadata: {} }), asked({})],
    ['a tool need not be strict', asked({ tools: [tool('a', { strict: false })] }), asked({ tools: [tool('a')] })],
    [
      'an image’s detail is the model’s choice by default',
      parts(text('What is it?'), image('https://example.com/a.png', { detail: 'auto' })),
      parts(text('What is it?'), image('https://example.com/a.png')),
    ],
    ['ids of calls are numbered', toolLoop('call_q3r5x', oslo, '9°'), toolLoop('call_8kv1m', oslo, '9°')],
    ['ids of two calls, each by its own number', twoCalls('call_a', 'call_b', 'call_b'), twoCalls('x', 'y', 'y')],
    [
      'arguments count by what they say',
      toolLoop('call_1', oslo, '9°'),
      toolLoop('call_1', '{ "days": 1.0,\n "city": "Oslo" }', '9°'),
    ],
    [
      'those of a former function call too',
      saying({ role: 'assistant', function_call: { name: 'a', arguments: oslo } }),
      saying({ role: 'assistant', function_call: { name: 'a', arguments: '{"days":1, "city":"Oslo"}' } }),
    ],
    ['a call is a function’s by default', toolLoop('c', oslo, '9°'), toolLoop('c', oslo, '9°', { type: null })],
    [
      'beside a call, the empty text is none',
      toolLoop('c', oslo, '9°', {}, { content: '' }),
      toolLoop('c', oslo, '9°', {}, { content: null }),
    ],
    [
      'an answer without calls and annotations says so or not',
      saying(hi, { role: 'assistant', content: 'yes', tool_calls: [], annotations: [] }, hi),
      saying(hi, { role: 'assistant', content: 'yes' }, hi),
    ],
    [
      'a spoken answer is known by its number',
      saying(hi, { role: 'assistant', audio: { id: 'audio_abc' } }),
      saying(hi, { role: 'assistant', audio: { id: 'audio_xyz' } }),
    ],
    [
      'an uploaded file is known by its number',
      parts({ type: 'file', file: { file_id: 'file-one' } }, text('Sum up.')),
      parts({ type: 'file', file: { file_id: 'file-two' } }, text('Sum up.')),
    ],
    [
      'a signature of thinking is known by its number, as OpenRouter gives it',
      reasoned({ type: 'reasoning.text', text: 'Hm.', signature: 'CtABAR', id: 'r1' }),
      reasoned({ type: 'reasoning.text', text: 'Hm.', signature: 'CtMDZZ', id: 'r2' }),
    ],
    [
      'so is encrypted thinking',
      reasoned({ type: 'reasoning.encrypted', data: 'gAAAAAB1' }),
      reasoned({ type: 'reasoning.encrypted', data: 'gAAAAAB2' }),
    ],
    [
      'so is the signature that Gemini puts beside a call',
      toolLoop('c', oslo, '9°', { extra_content: { google: { thought_signature: 'CtABAR' } } }),
      toolLoop('c', oslo, '9°', { extra_content: { google: { thought_signature: 'CtMDZZ' } } }),
    ],
    [
      'a prediction may be one part',
      asked({ prediction: { type: 'content', content: [text('a')] } }),
      asked({ prediction: { type: 'content', content: 'a' } }),
    ],
    ['one prompt needs no list', completion({ prompt: ['Say'] }), completion({ prompt: 'Say' })],
    [
      'a list of betas has no order',
      withHeaders(asked({}), ['openai-beta', 'one=v1, two=v1']),
      withHeaders(asked({}), ['OpenAI-Beta', 'two=v1,one=v1']),
    ],
    [
      'who asks does not count in a query either',
      post(`${target}?user=ann&api-version=1`, { messages: [hi] }),
      post(`${target}?api-version=1`, { messages: [hi] }),
    ],
    [
      'stored completions are known by their number',
      { ...post(`${target}/chatcmpl-AAbb1122/messages?limit=2&order=asc`, ''), method: 'GET' },
      { ...post(`${target}/chatcmpl-CCdd3344/messages?order=asc&limit=2`, ''), method: 'GET' },
    ],
  ],
  [
    ['one message is not nine', saying(nineMessages[8]), saying(...nineMessages)],
    ['messages have an order', saying(...nineMessages), saying(...nineMessages.slice(2), ...nineMessages.slice(0, 2))],
    ['a role counts', saying({ role: 'user', content: 'a' }), saying({ role: 'assistant', content: 'a' })],
    ['who speaks in a role counts', saying({ ...hi, name: 'ann' }), saying({ ...hi, name: 'ben' })],
    ['the text "1" is not the number 1', toolLoop('c', '{"n":"1"}', '9°'), toolLoop('c', '{"n":1}', '9°')],
    ['nor is it so in parameters', asked({ seed: '1' }), asked({ seed: 1 })],
    ['large integers count to their last digit', asked({ seed: 9007199254740992 }), post(target, bigSeed())],
    ['null in arguments is not absent', toolLoop('c', '{"n":null}', '9°'), toolLoop('c', '{}', '9°')],
    [
      'null in a schema is not absent',
      asked({ tools: [tool('a', { parameters: { default: null } })] }),
      asked({ tools: [tool('a', { parameters: {} })] }),
    ],
    ['null in metadata is not absent', asked({ metadata: { a: null } }), asked({ metadata: {} })],
    [
      'an image counts by its pixels',
      parts(text('What is it?'), image('data:image/png;base64,AAAA')),
      parts(text('What is it?'), image('data:image/png;base64,AAAB')),
    ],
    ['an image counts by its address', parts(image('https://example.com/a')), parts(image('https://example.com/b'))],
    [
      'an image’s detail counts',
      parts(image('https://example.com/a', { detail: 'low' })),
      parts(image('https://example.com/a')),
    ],
    ['an image counts against none', parts(text('hi'), image('https://example.com/a')), saying(hi)],
    ['parts have an order', parts(text('a'), text('b')), parts(text('b'), text('a'))],
    ['two texts are not one', parts(text('a'), text('b')), parts(text('ab'))],
    [
      'spoken words count by their sound',
      parts({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }),
      parts({ type: 'input_audio', input_audio: { data: 'AAAB', format: 'wav' } }),
    ],
    [
      'a file that is sent along counts',
      parts({ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } }),
      parts({ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAB' } }),
    ],
    [
      'the system prompt counts',
      saying({ role: 'system', content: 'Be short.' }, hi),
      saying({ role: 'system', content: 'Be long.' }, hi),
    ],
    ['so does having one', saying({ role: 'system', content: 'Be short.' }, hi), saying(hi)],
    ['an added tool counts', asked({ tools: [tool('a')] }), asked({ tools: [tool('a'), tool('b')] })],
    ['tools have an order', asked({ tools: [tool('a'), tool('b')] }), asked({ tools: [tool('b'), tool('a')] })],
    [
      'a tool’s description counts',
      asked({ tools: [tool('a', { description: 'one' })] }),
      asked({ tools: [tool('a', { description: 'two' })] }),
    ],
    [
      'what a schema requires counts',
      asked({ tools: [tool('a', { parameters: { type: 'object', required: ['city'] } })] }),
      asked({ tools: [tool('a', { parameters: { type: 'object', required: ['city', 'unit'] } })] }),
    ],
    ['a strict tool counts', asked({ tools: [tool('a', { strict: true })] }), asked({ tools: [tool('a')] })],
    ['whether tools may be called counts', asked({ tool_choice: 'none' }), asked({ tool_choice: 'required' })],
    ['a tool’s result counts', toolLoop('c', oslo, '9°'), toolLoop('c', oslo, '10°')],
    ['a tool’s arguments count', toolLoop('c', oslo, '9°'), toolLoop('c', '{"city":"Bergen","days":1}', '9°')],
    ['which call a result is of counts', twoCalls('a', 'b', 'a'), twoCalls('a', 'b', 'b')],
    [
      'the same file twice is not two files',
      parts({ type: 'file', file: { file_id: 'file-a' } }, { type: 'file', file: { file_id: 'file-a' } }),
      parts({ type: 'file', file: { file_id: 'file-a' } }, { type: 'file', file: { file_id: 'file-b' } }),
    ],
    [
      'the empty text of an answer without calls counts',
      saying(hi, { role: 'assistant', content: '' }),
      saying(hi, { role: 'assistant' }),
    ],
    [
      'what was thought counts',
      reasoned({ type: 'reasoning.text', text: 'Hm.', signature: 'a' }),
      reasoned({ type: 'reasoning.text', text: 'Aha.', signature: 'a' }),
    ],
    ['streaming counts', asked({ stream: true }), asked({ stream: false })],
    [
      'usage in a stream counts',
      asked({ stream: true, stream_options: { include_usage: true } }),
      asked({ stream: true }),
    ],
    ['a temperature counts', asked({ temperature: 0 }), asked({})],
    ['a temperature counts by its value', asked({ temperature: 0.2 }), asked({ temperature: 0.7 })],
    ['the seed counts', asked({ seed: 1 }), asked({ seed: 2 })],
    ['the effort of thinking counts', asked({ reasoning_effort: 'low' }), asked({ reasoning_effort: 'high' })],
    ['how many choices there are counts', asked({ n: 2 }), asked({})],
    ['JSON as the format counts', asked({ response_format: { type: 'json_object' } }), asked({})],
    ['whether it is stored counts', asked({ store: true }), asked({})],
    ['what the prompt cache is called counts', asked({ prompt_cache_key: 'a' }), asked({ prompt_cache_key: 'b' })],
    ['metadata counts', asked({ metadata: { run: '1' } }), asked({ metadata: { run: '2' } })],
    ['the model counts', asked({}), asked({ model: 'gpt-4o' })],
    [
      'Azure’s deployment counts',
      post('/openai/deployments/one/chat/completions?api-version=1', { messages: [hi] }),
      post('/openai/deployments/two/chat/completions?api-version=1', { messages: [hi] }),
    ],
    [
      'a deployment is not a model: what it runs, only Azure knows',
      post(`/openai/deployments/${model}/chat/completions`, { messages: [hi] }),
      asked({}),
    ],
    [
      'Azure’s API version counts',
      post('/openai/deployments/one/chat/completions?api-version=1', { messages: [hi] }),
      post('/openai/deployments/one/chat/completions?api-version=2', { messages: [hi] }),
    ],
    ['a beta counts', withHeaders(asked({}), ['openai-beta', 'one=v1']), asked({})],
    ['two prompts have an order', completion({ prompt: ['a', 'b'] }), completion({ prompt: ['b', 'a'] })],
    ['a prompt of tokens counts by them', completion({ prompt: [1, 2] }), completion({ prompt: [1, 3] })],
    ['asking is not deleting', asked({}), { ...asked({}), method: 'DELETE' }],
  ],
);

/** One more than doubles hold: `JSON.stringify` cannot write it. */
function bigSeed(): string {
  return JSON.stringify({ model, messages: [hi], seed: 0 }).replace('"seed":0', '"seed":9007199254740993');
}

describe('segments of a chat request', () => {
  const { canonical } = openaiChat;
  const user: CanonicalObject = { role: 'user', content: 'hi' };
  const body: CanonicalObject = {
    model,
    messages: [{ role: 'system', content: 'Be short.' }, { role: 'developer', content: 'Be kind.' }, user],
    tools: [
      { type: 'function', function: { name: 'weather', parameters: {} } },
      { type: 'custom', custom: { name: 'sql', format: { type: 'text' } } },
    ],
  };

  it('has a system prompt of the roles system and developer', () => {
    expect(canonical.withoutSystem(body)).toEqual({ ...body, messages: [user] });
  });

  it('has a name for every tool, function or custom', () => {
    expect(canonical.withToolNames(body)).toEqual({ ...body, tools: ['weather', 'sql'] });
    expect(canonical.withToolNames({ functions: [{ name: 'weather', parameters: {} }] })).toEqual({
      functions: ['weather'],
    });
  });

  it('has tools that can go, also under their former name', () => {
    const { tools: _, ...rest } = body;
    expect(canonical.withoutTools({ ...body, functions: [{ name: 'weather' }] })).toEqual(rest);
  });

  it('is not copied where nothing changes', () => {
    const plain: CanonicalObject = { model, messages: [user], tools: [{ type: 'function', function: { name: 'a' } }] };
    expect(canonical.body(plain, target)).toBe(plain);
  });
});
