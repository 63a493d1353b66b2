import { describe, expect, it } from 'vitest';
import { gemini } from '../../../src/dialects/gemini/dialect.ts';
import { json, post, reply, sse } from '../samples.ts';

const candidate = (...parts: readonly object[]) => ({ candidates: [{ content: { role: 'model', parts } }] });

describe('a Gemini request is described by', () => {
  it('the model and verb of its path and its last user text', () => {
    const contents = [
      { role: 'user', parts: [{ text: 'old' }] },
      { role: 'model', parts: [{ functionCall: { name: 'f' } }] },
      { role: 'user', parts: [{ text: 'new' }, { inlineData: { mimeType: 'image/png', data: '' } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'f' } }] },
    ];
    const request = post('/v1beta/models/gemini%2Dpro:streamGenerateContent?alt=sse', { contents });
    expect(gemini.describe(request)).toEqual({ model: 'gemini-pro', prompt: 'new', stream: true });
    const vertex = '/v1/projects/p/locations/l/publishers/google/models/gemini:generateContent';
    expect(gemini.describe(post(vertex, { contents: [{ parts: [{ text: 'no role' }] }] }))).toEqual({
      model: 'gemini',
      prompt: 'no role',
      stream: false,
    });
  });

  it.each([
    ['/v1beta/models/m:embedContent', { content: { parts: [{ text: 'a' }] } }, 'a'],
    [
      '/v1beta/models/m:batchEmbedContents',
      { requests: [{ content: { parts: [{ text: 'a' }] } }, { content: { parts: [{ text: 'b' }] } }] },
      'a\nb',
    ],
    ['/v1beta/models/m:countTokens', { generateContentRequest: { contents: [{ parts: [{ text: 'a' }] }] } }, 'a'],
    ['/v1beta/models/m:predict', { instances: [{ prompt: 'a cat' }] }, 'a cat'],
    [
      '/v1beta/models/m:batchGenerateContent',
      {
        batch: { input_config: { requests: { requests: [{ request: { contents: [{ parts: [{ text: 'a' }] }] } }] } } },
      },
      'a',
    ],
    [
      '/v1internal:generateContent',
      { model: 'm', request: { contents: [{ role: 'user', parts: [{ text: 'a' }] }] } },
      'a',
    ],
    ['/v1beta/interactions', { model: 'models/m', input: 'a' }, 'a'],
    [
      '/v1beta/interactions',
      {
        model: 'm',
        input: [
          { type: 'text', text: 'a' },
          { type: 'image', data: '' },
        ],
      },
      'a',
    ],
    [
      '/v1beta/interactions',
      {
        model: 'm',
        input: [{ type: 'user_input', content: [{ type: 'text', text: 'a' }] }, { type: 'function_result' }],
      },
      'a',
    ],
  ])('the input of %s', (target, body, prompt) => {
    expect(gemini.describe(post(target, body))).toEqual({ model: 'm', prompt, stream: false });
  });

  it('the stream flag of an interaction', () => {
    expect(gemini.describe(post('/v1beta/interactions', { model: 'm', input: 'a', stream: true })).stream).toBe(true);
  });
});

describe('the text of a Gemini reply', () => {
  const pieces = [
    candidate({ text: 'Hm.', thought: true }),
    candidate({ text: 'It is' }),
    candidate({ text: ' 4.' }, { functionCall: { name: 'f', args: { x: 1 } } }),
  ];
  const said = '[reasoning]\nHm.\n[/reasoning]\n\nIt is 4.\n\nf({"x":1})';

  it('is the same whole, as SSE with CRLF, and as a streamed array', () => {
    const whole = candidate(
      { text: 'Hm.', thought: true },
      { text: 'It is 4.' },
      { functionCall: { name: 'f', args: { x: 1 } } },
    );
    expect(gemini.textOf(json(whole))).toBe(said);
    const crlf = pieces.map((piece) => `data: ${JSON.stringify(piece)}\r\n\r\n`).join('');
    expect(gemini.textOf(reply(crlf, 'text/event-stream'))).toBe(said);
    expect(gemini.textOf(reply(JSON.stringify(pieces, undefined, 2), 'application/json'))).toBe(said);
  });

  it('has what came before an array was cut', () => {
    const array = JSON.stringify(pieces, undefined, 2);
    expect(gemini.textOf(reply(array.slice(0, array.indexOf('4.')), 'application/json'))).toBe(
      '[reasoning]\nHm.\n[/reasoning]\n\nIt is',
    );
  });

  it('keeps code, its output and the text around them in order', () => {
    const parts = [
      { text: 'Run: ' },
      { executableCode: { code: 'print(1)' } },
      { codeExecutionResult: { output: '1' } },
      { text: 'Done.' },
    ];
    expect(gemini.textOf(json(candidate(...parts)))).toBe('Run: \n\nexecutableCode(print(1))\n\n[output: 1]\n\nDone.');
  });

  it('separates candidates and names media, blocks and errors', () => {
    const two = { candidates: [0, 1].map((index) => ({ index, content: { parts: [{ text: `${index}` }] } })) };
    expect(gemini.textOf(json(two))).toBe('[choice 0]\n0\n\n[choice 1]\n1');
    expect(gemini.textOf(json(candidate({ inlineData: { mimeType: 'image/png', data: '' } })))).toBe('[image/png]');
    expect(gemini.textOf(json({ promptFeedback: { blockReason: 'SAFETY' } }))).toBe('[blocked: SAFETY]');
    expect(gemini.textOf(json([{ error: { code: 429, message: 'slow down' } }], 429))).toBe('slow down');
  });

  it('counts vectors and images, and lists models', () => {
    expect(gemini.textOf(json({ embedding: { values: [1, 2] } }))).toBe('1 vector of 2');
    expect(gemini.textOf(json({ embeddings: [{ values: [1, 2] }, { values: [3, 4] }] }))).toBe('2 vectors of 2');
    expect(gemini.textOf(json({ predictions: [{ bytesBase64Encoded: 'aGk=' }] }))).toBe('1 image');
    expect(gemini.textOf(json({ models: [{ name: 'models/a' }, { name: 'models/b' }] }))).toBe('models/a\nmodels/b');
  });

  it('is unwrapped from the reply of the CLI’s backend', () => {
    expect(gemini.textOf(sse({ response: candidate({ text: 'a' }) }, { response: candidate({ text: 'b' }) }))).toBe(
      'ab',
    );
  });
});

describe('the text of an interaction', () => {
  const said = '[reasoning]\nHm.\n[/reasoning]\n\nIt is 4.\n\nadd({"x":2})';

  it('has the steps of a whole one', () => {
    const steps = [
      { type: 'user_input', content: [{ type: 'text', text: '2+2' }] },
      { type: 'thought', summary: [{ type: 'text', text: 'Hm.' }] },
      { type: 'model_output', content: [{ type: 'text', text: 'It is 4.' }] },
      { type: 'function_call', name: 'add', arguments: { x: 2 } },
    ];
    expect(gemini.textOf(json({ id: 'i', steps }))).toBe(said);
  });

  it('is the same when it is streamed', () => {
    const event = (type: string, index: number, rest: object) => ({ event_type: type, index, ...rest });
    const stream = sse(
      { event_type: 'interaction.created', interaction: {} },
      event('step.start', 0, { step: { type: 'thought' } }),
      event('step.delta', 0, { delta: { type: 'thought_signature', signature: 's' } }),
      event('step.delta', 0, { delta: { type: 'thought_summary', content: { type: 'text', text: 'Hm.' } } }),
      event('step.start', 1, { step: { type: 'model_output' } }),
      event('step.delta', 1, { delta: { type: 'text', text: 'It is' } }),
      event('step.delta', 1, { delta: { type: 'text', text: ' 4.' } }),
      event('step.start', 2, { step: { type: 'function_call', name: 'add', arguments: {} } }),
      event('step.delta', 2, { delta: { type: 'arguments_delta', arguments: '{"x":2}' } }),
    );
    expect(gemini.textOf(stream)).toBe(said);
  });
});
