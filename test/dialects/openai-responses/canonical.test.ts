import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { openaiResponses } from '../../../src/dialects/openai-responses/dialect.ts';
import { describePairs, whatNeverCounts, withHeaders } from '../../support/canonical-pairs.ts';
import { nineMessages, post } from '../samples.ts';

type Json = Record<string, unknown>;

const target = '/v1/responses';
const model = 'gpt-5-mini';

function asked(body: Json): SimRequest {
  return post(target, { model, input: 'hi', ...body });
}

function given(...input: readonly unknown[]): SimRequest {
  return asked({ input });
}

function user(...content: readonly unknown[]): SimRequest {
  return given({ role: 'user', content });
}

/** What the model answered, sent back; then the user again. */
function answered(answer: Json): SimRequest {
  return given({ role: 'user', content: 'hi' }, { role: 'assistant', ...answer }, { role: 'user', content: 'more' });
}

/** The model's call sent back, with the tool's result behind it. */
function toolLoop(id: string, args: string, output: unknown, call: Json = {}): SimRequest {
  return given(
    { role: 'user', content: 'Weather?' },
    { type: 'function_call', id: `fc-${id}`, call_id: id, name: 'weather', arguments: args, ...call },
    { type: 'function_call_output', call_id: id, output },
  );
}

function twoCalls(first: string, second: string, result: string): SimRequest {
  const call = (id: string): Json => ({ type: 'function_call', call_id: id, name: 'weather', arguments: '{}' });
  return given(call(first), call(second), { type: 'function_call_output', call_id: result, output: '9°' });
}

function reasoned(item: Json): SimRequest {
  return given({ role: 'user', content: 'hi' }, { type: 'reasoning', summary: [], ...item });
}

function screenshot(id: string, checks: readonly Json[], image = 'data:image/png;base64,AAAA'): SimRequest {
  const call = { type: 'computer_call', call_id: id, action: { type: 'screenshot' }, pending_safety_checks: checks };
  const output = { type: 'computer_screenshot', image_url: image };
  return given(call, { type: 'computer_call_output', call_id: id, output, acknowledged_safety_checks: checks });
}

function read(path: string): SimRequest {
  return { method: 'GET', target: path, headers: [], body: new Uint8Array() };
}

const inputText = (text: string): Json => ({ type: 'input_text', text });
const outputText = (text: string, more: Json = {}): Json => ({ type: 'output_text', text, ...more });
const image = (url: string, more: Json = {}): Json => ({ type: 'input_image', image_url: url, ...more });
const tool = (name: string, more: Json = {}): Json => ({ type: 'function', name, ...more });
const oslo = '{"city":"Oslo","days":1}';

describePairs(
  openaiResponses,
  [
    ...whatNeverCounts(asked({ max_output_tokens: 1, tools: [tool('a', { parameters: { type: 'object' } })] })),
    ['who the user is does not count', asked({ user: 'ann' }), asked({})],
    ['nor does it under its newer name', asked({ safety_identifier: 'ann' }), asked({ safety_identifier: 'ben' })],
    ['a text is a message of the user', given({ role: 'user', content: 'hi' }), asked({})],
    ['it may be said that this is a message', given({ type: 'message', role: 'user', content: 'hi' }), asked({})],
    ['one text part alone is the string', user(inputText('hi')), asked({})],
    [
      'so is one of several messages',
      given(...nineMessages.map(({ role, content }) => ({ role, content: [inputText(content)] }))),
      given(...nineMessages),
    ],
    ['so is one of a tool’s result', toolLoop('c', oslo, [inputText('9°')]), toolLoop('c', oslo, '9°')],
    [
      'an answer comes back whole or as its text',
      answered({
        type: 'message',
        status: 'completed',
        content: [outputText('yes', { annotations: [], logprobs: [] })],
      }),
      answered({ content: 'yes' }),
    ],
    ['what is null is absent', asked({ temperature: null, tools: null, prompt: null, conversation: null }), asked({})],
    ['within an item too', reasoned({ content: null, encrypted_content: null, status: null }), reasoned({})],
    ['not streaming is the default', asked({ stream: false }), asked({})],
    ['not in the background is the default', asked({ background: false }), asked({})],
    ['not truncating is the default', asked({ truncation: 'disabled' }), asked({})],
    ['text is the default format', asked({ text: { format: { type: 'text' } } }), asked({})],
    ['tools and includes that are none are absent', asked({ tools: [], include: [] }), asked({})],
    [
      'settings that say nothing are absent',
      asked({ text: {}, reasoning: { effort: null, summary: null }, stream_options: {}, metadata: {} }),
      asked({}),
    ],
    [
      'an image’s detail is the model’s choice by default',
      user(inputText('What?'), image('https://example.com/a.png', { detail: 'auto' })),
      user(inputText('What?'), image('https://example.com/a.png')),
    ],
    ['ids of calls are numbered', toolLoop('call_q3r5x', oslo, '9°'), toolLoop('call_8kv1m', oslo, '9°')],
    ['ids of two calls, each by its own number', twoCalls('call_a', 'call_b', 'call_b'), twoCalls('x', 'y', 'y')],
    [
      'arguments count by what they say',
      toolLoop('c', oslo, '9°'),
      toolLoop('c', '{ "days": 1.0,\n "city": "Oslo" }', '9°'),
    ],
    [
      'a call that came back is completed',
      toolLoop('c', oslo, '9°', { status: 'completed' }),
      toolLoop('c', oslo, '9°'),
    ],
    [
      'what was thought is known by its number',
      reasoned({ id: 'rs_one', encrypted_content: 'gAAAAAB1' }),
      reasoned({ id: 'rs_two', encrypted_content: 'gAAAAAB2' }),
    ],
    [
      'a former response is known by its number',
      asked({ previous_response_id: 'resp_one' }),
      asked({ previous_response_id: 'resp_two' }),
    ],
    ['so is a conversation', asked({ conversation: 'conv_one' }), asked({ conversation: 'conv_two' })],
    [
      'so is one in an object',
      asked({ conversation: { id: 'conv_one' } }),
      asked({ conversation: { id: 'conv_two' } }),
    ],
    [
      'so is an item that is referred to',
      given({ type: 'item_reference', id: 'msg_one' }),
      given({ type: 'item_reference', id: 'msg_two' }),
    ],
    [
      'so is an uploaded file',
      user({ type: 'input_file', file_id: 'file-one' }, inputText('Sum up.')),
      user({ type: 'input_file', file_id: 'file-two' }, inputText('Sum up.')),
    ],
    [
      'so is what files are searched in',
      asked({ tools: [{ type: 'file_search', vector_store_ids: ['vs_one'] }] }),
      asked({ tools: [{ type: 'file_search', vector_store_ids: ['vs_two'] }] }),
    ],
    [
      'so is a container, and what is in a new one',
      asked({
        tools: [
          { type: 'code_interpreter', container: 'cntr_one' },
          { type: 'code_interpreter', container: { type: 'auto', file_ids: ['file-one'] } },
        ],
      }),
      asked({
        tools: [
          { type: 'code_interpreter', container: 'cntr_two' },
          { type: 'code_interpreter', container: { type: 'auto', file_ids: ['file-two'] } },
        ],
      }),
    ],
    [
      'so is what was approved',
      given({ type: 'mcp_approval_response', approval_request_id: 'mcpr_one', approve: true }),
      given({ type: 'mcp_approval_response', approval_request_id: 'mcpr_two', approve: true }),
    ],
    [
      'so is a check',
      screenshot('call_one', [{ id: 'cu_sc_one', code: 'malicious', message: 'Look.' }]),
      screenshot('call_two', [{ id: 'cu_sc_two', code: 'malicious', message: 'Look.' }]),
    ],
    [
      'a response is looked at by its number',
      read(`${target}/resp_0a1b2c3d4e?stream=true&starting_after=4`),
      read(`${target}/resp_4e3d2c1b0a?starting_after=4&stream=true`),
    ],
    [
      'a list of betas has no order',
      withHeaders(asked({}), ['openai-beta', 'one=v1, two=v1']),
      withHeaders(asked({}), ['OpenAI-Beta', 'two=v1,one=v1']),
    ],
  ],
  [
    ['one message is not nine', given(nineMessages[8]), given(...nineMessages)],
    ['messages have an order', given(...nineMessages), given(...nineMessages.slice(2), ...nineMessages.slice(0, 2))],
    ['a role counts', given({ role: 'user', content: 'a' }), given({ role: 'assistant', content: 'a' })],
    ['a text is no message of the developer', given({ role: 'developer', content: 'hi' }), asked({})],
    ['two messages are not one', given({ role: 'user', content: 'hi' }, { role: 'user', content: 'hi' }), asked({})],
    ['two parts are not one', user(inputText('a'), inputText('b')), user(inputText('ab'))],
    ['the text "1" is not the number 1', toolLoop('c', '{"n":"1"}', '9°'), toolLoop('c', '{"n":1}', '9°')],
    ['nor is it so in parameters', asked({ max_output_tokens: '1' }), asked({ max_output_tokens: 1 })],
    ['null in arguments is not absent', toolLoop('c', '{"n":null}', '9°'), toolLoop('c', '{}', '9°')],
    [
      'null in a schema is not absent',
      asked({ tools: [tool('a', { parameters: { default: null } })] }),
      asked({ tools: [tool('a', { parameters: {} })] }),
    ],
    [
      'null in a prompt’s variables is not absent',
      asked({ prompt: { id: 'pmpt_a', variables: { city: null } } }),
      asked({ prompt: { id: 'pmpt_a', variables: {} } }),
    ],
    ['an image counts by its pixels', user(image('data:image/png;base64,AA')), user(image('data:image/png;base64,AB'))],
    ['an image counts by its address', user(image('https://example.com/a')), user(image('https://example.com/b'))],
    ['an image’s detail counts', user(image('https://a.example', { detail: 'low' })), user(image('https://a.example'))],
    [
      'a picture of the screen counts',
      screenshot('call_a', [], 'data:image/png;base64,AAAA'),
      screenshot('call_a', [], 'data:image/png;base64,AAAB'),
    ],
    [
      'a file that is sent along counts',
      user({ type: 'input_file', filename: 'a.pdf', file_data: 'AAAA' }),
      user({ type: 'input_file', filename: 'a.pdf', file_data: 'AAAB' }),
    ],
    [
      'the same file twice is not two files',
      user({ type: 'input_file', file_id: 'file-a' }, { type: 'input_file', file_id: 'file-a' }),
      user({ type: 'input_file', file_id: 'file-a' }, { type: 'input_file', file_id: 'file-b' }),
    ],
    ['instructions count', asked({ instructions: 'Be short.' }), asked({ instructions: 'Be long.' })],
    ['so does having them', asked({ instructions: 'Be short.' }), asked({})],
    [
      'a system message counts',
      given({ role: 'system', content: 'Be short.' }, { role: 'user', content: 'hi' }),
      given({ role: 'system', content: 'Be long.' }, { role: 'user', content: 'hi' }),
    ],
    ['an added tool counts', asked({ tools: [tool('a')] }), asked({ tools: [tool('a'), tool('b')] })],
    ['tools have an order', asked({ tools: [tool('a'), tool('b')] }), asked({ tools: [tool('b'), tool('a')] })],
    [
      'a tool’s description counts',
      asked({ tools: [tool('a', { description: 'one' })] }),
      asked({ tools: [tool('a', { description: 'two' })] }),
    ],
    [
      'whether a tool is strict counts',
      asked({ tools: [tool('a', { strict: false })] }),
      asked({ tools: [tool('a')] }),
    ],
    [
      'a tool of the provider’s counts',
      asked({ tools: [{ type: 'web_search' }] }),
      asked({ tools: [{ type: 'image_generation' }] }),
    ],
    [
      'how many stores are searched counts',
      asked({ tools: [{ type: 'file_search', vector_store_ids: ['vs_a'] }] }),
      asked({ tools: [{ type: 'file_search', vector_store_ids: ['vs_a', 'vs_b'] }] }),
    ],
    ['a tool’s result counts', toolLoop('c', oslo, '9°'), toolLoop('c', oslo, '10°')],
    ['a tool’s arguments count', toolLoop('c', oslo, '9°'), toolLoop('c', '{"city":"Bergen","days":1}', '9°')],
    ['which call a result is of counts', twoCalls('a', 'b', 'a'), twoCalls('a', 'b', 'b')],
    ['a call that was cut off counts', toolLoop('c', oslo, '9°', { status: 'incomplete' }), toolLoop('c', oslo, '9°')],
    [
      'what was cited counts',
      answered({ content: [outputText('yes', { annotations: [{ type: 'url_citation', url: 'https://a.example' }] })] }),
      answered({ content: [outputText('yes')] }),
    ],
    ['a refusal is no answer', answered({ content: [{ type: 'refusal', refusal: 'a' }] }), answered({ content: 'a' })],
    [
      'a summary of thoughts counts',
      reasoned({ summary: [{ type: 'summary_text', text: 'a' }] }),
      reasoned({ summary: [{ type: 'summary_text', text: 'b' }] }),
    ],
    ['going on from a response counts', asked({ previous_response_id: 'resp_a' }), asked({})],
    ['a conversation is no former response', asked({ conversation: 'a' }), asked({ previous_response_id: 'a' })],
    [
      'what was approved counts',
      given({ type: 'mcp_approval_response', approval_request_id: 'mcpr_a', approve: true }),
      given({ type: 'mcp_approval_response', approval_request_id: 'mcpr_a', approve: false }),
    ],
    ['streaming counts', asked({ stream: true }), asked({ stream: false })],
    ['being in the background counts', asked({ background: true }), asked({})],
    ['truncating counts', asked({ truncation: 'auto' }), asked({})],
    ['whether it is stored counts', asked({ store: false }), asked({ store: true })],
    ['a temperature counts', asked({ temperature: 0 }), asked({})],
    ['a temperature counts by its value', asked({ temperature: 0.2 }), asked({ temperature: 0.7 })],
    [
      'the effort of thinking counts',
      asked({ reasoning: { effort: 'low' } }),
      asked({ reasoning: { effort: 'high' } }),
    ],
    ['how much is said counts', asked({ text: { verbosity: 'low' } }), asked({})],
    [
      'a schema of the answer counts',
      asked({ text: { format: { type: 'json_schema', name: 'a', schema: { type: 'object' } } } }),
      asked({ text: { format: { type: 'json_schema', name: 'a', schema: { type: 'array' } } } }),
    ],
    ['what is included counts', asked({ include: ['reasoning.encrypted_content'] }), asked({})],
    ['a stored prompt counts', asked({ prompt: { id: 'pmpt_a' } }), asked({ prompt: { id: 'pmpt_b' } })],
    ['metadata counts', asked({ metadata: { run: '1' } }), asked({ metadata: { run: '2' } })],
    ['the model counts', asked({}), asked({ model: 'gpt-5' })],
    ['counting tokens is not answering', asked({}), post(`${target}/input_tokens`, { model, input: 'hi' })],
    [
      'looking at a response is not cancelling it',
      post(`${target}/resp_a1b2c3d4/cancel`, ''),
      read(`${target}/resp_a1b2c3d4`),
    ],
    [
      'where a stream goes on counts',
      read(`${target}/resp_a1b2c3d4?starting_after=4`),
      read(`${target}/resp_a1b2c3d4`),
    ],
    ['a beta counts', withHeaders(asked({}), ['openai-beta', 'one=v1']), asked({})],
  ],
);

describe('segments of a request for a response', () => {
  const { canonical } = openaiResponses;
  const body: CanonicalObject = {
    model,
    instructions: 'Be short.',
    input: [
      { role: 'system', content: 'Be short.' },
      { role: 'developer', content: 'Be kind.' },
      { role: 'user', content: 'hi' },
    ],
    tools: [
      { type: 'function', name: 'weather', parameters: {} },
      { type: 'web_search' },
      { type: 'mcp', server_label: 'wiki', server_url: 'https://wiki.example' },
    ],
  };

  it('has a system prompt in the instructions and among the messages', () => {
    const { instructions: _, ...rest } = body;
    expect(canonical.withoutSystem(body)).toEqual({ ...rest, input: 'hi' });
    expect(canonical.withoutSystem({ model, input: 'hi' })).toEqual({ model, input: 'hi' });
  });

  it('has a name for every tool: the function’s, the MCP server’s, or the type of OpenAI’s own', () => {
    expect(canonical.withToolNames(body)).toEqual({ ...body, tools: ['weather', 'web_search', 'wiki'] });
  });

  it('has tools that can go', () => {
    const { tools: _, ...rest } = body;
    expect(canonical.withoutTools(body)).toEqual(rest);
  });

  it('is not copied where nothing changes', () => {
    expect(canonical.body(body, target)).toBe(body);
  });
});
