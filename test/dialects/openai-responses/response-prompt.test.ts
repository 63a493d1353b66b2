/** What a request for a response asks a model for. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prompt } from '../../../src/core/prompt.ts';
import { customParameters, responsePrompt } from '../../../src/dialects/openai-responses/response-prompt.ts';
import { jsonRequest } from '../../support/endpoint-context.ts';
import { message, promptOf, toolResult } from '../../support/prompts.ts';

function read(body: unknown): Prompt | undefined {
  return responsePrompt(jsonRequest('POST', '/v1/responses', body));
}

describe('a prompt', () => {
  it('is one message of the user where the input is a text', () => {
    expect(read({ model: 'gpt-4o-mini', input: 'Hi' })).toEqual(promptOf('Hi'));
  });

  it('begins with the instructions', () => {
    expect(read({ model: 'gpt-4o-mini', instructions: 'Be brief.', input: 'Hi' })?.messages).toEqual([
      message('system', 'Be brief.'),
      message('user', 'Hi'),
    ]);
  });

  it('has messages, calls and results of all items, and nothing of what only the provider reads', () => {
    const input = [
      { role: 'developer', content: 'Be brief.' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is' },
          { type: 'input_image', image_url: 'https://example.com/a.png' },
          { type: 'input_text', text: 'this?' },
        ],
      },
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"at":1}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'a boat' },
      { type: 'custom_tool_call', call_id: 'call_2', name: 'shell', input: 'ls' },
      { type: 'custom_tool_call_output', call_id: 'call_2', output: [{ type: 'input_text', text: 'a.txt' }] },
      { type: 'item_reference', id: 'msg_1' },
      { role: 'assistant', content: [{ type: 'output_text', text: 'A boat.' }] },
    ];
    expect(read({ input })?.messages).toEqual([
      message('system', 'Be brief.'),
      message('user', 'What is\nthis?', { images: 1 }),
      message('assistant', '', { toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"at":1}' }] }),
      toolResult('a boat'),
      message('assistant', '', { toolCalls: [{ id: 'call_2', name: 'shell', arguments: 'ls' }] }),
      toolResult('a.txt', 'call_2'),
      message('assistant', 'A boat.'),
    ]);
  });

  it('has the tools that the client runs', () => {
    const tools = [
      { type: 'function', name: 'look', description: 'Looks', parameters: { type: 'object' } },
      { type: 'custom', name: 'shell' },
      { type: 'web_search' },
    ];
    expect(read({ tools })?.tools).toEqual([
      { name: 'look', description: 'Looks', parameters: { type: 'object' } },
      { name: 'shell', description: undefined, parameters: customParameters },
    ]);
  });

  it.each<[unknown, Prompt['toolChoice']]>([
    [undefined, { kind: 'auto' }],
    ['none', { kind: 'none' }],
    ['required', { kind: 'required' }],
    [
      { type: 'function', name: 'look' },
      { kind: 'named', name: 'look' },
    ],
    [{ type: 'allowed_tools', mode: 'required', tools: [] }, { kind: 'required' }],
    [{ type: 'web_search' }, { kind: 'auto' }],
  ])('has tool choice %j as %j', (tool_choice, choice) => {
    expect(read({ tool_choice })?.toolChoice).toEqual(choice);
  });

  it.each<[unknown, Prompt['format']]>([
    [undefined, { kind: 'text' }],
    [{ type: 'text' }, { kind: 'text' }],
    [{ type: 'json_object' }, { kind: 'json' }],
    [
      { type: 'json_schema', name: 'x', schema: { type: 'object' } },
      { kind: 'schema', schema: { type: 'object' } },
    ],
  ])('has format %j as %j', (format, expected) => {
    expect(read({ text: { format } })?.format).toEqual(expected);
  });

  it('has the bounds of the request', () => {
    const include = ['message.output_text.logprobs'];
    expect(
      read({
        max_output_tokens: 50,
        stream: true,
        parallel_tool_calls: false,
        include,
        reasoning: { summary: 'auto' },
      }),
    ).toMatchObject({ maxTokens: 50, stream: true, parallelToolCalls: false, logprobs: 0, reasoning: true });
    expect(read({ include, top_logprobs: 3 })?.logprobs).toBe(3);
    expect(read({ top_logprobs: 3 })?.logprobs).toBeUndefined();
  });

  it('is read of anything, without an exception', () => {
    const field = fc.constantFrom('input', 'tools', 'text', 'reasoning', 'instructions', 'tool_choice', 'include');
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), (body) => {
        expect(read(body)?.messages).toBeInstanceOf(Array);
      }),
    );
  });

  it('is none where the body is no JSON object', () => {
    expect([read([]), read('x'), read(undefined)]).toEqual([undefined, undefined, undefined]);
  });
});
