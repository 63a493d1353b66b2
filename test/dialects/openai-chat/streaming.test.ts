import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../src/codec/sse.ts';
import { wordPieces } from '../../../src/codec/text-pieces.ts';
import type { CollectedReply, TextCutter } from '../../../src/core/dialect.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { openaiChat } from '../../../src/dialects/openai-chat/dialect.ts';
import { chatStreaming } from '../../../src/dialects/openai-chat/streaming.ts';
import { collected, json, post, splitOf, sse } from '../samples.ts';

const asked = post('/v1/chat/completions', { model: 'gpt-4o-mini', messages: [], stream: true });
const askedWithUsage = post('/v1/chat/completions', {
  model: 'gpt-4o-mini',
  messages: [],
  stream: true,
  stream_options: { include_usage: true },
});

const head = { id: 'chatcmpl-1', created: 1_760_000_000, model: 'gpt-4o-mini-2024-07-18' };
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };

function completion(choices: readonly object[], more: object = {}): object {
  return { ...head, object: 'chat.completion', choices, ...more };
}

/** The first choice of a completion that says `message`. */
function choice(message: object, finish_reason = 'stop', more: object = {}): object {
  return { index: 0, message: { role: 'assistant', ...message }, logprobs: null, finish_reason, ...more };
}

const twoLetters: TextCutter = (text) => text.match(/.{1,2}/gsu) ?? [];

/** The data of each event, JSON as its value. */
function eventsOf(whole: object, request = asked, cut = twoLetters): unknown[] {
  const events = chatStreaming.split(json(whole), request, cut)?.events ?? [];
  return events.map((event) => {
    const text = Buffer.from(event).toString();
    expect(text.endsWith('\n\n')).toBe(true);
    const { data = '' } = parseEvent(text);
    return data === '[DONE]' ? data : JSON.parse(data);
  });
}

function choicesOf(whole: object): unknown[] {
  return eventsOf(whole).flatMap((event) => Object(event).choices ?? []);
}

function deltasOf(message: object): unknown[] {
  return choicesOf(completion([choice(message)])).map((of) => Object(of).delta);
}

function streamOf(whole: object, request: SimRequest, cut: TextCutter): CollectedReply {
  return collected(splitOf(chatStreaming, json(whole), request, cut));
}

function joined(stream: CollectedReply): unknown {
  const whole = chatStreaming.join(stream);
  return whole === undefined ? undefined : JSON.parse(Buffer.from(whole.body).toString());
}

describe('the stream of a completion', () => {
  it('says who speaks, then the text in pieces, why it ends, and that it is done', () => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      ...head,
      object: 'chat.completion.chunk',
      system_fingerprint: 'fp_1',
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    });
    const whole = completion([choice({ content: 'Hey!', refusal: null })], { usage, system_fingerprint: 'fp_1' });
    expect(eventsOf(whole)).toEqual([
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ content: 'He' }),
      chunk({ content: 'y!' }),
      chunk({}, 'stop'),
      '[DONE]',
    ]);
  });

  it('has the usage in a chunk of its own where it was asked for, and null in all others', () => {
    const whole = completion([choice({ content: 'Hi' })], { usage });
    const chunks = eventsOf(whole, askedWithUsage).slice(0, -1).map(Object);
    expect(chunks.map((chunk) => chunk.usage)).toEqual([null, null, null, usage]);
    expect(chunks.at(-1).choices).toEqual([]);
  });

  it('has no word of usage where the whole answer had none', () => {
    const whole = completion([choice({ content: 'Hi' })]);
    expect(eventsOf(whole, askedWithUsage)).toEqual(eventsOf(whole, asked));
  });

  it('begins a call that is alone in its first chunk, with its name and no arguments yet', () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"x"}' } };
    expect(deltasOf({ content: null, refusal: null, tool_calls: [call] })).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'look', arguments: '' } }],
        refusal: null,
      },
      { tool_calls: [{ index: 0, function: { arguments: '{"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: 'x"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '}' } }] },
      {},
    ]);
  });

  it('begins each of several calls in a chunk of its own, and custom tools by their input', () => {
    const calls = [
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
      { id: 'b', type: 'custom', custom: { name: 'g', input: 'x' } },
    ];
    expect(deltasOf({ content: null, tool_calls: calls })).toEqual([
      { role: 'assistant', content: null },
      { tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{}' } }] },
      { tool_calls: [{ index: 1, id: 'b', type: 'custom', custom: { name: 'g', input: '' } }] },
      { tool_calls: [{ index: 1, custom: { input: 'x' } }] },
      {},
    ]);
  });

  it('sends the function call of the time before tools in pieces too', () => {
    expect(deltasOf({ content: null, function_call: { name: 'f', arguments: '{}' } })).toEqual([
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '' } },
      { function_call: { arguments: '{}' } },
      {},
    ]);
  });

  it('sends reasoning first, under the name that the server gave it', () => {
    expect(deltasOf({ content: 'A', reasoning_content: 'Hmm' })).toEqual([
      { role: 'assistant', content: '' },
      { reasoning_content: 'Hm' },
      { reasoning_content: 'm' },
      { content: 'A' },
      {},
    ]);
  });

  it('says at once what there is none of', () => {
    expect(deltasOf({ content: '', refusal: null, reasoning_content: null, annotations: [] })).toEqual([
      { role: 'assistant', content: '', refusal: null, reasoning_content: null },
      {},
    ]);
  });

  it('sends OpenRouter’s details beside the words, and their signature behind', () => {
    const detail = { type: 'reasoning.text', text: 'Hmm', format: 'anthropic-claude-v1', index: 0 };
    const message = { content: 'A', reasoning: 'Hmm', reasoning_details: [{ ...detail, signature: 's' }] };
    const { text: _, ...rest } = detail;
    expect(deltasOf(message)).toEqual([
      { role: 'assistant', content: '' },
      { reasoning: 'Hm', reasoning_details: [{ ...detail, text: 'Hm' }] },
      { reasoning: 'm', reasoning_details: [{ ...detail, text: 'm' }] },
      { reasoning_details: [{ ...rest, signature: 's' }] },
      { content: 'A' },
      {},
    ]);
  });

  it('sends a refusal in pieces', () => {
    expect(deltasOf({ content: null, refusal: 'No.' })).toEqual([
      { role: 'assistant', content: null, refusal: '' },
      { refusal: 'No' },
      { refusal: '.' },
      {},
    ]);
  });

  it('sends what only this server has: small words in each chunk, the rest once', () => {
    const whole = completion([choice({ content: 'Hey' })], { provider: 'Novita', citations: ['https://example.com'] });
    const chunks = eventsOf(whole).slice(0, -1).map(Object);
    expect(chunks.map(({ provider }) => provider)).toEqual(['Novita', 'Novita', 'Novita', 'Novita']);
    expect(chunks.map(({ citations }) => citations)).toEqual([
      ['https://example.com'],
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('begins with what Azure thinks of the prompt', () => {
    const prompt_filter_results = [{ prompt_index: 0, content_filter_results: {} }];
    const [first] = eventsOf(completion([choice({ content: 'Hi' })], { prompt_filter_results }));
    expect(first).toEqual({ choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results });
  });

  it('says nothing of log probabilities where the server does not know them', () => {
    const whole = completion([{ index: 0, message: { role: 'assistant', content: 'A' }, finish_reason: 'stop' }]);
    expect(choicesOf(whole)[0]).not.toHaveProperty('logprobs');
  });

  it('of a legacy completion is pieces of text', () => {
    const whole = {
      ...head,
      object: 'text_completion',
      choices: [{ text: 'Hey', index: 0, logprobs: null, finish_reason: 'length' }],
    };
    expect(eventsOf(whole).map((event) => Object(event).object)).toEqual([
      ...Array(3).fill('text_completion'),
      undefined,
    ]);
    expect(choicesOf(whole)).toEqual([
      { text: 'He', index: 0, logprobs: null, finish_reason: null },
      { text: 'y', index: 0, logprobs: null, finish_reason: null },
      { text: '', index: 0, logprobs: null, finish_reason: 'length' },
    ]);
  });

  it('is not made of an error, a list, or a chunk', () => {
    const none = (reply: CollectedReply) => expect(chatStreaming.split(reply, asked, twoLetters)).toBeUndefined();
    none(json({ error: { message: 'slow down' } }, 429));
    none(json({ error: { message: 'no such model' } }));
    none(json({ object: 'list', data: [] }));
    none(json({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'a' } }] }));
  });
});

describe('log probabilities', () => {
  const entry = (token: string, bytes: readonly number[] = [...Buffer.from(token)]) => ({
    token,
    logprob: -0.5,
    bytes,
    top_logprobs: [],
  });
  const choiceWith = (message: object, logprobs: object) => choice(message, 'stop', { logprobs });

  it('decide where the text is cut', () => {
    const entries = [entry('Hel'), entry('lo')];
    const whole = completion([choiceWith({ content: 'Hello' }, { content: entries, refusal: null })]);
    expect(choicesOf(whole).slice(1, -1)).toEqual([
      { index: 0, delta: { content: 'Hel' }, logprobs: { content: [entries[0]], refusal: null }, finish_reason: null },
      { index: 0, delta: { content: 'lo' }, logprobs: { content: [entries[1]], refusal: null }, finish_reason: null },
    ]);
  });

  it('of tokens that are parts of one character stay together', () => {
    const entries = [entry('\\xe4\\xbd', [0xe4, 0xbd]), entry('\\xa0', [0xa0]), entry('!')];
    const whole = completion([choiceWith({ content: '你!' }, { content: entries, refusal: null })]);
    const pieces = choicesOf(whole).slice(1, -1).map(Object);
    expect(pieces.map(({ delta }) => delta.content)).toEqual(['你', '!']);
    expect(pieces[0].logprobs.content).toEqual(entries.slice(0, 2));
  });

  it('of a refusal go with the refusal', () => {
    const entries = [entry('No'), entry('.')];
    const whole = completion([choiceWith({ content: null, refusal: 'No.' }, { content: null, refusal: entries })]);
    expect(Object(choicesOf(whole)[1]).logprobs).toEqual({ content: null, refusal: [entries[0]] });
    expect(joined(streamOf(whole, asked, twoLetters))).toEqual(whole);
  });

  it('of DeepSeek’s reasoning go with the reasoning', () => {
    const logprobs = { content: [entry('A')], reasoning_content: [entry('H'), entry('m')] };
    const whole = completion([choiceWith({ content: 'A', reasoning_content: 'Hm' }, logprobs)]);
    expect(choicesOf(whole).slice(1, 3)).toMatchObject([
      { delta: { reasoning_content: 'H' }, logprobs: { content: null, reasoning_content: [entry('H')] } },
      { delta: { reasoning_content: 'm' }, logprobs: { content: null, reasoning_content: [entry('m')] } },
    ]);
    expect(joined(streamOf(whole, asked, twoLetters))).toEqual(whole);
  });

  it('that do not make the text are not lost', () => {
    const entries = [entry('Hi'), entry('<|end|>')];
    const whole = completion([choiceWith({ content: 'Hi you' }, { content: entries, refusal: null })]);
    expect(joined(streamOf(whole, asked, twoLetters))).toEqual(whole);
  });

  it('of a legacy completion go token by token', () => {
    const logprobs = { tokens: ['He', 'y'], token_logprobs: [-1, -2], top_logprobs: null, text_offset: [0, 2] };
    const whole = {
      ...head,
      object: 'text_completion',
      choices: [{ text: 'Hey', index: 0, logprobs, finish_reason: 'stop' }],
    };
    expect(Object(choicesOf(whole)[1]).logprobs).toEqual({
      tokens: ['y'],
      token_logprobs: [-2],
      top_logprobs: null,
      text_offset: [2],
    });
    expect(joined(streamOf(whole, asked, twoLetters))).toEqual(whole);
  });
});

describe('the completion that a stream makes', () => {
  const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
    ...more,
  });
  const end = chunk({}, 'stop');
  const messageOf = (...deltas: readonly object[]): unknown =>
    Object(joined(sse(...deltas.map((delta) => chunk(delta)), end, '[DONE]'))).choices[0].message;

  it('has the head of the chunks, and the headers without those of a stream', () => {
    const stream = sse(
      chunk({ role: 'assistant', content: 'Hi' }, null, { obfuscation: 'xyz', p: 'ab' }),
      end,
      '[DONE]',
    );
    const whole = chatStreaming.join({
      ...stream,
      headers: [...stream.headers, ['transfer-encoding', 'chunked'], ['x-request-id', 'r']],
    });
    expect(JSON.parse(Buffer.from(whole?.body ?? '').toString())).toEqual({
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
    });
    expect(whole?.headers).toEqual([
      ['content-type', 'application/json'],
      ['x-request-id', 'r'],
    ]);
  });

  it('is not called as Azure calls its first chunk, nor loses what Azure’s filters found', () => {
    const found = { hate: { filtered: false, severity: 'safe' } };
    const filtered = (delta: object, content_filter_results: object, finish_reason: string | null = null) => ({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason, content_filter_results }],
    });
    const whole = joined(
      sse(
        { choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: [] },
        filtered({ role: 'assistant', content: '' }, {}),
        filtered({ content: 'Hi' }, found),
        filtered({}, {}, 'stop'),
        '[DONE]',
      ),
    );
    expect(whole).toMatchObject({ ...head, prompt_filter_results: [] });
    expect(Object(whole).choices[0].content_filter_results).toEqual(found);
  });

  it('names a function once, though every piece names it', () => {
    const piece = (text: string) => ({
      tool_calls: [{ index: 0, id: 'a', function: { name: 'look', arguments: text } }],
    });
    expect(messageOf(piece('{'), piece('}'))).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'a', function: { name: 'look', arguments: '{}' } }],
    });
  });

  it('keeps calls apart that share an index, and together that have only an id', () => {
    const piece = (id: string, text: string, more: object = {}) => ({
      tool_calls: [{ id, function: { name: 'f', arguments: text }, ...more }],
    });
    const calls = [
      { id: 'a', function: { name: 'f', arguments: '{}' } },
      { id: 'b', function: { name: 'f', arguments: '[]' } },
    ];
    expect(messageOf(piece('a', '{}', { index: 0 }), piece('b', '[]', { index: 0 }))).toMatchObject({
      tool_calls: calls,
    });
    expect(messageOf(piece('a', '{'), piece('b', '['), piece('a', '}'), piece('b', ']'))).toMatchObject({
      tool_calls: calls,
    });
  });

  it('puts OpenRouter’s details of reasoning together, its signature with them', () => {
    const detail = (more: object) => ({ reasoning_details: [{ type: 'reasoning.text', index: 0, ...more }] });
    expect(messageOf(detail({ text: 'Let ' }), detail({ text: 'me.' }), detail({ signature: 's' }))).toMatchObject({
      reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'Let me.', signature: 's' }],
    });
  });

  it('leaves out what is about a piece only', () => {
    const deltas = [
      { reasoning: 'H', channel: 'analysis', token_id: 5 },
      { reasoning: 'm', channel: 'analysis', token_id: 6 },
    ];
    expect(messageOf(...deltas)).toEqual({ role: 'assistant', content: null, reasoning: 'Hm' });
  });

  it('puts spoken answers together, sound by its bytes', () => {
    const [one, two] = [Buffer.from('a'), Buffer.from('bcd')].map((bytes) => bytes.toString('base64'));
    expect(
      messageOf(
        { audio: { id: 'audio_1', transcript: 'He' } },
        { audio: { id: 'audio_1', transcript: 'y', data: one } },
        { audio: { data: two } },
        { audio: { expires_at: 7 } },
      ),
    ).toMatchObject({
      audio: { id: 'audio_1', transcript: 'Hey', data: Buffer.from('abcd').toString('base64'), expires_at: 7 },
    });
  });

  it('keeps a reference among Mistral’s parts for itself', () => {
    const reference = (id: number) => ({ type: 'reference', reference_ids: [id] });
    expect(messageOf({ content: 'See ' }, { content: [reference(0), reference(1)] }, { content: '.' })).toEqual({
      role: 'assistant',
      content: [{ type: 'text', text: 'See ' }, reference(0), reference(1), { type: 'text', text: '.' }],
    });
  });

  it('needs no [DONE] behind a last chunk with usage, as Perplexity ends', () => {
    const last = chunk({ role: 'assistant', content: '' }, 'stop', { object: 'chat.completion.done', usage });
    expect(joined(sse(chunk({ content: 'Hi' }), last))).toMatchObject({ object: 'chat.completion', usage });
  });

  it('is none of a stream that is cut, holds an error, or is no stream', () => {
    const text = chunk({ content: 'Hi' });
    expect(joined(sse(text))).toBeUndefined();
    expect(joined(sse(text, end))).toBeUndefined();
    expect(joined(sse(text, '[DONE]'))).toBeUndefined();
    expect(joined(sse(text, { error: { message: 'overloaded' } }, end, '[DONE]'))).toBeUndefined();
    expect(joined(json(completion([choice({ content: 'Hi' })], { usage })))).toBeUndefined();
    expect(joined({ ...sse(text, end, '[DONE]'), status: 500 })).toBeUndefined();
  });

  it('is none where only one of two choices ended', () => {
    const both = { ...head, choices: [0, 1].map((index) => ({ index, delta: { content: 'a' }, finish_reason: null })) };
    expect(joined(sse(both, end, '[DONE]'))).toBeUndefined();
  });
});

describe('the other form of a request', () => {
  const bodies = (body: object) =>
    chatStreaming
      .otherForms(post('/v1/chat/completions', body))
      .map((other) => JSON.parse(Buffer.from(other.body).toString()));

  it('without streaming is a stream, with and without usage', () => {
    expect(bodies({ model: 'm', stream: false })).toEqual([
      { model: 'm', stream: true },
      { model: 'm', stream: true, stream_options: { include_usage: true } },
    ]);
  });

  it('with streaming has nothing of the stream left', () => {
    expect(bodies({ model: 'm', stream: true, stream_options: { include_usage: true } })).toEqual([{ model: 'm' }]);
  });

  it('is none of a request that is read again, or is not JSON', () => {
    const get: SimRequest = { ...post('/v1/chat/completions/chatcmpl-1', { a: 1 }), method: 'GET' };
    expect(chatStreaming.otherForms(get)).toEqual([]);
    expect(chatStreaming.otherForms(post('/v1/chat/completions', '{"stream":'))).toEqual([]);
  });
});

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const someText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const anyCall = fc
  .tuple(fc.boolean(), someText, fc.oneof(fc.json(), text))
  .map(([custom, name, said]) =>
    custom
      ? { type: 'custom', custom: { name, input: said } }
      : { type: 'function', function: { name, arguments: said } },
  );
const anyMessage = fc
  .record(
    {
      content: fc.option(text),
      refusal: fc.option(text),
      reasoning: fc.record({ field: fc.constantFrom('reasoning_content', 'reasoning', 'thought'), said: someText }),
      calls: fc.array(anyCall, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['content'] },
  )
  .map(({ content, refusal, reasoning, calls }) => ({
    role: 'assistant',
    content,
    ...(refusal === undefined ? {} : { refusal }),
    ...(reasoning === undefined ? {} : { [reasoning.field]: reasoning.said }),
    ...(calls === undefined ? {} : { tool_calls: calls.map((call, i) => ({ id: `call_${i}`, ...call })) }),
  }));
const anyCompletion = fc
  .tuple(
    fc.array(fc.tuple(anyMessage, fc.constantFrom('stop', 'length', 'tool_calls')), { minLength: 1, maxLength: 3 }),
    fc.constantFrom({}, { service_tier: 'default', system_fingerprint: null }, { x_groq: { id: 'req_1' } }),
  )
  .map(([choices, more]) =>
    completion(
      choices.map(([message, finish_reason], index) => ({ index, message, logprobs: null, finish_reason })),
      { usage, ...more },
    ),
  );
const anyCutter = fc.constantFrom<TextCutter>(
  wordPieces,
  twoLetters,
  (whole) => [...whole],
  (whole) => (whole === '' ? [] : [whole]),
);

describe('any completion', () => {
  it('taken apart and put together is what it was', () => {
    fc.assert(
      fc.property(anyCompletion, anyCutter, (whole, cut) => {
        expect(joined(streamOf(whole, askedWithUsage, cut))).toEqual(whole);
      }),
    );
  });

  it('says the same in both forms', () => {
    fc.assert(
      fc.property(anyCompletion, anyCutter, (whole, cut) => {
        expect(openaiChat.answerOf(streamOf(whole, askedWithUsage, cut))).toEqual(openaiChat.answerOf(json(whole)));
        const withoutUsage = openaiChat.answerOf(streamOf(whole, asked, cut));
        expect(withoutUsage).toEqual({ ...openaiChat.answerOf(json(whole)), usage: undefined });
      }),
    );
  });

  it('makes nothing, or all of it, where its stream is cut', () => {
    fc.assert(
      fc.property(anyCompletion, fc.double({ min: 0, max: 1, noNaN: true }), (whole, share) => {
        const stream = streamOf(whole, askedWithUsage, wordPieces);
        const part = joined({ ...stream, body: stream.body.subarray(0, Math.floor(share * stream.body.length)) });
        if (part !== undefined) expect(part).toEqual(whole);
      }),
    );
  });
});

describe('bytes that are no answer', () => {
  it('are never an exception', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.array(fc.json()).map((all) => sse(...all, '[DONE]').body),
      fc.json().map((value) => sse(`{"choices":[{"delta":${value},"finish_reason":"stop"}]}`, '[DONE]').body),
      fc.json().map((value) => Buffer.from(`{"choices":[{"message":${value},"logprobs":${value}}]}`)),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        const reply = { status: 200, headers: [], body };
        chatStreaming.join(reply);
        chatStreaming.split(reply, asked, wordPieces);
        openaiChat.answerOf(reply);
      }),
    );
  });

  it('are nothing where they are nested deeper than can be written', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const stream = sse(`{"choices":[{"index":0,"delta":{"x":${deep}},"finish_reason":"stop"}]}`, '[DONE]');
    expect(chatStreaming.join(stream)).toBeUndefined();
    const whole = `{"choices":[{"message":{"content":"a"},"x":${deep}}]}`;
    expect(chatStreaming.split({ ...stream, body: Buffer.from(whole) }, asked, wordPieces)).toBeUndefined();
    expect(chatStreaming.otherForms(post('/v1/chat/completions', `{"x":${deep}}`))).toEqual([]);
  });
});

describe('OpenAI’s SDK', () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city": "Paris"}' } };
  const entries = ['Hello', ' there'].map((token) => ({
    token,
    logprob: -0.1,
    bytes: [...Buffer.from(token)],
    top_logprobs: [],
  }));

  it.each([
    ['text', [choice({ content: 'Hello there, this is it.', refusal: null })]],
    ['a call', [choice({ content: null, refusal: null, tool_calls: [call] }, 'tool_calls')]],
    [
      'two calls',
      [choice({ content: null, refusal: null, tool_calls: [call, { ...call, id: 'call_2' }] }, 'tool_calls')],
    ],
    ['a refusal', [choice({ content: null, refusal: 'No, I will not.' })]],
    [
      'log probabilities',
      [choice({ content: 'Hello there', refusal: null }, 'stop', { logprobs: { content: entries, refusal: null } })],
    ],
    [
      'several choices',
      [
        choice({ content: 'One.', refusal: null }),
        { ...choice({ content: 'Two, longer.', refusal: null }, 'length'), index: 1 },
      ],
    ],
  ])('puts the stream together to the whole answer: %s', async (_, choices) => {
    const whole = completion(choices, { usage, system_fingerprint: 'fp_1' });
    const { headers, events, status } = chatStreaming.split(json(whole), askedWithUsage, wordPieces) ?? {
      headers: [],
      events: [],
      status: 0,
    };
    const server = createServer((_request, response) => {
      response.writeHead(status, Object.fromEntries(headers));
      for (const event of events) response.write(event);
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      const { port } = server.address() as AddressInfo;
      const client = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'k', maxRetries: 0 });
      const stream = client.chat.completions.stream({
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: 'Hi' }],
        stream_options: { include_usage: true },
      });
      expect(withoutParsed(await stream.finalChatCompletion())).toEqual(whole);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

/** The SDK adds what it parsed. */
function withoutParsed(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, inner) => (name === 'parsed' || name === 'parsed_arguments' ? undefined : inner)),
  );
}
