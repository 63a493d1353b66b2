import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { Ollama } from 'ollama';
import { describe, expect, it } from 'vitest';
import { wordPieces } from '../../../src/codec/text-pieces.ts';
import type { CollectedReply, TextCutter } from '../../../src/core/dialect.ts';
import { ollama } from '../../../src/dialects/ollama/dialect.ts';
import { ollamaStreaming } from '../../../src/dialects/ollama/streaming.ts';
import { collected, json, ndjson, post, splitOf } from '../samples.ts';

const asked = post('/api/chat', { model: 'llama3.2', messages: [] });
const head = { model: 'llama3.2', created_at: '2025-10-09T08:53:20.000Z' };
const end = { done: true, done_reason: 'stop', total_duration: 5, prompt_eval_count: 7, eval_count: 9 };

function chat(message: object, more: object = {}): object {
  return { ...head, message: { role: 'assistant', ...message }, ...end, ...more };
}

const twoLetters: TextCutter = (text) => text.match(/.{1,2}/gsu) ?? [];

function streamOf(whole: object, cut: TextCutter = twoLetters): CollectedReply {
  return collected(splitOf(ollamaStreaming, json(whole), asked, cut));
}

/** The lines, each without what all have. */
function linesOf(whole: object): unknown[] {
  const text = Buffer.from(streamOf(whole).body).toString();
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { model, created_at, ...rest } = JSON.parse(line);
      expect({ model, created_at }).toEqual(head);
      return rest;
    });
}

function joined(stream: CollectedReply): unknown {
  const whole = ollamaStreaming.join(stream);
  return whole === undefined ? undefined : JSON.parse(Buffer.from(whole.body).toString());
}

describe('the stream of an answer of Ollama', () => {
  const line = (message: object) => ({ message: { role: 'assistant', ...message }, done: false });

  it('is thoughts, then text, then the calls whole, and the counts in the last line', () => {
    const tool_calls = [
      { function: { name: 'look', arguments: { x: 1 } } },
      { function: { name: 'see', arguments: {} } },
    ];
    expect(linesOf(chat({ content: 'Hey', thinking: 'Hmm', tool_calls }))).toEqual([
      line({ content: '', thinking: 'Hm' }),
      line({ content: '', thinking: 'm' }),
      line({ content: 'He' }),
      line({ content: 'y' }),
      line({ content: '', tool_calls }),
      { message: { role: 'assistant', content: '' }, ...end },
    ]);
  });

  it('of generate is pieces of the response, and the context in the last line', () => {
    expect(linesOf({ ...head, response: 'Hey', thinking: 'Hm', ...end, context: [1, 2] })).toEqual([
      { response: '', thinking: 'Hm', done: false },
      { response: 'He', done: false },
      { response: 'y', done: false },
      { response: '', ...end, context: [1, 2] },
    ]);
  });

  it('has log probabilities beside their tokens', () => {
    const [one, two] = ['Hel', 'lo'].map((token) => ({ token, logprob: -0.5, bytes: [...Buffer.from(token)] }));
    expect(linesOf(chat({ content: 'Hello' }, { logprobs: [one, two] }))).toEqual([
      { ...line({ content: 'Hel' }), logprobs: [one] },
      { ...line({ content: 'lo' }), logprobs: [two] },
      { message: { role: 'assistant', content: '' }, ...end },
    ]);
  });

  it('names in every line where the model runs', () => {
    const remote = { remote_model: 'gpt-oss:120b', remote_host: 'https://ollama.com:443' };
    for (const one of linesOf(chat({ content: 'Hey' }, remote))) expect(one).toMatchObject(remote);
  });

  it('is of the type of lines, and has none of the headers of a whole answer', () => {
    const whole = json(chat({ content: 'Hey' }));
    const split = ollamaStreaming.split(
      { ...whole, headers: [...whole.headers, ['Content-Length', '7'], ['date', 'then']] },
      asked,
      twoLetters,
    );
    expect(split?.headers).toEqual([
      ['content-type', 'application/x-ndjson'],
      ['date', 'then'],
    ]);
  });

  it('is not made of an error, nor of anything that is not done', () => {
    const none = (reply: CollectedReply) => expect(ollamaStreaming.split(reply, asked, twoLetters)).toBeUndefined();
    none(json({ error: 'model not found' }, 404));
    none(json({ ...head, message: { role: 'assistant', content: 'He' }, done: false }));
    none(json({ embedding: [1, 2] }));
    none(json({ status: 'success' }));
  });
});

describe('the answer that the lines make', () => {
  const line = (message: object) => ({ ...head, message: { role: 'assistant', ...message }, done: false });
  const last = { ...head, created_at: 'then', message: { role: 'assistant', content: '' }, ...end };

  it('is dated as the last line, as JSON in one piece', () => {
    const whole = ollamaStreaming.join(ndjson(line({ content: 'Hel' }), line({ content: 'lo' }), last));
    expect(JSON.parse(Buffer.from(whole?.body ?? '').toString())).toEqual({
      ...chat({ content: 'Hello' }),
      created_at: 'then',
    });
    expect(whole?.headers).toEqual([['content-type', 'application/json; charset=utf-8']]);
  });

  it('has the calls of all lines', () => {
    const calls = ['f', 'g'].map((name) => ({ function: { name, arguments: {} } }));
    const stream = ndjson(...calls.map((call) => line({ content: '', tool_calls: [call] })), last);
    expect(joined(stream)).toMatchObject({ message: { content: '', tool_calls: calls } });
  });

  it('is one also where only a model was loaded', () => {
    const loaded = { ...head, response: '', done: true, done_reason: 'load' };
    expect(joined(ndjson(loaded))).toEqual(loaded);
  });

  it('is none of a stream that is cut, holds an error, or answers something else', () => {
    expect(joined(ndjson(line({ content: 'Hel' })))).toBeUndefined();
    expect(joined(ndjson(line({ content: 'Hel' }), { error: 'unexpected EOF' }, last))).toBeUndefined();
    expect(joined(ndjson({ status: 'pulling manifest' }, { status: 'success' }))).toBeUndefined();
    expect(joined({ ...ndjson(last), status: 500 })).toBeUndefined();
  });
});

describe('the other form of a request to Ollama', () => {
  const streams = (target: string, body: object) =>
    ollamaStreaming
      .otherForms(post(target, body))
      .map((other) => JSON.parse(Buffer.from(other.body).toString()).stream);

  it('says so where it is no stream, for a stream is what is not said', () => {
    expect(streams('/api/chat', { model: 'm' })).toEqual([false]);
    expect(streams('/api/generate', { model: 'm', stream: true })).toEqual([false]);
    expect(streams('/api/chat', { model: 'm', stream: false })).toEqual([undefined, true]);
  });

  it('is none where no model speaks', () => {
    expect(streams('/api/pull', { model: 'm', stream: false })).toEqual([]);
    expect(streams('/api/embed', { model: 'm' })).toEqual([]);
  });
});

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const someText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const anyCall = fc.record({
  function: fc.record({ name: someText, arguments: fc.dictionary(someText, fc.jsonValue()) }),
});
const anyChat = fc
  .record(
    { content: text, thinking: someText, tool_calls: fc.array(anyCall, { minLength: 1, maxLength: 3 }) },
    { requiredKeys: ['content'] },
  )
  .map((message) => chat(JSON.parse(JSON.stringify(message))));
const anyGenerated = fc
  .record({ response: text, thinking: someText }, { requiredKeys: ['response'] })
  .map((said) => ({ ...head, ...said, ...end, context: [1, 2] }));
const anyAnswer = fc.oneof(anyChat, anyGenerated);
const anyCutter = fc.constantFrom<TextCutter>(wordPieces, twoLetters, (whole) => [...whole]);

describe('any answer of Ollama', () => {
  it('taken apart and put together is what it was, and says the same in both forms', () => {
    fc.assert(
      fc.property(anyAnswer, anyCutter, (whole, cut) => {
        const stream = streamOf(whole, cut);
        expect(joined(stream)).toEqual(whole);
        expect(ollama.answerOf(stream)).toEqual(ollama.answerOf(json(whole)));
      }),
    );
  });

  it('makes nothing, or all of it, where its stream is cut', () => {
    fc.assert(
      fc.property(anyAnswer, fc.double({ min: 0, max: 1, noNaN: true }), (whole, share) => {
        const stream = streamOf(whole, wordPieces);
        const part = joined({ ...stream, body: stream.body.subarray(0, Math.floor(share * stream.body.length)) });
        if (part !== undefined) expect(part).toEqual(whole);
      }),
    );
  });
});

describe('bytes that are no answer of Ollama', () => {
  it('are never an exception', () => {
    const lines = fc.array(fc.json()).map((all) => Buffer.from([...all, '{"done":true}'].join('\n')));
    const message = fc.json().map((value) => Buffer.from(`{"message":${value},"logprobs":${value},"done":true}`));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), lines, message), (body) => {
        const reply = { status: 200, headers: [], body };
        ollamaStreaming.join(reply);
        ollamaStreaming.split(reply, asked, wordPieces);
        ollama.answerOf(reply);
      }),
    );
  });

  it('are nothing where they are nested deeper than can be written', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const body = Buffer.from(`{"message":{"role":"assistant","content":"a"},"x":${deep},"done":true}\n`);
    const reply = { status: 200, headers: [], body };
    expect(ollamaStreaming.join(reply)).toBeUndefined();
    expect(ollamaStreaming.split(reply, asked, wordPieces)).toBeUndefined();
    expect(ollamaStreaming.otherForms(post('/api/chat', `{"x":${deep}}`))).toEqual([]);
  });
});

describe('Ollama’s SDK', () => {
  it('reads the lines, and finds in them the whole answer', async () => {
    const tool_calls = [{ function: { name: 'look', arguments: { x: 1 } } }];
    const whole = chat({ content: 'Hello there.', thinking: 'Let me see.', tool_calls });
    const { headers, events } = ollamaStreaming.split(json(whole), asked, wordPieces) ?? { headers: [], events: [] };
    const server = createServer((_request, response) => {
      response.writeHead(200, Object.fromEntries(headers));
      for (const event of events) response.write(event);
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      const { port } = server.address() as AddressInfo;
      const client = new Ollama({ host: `http://127.0.0.1:${port}` });
      const said = { content: '', thinking: '', tool_calls: [] as object[] };
      let last: object = {};
      for await (const part of await client.chat({ model: 'llama3.2', messages: [], stream: true })) {
        said.content += part.message.content;
        said.thinking += part.message.thinking ?? '';
        said.tool_calls.push(...(part.message.tool_calls ?? []));
        last = part;
      }
      expect(chat(said)).toEqual(whole);
      expect(last).toMatchObject(end);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
