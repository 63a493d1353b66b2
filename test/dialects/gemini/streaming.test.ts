import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GoogleGenAI } from '@google/genai';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { wordPieces } from '../../../src/codec/text-pieces.ts';
import type { CollectedReply, StreamedReply, TextCutter } from '../../../src/core/dialect.ts';
import { gemini } from '../../../src/dialects/gemini/dialect.ts';
import { geminiStreaming } from '../../../src/dialects/gemini/streaming.ts';
import { collected, json, post, reply, splitOf } from '../samples.ts';

const sse = post('/v1beta/models/m:streamGenerateContent?alt=sse', {});
const array = post('/v1beta/models/m:streamGenerateContent', {});
const interaction = post('/v1beta/interactions', { model: 'm', input: 'Hi', stream: true });

const words: TextCutter = (text) => text.match(/\S+\s*/g) ?? [];

function split(whole: object, request = sse, cut: TextCutter = words): StreamedReply {
  return splitOf(geminiStreaming, json(whole), request, cut);
}

function valueIn(event: Uint8Array): ReturnType<typeof JSON.parse> {
  return JSON.parse(
    Buffer.from(event)
      .toString()
      .replace(/^(?:event: \S+\n)?data: /, ''),
  );
}

function joined(stream: CollectedReply): unknown {
  const whole = geminiStreaming.join(stream);
  return whole === undefined ? undefined : JSON.parse(Buffer.from(whole.body).toString());
}

/** What a stream of these responses makes. */
function joinedOf(...responses: readonly object[]): unknown {
  const body = responses.map((response) => `data: ${JSON.stringify(response)}\r\n\r\n`).join('');
  return joined(reply(body, 'text/event-stream'));
}

function said(parts: readonly object[], more: object = {}): object {
  return { candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }] };
}

function whole(parts: readonly object[], more: object = {}): object {
  return { ...said(parts, { finishReason: 'STOP' }), modelVersion: 'm-1', responseId: 'r', ...more };
}

describe('the other form of a Gemini request', () => {
  const targets = (target: string) => geminiStreaming.otherForms(post(target, {})).map((request) => request.target);

  it.each([
    ['/v1/models/m:streamGenerateContent?alt=sse', '/v1/models/m:generateContent'],
    ['/v1beta/models/m:streamGenerateContent?key=k&alt=sse', '/v1beta/models/m:generateContent?key=k'],
    ['/v1beta/models/m:streamGenerateContent', '/v1beta/models/m:generateContent'],
    [
      '/v1/projects/p/locations/l/publishers/google/models/m:streamGenerateContent?alt=sse',
      '/v1/projects/p/locations/l/publishers/google/models/m:generateContent',
    ],
  ])('of %s is %s', (stream, collecting) => {
    expect(targets(stream)).toEqual([collecting]);
    expect(targets(collecting)).toContain(stream);
  });

  it('is in the body for an interaction, with and without `alt=sse`', () => {
    const others = geminiStreaming.otherForms(post('/v1beta/interactions?key=k', { input: 'Hi' }));
    expect(others.map(({ target }) => target)).toEqual([
      '/v1beta/interactions?key=k',
      '/v1beta/interactions?alt=sse&key=k',
    ]);
    expect(others.map((request) => gemini.describe(request).stream)).toEqual([true, true]);
    const back = geminiStreaming.otherForms(post('/v1beta/interactions?alt=sse', { input: 'Hi', stream: true }));
    expect(back.map(({ target, body }) => [target, Buffer.from(body).toString()])).toEqual([
      ['/v1beta/interactions', '{"input":"Hi"}'],
      ['/v1beta/interactions', '{"input":"Hi","stream":false}'],
    ]);
  });

  it('is not there for an operation with one form', () => {
    expect(targets('/v1beta/models/m:countTokens')).toEqual([]);
    expect(targets('/v1beta/models')).toEqual([]);
  });
});

describe('a Gemini answer taken apart', () => {
  it('is events with CRLF for `alt=sse`', () => {
    const stream = split(whole([{ text: 'Hello you' }]));
    expect(Buffer.concat(stream.events).toString()).toBe(
      'data: {"candidates":[{"content":{"parts":[{"text":"Hello "}],"role":"model"},"index":0}],"modelVersion":"m-1","responseId":"r"}\r\n\r\n' +
        'data: {"candidates":[{"content":{"parts":[{"text":"you"}],"role":"model"},"finishReason":"STOP","index":0}],"modelVersion":"m-1","responseId":"r"}\r\n\r\n',
    );
    expect(stream.headers).toEqual([['content-type', 'text/event-stream']]);
  });

  it('is an indented array without', () => {
    const stream = split(
      { candidates: [{ content: { parts: [{ text: 'Hello you' }] }, finishReason: 'STOP' }] },
      array,
    );
    expect(stream.events.map((event) => Buffer.from(event).toString())).toEqual([
      '[{\n  "candidates": [\n    {\n      "content": {\n        "parts": [\n          {\n            "text": "Hello "\n          }\n        ]\n      }\n    }\n  ]\n}\n',
      ',\r\n{\n  "candidates": [\n    {\n      "content": {\n        "parts": [\n          {\n            "text": "you"\n          }\n        ]\n      },\n      "finishReason": "STOP"\n    }\n  ]\n}\n]',
    ]);
    expect(stream.headers).toEqual([['content-type', 'application/json; charset=UTF-8']]);
  });

  it('counts the prompt at once, the rest from the first text on, and all at the end', () => {
    const usageMetadata = { promptTokenCount: 5, candidatesTokenCount: 8, thoughtsTokenCount: 3, totalTokenCount: 16 };
    const parts = [{ text: 'Hm.', thought: true }, { text: 'abc abcd' }];
    const counts = split(whole(parts, { usageMetadata })).events.map((event) => valueIn(event).usageMetadata);
    expect(counts).toEqual([
      { promptTokenCount: 5, totalTokenCount: 5 },
      { promptTokenCount: 5, candidatesTokenCount: 4, thoughtsTokenCount: 3, totalTokenCount: 12 },
      usageMetadata,
    ]);
  });

  it('counts only at the end on Vertex', () => {
    const usageMetadata = {
      promptTokenCount: 5,
      candidatesTokenCount: 8,
      totalTokenCount: 13,
      trafficType: 'ON_DEMAND',
    };
    const counts = split(whole([{ text: 'a b' }], { usageMetadata })).events.map(
      (event) => valueIn(event).usageMetadata,
    );
    expect(counts).toEqual([{ trafficType: 'ON_DEMAND' }, usageMetadata]);
  });

  it('has the signature of a text behind it, that of a call with the call', () => {
    const call = { functionCall: { name: 'f', args: { a: 'one two' } }, thoughtSignature: 's2' };
    const parts = split(whole([{ text: 'Hi', thoughtSignature: 's1' }, call])).events.map(
      (event) => valueIn(event).candidates[0].content.parts,
    );
    expect(parts).toEqual([[{ text: 'Hi' }], [{ text: '', thoughtSignature: 's1' }], [call]]);
  });

  it('is one event for a blocked prompt', () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, modelVersion: 'm-1' };
    const stream = split(blocked);
    expect(stream.events.map(valueIn)).toEqual([blocked]);
    expect(joined(collected(stream))).toEqual(blocked);
  });

  it('is nothing for what is no answer', () => {
    expect(geminiStreaming.split(json({ totalTokens: 3 }), sse, words)).toBeUndefined();
    expect(geminiStreaming.split(json({ error: { code: 400 } }), sse, words)).toBeUndefined();
    expect(geminiStreaming.split(json(whole([{ text: 'a' }]), 429), sse, words)).toBeUndefined();
  });
});

describe('a Gemini stream put together', () => {
  it('joins text with text and thoughts with thoughts, and an empty text says nothing but its signature', () => {
    expect(
      joinedOf(
        said([{ text: 'H', thought: true }]),
        said([{ text: 'm.', thought: true }]),
        said([{ text: 'Hel' }]),
        said([{ text: 'lo' }]),
        said([{ text: '', thoughtSignature: 's' }], { finishReason: 'STOP' }),
      ),
    ).toEqual(
      said(
        [
          { text: 'Hm.', thought: true },
          { text: 'Hello', thoughtSignature: 's' },
        ],
        { finishReason: 'STOP' },
      ),
    );
  });

  it('keeps what was said last of usage, and every citation once', () => {
    const cited = (...uris: readonly string[]) => ({
      citationMetadata: { citationSources: uris.map((uri) => ({ uri })) },
    });
    const result = joinedOf(
      { ...said([{ text: 'a' }], cited('one')), usageMetadata: { totalTokenCount: 1 } },
      { ...said([{ text: 'b' }], cited('one', 'two')), usageMetadata: { totalTokenCount: 2 } },
      said([{ text: 'c' }], { finishReason: 'STOP', ...cited('three') }),
    );
    const all = cited('one', 'two', 'three');
    expect(result).toEqual({
      ...said([{ text: 'abc' }], { finishReason: 'STOP', ...all }),
      usageMetadata: { totalTokenCount: 2 },
    });
  });

  it('keeps what grounds it, however early it was told', () => {
    const result = joinedOf(
      said([{ text: 'a' }], { groundingMetadata: { webSearchQueries: ['q'] } }),
      said([{ text: 'b' }], { finishReason: 'STOP', groundingMetadata: { groundingChunks: [{ web: { uri: 'u' } }] } }),
    );
    expect(result).toEqual(
      said([{ text: 'ab' }], {
        finishReason: 'STOP',
        groundingMetadata: { webSearchQueries: ['q'], groundingChunks: [{ web: { uri: 'u' } }] },
      }),
    );
  });

  it('may have its reasons as numbers, and no parts', () => {
    const ended = { candidates: [{ content: { role: 'model' }, finishReason: 2, index: 0 }] };
    expect(joinedOf(ended)).toEqual(ended);
  });

  it.each<readonly [string, readonly object[]]>([
    ['that ends without a reason', [said([{ text: 'a' }])]],
    [
      'with an error',
      [said([{ text: 'a' }], { finishReason: 'STOP' }), { error: { code: 503, message: 'Overloaded' } }],
    ],
    ['of arguments in pieces', [said([{ functionCall: { name: 'f', willContinue: true } }], { finishReason: 'STOP' })]],
    ['that says nothing', []],
  ])('is nothing for one %s', (_, responses) => {
    expect(joinedOf(...responses)).toBeUndefined();
  });

  it('is nothing for an array or an event without its end', () => {
    const [first, last] = split(whole([{ text: 'Hello you' }]), array).events.map((event) =>
      Buffer.from(event).toString(),
    );
    expect(joined(reply(`${first}${last}`, 'application/json'))).toEqual(whole([{ text: 'Hello you' }]));
    expect(joined(reply(`${first}${last?.slice(0, -1)}`, 'application/json'))).toBeUndefined();
    const finished = `data: ${JSON.stringify(whole([{ text: 'a' }]))}\r\n\r\n`;
    expect(joined(reply(finished, 'text/event-stream'))).toEqual(whole([{ text: 'a' }]));
    expect(joined(reply(`${finished}data: {"candid`, 'text/event-stream'))).toBeUndefined();
  });
});

describe('a streamed Gemini interaction', () => {
  const answered = {
    id: 'v1_1',
    status: 'requires_action',
    object: 'interaction',
    model: 'm',
    steps: [
      { type: 'thought', summary: [{ type: 'text', text: 'Let me see.' }], signature: 'c2ln' },
      {
        type: 'model_output',
        content: [{ type: 'text', text: 'I look.', annotations: [{ type: 'url_citation', url: 'u' }] }],
      },
      { type: 'google_search_call', id: 'g', arguments: { queries: ['sky'] }, signature: 's' },
      { type: 'google_search_result', call_id: 'g', result: [{ title: 't' }] },
      { type: 'function_call', id: 'f', name: 'look', arguments: { at: 'the sky' } },
    ],
    usage: { total_input_tokens: 9, total_output_tokens: 4, total_thought_tokens: 5 },
  };

  it('has an event for each step’s beginning, pieces and end', () => {
    const events = split(answered, interaction).events.slice(0, -1).map(valueIn);
    expect(events.map((event) => [event.event_type, event.index, event.delta?.type])).toEqual([
      ['interaction.created', undefined, undefined],
      ['interaction.status_update', undefined, undefined],
      ['step.start', 0, undefined],
      ['step.delta', 0, 'thought_summary'],
      ['step.delta', 0, 'thought_summary'],
      ['step.delta', 0, 'thought_summary'],
      ['step.delta', 0, 'thought_signature'],
      ['step.stop', 0, undefined],
      ['step.start', 1, undefined],
      ['step.delta', 1, 'text'],
      ['step.delta', 1, 'text'],
      ['step.delta', 1, 'text_annotation_delta'],
      ['step.stop', 1, undefined],
      ['step.start', 2, undefined],
      ['step.delta', 2, 'google_search_call'],
      ['step.stop', 2, undefined],
      ['step.start', 3, undefined],
      ['step.delta', 3, 'google_search_result'],
      ['step.stop', 3, undefined],
      ['step.start', 4, undefined],
      ['step.delta', 4, 'arguments_delta'],
      ['step.delta', 4, 'arguments_delta'],
      ['step.stop', 4, undefined],
      ['interaction.completed', undefined, undefined],
    ]);
    expect(Buffer.from(split(answered, interaction).events.at(-1) ?? '').toString()).toBe(
      'event: done\ndata: [DONE]\n\n',
    );
  });

  it('makes the interaction that it came from, and says the same', () => {
    const stream = collected(split(answered, interaction));
    expect(joined(stream)).toEqual(answered);
    expect(gemini.answerOf(stream)).toEqual(gemini.answerOf(json(answered)));
  });

  it('is nothing before it is complete, for one that failed, and for pieces that are not known', () => {
    const stream = split(answered, interaction);
    for (let end = 0; end < stream.events.length - 1; end += 1) {
      expect(joined(collected({ ...stream, events: stream.events.slice(0, end) }))).toBeUndefined();
    }
    expect(geminiStreaming.split(json({ ...answered, status: 'failed' }), interaction, words)).toBeUndefined();
    const sound = { ...answered, steps: [{ type: 'model_output', content: [{ type: 'audio', data: 'AA==' }] }] };
    expect(geminiStreaming.split(json(sound), interaction, words)).toBeUndefined();
  });
});

/** Parts as Google sends them whole: no two neighbours of one kind of text, unless a signature is between them. */
const parts = fc
  .array(
    fc.oneof(
      fc.record({ text: fc.string({ minLength: 1, unit: 'grapheme' }), thought: fc.constant(true) }),
      fc.record(
        { text: fc.string({ minLength: 1, unit: 'grapheme' }), thoughtSignature: fc.base64String({ minLength: 4 }) },
        { requiredKeys: ['text'] },
      ),
      fc.record({
        functionCall: fc.record({
          name: fc.string({ minLength: 1 }),
          args: fc.dictionary(fc.string(), fc.jsonValue()),
        }),
      }),
      fc.record({ executableCode: fc.record({ language: fc.constant('PYTHON'), code: fc.string() }) }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => {
    const kept: object[] = [];
    for (const part of all) if (!continues(kept.at(-1), part)) kept.push(part);
    return kept;
  });

function continues(last: object | undefined, part: object): boolean {
  if (last === undefined || 'thoughtSignature' in last) return false;
  return kindOf(part) !== 'other' && kindOf(part) === kindOf(last);
}

function kindOf(part: object): string {
  if (!('text' in part)) return 'other';
  return 'thought' in part ? 'thought' : 'text';
}

const answers = fc
  .record({
    said: fc.array(fc.tuple(parts, fc.constantFrom('STOP', 'MAX_TOKENS', 'SAFETY')), { minLength: 1, maxLength: 3 }),
    usageMetadata: fc.record({ promptTokenCount: fc.nat(), candidatesTokenCount: fc.nat(), totalTokenCount: fc.nat() }),
  })
  .map(({ said: all, usageMetadata }) => ({
    candidates: all.map(([spoken, finishReason], index) => ({
      content: { parts: spoken, role: 'model' },
      finishReason,
      index,
    })),
    usageMetadata,
    modelVersion: 'm-1',
    responseId: 'r',
  }))
  // JSON has no -0, and fields named __proto__ are lost by spreading.
  .map((answer) => JSON.parse(JSON.stringify(answer).replaceAll('__proto__', 'proto')));

const cutters = fc.constantFrom<TextCutter>(
  wordPieces,
  spaced,
  (text) => [...text],
  (text) => (text === '' ? [] : [text]),
);

/** Cuts that lose nothing, white space in front included. */
function spaced(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+/g) ?? [];
}

describe('any Gemini answer', () => {
  it('is the same after it was taken apart and put together, and says the same in between', () => {
    fc.assert(
      fc.property(answers, cutters, fc.constantFrom(sse, array), (answer, cut, request) => {
        const stream = collected(split(answer, request, cut));
        expect(joined(stream)).toEqual(answer);
        expect(gemini.answerOf(stream)).toEqual(gemini.answerOf(json(answer)));
      }),
    );
  });

  it('is nothing when it was cut between two events', () => {
    fc.assert(
      fc.property(answers, cutters, fc.nat(), ({ candidates, ...rest }, cut, at) => {
        // Of several candidates one could be missed of which nothing had come yet.
        const stream = split({ candidates: candidates.slice(0, 1), ...rest }, sse, cut);
        const events = stream.events.slice(0, at % stream.events.length);
        expect(joined(collected({ ...stream, events }))).toBeUndefined();
      }),
    );
  });

  it('never makes a stream of whatever bytes throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const answer = { status: 200, headers: [], body };
        geminiStreaming.join(answer);
        geminiStreaming.split(answer, sse, words);
      }),
    );
  });
});

describe('Google’s SDK', () => {
  const open: Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** A client of a server that answers everything with the stream of `answer`. */
  async function clientOf(answer: object, request = sse): Promise<GoogleGenAI> {
    const stream = split(answer, request);
    const server = createServer((_, response) => {
      response.writeHead(stream.status, stream.headers.flat());
      for (const event of stream.events) response.write(event);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const { port } = server.address() as AddressInfo;
    return new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: `http://127.0.0.1:${port}` } });
  }

  it('reads texts, thoughts, calls and usage from the stream that was made', async () => {
    const usageMetadata = { promptTokenCount: 5, candidatesTokenCount: 8, thoughtsTokenCount: 3, totalTokenCount: 16 };
    const call = { name: 'look', args: { at: 'sky' } };
    const spoken = [{ text: 'Let me see.', thought: true }, { text: 'I look up.' }, { functionCall: call }];
    const client = await clientOf(whole(spoken, { usageMetadata }));
    let text = '';
    let thoughts = '';
    const calls: unknown[] = [];
    const reasons: unknown[] = [];
    let usage: unknown;
    for await (const chunk of await client.models.generateContentStream({ model: 'm', contents: 'Hi' })) {
      for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
        if (part.thought === true) thoughts += part.text ?? '';
        else text += part.text ?? '';
      }
      calls.push(...(chunk.functionCalls ?? []));
      reasons.push(chunk.candidates?.[0]?.finishReason);
      usage = chunk.usageMetadata;
    }
    expect({ text, thoughts, calls, usage }).toEqual({
      text: 'I look up.',
      thoughts: 'Let me see.',
      calls: [call],
      usage: usageMetadata,
    });
    expect(reasons.filter((reason) => reason !== undefined)).toEqual(['STOP']);
  });

  it('reads an interaction’s events', async () => {
    const steps = [
      { type: 'model_output', content: [{ type: 'text', text: 'I look up.' }] },
      { type: 'function_call', id: 'f', name: 'look', arguments: { at: 'sky' } },
    ];
    const answered = { id: 'v1_1', status: 'requires_action', object: 'interaction', model: 'm', steps };
    const client = await clientOf(answered, interaction);
    let text = '';
    let args = '';
    const statuses: string[] = [];
    const stream = await client.interactions.create({ model: 'm', input: 'Hi', stream: true });
    for await (const event of stream) {
      if (event.event_type === 'step.delta' && event.delta.type === 'text') text += event.delta.text;
      if (event.event_type === 'step.delta' && event.delta.type === 'arguments_delta') args += event.delta.arguments;
      if (event.event_type === 'interaction.completed') statuses.push(event.interaction.status);
    }
    expect({ text, args, statuses }).toEqual({
      text: 'I look up.',
      args: '{"at":"sky"}',
      statuses: ['requires_action'],
    });
  });
});
