import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../src/catalogue/catalogue.ts';
import { findEndpoint } from '../../../src/dialects/endpoint-path.ts';
import { gemini } from '../../../src/dialects/gemini/dialect.ts';
import { geminiEndpoints } from '../../../src/dialects/gemini/endpoints.ts';
import { answered, jsonRequest } from '../../support/endpoint-context.ts';
import { ask, called, candidateOf, contents, flash, generate, given, refusal, weather } from './asked.ts';

describe('what is refused', () => {
  const functionName =
    'Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.) or dashes (-), with a maximum length of 64.\n';
  const turn = (functionCallingConfig: object) => ({ tools: [weather], toolConfig: { functionCallingConfig } });

  it.each<[string, object, string]>([
    ['no contents', { contents: undefined }, '* GenerateContentRequest.contents: contents is not specified\n'],
    ['empty contents', { contents: [] }, '* GenerateContentRequest.contents: contents is not specified\n'],
    [
      'no parts',
      { contents: [{ role: 'user' }] },
      '* GenerateContentRequest.contents[0].parts: contents.parts must not be empty.\n',
    ],
    [
      'an empty part',
      { contents: [{ parts: [{}] }] },
      "* GenerateContentRequest.contents[0].parts[0].data: required oneof field 'data' must have one initialized field\n",
    ],
    [
      'a wrong role',
      { contents: [{ role: 'system', parts: [{ text: 'x' }] }] },
      'Please use a valid role: user, model.',
    ],
    [
      'a call at the start',
      { contents: [called, given] },
      'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
    ],
    [
      'a result without a call',
      { contents: [given] },
      'Please ensure that function response turn comes immediately after a function call turn.',
    ],
    [
      'a call without its result',
      { contents: [...contents, called, ...contents] },
      'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
    ],
    [
      'a tool without a name',
      { tools: [{ functionDeclarations: [{ description: 'x' }] }] },
      `* GenerateContentRequest.tools[0].function_declarations[0].name: ${functionName}`,
    ],
    ['a tool declared twice', { tools: [weather, weather] }, 'Duplicate function declaration found: get_weather'],
    [
      'calls that must be without tools',
      { toolConfig: { functionCallingConfig: { mode: 'ANY' } } },
      'Function calling config is set without function_declarations.',
    ],
    [
      'names that are no tools',
      turn({ mode: 'ANY', allowedFunctionNames: ['x'] }),
      '`allowed_function_names` should be a subset of `function_declarations.name`.',
    ],
    [
      'JSON and tools',
      { tools: [weather], generationConfig: { responseMimeType: 'application/json' } },
      "Function calling with a response mime type: 'application/json' is unsupported",
    ],
    [
      'a temperature of 1000',
      { generationConfig: { temperature: 1000 } },
      'Unable to submit request because it has a temperature value of 1000 but the supported range is from 0 (inclusive) to 2.0001 (exclusive). Update the value and try again.',
    ],
    [
      'more tokens than the model has',
      { generationConfig: { maxOutputTokens: 65_537 } },
      'Unable to submit request because it has a maxOutputTokens value of 65537 but the supported range is from 1 (inclusive) to 65537 (exclusive). Update the value and try again.',
    ],
    [
      'text of a wrong type',
      { contents: [{ parts: [{ text: 5 }] }] },
      "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), 5",
    ],
    [
      'contents that are text',
      { contents: 'Hi' },
      'Invalid value at \'contents\' (type.googleapis.com/google.ai.generativelanguage.v1beta.Content), "Hi"',
    ],
    [
      'a mode that is none',
      turn({ mode: 'SOMETIMES' }),
      'Invalid value at \'tool_config.function_calling_config.mode\' (type.googleapis.com/google.ai.generativelanguage.v1beta.FunctionCallingConfig.Mode), "SOMETIMES"',
    ],
    [
      'a list of types',
      {
        tools: [
          {
            functionDeclarations: [
              { name: 'f', parameters: { type: 'OBJECT', properties: { a: {}, b: { type: ['string'] } } } },
            ],
          },
        ],
      },
      'Invalid JSON payload received. Unknown name "type" at \'tools[0].function_declarations[0].parameters.properties[1].value\': Proto field is not repeating, cannot start list.',
    ],
  ])('%s', async (_, body, message) => {
    expect(await refusal(generate(body))).toEqual([400, message]);
    expect(await refusal(ask('POST', `${flash}:streamGenerateContent?alt=sse`, { contents, ...body }))).toEqual([
      400,
      message,
    ]);
  });

  it('what is no JSON, or no object', async () => {
    const asked = (body: string, type = 'application/json') =>
      refusal(
        answered(geminiEndpoints, {
          method: 'POST',
          target: `${flash}:generateContent`,
          headers: [['content-type', type]],
          body: Buffer.from(body),
        }),
      );
    expect(await asked('hello\nworld')).toEqual([400, 'Invalid JSON payload received. Unexpected token.\nhello\n^']);
    expect(await asked('[]')).toEqual([
      400,
      'Invalid JSON payload received. Unknown name "": Root element must be a message.',
    ]);
    expect(await asked('')).toEqual([400, '* GenerateContentRequest.contents: contents is not specified\n']);
    expect(await asked('a=b', 'application/x-www-form-urlencoded')).toEqual([
      400,
      `Invalid JSON payload received. Unknown name "a=b": Cannot bind query parameter. Field 'a=b' could not be found in request message.`,
    ]);
    expect(await asked('x', 'multipart/form-data; boundary=x')).toEqual([
      400,
      expect.stringContaining('multipart/form-data'),
    ]);
  });

  it('what is nested deeper than Google reads', async () => {
    const deep = (levels: number) => '[1]'.padStart(levels + 2, '[').padEnd(2 * levels + 1, ']');
    const request = jsonRequest('POST', `${flash}:generateContent`);
    const asked = (body: string) =>
      answered(geminiEndpoints, { ...request, body: Buffer.from(body) }, { family: 'gemini' });
    const nested = deep(100_000);
    expect(JSON.parse(nested)).toHaveLength(1);
    expect(await refusal(asked(`{"contents":${nested}}`))).toEqual([400, expect.stringContaining('Message too deep')]);
    const call = `{"functionCall":{"name":"f","args":{"a":${nested}}}}`;
    const answer = `{"functionResponse":{"name":"f","response":{"a":${nested}}}}`;
    const turns = `{"parts":[{"text":"x"}]},{"role":"model","parts":[${call}]},{"parts":[${answer}]}`;
    expect(await candidateOf(asked(`{"contents":[${turns}]}`))).toMatchObject({ finishReason: 'STOP' });
  });

  it('nothing because of its size', async () => {
    const text = 'word '.repeat(4_000_000);
    const answer = await refusal(generate({ contents: [{ parts: [{ text }] }] }));
    expect(answer).toEqual([400, expect.stringContaining('The input token count (4')]);
  });

  it('unknown fields under strict, and else they are warned of', async () => {
    const body = {
      foo: 1,
      generationConfig: { topQ: 1 },
      tools: [{ functionDeclarations: [{ name: 'f', parameters: { type: 'OBJECT', $schema: 'x' } }] }],
    };
    const messages = [
      'Invalid JSON payload received. Unknown name "$schema" at \'tools[0].function_declarations[0].parameters\': Cannot find field.',
      'Invalid JSON payload received. Unknown name "topQ" at \'generation_config\': Cannot find field.',
      'Invalid JSON payload received. Unknown name "foo": Cannot find field.',
    ];
    const [status, message] = await refusal(generate(body, { strict: true }));
    expect([status, message.split('\n').sort()]).toEqual([400, [...messages].sort()]);
    const warned: string[] = [];
    expect(await candidateOf(generate(body, { warn: (text) => warned.push(text) }))).toMatchObject({
      finishReason: 'STOP',
    });
    expect(warned.map((text) => text.replace(/^.*ignored: /, '')).sort()).toEqual([...messages].sort());
  });

  it('unknown models where only known ones are served, and models for what they cannot do', async () => {
    const models = { ...catalogueOf(), strict: true };
    const words = (model: string, method: string) =>
      `models/${model} is not found for API version v1beta, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`;
    const asked = (model: string, verb: string) =>
      refusal(ask('POST', `/v1beta/models/${model}:${verb}`, { contents }, { models }));
    expect(await asked('nope', 'generateContent')).toEqual([404, words('nope', 'generateContent')]);
    expect(await asked('text-embedding-004', 'generateContent')).toEqual([
      404,
      words('text-embedding-004', 'generateContent'),
    ]);
    expect(await asked('gemini-2.5-pro', 'embedContent')).toEqual([404, expect.any(String)]);
    expect(await candidateOf(generate({}, { models }))).toMatchObject({ finishReason: 'STOP' });
    const vertex = '/v1/projects/p/locations/l/publishers/google/models/nope:generateContent';
    expect(await refusal(ask('POST', vertex, { contents }, { models }))).toEqual([
      404,
      expect.stringContaining('Publisher Model `projects/p/locations/l/publishers/google/models/nope` was not found'),
    ]);
  });

  it('prompts longer than the context', async () => {
    const models = catalogueOf({ 'gemini-2.5-flash': { contextWindow: 10 } });
    expect(await refusal(generate({}, { models }))).toEqual([
      400,
      expect.stringMatching(/^The input token count \(\d+\) exceeds the maximum number of tokens allowed \(10\)\.$/),
    ]);
  });

  it('or answered, whatever JSON it is', async () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const part = fc.record({ text: value, function_call: value, functionResponse: value }, { requiredKeys: [] });
    const turn = fc.record({ role: value, parts: fc.oneof(part, fc.array(part), value) }, { requiredKeys: [] });
    const config = fc.dictionary(
      fc.constantFrom('responseSchema', 'stop_sequences', 'maxOutputTokens', 'thinkingConfig', 'responseMimeType'),
      value,
    );
    const body = fc.record(
      { contents: fc.oneof(turn, fc.array(turn), value), tools: value, toolConfig: value, generationConfig: config },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, value), fc.boolean(), async (json, strict) => {
        const request = jsonRequest('POST', `${flash}:generateContent`, json);
        const { kind, status } = await answered(geminiEndpoints, request, { family: 'gemini', strict });
        expect([kind, status]).toEqual(kind === 'error' ? ['error', 400] : ['whole', 200]);
        geminiEndpoints[0]?.prompt?.(request);
      }),
      { numRuns: 500 },
    );
  });

  it('wrong methods, and paths that are none', () => {
    const found = (method: string, target: string) => findEndpoint({ method, target }, geminiEndpoints);
    expect(found('PUT', `${flash}:generateContent`)).toEqual({ kind: 'wrong-method', allowed: ['POST'] });
    expect(found('POST', '/v1beta/models')).toEqual({ kind: 'wrong-method', allowed: ['GET'] });
    expect(found('GET', '/v1beta/files/abc')).toBeUndefined();
  });

  it('in the shape of google.rpc.Status, with the field that is to blame', () => {
    const { body } = gemini.writeError({ status: 400, code: null, message: 'no', param: 'contents[0]' });
    expect(JSON.parse(body)).toEqual({
      error: {
        code: 400,
        message: 'no',
        status: 'INVALID_ARGUMENT',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field: 'contents[0]', description: 'no' }],
          },
        ],
      },
    });
  });
});
