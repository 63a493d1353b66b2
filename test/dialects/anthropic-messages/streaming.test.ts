/** Messages split into the events that Anthropic sends, and joined again, checked with its SDK too. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseEvent, splitEvents } from '../../../src/codec/sse.ts';
import { wordPieces } from '../../../src/codec/text-pieces.ts';
import type { Answer, ToolCall } from '../../../src/core/answer.ts';
import type { CollectedReply, StreamedReply, TextCutter } from '../../../src/core/dialect.ts';
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/dialect.ts';
import { messagesStreaming } from '../../../src/dialects/anthropic-messages/streaming.ts';
import { dialectOf } from '../../../src/dialects/list.ts';
import { corpusFile, exchangeOf, readCorpus } from '../../flow/corpus.ts';
import { json, post, reply, splitOf, sse } from '../samples.ts';

type Json = Record<string, unknown>;

const request = post('/v1/messages', { model: 'claude-haiku-4-5', messages: [], stream: true });

const usage = {
  input_tokens: 10,
  cache_creation_input_tokens: 3,
  cache_read_input_tokens: 4,
  cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 0 },
  output_tokens: 20,
  service_tier: 'standard',
};

function message(content: readonly Json[], more: Json = {}): Json {
  return {
    model: 'claude-haiku-4-5-20251001',
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage,
    ...more,
  };
}

/** Cuts at will: every text in the middle. */
const halves: TextCutter = (text) =>
  text === ''
    ? []
    : [text.slice(0, Math.ceil(text.length / 2)), text.slice(Math.ceil(text.length / 2))].filter(Boolean);

function split(whole: Json, cut: TextCutter = halves): StreamedReply {
  return splitOf(messagesStreaming, json(whole), request, cut);
}

function streamOf(whole: Json, cut?: TextCutter): CollectedReply {
  const { status, headers, events } = split(whole, cut);
  return { status, headers, body: Buffer.concat(events) };
}

/** Each event as the JSON of its data, read by the rules of server-sent events. */
function eventsOf(whole: Json): Json[] {
  return split(whole).events.map((bytes) => {
    const blocks = splitEvents(Buffer.from(bytes).toString());
    expect(blocks).toHaveLength(1);
    const { event, data = '' } = parseEvent(blocks[0] ?? '');
    const value = JSON.parse(data) as Json;
    expect(event).toBe(value['type']);
    return value;
  });
}

function joined(stream: CollectedReply): Json | undefined {
  const whole = messagesStreaming.join(stream);
  return whole && (JSON.parse(Buffer.from(whole.body).toString()) as Json);
}

describe('a message as a stream', () => {
  it('is, byte for byte, what Anthropic sends', () => {
    const plain = { input_tokens: 9, cache_read_input_tokens: 0, output_tokens: 6, service_tier: 'standard' };
    const whole = message([{ type: 'text', text: '4242' }], { usage: plain });
    const { headers, events } = split(whole);
    expect(headers).toEqual([['content-type', 'text/event-stream; charset=utf-8']]);
    expect(Buffer.concat(events).toString()).toBe(
      [
        'event: message_start',
        'data: {"type":"message_start","message":{"model":"claude-haiku-4-5-20251001","id":"msg_1","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_read_input_tokens":0,"output_tokens":1,"service_tier":"standard"}}}',
        '',
        'event: content_block_start',
        'data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
        '',
        'event: ping',
        'data: {"type": "ping"}',
        '',
        'event: content_block_delta',
        'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"42"}}',
        '',
        'event: content_block_delta',
        'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"42"}}',
        '',
        'event: content_block_stop',
        'data: {"type":"content_block_stop","index":0}',
        '',
        'event: message_delta',
        'data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":9,"cache_read_input_tokens":0,"output_tokens":6}}',
        '',
        'event: message_stop',
        'data: {"type":"message_stop"}',
        '',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [
      'thinking, then its signature in one piece',
      { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
      { type: 'thinking', thinking: '', signature: '' },
      [
        { type: 'thinking_delta', thinking: 'Hm' },
        { type: 'thinking_delta', thinking: '.' },
        { type: 'signature_delta', signature: 'c2ln' },
      ],
    ],
    [
      'a call, beginning with an empty piece of its input',
      { type: 'tool_use', id: 'toolu_1', name: 'look', input: { x: 1 } },
      { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} },
      [
        { type: 'input_json_delta', partial_json: '' },
        { type: 'input_json_delta', partial_json: '{"x"' },
        { type: 'input_json_delta', partial_json: ':1}' },
      ],
    ],
    [
      'a call of a tool that the provider runs',
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} },
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} },
      [
        { type: 'input_json_delta', partial_json: '' },
        { type: 'input_json_delta', partial_json: '{' },
        { type: 'input_json_delta', partial_json: '}' },
      ],
    ],
    [
      'citations before the text that they belong to',
      { citations: [{ type: 'web_search_result_location', url: 'u' }], type: 'text', text: 'ab' },
      { citations: [], type: 'text', text: '' },
      [
        { type: 'citations_delta', citation: { type: 'web_search_result_location', url: 'u' } },
        { type: 'text_delta', text: 'a' },
        { type: 'text_delta', text: 'b' },
      ],
    ],
    [
      'the summary of a compaction at once',
      { type: 'compaction', content: 'So far: nothing.' },
      { type: 'compaction', content: null },
      [{ type: 'compaction_delta', content: 'So far: nothing.' }],
    ],
  ])('has %s', (_, block, start, deltas) => {
    const events = eventsOf(message([block]));
    expect(events.find(({ type }) => type === 'content_block_start')).toEqual({
      type: 'content_block_start',
      index: 0,
      content_block: start,
    });
    expect(events.filter(({ type }) => type === 'content_block_delta').map(({ delta }) => delta)).toEqual(deltas);
  });

  it('has redacted thinking and results of the provider’s tools whole in their start', () => {
    const blocks = [
      { type: 'redacted_thinking', data: 'b3BhcXVl' },
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ type: 'web_search_result', url: 'u' }] },
    ];
    expect(eventsOf(message(blocks)).slice(1, -2)).toEqual([
      { type: 'content_block_start', index: 0, content_block: blocks[0] },
      { type: 'ping' },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: blocks[1] },
      { type: 'content_block_stop', index: 1 },
    ]);
  });

  it('tells at the end what was not known at the start', () => {
    const whole = message([{ type: 'text', text: 'Hi' }], {
      stop_details: null,
      container: { id: 'c', expires_at: 't' },
      diagnostics: { cache_miss_reason: null },
      context_management: { applied_edits: [] },
      usage: { ...usage, server_tool_use: { web_search_requests: 3 }, output_tokens_details: null },
    });
    const events = eventsOf(whole);
    expect(events[0]?.['message']).toEqual({
      ...message([], { stop_reason: null }),
      stop_details: null,
      container: null,
      diagnostics: { cache_miss_reason: null },
      usage: { ...usage, output_tokens: 1, output_tokens_details: null },
    });
    expect(events.at(-2)).toEqual({
      type: 'message_delta',
      delta: {
        stop_reason: 'end_turn',
        stop_sequence: null,
        stop_details: null,
        container: { id: 'c', expires_at: 't' },
      },
      usage: {
        input_tokens: 10,
        cache_creation_input_tokens: 3,
        cache_read_input_tokens: 4,
        output_tokens: 20,
        server_tool_use: { web_search_requests: 3 },
        output_tokens_details: null,
      },
      context_management: { applied_edits: [] },
    });
    expect(joined(streamOf(whole))).toEqual(whole);
  });

  it('of nothing at all is a start, a ping and an end', () => {
    const types = eventsOf(message([], { stop_reason: 'refusal' })).map(({ type }) => type);
    expect(types).toEqual(['message_start', 'ping', 'message_delta', 'message_stop']);
  });

  it('of a legacy completion is its pieces, and why it ended', () => {
    const whole = {
      type: 'completion',
      id: 'compl_1',
      completion: ' Hi',
      stop_reason: 'stop_sequence',
      model: 'claude-2.1',
      stop: '\n\nHuman:',
      log_id: 'compl_1',
    };
    expect(eventsOf(whole)).toEqual([
      { ...whole, completion: ' H', stop_reason: null, stop: null },
      { ...whole, completion: 'i', stop_reason: null, stop: null },
      { ...whole, completion: '' },
    ]);
    expect(joined(streamOf(whole))).toEqual(whole);
  });

  it.each([
    ['an error', json({ type: 'error', error: { type: 'api_error', message: 'no' } }, 500)],
    ['a count of tokens', json({ input_tokens: 3 })],
    ['what is no JSON', reply('It is 4.', 'text/plain')],
  ])('is not made of %s', (_, given) => {
    expect(messagesStreaming.split(given, request, halves)).toBeUndefined();
  });
});

describe('a stream as a message', () => {
  const start = { type: 'message_start', message: message([], { stop_reason: null }) };
  const begun = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
  const piece = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } };
  const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 20 } };
  const over = { type: 'message_stop' };

  it('keeps the headers but those of the form', () => {
    const whole = messagesStreaming.join({
      ...sse(start, begun, piece, end, over),
      headers: [
        ['Content-Type', 'text/event-stream'],
        ['Transfer-Encoding', 'chunked'],
        ['request-id', 'req_1'],
      ],
    });
    expect(whole?.headers).toEqual([
      ['content-type', 'application/json'],
      ['request-id', 'req_1'],
    ]);
    expect(JSON.parse(Buffer.from(whole?.body ?? '').toString())).toEqual(message([{ type: 'text', text: 'Hi' }]));
  });

  it('reads padding, CRLF, pings anywhere, and blocks that are mixed', () => {
    const other = { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } };
    const events = [{ type: 'ping' }, start, begun, other, { ...piece, index: 1 }, piece, { type: 'ping' }, end, over];
    const text = events.map((event) => `event: ${event.type}\r\ndata: ${JSON.stringify(event)}   \r\n\r\n`).join('');
    expect(joined(reply(text, 'text/event-stream'))?.['content']).toEqual([
      { type: 'text', text: 'Hi' },
      { type: 'text', text: 'Hi' },
    ]);
  });

  it.each([
    ['has no end', [start, begun, piece]],
    ['has no end, though the reason for it', [start, begun, piece, end]],
    ['has no beginning', [begun, piece, end, over]],
    ['holds an error', [start, begun, piece, { type: 'error', error: { type: 'overloaded_error' } }, end, over]],
    ['has a piece of no block', [start, piece, end, over]],
    [
      'ends in the middle of a call’s input',
      [
        start,
        { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 't', name: 'f', input: {} } },
        { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"x": "a' } },
        { ...end, delta: { stop_reason: 'max_tokens' } },
        over,
      ],
    ],
    [
      'is a completion without an end',
      [
        { type: 'completion', completion: ' H' },
        { type: 'completion', completion: 'i' },
      ],
    ],
  ])('is not made of one that %s', (_, events) => {
    expect(joined(sse(...events))).toBeUndefined();
  });

  it('is not made of a whole message, or of an error status', () => {
    expect(joined(json(message([])))).toBeUndefined();
    expect(joined({ ...sse(start, end, over), status: 529 })).toBeUndefined();
  });
});

describe('the other form of a request', () => {
  const asked = (target: string, body: Json) => {
    const { target: other, body: bytes } = messagesStreaming.otherForms(post(target, body))[0] ?? {};
    return bytes && { target: other, body: JSON.parse(Buffer.from(bytes).toString()) as Json };
  };
  const body = { model: 'claude', messages: [] };

  it('asks for a stream, or no longer for one', () => {
    const target = '/v1/messages?beta=true';
    expect(asked(target, body)).toEqual({ target, body: { ...body, stream: true } });
    expect(asked(target, { ...body, stream: false })).toEqual({ target, body: { ...body, stream: true } });
    expect(asked(target, { ...body, stream: true })).toEqual({ target, body });
    expect(asked('/v1/complete', { prompt: 'Hi' })?.body).toEqual({ prompt: 'Hi', stream: true });
  });

  it('has another verb on Vertex', () => {
    const path = '/v1/projects/p/locations/l/publishers/anthropic/models/claude@1';
    expect(asked(`${path}:rawPredict`, { messages: [] })).toEqual({
      target: `${path}:streamRawPredict`,
      body: { messages: [], stream: true },
    });
    expect(asked(`${path}:streamRawPredict?x=1`, { messages: [], stream: true })).toEqual({
      target: `${path}:rawPredict?x=1`,
      body: { messages: [] },
    });
  });

  it.each(['/v1/messages/count_tokens', '/v1/messages/batches'])('does not exist for %s', (target) => {
    expect(messagesStreaming.otherForms(post(target, body))).toEqual([]);
  });

  it('does not exist for what is no JSON, or no POST', () => {
    expect(messagesStreaming.otherForms(post('/v1/messages', '{"model"'))).toEqual([]);
    expect(messagesStreaming.otherForms({ ...post('/v1/messages', body), method: 'GET' })).toEqual([]);
  });
});

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const plain = fc.constantFrom('a', 'b_1', 'city');
const input = fc.dictionary(plain, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text)));
const block: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ type: fc.constant('text'), text }),
  fc.record({
    type: fc.constant('text'),
    text,
    citations: fc.array(fc.record({ cited_text: text }), { minLength: 1 }),
  }),
  fc.record({ type: fc.constant('text'), text, citations: fc.constant(null) }),
  fc.record({ type: fc.constant('thinking'), thinking: text, signature: fc.base64String() }),
  fc.record({ type: fc.constant('redacted_thinking'), data: fc.base64String() }),
  fc.record({ type: fc.constantFrom('tool_use', 'server_tool_use'), id: plain, name: plain, input }),
  fc.record({ type: fc.constant('web_search_tool_result'), tool_use_id: plain, content: fc.array(input) }),
);
const reasons = fc.constantFrom('end_turn', 'tool_use', 'max_tokens', 'refusal');
const answers: fc.Arbitrary<Json> = fc
  .tuple(fc.array(block, { maxLength: 4 }), reasons, fc.nat(), fc.nat(500))
  .map(([content, stop_reason, input_tokens, output_tokens]) =>
    message(content, { stop_reason, usage: { ...usage, input_tokens, output_tokens } }),
  );
const cutters = fc.constantFrom<TextCutter>(
  halves,
  wordPieces,
  (all) => (all === '' ? [] : [all]),
  (all) => [...all],
);

describe('whatever a message holds', () => {
  it('it is itself again when it was split and joined', () => {
    fc.assert(
      fc.property(answers, cutters, (whole, cut) => {
        expect(joined(streamOf(whole, cut))).toEqual(whole);
      }),
    );
  });

  it('its stream says the same', () => {
    fc.assert(
      fc.property(answers, cutters, (whole, cut) => {
        const stream = streamOf(whole, cut);
        expect(anthropicMessages.answerOf(stream)).toEqual(anthropicMessages.answerOf(json(whole)));
        // Where nothing was said, the text of a whole message is its outline.
        const text = anthropicMessages.textOf(stream);
        if (text !== '') expect(text).toBe(anthropicMessages.textOf(json(whole)));
      }),
    );
  });

  it('its stream without its last event makes no message', () => {
    fc.assert(
      fc.property(answers, fc.nat(), (whole, at) => {
        const { events, ...head } = split(whole);
        const body = Buffer.concat(events);
        const last = body.length - (events.at(-1)?.length ?? 0);
        // All but the end of the last line: an SSE reader takes an event without its blank line, too.
        expect(joined({ ...head, body: body.subarray(0, at % last) })).toBeUndefined();
      }),
    );
  });

  it('bytes of any kind are joined without an exception', () => {
    const event = fc.record({
      type: fc.constantFrom(
        'message_start',
        'content_block_start',
        'content_block_delta',
        'message_delta',
        'message_stop',
      ),
      index: fc.oneof(fc.nat(2), fc.string()),
      message: fc.oneof(fc.object(), fc.constant({ content: [] })),
      content_block: fc.oneof(fc.object(), fc.string()),
      delta: fc.oneof(fc.object(), fc.record({ partial_json: fc.string() }), fc.string()),
      usage: fc.jsonValue(),
    });
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.array(event).map((all) => Buffer.from(sse(...all).body)),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        expect(() => messagesStreaming.join({ status: 200, headers: [], body })).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

describe('Anthropic’s SDK', () => {
  it('makes of the stream the message that it was split from', async () => {
    const content = [
      { type: 'thinking', thinking: 'The user greets me.', signature: 'c2lnbmF0dXJl' },
      { type: 'redacted_thinking', data: 'b3BhcXVl' },
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'weather «Paris»' } },
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ type: 'web_search_result', url: 'u' }] },
      { citations: [{ type: 'char_location', cited_text: 'one' }], type: 'text', text: 'I look it up. 二' },
      { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Paris', days: [1, 2] } },
      { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
    ];
    const whole = message(content, {
      stop_reason: 'tool_use',
      stop_details: null,
      usage: { ...usage, server_tool_use: { web_search_requests: 1 }, output_tokens_details: { thinking_tokens: 4 } },
    });
    const { headers, events } = split(whole, wordPieces);
    const server = createServer((_, response) => {
      for (const [name, value] of headers) response.setHeader(name, value);
      for (const event of events) response.write(event);
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const client = new Anthropic({ baseURL: `http://127.0.0.1:${port}`, apiKey: 'k', maxRetries: 0 });
    const stream = client.messages.stream({ model: 'claude-haiku-4-5', max_tokens: 9, messages: [] });
    // Of the SDK's own making, for answers by a schema.
    const { parsed_output, ...final } = JSON.parse(JSON.stringify(await stream.finalMessage())) as Json;
    expect(final).toEqual(whole);
    expect(parsed_output).toBeNull();
  });
});

/** As a message it has arguments as an object: the model's own spacing between them is not kept. */
function said(given: CollectedReply): Answer | undefined {
  const answer = anthropicMessages.answerOf(given);
  const compact = (call: ToolCall) => ({ ...call, arguments: JSON.stringify(JSON.parse(call.arguments)) });
  const choices = answer?.choices.map((choice) => ({ ...choice, toolCalls: choice.toolCalls.map(compact) }));
  return answer && { ...answer, choices: choices ?? [] };
}

const file = corpusFile();
if (file === undefined) console.warn('The corpus is not there: its Anthropic streams are not checked.');

describe.skipIf(file === undefined)('the Anthropic streams of the corpus (skipped where it is not there)', () => {
  it('all join, and say the same joined and split again', () => {
    const counts = { messages: 0, completions: 0, events: 0 };
    for (const [seed, line] of (file === undefined ? [] : readCorpus(file)).entries()) {
      const { taken } = exchangeOf(line, seed);
      const asked = dialectOf(taken.request).dialect === anthropicMessages && anthropicMessages.describe(taken.request);
      if (asked === false || !asked.stream || taken.response.status !== 200) continue;
      const stream = { status: 200, headers: taken.response.headers, body: taken.response.bytes };
      const whole = messagesStreaming.join(stream);
      if (whole === undefined) throw new Error(`${line.id} does not join`);
      expect(said(whole), line.id).toEqual(said(stream));
      const again = messagesStreaming.split(whole, taken.request, wordPieces);
      const body = Buffer.concat(again?.events ?? []);
      expect(said({ ...whole, body }), line.id).toEqual(said(stream));
      expect(joined({ ...whole, body }), line.id).toEqual(JSON.parse(Buffer.from(whole.body).toString()));
      counts[taken.request.target.endsWith('/complete') ? 'completions' : 'messages'] += 1;
      counts.events += again?.events.length ?? 0;
    }
    console.info(
      `${counts.messages} messages and ${counts.completions} completions joined, split into ${counts.events} events`,
    );
    expect(counts.messages).toBeGreaterThan(9);
    expect(counts.completions).toBeGreaterThan(1);
  });
});
