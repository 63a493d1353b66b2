import { describe, expect, it } from 'vitest';
import { gemini } from '../../../src/dialects/gemini/dialect.ts';
import { geminiEndpoints } from '../../../src/dialects/gemini/endpoints.ts';
import { objectOf, objectsOf } from '../../../src/dialects/json-shape.ts';
import { endpointContext, jsonRequest } from '../../support/endpoint-context.ts';
import {
  ask,
  bodyOf,
  called,
  candidateOf,
  contents,
  flash,
  generate,
  given,
  partsOf,
  refusal,
  weather,
} from './asked.ts';

describe('generateContent', () => {
  it('answers with a candidate, its usage and the model', async () => {
    const answer = await generate({});
    if (answer.kind !== 'whole') throw new Error('not whole');
    expect(answer.headers).toContainEqual(['content-type', 'application/json; charset=UTF-8']);
    expect(answer.body).toEqual({
      candidates: [
        { content: { parts: [{ text: expect.stringMatching(/\w+/) }], role: 'model' }, finishReason: 'STOP', index: 0 },
      ],
      usageMetadata: {
        promptTokenCount: expect.any(Number),
        candidatesTokenCount: 12,
        totalTokenCount: expect.any(Number),
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: expect.any(Number) }],
      },
      modelVersion: 'gemini-2.5-flash',
      responseId: expect.stringMatching(/^\w{23}$/),
    });
  });

  it('says the same bytes for the same request, and other words for another', async () => {
    const [one, again, other] = [
      await generate({}),
      await generate({}),
      await generate({ systemInstruction: { parts: [{ text: 'Be kind' }] } }),
    ];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it.each([
    ['v1', '/v1/models/gemini-2.5-flash:generateContent?key=any'],
    ['v1beta with a key in the query', `${flash}:generateContent?key=any`],
    ['tuned models', '/v1beta/tunedModels/mine:generateContent'],
    ['Vertex AI', '/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent'],
    ['Vertex AI with a key', '/v1beta1/publishers/google/models/gemini-2.5-flash:generateContent?key=any'],
  ])('answers on the paths of %s', async (_, target) => {
    expect(gemini.claims(jsonRequest('POST', target, {}))).toEqual({
      endpoint: expect.stringMatching(/generate-content$/),
    });
    expect(await bodyOf(ask('POST', target, { contents }))).toMatchObject({ candidates: [{ finishReason: 'STOP' }] });
  });

  it('tells on Vertex AI when it was made and what traffic it was', async () => {
    const target = '/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent';
    expect(await bodyOf(ask('POST', target, { contents }))).toMatchObject({
      createTime: '2025-10-09T08:53:20.000Z',
      usageMetadata: { trafficType: 'ON_DEMAND', candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: 12 }] },
    });
  });

  it('obeys maxOutputTokens, stopSequences and candidateCount, also as strings and in snake_case', async () => {
    expect(await candidateOf(generate({ generationConfig: { maxOutputTokens: '3' } }))).toMatchObject({
      finishReason: 'MAX_TOKENS',
    });
    const [part] = await partsOf(generate({}));
    const stop = String(part?.['text']).split(' ')[2] ?? '';
    const [stopped] = await partsOf(generate({ generation_config: { stop_sequences: [stop] } }));
    expect(String(stopped?.['text'])).not.toContain(stop);
    const several = await bodyOf(generate({ generationConfig: { candidateCount: 3 } }));
    expect(objectsOf(several['candidates']).map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it('shows thoughts where they are wanted, and counts them beside the answer', async () => {
    const shown = await bodyOf(generate({ generationConfig: { thinkingConfig: { includeThoughts: true } } }));
    expect(shown).toMatchObject({
      candidates: [
        {
          content: {
            parts: [{ thought: true, text: expect.stringMatching(/\w/) }, { text: expect.stringMatching(/\w/) }],
          },
        },
      ],
      usageMetadata: { thoughtsTokenCount: expect.any(Number) },
    });
    const usage = objectOf(shown['usageMetadata']) ?? {};
    const counts = ['promptTokenCount', 'candidatesTokenCount', 'thoughtsTokenCount'].map((name) =>
      Number(usage[name]),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(usage['totalTokenCount']);
    const hidden = await bodyOf(generate({ generationConfig: { thinkingConfig: { thinkingBudget: 512 } } }));
    expect(hidden).toMatchObject({ usageMetadata: { thoughtsTokenCount: expect.any(Number) } });
    expect(JSON.stringify(hidden['candidates'])).not.toContain('"thought"');
    const none = await bodyOf(
      generate({ generationConfig: { thinkingConfig: { includeThoughts: true, thinkingBudget: 0 } } }),
    );
    expect(none['usageMetadata']).not.toHaveProperty('thoughtsTokenCount');
  });

  it('has no parts where the bound left nothing to say', async () => {
    const config = { thinkingConfig: { includeThoughts: false, thinkingBudget: 512 }, maxOutputTokens: 1 };
    expect(await candidateOf(generate({ generationConfig: config }))).toEqual({
      content: { role: 'model' },
      finishReason: 'MAX_TOKENS',
      index: 0,
    });
  });

  it('gives log probabilities with as many alternatives as asked for', async () => {
    const candidate = await candidateOf(generate({ generationConfig: { responseLogprobs: true, logprobs: 2 } }));
    const result = objectOf(candidate['logprobsResult']) ?? {};
    const chosen = objectsOf(result['chosenCandidates']);
    const text = objectsOf(objectOf(candidate['content'])?.['parts'])[0]?.['text'];
    expect(chosen.map(({ token }) => token).join('')).toBe(text);
    expect(objectsOf(result['topCandidates']).map((top) => objectsOf(top['candidates']).length)).toEqual(
      chosen.map(() => 2),
    );
    const sum = chosen.reduce((total, { logProbability }) => total + Number(logProbability), 0);
    expect(candidate['avgLogprobs']).toBeCloseTo(sum / chosen.length, 9);
    const alone = await candidateOf(generate({ generationConfig: { responseLogprobs: true } }));
    expect(alone['logprobsResult']).not.toHaveProperty('topCandidates');
  });

  it('answers in the schema that it is given, whichever way it is given', async () => {
    const subset = {
      type: 'OBJECT',
      properties: {
        name: { type: 'STRING' },
        age: { type: 'INTEGER', minimum: 1, maximum: 9 },
        tags: { type: 'ARRAY', items: { type: 'STRING' }, min_items: '1' },
      },
      required: ['name', 'age', 'tags'],
    };
    const expected = {
      name: expect.any(String),
      age: expect.any(Number),
      tags: expect.arrayContaining([expect.any(String)]),
    };
    const [one] = await partsOf(
      generate({ generation_config: { response_mime_type: 'application/json', response_schema: subset } }),
    );
    expect(JSON.parse(String(one?.['text']))).toEqual(expected);
    const schema = {
      type: 'object',
      properties: { my_key: { const: 'it' } },
      required: ['my_key'],
      additionalProperties: false,
    };
    const [two] = await partsOf(
      generate({ generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema } }),
    );
    expect(JSON.parse(String(two?.['text']))).toEqual({ my_key: 'it' });
    const enumeration = { type: 'STRING', enum: ['red', 'blue'] };
    const [three] = await partsOf(
      generate({ generationConfig: { responseMimeType: 'text/x.enum', responseSchema: enumeration } }),
    );
    expect(['red', 'blue']).toContain(three?.['text']);
  });
});

describe('function calling', () => {
  it('calls with valid arguments, and ends with what the function gave', async () => {
    const tools = [weather];
    expect(await candidateOf(generate({ tools }))).toMatchObject({
      content: { parts: [{ functionCall: { name: 'get_weather', args: { city: expect.any(String) } } }] },
      finishReason: 'STOP',
    });
    const [ended] = await partsOf(generate({ tools, contents: [...contents, called, given] }));
    expect(ended?.['text']).toContain('sunny');
  });

  it('takes results of role function, and a lone message for a list of one', async () => {
    const turns = [...contents, called, { ...given, role: 'function' }];
    const [ended] = await partsOf(generate({ tools: weather, contents: turns }));
    expect(ended?.['text']).toContain('sunny');
  });

  it('obeys the mode and the names that are allowed', async () => {
    const config = (functionCallingConfig: object) => ({ tools: [weather], toolConfig: { functionCallingConfig } });
    const [named] = await partsOf(generate(config({ mode: 'ANY', allowedFunctionNames: ['book_table'] })));
    expect(named).toMatchObject({ functionCall: { name: 'book_table' } });
    const [none] = await partsOf(generate(config({ mode: 'NONE' })));
    expect(none).toEqual({ text: expect.any(String) });
    const [snake] = await partsOf(
      generate({
        tools: [weather],
        tool_config: { function_calling_config: { mode: 'any', allowed_function_names: ['book_table'] } },
      }),
    );
    expect(snake).toMatchObject({ functionCall: { name: 'book_table' } });
  });

  it('signs the call where it thought about it', async () => {
    const parts = await partsOf(
      generate({ tools: [weather], generationConfig: { thinkingConfig: { includeThoughts: true } } }),
    );
    expect(parts).toMatchObject([
      { thought: true },
      { functionCall: {}, thoughtSignature: expect.stringMatching(/^[\w+/]{40,}=*$/) },
    ]);
  });
});

describe('streamGenerateContent', () => {
  const bodies = [
    { contents },
    { contents, tools: [weather] },
    { contents, generationConfig: { thinkingConfig: { includeThoughts: true }, candidateCount: 2 } },
  ];

  it.each(bodies)('says what generateContent says, in pieces: %j', async (body) => {
    // Behind a server both forms of a request have the same key.
    const { generate, ids } = endpointContext(jsonRequest('POST', flash, body), { family: 'gemini' });
    const whole = await bodyOf(ask('POST', `${flash}:generateContent`, body, { generate, ids }));
    for (const form of ['?alt=sse', '']) {
      const stream = await ask('POST', `${flash}:streamGenerateContent${form}`, body, { generate, ids });
      if (stream.kind !== 'stream') throw new Error('not a stream');
      const { status, headers, raw } = stream;
      const joined = gemini.streaming?.join({ status, headers, body: Buffer.from(raw, 'latin1') });
      expect(JSON.parse(Buffer.from(joined?.body ?? []).toString())).toEqual(whole);
    }
  });

  it('is SSE with CRLF where it is asked for, the same bytes each time', async () => {
    const stream = await ask('POST', `${flash}:streamGenerateContent?alt=sse`, { contents });
    if (stream.kind !== 'stream') throw new Error('not a stream');
    expect(stream.headers).toContainEqual(['content-type', 'text/event-stream']);
    expect(stream.raw).toMatch(/^(?:data: \{.*\}\r\n\r\n)+$/);
    expect(stream.events.length).toBeGreaterThan(1);
    expect(await ask('POST', `${flash}:streamGenerateContent?alt=sse`, { contents })).toEqual(stream);
  });

  it('is a JSON array without alt=sse', async () => {
    const stream = await ask('POST', `${flash}:streamGenerateContent`, { contents });
    if (stream.kind !== 'stream') throw new Error('not a stream');
    expect(stream.headers).toContainEqual(['content-type', 'application/json; charset=UTF-8']);
    const responses: unknown = JSON.parse(Buffer.from(stream.raw, 'latin1').toString());
    expect(objectsOf(responses).length).toBe(stream.events.length);
    expect(objectsOf(responses).at(-1)).toMatchObject({ candidates: [{ finishReason: 'STOP' }] });
  });
});

describe('countTokens', () => {
  it('counts what generateContent counts', async () => {
    const { usageMetadata } = await bodyOf(generate({ tools: [weather] }));
    const counted = await bodyOf(
      ask('POST', `${flash}:countTokens`, {
        generateContentRequest: { model: 'models/gemini-2.5-flash', contents, tools: [weather] },
      }),
    );
    const totalTokens = objectOf(usageMetadata)?.['promptTokenCount'];
    expect(counted).toEqual({ totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] });
    const less = await bodyOf(ask('POST', `${flash}:countTokens`, { contents }));
    expect(less['totalTokens']).toBeLessThan(Number(totalTokens));
  });
});

describe('embeddings', () => {
  const content = { parts: [{ text: 'the sea is deep' }] };

  it.each([
    ['gemini-embedding-001', undefined, 3072],
    ['text-embedding-004', undefined, 768],
    ['gemini-embedding-001', 256, 256],
  ])('are unit vectors of the size of %s with outputDimensionality %s', async (model, outputDimensionality, size) => {
    const body = await bodyOf(ask('POST', `/v1beta/models/${model}:embedContent`, { content, outputDimensionality }));
    const values = objectOf(body['embedding'])?.['values'];
    if (!Array.isArray(values)) throw new Error('no values');
    expect(values).toHaveLength(size);
    expect(values.reduce((sum: number, value) => sum + Number(value) ** 2, 0)).toBeCloseTo(1, 5);
  });

  it('come in a batch as they come alone', async () => {
    const request = { model: 'models/text-embedding-004', content };
    const alone = await bodyOf(ask('POST', '/v1beta/models/text-embedding-004:embedContent', { content }));
    const other = { ...request, content: { parts: [{ text: 'mountains' }] } };
    const { embeddings } = await bodyOf(
      ask('POST', '/v1beta/models/text-embedding-004:batchEmbedContents', { requests: [other, request] }),
    );
    expect(objectsOf(embeddings)).toHaveLength(2);
    expect(objectsOf(embeddings)[1]).toEqual(alone['embedding']);
    expect(objectsOf(embeddings)[0]).not.toEqual(alone['embedding']);
  });

  it.each([
    ['no content', ':embedContent', {}, '* EmbedContentRequest.content: contents is not specified\n'],
    [
      'a size of 0',
      ':embedContent',
      { content, outputDimensionality: 0 },
      '* EmbedContentRequest.output_dimensionality: must be between 1 and 3072, but is 0\n',
    ],
    ['no requests', ':batchEmbedContents', {}, '* BatchEmbedContentsRequest.requests: requests is not specified\n'],
    [
      'a request without content',
      ':batchEmbedContents',
      { requests: [{ content }, {}] },
      '* BatchEmbedContentsRequest.requests[1].content: contents is not specified\n',
    ],
    [
      'another model',
      ':batchEmbedContents',
      { requests: [{ model: 'models/other', content }] },
      '* BatchEmbedContentsRequest.requests[0].model: must be the model of the batch, models/gemini-embedding-001\n',
    ],
  ])('are refused for %s', async (_, verb, body, message) => {
    expect(await refusal(ask('POST', `/v1beta/models/gemini-embedding-001${verb}`, body))).toEqual([400, message]);
  });
});

describe('predict on Vertex AI', () => {
  const target = '/v1/projects/p/locations/l/publishers/google/models/text-embedding-004:predict';

  it('makes the vectors that embedContent makes', async () => {
    const body = {
      instances: [{ content: 'the sea', task_type: 'RETRIEVAL_QUERY' }],
      parameters: { outputDimensionality: 8 },
    };
    const content = { parts: [{ text: 'the sea' }] };
    const embedding = await bodyOf(
      ask('POST', '/v1beta/models/text-embedding-004:embedContent', { content, outputDimensionality: 8 }),
    );
    const { values } = objectOf(embedding['embedding']) ?? {};
    expect(await bodyOf(ask('POST', target, body))).toEqual({
      predictions: [{ embeddings: { statistics: { truncated: false, token_count: 2 }, values } }],
      metadata: { billableCharacterCount: 6 },
    });
  });

  it('refuses what has no text', async () => {
    expect(await refusal(ask('POST', target, {}))).toEqual([400, 'Empty instances.']);
    expect(await refusal(ask('POST', target, { instances: [{}] }))).toEqual([
      400,
      '* PredictRequest.instances[0].content: contents is not specified\n',
    ]);
  });
});

describe('models', () => {
  it('are listed with what they can do, page by page', async () => {
    const all = objectsOf((await bodyOf(ask('GET', '/v1beta/models')))['models']);
    expect(all.find(({ name }) => name === 'models/gemini-2.5-pro')).toMatchObject({
      version: '2.5',
      displayName: 'Gemini 2.5 Pro',
      inputTokenLimit: 1_048_576,
      outputTokenLimit: 65_536,
      supportedGenerationMethods: expect.arrayContaining(['generateContent', 'countTokens']),
      thinking: true,
    });
    expect(all.find(({ name }) => name === 'models/gemini-embedding-001')).toMatchObject({
      supportedGenerationMethods: expect.arrayContaining(['embedContent']),
    });
    const first = await bodyOf(ask('GET', '/v1beta/models?pageSize=5'));
    const second = await bodyOf(ask('GET', `/v1beta/models?pageSize=1000&pageToken=${String(first['nextPageToken'])}`));
    expect([...objectsOf(first['models']), ...objectsOf(second['models'])]).toEqual(all);
    expect(second).not.toHaveProperty('nextPageToken');
  });

  it('are told of one by one, or not found', async () => {
    expect(await bodyOf(ask('GET', '/v1/models/gemini-2.0-flash'))).toMatchObject({ name: 'models/gemini-2.0-flash' });
    expect(await refusal(ask('GET', '/v1/models/nope'))).toEqual([
      404,
      expect.stringContaining('models/nope is not found for API version v1,'),
    ]);
    expect(await refusal(ask('GET', '/v1beta/models?pageToken=nope'))).toEqual([400, 'Invalid page token.']);
  });

  it('are publisher models on Vertex AI', async () => {
    const { publisherModels } = await bodyOf(ask('GET', '/v1beta1/publishers/google/models'));
    expect(objectsOf(publisherModels)[0]).toMatchObject({
      name: expect.stringMatching(/^publishers\/google\/models\//),
    });
  });
});

describe('the prompt of a request', () => {
  it('has its system text, turns, calls and results in order', () => {
    const [endpoint] = geminiEndpoints;
    const image = { inline_data: { mime_type: 'image/png', data: 'AA==' } };
    const thought = { text: 'hidden', thought: true };
    const body = {
      system_instruction: { parts: [{ text: 'Be brief' }] },
      contents: [{ parts: [{ text: 'Look' }, image] }, { ...called, parts: [thought, ...called.parts] }, given],
      tools: [weather],
    };
    const prompt = endpoint?.prompt?.(jsonRequest('POST', `${flash}:generateContent`, body));
    expect(prompt).toMatchObject({
      model: 'gemini-2.5-flash',
      toolChoice: { kind: 'auto' },
      format: { kind: 'text' },
      stream: false,
    });
    expect(prompt?.tools.map(({ name }) => name)).toEqual(['get_weather', 'book_table']);
    expect(prompt?.messages).toMatchObject([
      { role: 'system', text: 'Be brief' },
      { role: 'user', text: 'Look', images: 1 },
      { role: 'assistant', text: '', toolCalls: [{ name: 'get_weather', arguments: '{"city":"Paris"}' }] },
      { role: 'tool', toolResults: [{ id: undefined, name: 'get_weather', content: 'sunny' }] },
    ]);
  });

  it('is read with forbearance, and is none for what is no JSON', () => {
    const [endpoint] = geminiEndpoints;
    const request = jsonRequest('POST', `${flash}:generateContent`, { contents: 5, tools: 'x', generationConfig: [] });
    expect(endpoint?.prompt?.(request)).toMatchObject({ messages: [], tools: [] });
    expect(endpoint?.prompt?.({ ...request, body: Buffer.from('{') })).toBeUndefined();
  });
});
