import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CohereClient, CohereClientV2 } from 'cohere-ai';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { wordPieces } from '../../../src/codec/text-pieces.ts';
import type { CollectedReply, StreamedReply, TextCutter } from '../../../src/core/dialect.ts';
import { cohere } from '../../../src/dialects/cohere/dialect.ts';
import { cohereStreaming } from '../../../src/dialects/cohere/streaming.ts';
import { collected, json, ndjson, post, splitOf, sse } from '../samples.ts';

const chat = post('/v2/chat', { model: 'command', messages: [], stream: true });

/** Cuts that lose nothing, white space in front included. */
const words: TextCutter = (text) => text.match(/\s*\S+|\s+/g) ?? [];

function split(whole: object, cut: TextCutter = words): StreamedReply {
  return splitOf(cohereStreaming, json(whole), chat, cut);
}

function textOf({ events }: StreamedReply): string[] {
  return events.map((event) => Buffer.from(event).toString());
}

function joined(stream: CollectedReply): unknown {
  const whole = cohereStreaming.join(stream);
  return whole === undefined ? undefined : JSON.parse(Buffer.from(whole.body).toString());
}

const usage = { billed_units: { input_tokens: 5, output_tokens: 2 }, tokens: { input_tokens: 50, output_tokens: 12 } };
const call = { id: 'look_1', type: 'function', function: { name: 'look', arguments: '{"at": "sky"}' } };

function whole(message: object, more: object = {}): object {
  return { id: 'i', message: { role: 'assistant', ...message }, finish_reason: 'COMPLETE', usage, ...more };
}

const version1 = {
  response_id: 'r',
  text: 'It rains.',
  generation_id: 'g',
  chat_history: [
    { role: 'USER', message: 'And the weather?' },
    { role: 'CHATBOT', message: 'It rains.' },
  ],
  finish_reason: 'COMPLETE',
  meta: { api_version: { version: '1' }, ...usage },
};

describe('the other form of a Cohere request', () => {
  it.each(['/v1/chat', '/v2/chat'])('of %s differs in `stream`', (target) => {
    const bodies = (body: object) =>
      cohereStreaming.otherForms(post(target, body)).map((request) => JSON.parse(Buffer.from(request.body).toString()));
    expect(bodies({ message: 'a' })).toEqual([{ message: 'a', stream: true }]);
    expect(bodies({ message: 'a', stream: false })).toEqual([{ message: 'a', stream: true }]);
    expect(bodies({ message: 'a', stream: true })).toEqual([{ message: 'a' }, { message: 'a', stream: false }]);
  });

  it('is not there for an operation with one form', () => {
    expect(cohereStreaming.otherForms(post('/v2/embed', { texts: ['a'] }))).toEqual([]);
    expect(cohereStreaming.otherForms(post('/v2/chat', 'no JSON'))).toEqual([]);
  });
});

describe('an answer of Cohere’s version 2 taken apart', () => {
  it('is named events from `message-start` to `[DONE]`', () => {
    const stream = split(whole({ content: [{ type: 'text', text: 'Hello you' }] }));
    expect(textOf(stream)).toEqual([
      'event: message-start\ndata: {"id":"i","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}\n\n',
      'event: content-start\ndata: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}\n\n',
      'event: content-delta\ndata: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hello"}}}}\n\n',
      'event: content-delta\ndata: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":" you"}}}}\n\n',
      'event: content-end\ndata: {"type":"content-end","index":0}\n\n',
      `event: message-end\ndata: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":${JSON.stringify(usage)}}}\n\n`,
      'data: [DONE]\n\n',
    ]);
    expect(stream.headers).toEqual([['content-type', 'text/event-stream']]);
  });

  it('has the plan before the calls, and their arguments in pieces', () => {
    const events = textOf(split(whole({ tool_plan: 'I look.', tool_calls: [call, { ...call, id: 'look_2' }] })));
    const data = events.slice(1, -2).map((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)));
    const argued = (index: number, text: string) => ({
      type: 'tool-call-delta',
      index,
      delta: { message: { tool_calls: { function: { arguments: text } } } },
    });
    const began = (index: number, id: string) => ({
      type: 'tool-call-start',
      index,
      delta: { message: { tool_calls: { id, type: 'function', function: { name: 'look', arguments: '' } } } },
    });
    expect(data).toEqual([
      { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I' } } },
      { type: 'tool-plan-delta', delta: { message: { tool_plan: ' look.' } } },
      began(0, 'look_1'),
      argued(0, '{"at":'),
      argued(0, ' "sky"}'),
      { type: 'tool-call-end', index: 0 },
      began(1, 'look_2'),
      argued(1, '{"at":'),
      argued(1, ' "sky"}'),
      { type: 'tool-call-end', index: 1 },
    ]);
  });

  it('has thinking before the text, citations within it, and calls behind it', () => {
    const citations = [{ start: 0, end: 2, text: 'It', sources: [], type: 'TEXT_CONTENT' }];
    const content = [
      { type: 'thinking', thinking: 'Hm.' },
      { type: 'text', text: 'It is.' },
    ];
    const names = textOf(split(whole({ content, citations, tool_calls: [call] }))).map(
      (event) => /^event: (\S+)/.exec(event)?.[1],
    );
    expect(names).toEqual([
      'message-start',
      'content-start',
      'content-delta',
      'content-end',
      'content-start',
      'content-delta',
      'content-delta',
      'citation-start',
      'citation-end',
      'content-end',
      'tool-call-start',
      'tool-call-delta',
      'tool-call-delta',
      'tool-call-end',
      'message-end',
      undefined,
    ]);
  });

  it('is cut where its log probabilities say', () => {
    const logprobs = [
      { text: 'He', token_ids: [1], logprobs: [-0.1] },
      { text: 'llo you', token_ids: [2, 3], logprobs: [-0.2, -0.3] },
    ];
    const answer = whole({ content: [{ type: 'text', text: 'Hello you' }] }, { logprobs });
    const stream = split(answer);
    expect(textOf(stream)[2]).toContain('{"content":{"text":"He"}}},"logprobs":{"text":"He","token_ids":[1]');
    expect(joined(collected(stream))).toEqual(answer);
    expect(cohereStreaming.split(json({ ...answer, logprobs: logprobs.slice(1) }), chat, words)).toBeUndefined();
  });

  it('ends with the reason where the answer was stopped by an error, as a filter stops it', () => {
    const stream = split(whole({ content: [{ type: 'text', text: 'a' }] }, { finish_reason: 'ERROR' }));
    expect(textOf(stream).at(-2)).toContain('"type":"message-end","delta":{"finish_reason":"ERROR"');
    expect(cohereStreaming.join(collected(stream))).toBeUndefined();
  });

  it('is nothing for an error and for what is no chat', () => {
    expect(cohereStreaming.split(json(whole({ content: 'a' })), chat, words)).toBeUndefined();
    expect(cohereStreaming.split(json({ id: 'i', results: [] }), chat, words)).toBeUndefined();
    expect(cohereStreaming.split(json({ message: 'Slow down.' }, 429), chat, words)).toBeUndefined();
  });
});

describe('a stream of Cohere’s version 2 put together', () => {
  const start = { id: 'i', type: 'message-start', delta: { message: { role: 'assistant', content: [] } } };
  const text = { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: 'Hi' } } } };
  const end = (delta: object) => ({ type: 'message-end', delta });

  it('is the message with why it ended and what it cost', () => {
    expect(joined(sse(start, text, end({ finish_reason: 'MAX_TOKENS', usage }), '[DONE]'))).toEqual(
      whole({ content: [{ type: 'text', text: 'Hi' }] }, { finish_reason: 'MAX_TOKENS' }),
    );
  });

  it.each([
    ['without an end', sse(start, text)],
    ['that ended in an error', sse(start, text, end({ finish_reason: 'ERROR', error: 'internal' }))],
    ['that failed without saying why', sse(start, text, end({ finish_reason: 'ERROR' }))],
    [
      'with an error between',
      sse(start, { type: 'error', error: { message: 'no' } }, end({ finish_reason: 'COMPLETE' })),
    ],
    ['that is empty', sse()],
  ])('is nothing for one %s', (_, stream) => {
    expect(joined(stream)).toBeUndefined();
  });
});

describe('an answer of Cohere’s version 1', () => {
  it('is lines, the last of which repeats it', () => {
    const stream = split(version1);
    expect(textOf(stream).map((line) => JSON.parse(line))).toEqual([
      { is_finished: false, event_type: 'stream-start', generation_id: 'g' },
      { is_finished: false, event_type: 'text-generation', text: 'It' },
      { is_finished: false, event_type: 'text-generation', text: ' rains.' },
      { is_finished: true, event_type: 'stream-end', response: version1, finish_reason: 'COMPLETE' },
    ]);
    expect(stream.headers).toEqual([['content-type', 'application/stream+json']]);
    expect(joined(collected(stream))).toEqual(version1);
  });

  it('tells what it searched and found before the text, and what it cites and calls behind it', () => {
    const found = {
      search_queries: [{ text: 'q', generation_id: 'g' }],
      documents: [{ id: 'd' }],
      citations: [{ start: 0, end: 2, text: 'It', document_ids: ['d'] }],
      tool_calls: [{ name: 'look', parameters: { at: 'sky' } }],
      search_results: [],
    };
    const events = textOf(split({ ...version1, ...found })).map((line) => JSON.parse(line));
    expect(events.map((event) => event.event_type)).toEqual([
      'stream-start',
      'search-queries-generation',
      'search-results',
      'text-generation',
      'text-generation',
      'citation-generation',
      'tool-calls-generation',
      'stream-end',
    ]);
    expect(events[2]).toEqual({ is_finished: false, event_type: 'search-results', documents: [{ id: 'd' }] });
  });

  it('is nothing when its stream was cut or failed', () => {
    const { events, ...head } = split(version1);
    expect(joined(collected({ ...head, events: events.slice(0, -1) }))).toBeUndefined();
    const failed = { is_finished: true, event_type: 'stream-end', response: version1, finish_reason: 'ERROR_TOXIC' };
    expect(joined(ndjson(failed))).toBeUndefined();
  });
});

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const answers = fc
  .record({
    message: fc.record(
      {
        role: fc.constant('assistant'),
        tool_plan: text,
        content: fc.array(
          fc.oneof(
            fc.record({ type: fc.constant('thinking'), thinking: text }),
            fc.record({ type: fc.constant('text'), text }),
          ),
          { minLength: 1, maxLength: 3 },
        ),
        tool_calls: fc.array(
          fc.record({
            id: text,
            type: fc.constant('function'),
            function: fc.record({ name: text, arguments: fc.jsonValue().map((value) => JSON.stringify(value)) }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        citations: fc.array(fc.record({ start: fc.nat(), end: fc.nat(), text }), { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ['role'] },
    ),
    finish_reason: fc.constantFrom('COMPLETE', 'MAX_TOKENS', 'TOOL_CALL', 'STOP_SEQUENCE'),
  })
  .map(({ message, finish_reason }) => ({ id: 'i', message, finish_reason, usage }));

const cutters = fc.constantFrom<TextCutter>(
  wordPieces,
  words,
  (piece) => [...piece],
  (piece) => (piece === '' ? [] : [piece]),
);

describe('any answer of Cohere’s version 2', () => {
  it('is the same after it was taken apart and put together, and says the same in between', () => {
    fc.assert(
      fc.property(answers, cutters, (answer, cut) => {
        const stream = collected(split(answer, cut));
        expect(joined(stream)).toEqual(answer);
        expect(cohere.answerOf(stream)).toEqual(cohere.answerOf(json(answer)));
        // Of a message that says nothing the body is shown, of a stream nothing.
        const { tool_plan, content, tool_calls } = answer.message;
        const speaks = tool_plan !== undefined || content !== undefined || tool_calls !== undefined;
        expect(cohere.textOf(stream)).toBe(speaks ? cohere.textOf(json(answer)) : '');
      }),
    );
  });

  it('is nothing when it was cut before its end', () => {
    fc.assert(
      fc.property(answers, cutters, fc.nat(), (answer, cut, at) => {
        const { events, ...head } = split(answer, cut);
        // Behind `message-end` there is only `[DONE]`.
        const left = events.slice(0, at % (events.length - 1));
        expect(joined(collected({ ...head, events: left }))).toBeUndefined();
      }),
    );
  });

  it('never makes whatever bytes throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const answer = { status: 200, headers: [], body };
        cohereStreaming.join(answer);
        cohereStreaming.split(answer, chat, words);
      }),
    );
  });
});

describe('Cohere’s SDK', () => {
  const open: Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** The address of a server that answers everything with the stream of `answer`. */
  async function serverOf(answer: object): Promise<string> {
    const stream = split(answer);
    const server = createServer((_, response) => {
      response.writeHead(stream.status, stream.headers.flat());
      for (const event of stream.events) response.write(event);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const { port } = server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  it('reads thinking, text, citations, calls and usage from the stream that was made', async () => {
    const content = [
      { type: 'thinking', thinking: 'Let me see.' },
      { type: 'text', text: 'It is blue.' },
    ];
    const citations = [{ start: 6, end: 10, text: 'blue', sources: [] }];
    const environment = await serverOf(
      whole({ content, citations, tool_calls: [call] }, { finish_reason: 'TOOL_CALL' }),
    );
    const client = new CohereClientV2({ token: 'k', environment });
    const said = { thinking: '', text: '', called: '', cited: [] as unknown[], reason: '', tokens: 0 };
    for await (const event of await client.chatStream({
      model: 'command',
      messages: [{ role: 'user', content: 'Hi' }],
    })) {
      if (event.type === 'content-delta') said.thinking += event.delta?.message?.content?.thinking ?? '';
      if (event.type === 'content-delta') said.text += event.delta?.message?.content?.text ?? '';
      if (event.type === 'tool-call-start') said.called += event.delta?.message?.toolCalls?.function?.name ?? '';
      if (event.type === 'tool-call-delta') said.called += event.delta?.message?.toolCalls?.function?.arguments ?? '';
      if (event.type === 'citation-start') said.cited.push(event.delta?.message?.citations?.text);
      if (event.type === 'message-end') said.reason += event.delta?.finishReason ?? '';
      if (event.type === 'message-end') said.tokens += event.delta?.usage?.tokens?.outputTokens ?? 0;
    }
    expect(said).toEqual({
      thinking: 'Let me see.',
      text: 'It is blue.',
      called: 'look{"at": "sky"}',
      cited: ['blue'],
      reason: 'TOOL_CALL',
      tokens: 12,
    });
  });

  it('reads the lines of version 1', async () => {
    const citations = [{ start: 0, end: 2, text: 'It', document_ids: ['d'] }];
    const client = new CohereClient({ token: 'k', environment: await serverOf({ ...version1, citations }) });
    const said = { text: '', cited: [] as unknown[], whole: '' };
    for await (const event of await client.chatStream({ message: 'Hi' })) {
      if (event.eventType === 'text-generation') said.text += event.text;
      if (event.eventType === 'citation-generation') said.cited.push(...event.citations.map((one) => one.text));
      if (event.eventType === 'stream-end') said.whole += event.response.text;
    }
    expect(said).toEqual({ text: 'It rains.', cited: ['It'], whole: 'It rains.' });
  });
});
