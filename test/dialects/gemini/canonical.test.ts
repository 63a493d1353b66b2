import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { gemini } from '../../../src/dialects/gemini/dialect.ts';
import { describePairs } from '../../support/canonical-pairs.ts';
import { post } from '../samples.ts';

type Json = Record<string, unknown>;

const generate = '/v1beta/models/gemini-2.5-flash:generateContent';
const hi: Json = { role: 'user', parts: [{ text: 'hi' }] };

function asked(body: Json): SimRequest {
  return post(generate, { contents: [hi], ...body });
}

function saying(...contents: readonly unknown[]): SimRequest {
  return asked({ contents });
}

function parts(...all: readonly unknown[]): SimRequest {
  return saying({ role: 'user', parts: all });
}

function declaring(...functionDeclarations: readonly unknown[]): SimRequest {
  return asked({ tools: [{ functionDeclarations }] });
}

/** A tool loop: the call with its id and signature is sent back, with the function's response behind it. */
function toolLoop(id: string, response: Json, args: Json = { city: 'Oslo' }, thoughtSignature = 'CtABAR'): SimRequest {
  return saying(
    hi,
    { role: 'model', parts: [{ functionCall: { id, name: 'weather', args }, thoughtSignature }] },
    { role: 'user', parts: [{ functionResponse: { id, name: 'weather', response } }] },
  );
}

function interaction(body: Json): SimRequest {
  return post('/v1beta/interactions', { model: 'gemini-2.5-flash', ...body });
}

function batch(request: Json): SimRequest {
  return post('/v1beta/models/gemini-2.5-flash:batchGenerateContent', {
    batch: { displayName: 'b', inputConfig: { requests: { requests: [{ request, metadata: { key: 'one' } }] } } },
  });
}

function commandLine(body: Json, request: Json = {}): SimRequest {
  return post('/v1internal:generateContent', {
    model: 'gemini-2.5-pro',
    ...body,
    request: { contents: [hi], ...request },
  });
}

function upload(...headers: readonly (readonly [string, string])[]): SimRequest {
  const request = post('/upload/v1beta/files?upload_id=abc', 'bytes');
  return { ...request, headers };
}

function rawPredict(body: Json): SimRequest {
  return post('/v1/projects/p/locations/l/publishers/mistralai/models/mistral-small:rawPredict', body);
}

const google = 'https://generativelanguage.googleapis.com/v1beta/files/';
const nine = Array.from({ length: 9 }, (_, i) => ({
  role: i % 2 === 0 ? 'user' : 'model',
  parts: [{ text: `m${i}` }],
}));

describePairs(
  gemini,
  [
    [
      'fields have two names',
      asked({ system_instruction: { parts: [{ text: 'Be short.' }] }, generation_config: { max_output_tokens: 9 } }),
      asked({ systemInstruction: { parts: [{ text: 'Be short.' }] }, generationConfig: { maxOutputTokens: 9 } }),
    ],
    [
      'also deep inside',
      asked({
        generationConfig: { thinking_config: { include_thoughts: true } },
        tool_config: { function_calling_config: { mode: 'ANY' } },
      }),
      asked({
        generationConfig: { thinkingConfig: { includeThoughts: true } },
        toolConfig: { functionCallingConfig: { mode: 'ANY' } },
      }),
    ],
    [
      'and in parts',
      parts({ inline_data: { mime_type: 'image/png', data: 'AAAA' } }),
      parts({ inlineData: { mimeType: 'image/png', data: 'AAAA' } }),
    ],
    [
      'and in tools',
      asked({ tools: [{ function_declarations: [{ name: 'a', parameters: { any_of: [{ type: 'string' }] } }] }] }),
      declaring({ name: 'a', parameters: { anyOf: [{ type: 'STRING' }] } }),
    ],
    ['a content without role is the user’s', saying({ parts: [{ text: 'hi' }] }), saying(hi)],
    ['one content needs no list', asked({ contents: hi }), saying(hi)],
    ['nor does one part', saying({ role: 'user', parts: { text: 'hi' } }), saying(hi)],
    [
      'the role of the system instruction',
      asked({ systemInstruction: { role: 'user', parts: [{ text: 'Be short.' }] } }),
      asked({ systemInstruction: { parts: [{ text: 'Be short.' }] } }),
    ],
    ['what is null is absent', asked({ safetySettings: null, systemInstruction: null, toolConfig: null }), asked({})],
    ['so is what is empty', asked({ generationConfig: {}, tools: [], safetySettings: [] }), asked({})],
    ['a description that is null', declaring({ name: 'a', description: null }), declaring({ name: 'a' })],
    ['a part that is no thought', parts({ text: 'hi', thought: false }), parts({ text: 'hi' })],
    [
      'both alphabets of base64',
      parts({ inlineData: { mimeType: 'image/png', data: 'a-_b' } }),
      parts({ inlineData: { mimeType: 'image/png', data: 'a+/b' } }),
    ],
    ['ids of calls are numbered', toolLoop('call_1', { c: 9 }), toolLoop('another', { c: 9 })],
    [
      'signatures of thoughts are numbered',
      toolLoop('a', { c: 9 }, {}, 'CtABAR'),
      toolLoop('a', { c: 9 }, {}, 'CtMDZZ'),
    ],
    [
      'an upload, by its id',
      parts({ fileData: { fileUri: `${google}abc-123` } }),
      parts({ file_data: { file_uri: `${google}xyz-789` } }),
    ],
    [
      'a cache, by its id',
      asked({ cachedContent: 'cachedContents/abc123' }),
      asked({ cached_content: 'cachedContents/xyz789' }),
    ],
    [
      'all this within a batch',
      batch({ contents: [{ parts: [{ text: 'hi' }] }], generation_config: {} }),
      batch({ contents: [hi] }),
    ],
    [
      'and in what is counted',
      post('/v1beta/models/m:countTokens', { generateContentRequest: { contents: hi, tool_config: null } }),
      post('/v1beta/models/m:countTokens', { generateContentRequest: { contents: [hi] } }),
    ],
    [
      'who asks Google',
      post(`${generate}?quotaUser=a`, { contents: [hi] }),
      post(`${generate}?quotaUser=b`, { contents: [hi] }),
    ],
    [
      'ids of the command line’s own',
      commandLine({ user_prompt_id: 'a' }, { session_id: '1' }),
      commandLine({ user_prompt_id: 'b' }, { session_id: '2' }),
    ],
    [
      'an interaction’s text alone',
      interaction({ input: [{ type: 'text', text: 'hi' }] }),
      interaction({ input: 'hi' }),
    ],
    ['as one content', interaction({ input: { type: 'text', text: 'hi' } }), interaction({ input: 'hi' })],
    [
      'as a step',
      interaction({ input: [{ type: 'user_input', content: [{ type: 'text', text: 'hi' }] }] }),
      interaction({ input: 'hi' }),
    ],
    ['as a turn', interaction({ input: [{ role: 'user', content: 'hi' }] }), interaction({ input: 'hi' })],
    [
      'an interaction’s defaults',
      interaction({ input: 'hi', store: true, stream: false, background: false }),
      interaction({ input: 'hi' }),
    ],
    [
      'ids of an interaction are numbered',
      interaction({ previous_interaction_id: 'v1_a', input: [{ type: 'function_result', call_id: 'c1', result: 9 }] }),
      interaction({ previous_interaction_id: 'v1_b', input: [{ type: 'function_result', call_id: 'd2', result: 9 }] }),
    ],
  ],
  [
    ['one message against nine', saying(nine[8]), saying(...nine)],
    ['messages in another order', saying(...nine), saying(...nine.slice(2), ...nine.slice(0, 2))],
    ['a role', saying(hi), saying({ ...hi, role: 'model' })],
    ['text against number', toolLoop('a', { c: 9 }, { n: '1' }), toolLoop('a', { c: 9 }, { n: 1 })],
    ['names within arguments', toolLoop('a', {}, { my_key: 1 }), toolLoop('a', {}, { myKey: 1 })],
    ['names within a response', toolLoop('a', { my_key: 1 }), toolLoop('a', { myKey: 1 })],
    ['null in arguments', toolLoop('a', {}, { n: null }), toolLoop('a', {}, {})],
    [
      'names of properties',
      declaring({ name: 'a', parameters: { type: 'OBJECT', properties: { my_key: { type: 'STRING' } } } }),
      declaring({ name: 'a', parameters: { type: 'OBJECT', properties: { myKey: { type: 'STRING' } } } }),
    ],
    [
      'names within a JSON schema',
      asked({ generationConfig: { responseJsonSchema: { any_of: [] } } }),
      asked({ generationConfig: { responseJsonSchema: { anyOf: [] } } }),
    ],
    ['names of labels', asked({ labels: { my_key: 'a' } }), asked({ labels: { myKey: 'a' } })],
    [
      'an image',
      parts({ inlineData: { mimeType: 'image/png', data: 'AAAA' } }),
      parts({ inlineData: { mimeType: 'image/png', data: 'AAAB' } }),
    ],
    [
      'a file that is not uploaded',
      parts({ fileData: { fileUri: 'gs://b/one' } }),
      parts({ fileData: { fileUri: 'gs://b/two' } }),
    ],
    [
      'a file somewhere on the web',
      parts({ fileData: { fileUri: 'https://x.test/files/one' } }),
      parts({ fileData: { fileUri: 'https://x.test/files/two' } }),
    ],
    [
      'the system instruction',
      asked({ systemInstruction: { parts: [{ text: 'a' }] } }),
      asked({ systemInstruction: { parts: [{ text: 'b' }] } }),
    ],
    ['a system instruction where there was none', asked({ systemInstruction: { parts: [{ text: 'a' }] } }), asked({})],
    ['a tool more', declaring({ name: 'a' }), declaring({ name: 'a' }, { name: 'b' })],
    [
      'a server’s tool, even if empty',
      asked({ tools: [{ googleSearch: {} }] }),
      asked({ tools: [{ codeExecution: {} }] }),
    ],
    [
      'the type of a parameter',
      declaring({ name: 'a', parameters: { type: 'STRING' } }),
      declaring({ name: 'a', parameters: { type: 'NUMBER' } }),
    ],
    ['a tool result', toolLoop('a', { c: 9 }), toolLoop('a', { c: 10 })],
    ['two parts against one', parts({ text: 'a' }, { text: 'b' }), parts({ text: 'ab' })],
    ['a thought', parts({ text: 'a', thought: true }), parts({ text: 'a' })],
    ['a temperature', asked({ generationConfig: { temperature: 0 } }), asked({})],
    [
      'no thinking against the default',
      asked({ generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }),
      asked({}),
    ],
    [
      'a threshold',
      asked({ safetySettings: [{ category: 'X', threshold: 'OFF' }] }),
      asked({ safetySettings: [{ category: 'X', threshold: 'BLOCK_NONE' }] }),
    ],
    [
      'the model',
      post('/v1beta/models/a:generateContent', { contents: [hi] }),
      post('/v1beta/models/b:generateContent', { contents: [hi] }),
    ],
    [
      'the streaming verb',
      post('/v1beta/models/a:generateContent', { contents: [hi] }),
      post('/v1beta/models/a:streamGenerateContent', { contents: [hi] }),
    ],
    [
      'how a stream is framed',
      post('/v1beta/models/a:streamGenerateContent', { contents: [hi] }),
      post('/v1beta/models/a:streamGenerateContent?alt=sse', { contents: [hi] }),
    ],
    [
      'the steps of an upload',
      upload(['x-goog-upload-command', 'upload'], ['x-goog-upload-offset', '0']),
      upload(['x-goog-upload-command', 'upload, finalize'], ['x-goog-upload-offset', '0']),
    ],
    ['the place of a piece of it', upload(['x-goog-upload-offset', '0']), upload(['x-goog-upload-offset', '8'])],
    [
      'what an interaction builds upon',
      interaction({ input: 'hi', previous_interaction_id: 'v1_a' }),
      interaction({ input: 'hi' }),
    ],
    ['an interaction that is not stored', interaction({ input: 'hi', store: false }), interaction({ input: 'hi' })],
    ['a model’s step', interaction({ input: [{ type: 'model_output', content: 'hi' }] }), interaction({ input: 'hi' })],
    ['other makers’ fields, as they are', rawPredict({ max_tokens: 9 }), rawPredict({ maxTokens: 9 })],
  ],
);

describe('segments of a Gemini request', () => {
  const { canonical } = gemini;
  const body: CanonicalObject = {
    systemInstruction: { parts: [{ text: 'Be short.' }] },
    contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
    tools: [{ functionDeclarations: [{ name: 'a', parameters: {} }, { name: 'b' }] }, { googleSearch: {} }],
  };

  it('has a system instruction', () => {
    const { systemInstruction: _, ...rest } = body;
    expect(canonical.withoutSystem(body)).toEqual(rest);
  });

  it('has a name for every tool: the function’s, or the key of Google’s own', () => {
    expect(canonical.withToolNames(body)).toEqual({ ...body, tools: ['a', 'b', 'googleSearch'] });
  });

  it('has tools that can go', () => {
    const { tools: _, ...rest } = body;
    expect(canonical.withoutTools(body)).toEqual(rest);
    expect(canonical.withoutTools({ generateContentRequest: body })).toEqual({ generateContentRequest: rest });
  });

  it('finds them in an interaction', () => {
    const interaction: CanonicalObject = {
      system_instruction: 'Be short.',
      tools: [{ type: 'function', name: 'a' }, { type: 'google_search' }],
    };
    expect(canonical.withoutSystem(interaction)).toEqual({ tools: interaction['tools'] });
    expect(canonical.withToolNames(interaction)).toEqual({ ...interaction, tools: ['a', 'google_search'] });
  });

  it('is not copied where nothing changes', () => {
    const tools = [{ functionDeclarations: [{ name: 'a', parameters: { type: 'OBJECT', properties: {} } }] }];
    const plain: CanonicalObject = { contents: body['contents'] ?? null, tools };
    expect(canonical.body(plain, generate)).toBe(plain);
  });

  it('keeps both of a field that is given twice', () => {
    const twice: CanonicalObject = { cached_content: 'a', cachedContent: 'b' };
    expect(Object.keys(canonical.body(twice, generate))).toEqual(['cached_content', 'cachedContent']);
  });
});
