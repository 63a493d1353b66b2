/** The stream format of every provider with a text of the test's own in it, in pieces; and what a client reads out of it. */

import { decodeFrames, encodeFrame } from '../../src/codec/aws-event-stream.ts';
import { parseEvent, splitEvents } from '../../src/codec/sse.ts';

/** One text that a provider streams in pieces. */
export interface PlantedStream {
  readonly name: string;
  readonly target: string;
  readonly contentType: string;
  /** The text is JSON, so that what stands in it is JSON inside a JSON string. */
  readonly json: boolean;
  /** Events on the wire, whose texts are `pieces`, with what a provider sends before and after. */
  write(pieces: readonly string[]): readonly Buffer[];
  /** What a client makes of the body; throws where an event is no JSON any more. */
  read(body: Uint8Array): ReadStream;
}

export interface ReadStream {
  readonly events: number;
  /** The text put together, and each repetition of the whole. */
  readonly texts: readonly string[];
}

/** Values come from JSON that this file wrote. */
// biome-ignore lint/suspicious/noExplicitAny: reading back what was written here
type Json = any;
type Pick = (event: Json) => string | undefined;

interface Shape {
  readonly name: string;
  readonly target: string;
  readonly json?: true;
  readonly before?: readonly object[];
  /** The event of a piece, or several where others come in between. */
  readonly delta: (piece: string, i: number) => object | readonly object[];
  readonly after?: (whole: string) => readonly object[];
  /** The text of a delta, undefined for other events. */
  readonly part: Pick;
  /** Where an event repeats the whole. */
  readonly whole?: (event: Json) => readonly (string | undefined)[];
}

/** How events of JSON go on the wire. */
interface Wire {
  readonly contentType: string;
  write(events: readonly object[]): Buffer[];
  read(body: Uint8Array): Json[];
}

function stream(wire: Wire, shape: Shape): PlantedStream {
  const { name, target, json = false, before = [], delta, after, part, whole } = shape;
  return {
    name,
    target,
    contentType: wire.contentType,
    json,
    write: (pieces) => wire.write([...before, ...pieces.flatMap(delta), ...(after?.(pieces.join('')) ?? [])]),
    read(body) {
      const events = wire.read(body);
      const wholes = events.flatMap((event) => whole?.(event) ?? []).filter((text) => text !== undefined);
      return { events: events.length, texts: [events.map((event) => part(event) ?? '').join(''), ...wholes] };
    },
  };
}

/** Server-sent events; `named` gives each its type as name, as Anthropic and the Responses API do. */
function sse(options: { readonly eol?: string; readonly named?: true; readonly done?: string } = {}): Wire {
  const { eol = '\n', named, done } = options;
  return {
    contentType: 'text/event-stream; charset=utf-8',
    write: (events) => [
      ...events.map((event) => {
        const name = named ? `event: ${(event as { type: string }).type}${eol}` : '';
        return Buffer.from(`${name}data: ${JSON.stringify(event)}${eol}${eol}`);
      }),
      ...(done === undefined ? [] : [Buffer.from(`data: ${done}${eol}${eol}`)]),
    ],
    read: (body) =>
      splitEvents(Buffer.from(body).toString())
        .map((block) => parseEvent(block).data)
        .filter((data) => data !== undefined && data !== done)
        .map((data) => JSON.parse(data ?? '')),
  };
}

const openaiSse = sse({ done: '[DONE]' });
const namedSse = sse({ named: true });

const ndjson: Wire = {
  contentType: 'application/x-ndjson',
  write: (events) => events.map((event) => Buffer.from(`${JSON.stringify(event)}\n`)),
  read: (body) =>
    Buffer.from(body)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
};

const jsonArray: Wire = {
  contentType: 'application/json; charset=UTF-8',
  write: (events) => [
    ...events.map((event, i) => Buffer.from(`${i === 0 ? '[' : '\n,\r\n'}${JSON.stringify(event, null, 2)}`)),
    Buffer.from('\n]\n'),
  ],
  read: (body) => JSON.parse(Buffer.from(body).toString()),
};

function frame(type: string, payload: object): Buffer {
  return Buffer.from(
    encodeFrame({
      headers: [
        { name: ':event-type', type: 'string', value: type },
        { name: ':content-type', type: 'string', value: 'application/json' },
        { name: ':message-type', type: 'string', value: 'event' },
      ],
      payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
}

const unframed = (body: Uint8Array): Json[] => {
  const { frames, rest } = decodeFrames(body);
  if (rest.byteLength > 0) throw new Error('a frame is broken');
  return frames.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()));
};

const eventStream: Wire = {
  contentType: 'application/vnd.amazon.eventstream',
  write: (events) => events.map((event) => frame('contentBlockDelta', event)),
  read: unframed,
};

/** InvokeModelWithResponseStream: the model's own event in base64, in JSON, in a frame. */
const wrappedEventStream: Wire = {
  contentType: 'application/vnd.amazon.eventstream',
  write: (events) =>
    events.map((event) =>
      frame('chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abcdefghijkl' }),
    ),
  read: (body) => unframed(body).map(({ bytes }) => JSON.parse(Buffer.from(bytes, 'base64').toString())),
};

const chunk = (delta: object, index = 0): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1785600000,
  model: 'gpt-4o-2024-08-06',
  choices: [{ index, delta, finish_reason: null }],
});

const chat = (name: string, delta: Shape['delta'], part: Pick, more: Partial<Shape> = {}): PlantedStream =>
  stream(openaiSse, {
    name: `OpenAI chat, ${name}`,
    target: '/v1/chat/completions',
    before: [chunk({ role: 'assistant', content: '' })],
    delta,
    part,
    ...more,
  });

const callOf = (event: Json): Json =>
  event.choices?.[0]?.delta?.tool_calls?.find(({ index }: { index: number }) => index === 1);

const response = (type: string, fields: object): object => ({ type, sequence_number: 3, ...fields });
const place = { item_id: 'msg_1', output_index: 1, content_index: 0 };
const thought = { item_id: 'rs_1', output_index: 0, summary_index: 0 };

const anthropicStart = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-of-the-test',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 12, output_tokens: 1 },
  },
};
const anthropicEnd = [
  { type: 'content_block_stop', index: 1 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 8 } },
  { type: 'message_stop' },
];

const anthropic = (
  name: string,
  block: object,
  delta: (piece: string) => object,
  part: Pick,
  more: Partial<Shape> = {},
) => {
  const shape: Shape = {
    name: `Anthropic, ${name}`,
    target: '/v1/messages',
    before: [
      anthropicStart,
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: block },
      { type: 'ping' },
    ],
    delta: (piece) => ({ type: 'content_block_delta', index: 1, delta: delta(piece) }),
    after: () => anthropicEnd,
    part: (event) => (event.type === 'content_block_delta' ? part(event.delta) : undefined),
    ...more,
  };
  return [
    stream(namedSse, shape),
    stream(wrappedEventStream, {
      ...shape,
      name: `Bedrock invoke, ${name}`,
      target: '/model/anthropic.claude-3%3A0/invoke-with-response-stream',
    }),
  ];
};

const candidate = (part: object): object => ({
  candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }],
  usageMetadata: { promptTokenCount: 12, totalTokenCount: 20 },
  modelVersion: 'gemini-2.0-flash',
});
const geminiPart = (event: Json): Json => event.candidates[0].content.parts[0];

const cohere = (name: string, type: string, delta: (piece: string) => object, part: Pick, json?: true) =>
  stream(namedSse, {
    name: `Cohere v2, ${name}`,
    target: '/v2/chat',
    ...(json && { json }),
    before: [{ type: 'message-start', id: 'm1', delta: { message: { role: 'assistant', content: [] } } }],
    delta: (piece) => ({ type, index: 0, delta: { message: delta(piece) } }),
    after: () => [{ type: 'message-end', delta: { finish_reason: 'COMPLETE' } }],
    part: (event) => (event.type === type ? part(event.delta.message) : undefined),
  });

const converse = (name: string, delta: (piece: string) => object, part: Pick, json?: true) =>
  stream(eventStream, {
    name: `Bedrock converse, ${name}`,
    target: '/model/anthropic.claude-3%3A0/converse-stream',
    ...(json && { json }),
    before: [{ p: 'abcd', role: 'assistant' }],
    delta: (piece) => ({ contentBlockIndex: 0, delta: delta(piece), p: 'abcdefghijkl' }),
    after: () => [{ contentBlockIndex: 0, p: 'ab' }],
    part: (event) => (event.delta === undefined ? undefined : part(event.delta)),
  });

export const plantedStreams: readonly PlantedStream[] = [
  chat(
    'content',
    (content) => chunk({ content }),
    (event) => event.choices[0].delta.content,
  ),
  chat(
    'content of a second choice, in turns with the first',
    (content) => [chunk({ content }, 1), chunk({ content: ' well' })],
    (event) => (event.choices[0].index === 1 ? event.choices[0].delta.content : undefined),
    { before: [chunk({ role: 'assistant', content: 'Hi' }), chunk({ role: 'assistant', content: '' }, 1)] },
  ),
  chat(
    'reasoning',
    (reasoning) => chunk({ reasoning, reasoning_content: reasoning }),
    (event) => event.choices[0].delta.reasoning_content,
  ),
  chat(
    'tool arguments, the first in the event that names the tool',
    (piece, i) =>
      chunk({
        tool_calls: [
          i === 0
            ? { index: 1, id: 'call_2', type: 'function', function: { name: 'note', arguments: piece } }
            : { index: 1, function: { arguments: piece } },
        ],
      }),
    (event) => callOf(event)?.function.arguments,
    {
      json: true,
      before: [
        chunk({ role: 'assistant', content: null }),
        chunk({
          tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'a', arguments: '{}' } }],
        }),
      ],
    },
  ),
  stream(namedSse, {
    name: 'OpenAI Responses, text and its repetitions',
    target: '/v1/responses',
    before: [response('response.created', { response: { id: 'resp_1', object: 'response', output: [] } })],
    delta: (delta) => response('response.output_text.delta', { ...place, delta, obfuscation: 'aB3xQ9' }),
    after: (text) => {
      const part = { type: 'output_text', text, annotations: [] };
      const item = { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [part] };
      return [
        response('response.output_text.done', { ...place, text }),
        response('response.content_part.done', { ...place, part }),
        response('response.output_item.done', { output_index: 1, item }),
        response('response.completed', { response: { id: 'resp_1', object: 'response', output: [item] } }),
      ];
    },
    part: (event) => event.delta,
    whole: (event) => [
      event.text,
      event.part?.text,
      event.item?.content[0].text,
      event.response?.output[0]?.content[0].text,
    ],
  }),
  stream(namedSse, {
    name: 'OpenAI Responses, reasoning in turns with text',
    target: '/v1/responses',
    delta: (delta) => [
      response('response.reasoning_summary_text.delta', { ...thought, delta }),
      response('response.output_text.delta', { ...place, delta: 'hm ' }),
    ],
    after: (text) => [response('response.reasoning_summary_text.done', { ...thought, text })],
    part: (event) => (event.item_id === 'rs_1' ? event.delta : undefined),
    whole: (event) => [event.text],
  }),
  stream(namedSse, {
    name: 'OpenAI Responses, tool arguments',
    target: '/v1/responses',
    json: true,
    delta: (delta) => response('response.function_call_arguments.delta', { item_id: 'fc_1', output_index: 0, delta }),
    after: (whole) => [
      response('response.function_call_arguments.done', { item_id: 'fc_1', output_index: 0, arguments: whole }),
      response('response.output_item.done', {
        output_index: 0,
        item: { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'note', arguments: whole },
      }),
    ],
    part: (event) => event.delta,
    whole: (event) => [event.arguments, event.item?.arguments],
  }),
  ...anthropic(
    'text',
    { type: 'text', text: '' },
    (text) => ({ type: 'text_delta', text }),
    (delta) => delta.text,
  ),
  ...anthropic(
    'thinking',
    { type: 'thinking', thinking: '', signature: '' },
    (thinking) => ({ type: 'thinking_delta', thinking }),
    (delta) => delta.thinking,
  ),
  ...anthropic(
    'tool arguments',
    { type: 'tool_use', id: 'toolu_1', name: 'note', input: {} },
    (partial_json) => ({ type: 'input_json_delta', partial_json }),
    (delta) => delta.partial_json,
    { json: true },
  ),
  ...[sse({ eol: '\r\n' }), jsonArray].flatMap((wire) => [
    stream(wire, {
      name: `Gemini, text (${wire.contentType})`,
      target: '/v1beta/models/gemini-2.0-flash:streamGenerateContent',
      delta: (text) => candidate({ text }),
      after: () => [{ ...candidate({ text: '' }), responseId: 'r1' }],
      part: (event) => geminiPart(event).text,
    }),
    stream(wire, {
      name: `Gemini, thoughts (${wire.contentType})`,
      target: '/v1beta/models/gemini-2.0-flash:streamGenerateContent',
      delta: (text) => candidate({ text, thought: true }),
      part: (event) => geminiPart(event).text,
    }),
  ]),
  stream(ndjson, {
    name: 'Ollama, content',
    target: '/api/chat',
    delta: (content) => ({ model: 'llama3', message: { role: 'assistant', content }, done: false }),
    after: () => [{ model: 'llama3', message: { role: 'assistant', content: '' }, done: true, eval_count: 7 }],
    part: (event) => event.message.content,
  }),
  stream(ndjson, {
    name: 'Ollama, thinking',
    target: '/api/chat',
    delta: (thinking) => ({ model: 'llama3', message: { role: 'assistant', content: '', thinking }, done: false }),
    part: (event) => event.message.thinking,
  }),
  stream(ndjson, {
    name: 'Ollama, a completion',
    target: '/api/generate',
    delta: (text) => ({ model: 'llama3', response: text, done: false }),
    part: (event) => event.response,
  }),
  cohere(
    'text',
    'content-delta',
    (text) => ({ content: { text } }),
    (message) => message.content.text,
  ),
  cohere(
    'tool plan',
    'tool-plan-delta',
    (tool_plan) => ({ tool_plan }),
    (message) => message.tool_plan,
  ),
  cohere(
    'tool arguments',
    'tool-call-delta',
    (piece) => ({ tool_calls: { function: { arguments: piece } } }),
    (message) => message.tool_calls.function.arguments,
    true,
  ),
  converse(
    'text',
    (text) => ({ text }),
    (delta) => delta.text,
  ),
  converse(
    'reasoning',
    (text) => ({ reasoningContent: { text } }),
    (delta) => delta.reasoningContent?.text,
  ),
  converse(
    'tool arguments',
    (input) => ({ toolUse: { input } }),
    (delta) => delta.toolUse?.input,
    true,
  ),
  stream(sse(), {
    name: 'an unknown event stream',
    target: '/v3/anything',
    delta: (words, i) => ({ n: i, payload: { kind: 'piece', words }, more: true }),
    after: () => [{ n: -1, more: false }],
    part: (event) => event.payload?.words,
  }),
];
