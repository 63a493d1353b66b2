/** What the Responses API refuses, and how. */

import { describe, expect, it } from 'vitest';
import { create, question, refusal, send, type Values, weather } from './responses-client.ts';

const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' };
const result = { type: 'function_call_output', call_id: 'call_1', output: 'x' };

describe('a bad request', () => {
  it.each<[string, Values, readonly unknown[]]>([
    [
      'without a model',
      { model: undefined },
      ['model', 'missing_required_parameter', "Missing required parameter: 'model'."],
    ],
    [
      'with null for a model',
      { model: null },
      ['model', 'missing_required_parameter', "Missing required parameter: 'model'."],
    ],
    [
      'without input',
      { input: undefined },
      [undefined, 'missing_required_parameter', expect.stringMatching(/must be provided\.$/)],
    ],
    [
      'with a number for input',
      { input: 3 },
      [
        'input',
        'invalid_type',
        "Invalid type for 'input': expected one of a string or an array, but got an integer instead.",
      ],
    ],
    [
      'with an unknown role',
      { input: [{ role: 'robot', content: 'x' }] },
      [
        'input[0].role',
        'invalid_value',
        "Invalid value: 'robot'. Supported values are: 'assistant', 'system', 'developer', and 'user'.",
      ],
    ],
    [
      'without a role',
      { input: [{ content: 'x' }] },
      ['input[0].role', 'missing_required_parameter', expect.any(String)],
    ],
    [
      'with an unknown item',
      { input: [{ type: 'thought' }] },
      ['input[0]', 'invalid_value', expect.stringMatching(/^Invalid value: 'thought'. Supported values are: /)],
    ],
    [
      'with the parts of an answer in a question of the assistant',
      { input: [{ role: 'assistant', content: [{ type: 'input_text', text: 'x' }] }] },
      [
        'input[0].content[0]',
        'invalid_value',
        "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
      ],
    ],
    [
      'with a part of chat completions',
      { input: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] },
      [
        'input[0].content[0]',
        'invalid_value',
        "Invalid value: 'text'. Supported values are: 'input_text', 'input_image', and 'input_file'.",
      ],
    ],
    [
      'with a part without text',
      { input: [{ role: 'user', content: [{ type: 'input_text' }] }] },
      [
        'input[0].content[0].text',
        'missing_required_parameter',
        "Missing required parameter: 'input[0].content[0].text'.",
      ],
    ],
    [
      'with reasoning without a summary',
      { input: [{ type: 'reasoning', id: 'rs_1' }] },
      ['input[0].summary', 'missing_required_parameter', "Missing required parameter: 'input[0].summary'."],
    ],
    [
      'with a tool without a name',
      { tools: [{ type: 'function', function: { name: 'f' } }] },
      ['tools[0].name', 'missing_required_parameter', "Missing required parameter: 'tools[0].name'."],
    ],
    [
      'with an unknown tool',
      { tools: [{ type: 'hammer' }] },
      ['tools[0]', 'invalid_value', expect.stringMatching(/^Invalid value: 'hammer'/)],
    ],
    [
      'with a tool whose name has a space',
      { tools: [{ type: 'function', name: 'a b' }] },
      ['tools[0].name', 'invalid_value', expect.stringContaining('pattern')],
    ],
    [
      'that must call a tool and has none',
      { tool_choice: 'required' },
      ['tool_choice', null, "Tool choice 'required' must be specified with 'tools' parameter."],
    ],
    [
      'that must call a tool that is not there',
      { tool_choice: { type: 'function', name: 'g' }, tools: [weather] },
      ['tool_choice', null, "Tool choice 'function' not found in 'tools' parameter."],
    ],
    [
      'with too few tokens',
      { max_output_tokens: 15 },
      [
        'max_output_tokens',
        'integer_below_min_value',
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.",
      ],
    ],
    [
      'with too high a temperature',
      { temperature: 2.5 },
      ['temperature', 'decimal_above_max_value', expect.any(String)],
    ],
    [
      'with a temperature for a model that reasons',
      { model: 'gpt-5', temperature: 0.5 },
      ['temperature', null, "Unsupported parameter: 'temperature' is not supported with this model."],
    ],
    [
      'with an effort for a model that does not reason',
      { reasoning: { effort: 'low' } },
      [
        'reasoning.effort',
        'unsupported_parameter',
        "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
      ],
    ],
    ['with an unknown include', { include: ['all'] }, ['include[0]', 'invalid_value', expect.any(String)]],
    ['with too many logprobs', { top_logprobs: 21 }, ['top_logprobs', 'integer_above_max_value', expect.any(String)]],
    [
      'with stream options and no stream',
      { stream_options: { include_obfuscation: false } },
      ['stream_options', null, "The 'stream_options' parameter is only allowed when 'stream' is enabled."],
    ],
    [
      'for JSON without the word',
      { text: { format: { type: 'json_object' } } },
      ['input', null, expect.stringContaining("must contain the word 'json'")],
    ],
    [
      'with a format without a name',
      { text: { format: { type: 'json_schema', schema: {} } } },
      ['text.format.name', 'missing_required_parameter', "Missing required parameter: 'text.format.name'."],
    ],
    [
      'for JSON that cannot be',
      { text: { format: { type: 'json_schema', name: 'x', schema: { type: 'object', not: {} } } } },
      ['text.format.schema', 'invalid_json_schema', expect.stringContaining('Invalid schema')],
    ],
    [
      'that goes on from what is not there',
      { previous_response_id: 'resp_1' },
      ['previous_response_id', 'previous_response_not_found', "Previous response with id 'resp_1' not found."],
    ],
    [
      'with two pasts',
      { previous_response_id: 'resp_1', conversation: 'conv_1' },
      [undefined, 'mutually_exclusive_parameters', expect.stringContaining('only providing one of')],
    ],
    [
      'with a call without its result',
      { input: [call] },
      ['input', null, 'No tool output found for function call call_1.'],
    ],
    [
      'with a result without its call',
      { input: [result] },
      ['input', null, 'No tool call found for function call output with call_id call_1.'],
    ],
    [
      'with a result before its call',
      { input: [result, call] },
      ['input', null, 'No tool call found for function call output with call_id call_1.'],
    ],
    [
      'with a custom call without its result',
      { input: [{ type: 'custom_tool_call', call_id: 'call_2', name: 'c', input: 'x' }] },
      ['input', null, 'No tool output found for custom tool call call_2.'],
    ],
    [
      'with an item twice',
      { input: [call, { ...result, id: 'fc_1' }, { id: 'fc_1', role: 'user', content: 'x' }] },
      ['input', null, 'Duplicate item found with id fc_1. Remove duplicate items from your input and try again.'],
    ],
    ['in the background without a store', { background: true, store: false }, ['background', null, expect.any(String)]],
    [
      'longer than any text may be',
      { input: 'x'.repeat(10_485_761) },
      [
        'input',
        'string_above_max_length',
        "Invalid 'input': string too long. Expected a string with maximum length 10485760, but got a string with length 10485761 instead.",
      ],
    ],
    [
      'longer than the context',
      { model: 'gpt-4', input: 'word '.repeat(9_000) },
      ['input', 'context_length_exceeded', expect.stringContaining('exceeds the context window')],
    ],
  ])('%s is refused', async (_, body, problem) => {
    expect(await refusal(send('POST', '', { ...question, ...body }))).toEqual([400, ...problem]);
  });

  it('is refused for unknown fields only under strict', async () => {
    const warnings: string[] = [];
    const odd = { ...question, frequency: 1 };
    const answer = await send('POST', '', odd, { warn: (text) => warnings.push(text) });
    expect([answer.status, warnings]).toEqual([200, ['POST /v1/responses: unknown field "frequency" is ignored']]);
    expect(await refusal(send('POST', '', odd, { strict: true }))).toEqual([
      400,
      'frequency',
      'unknown_parameter',
      "Unknown parameter: 'frequency'.",
    ]);
  });

  it('is cut to fit under truncation auto', async () => {
    const input = Array.from({ length: 30 }, () => ({ role: 'user', content: 'word '.repeat(500) }));
    const answer = await create({ model: 'gpt-4', input, truncation: 'auto' });
    expect(answer['status']).toBe('completed');
  });
});
