/** Bedrock's answers split into the frames that AWS sends, and joined again. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrames, encodeFrame } from '../../../src/codec/aws-event-stream.ts';
import { wordPieces } from '../../../src/codec/text-pieces.ts';
import type { Answer, ToolCall } from '../../../src/core/answer.ts';
import type { CollectedReply, StreamedReply, TextCutter } from '../../../src/core/dialect.ts';
import { headerOf } from '../../../src/core/headers.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { bedrock } from '../../../src/dialects/bedrock/dialect.ts';
import { bedrockStreaming } from '../../../src/dialects/bedrock/streaming.ts';
import { dialectOf } from '../../../src/dialects/list.ts';
import { corpusFile, exchangeOf, readCorpus } from '../../flow/corpus.ts';
import { collected, json, post, reply, splitOf } from '../samples.ts';

type Json = Record<string, unknown>;

const converse = post('/model/amazon.nova-lite-v1%3A0/converse-stream', { messages: [] });
const invoke = post('/model/anthropic.claude-3-haiku-20240307-v1%3A0/invoke-with-response-stream', { messages: [] });

const usage = { inputTokens: 4, outputTokens: 5, totalTokens: 9 };

function conversed(content: readonly Json[], more: Json = {}): Json {
  return {
    metrics: { latencyMs: 5 },
    output: { message: { content, role: 'assistant' } },
    stopReason: 'end_turn',
    usage,
    ...more,
  };
}

function claude(content: readonly Json[]): Json {
  return {
    id: 'msg_bdrk_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-3-haiku-20240307',
    content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 4 },
  };
}

const halves: TextCutter = (text) =>
  text === ''
    ? []
    : [text.slice(0, Math.ceil(text.length / 2)), text.slice(Math.ceil(text.length / 2))].filter(Boolean);

function split(whole: Json, request: SimRequest, cut: TextCutter = halves): StreamedReply {
  return splitOf(bedrockStreaming, json(whole), request, cut);
}

/** Each frame by its event's name; a chunk as the JSON in its base64. */
function framesOf({ events }: StreamedReply): [string, Json][] {
  return events.map((bytes) => {
    const { frames, rest } = decodeFrames(bytes);
    expect(rest).toHaveLength(0);
    expect(frames).toHaveLength(1);
    const [type, content, message] = frames[0]?.headers ?? [];
    expect([type?.name, content?.name, message?.name]).toEqual([':event-type', ':content-type', ':message-type']);
    expect([content?.value, message?.value]).toEqual(['application/json', 'event']);
    const value = JSON.parse(Buffer.from(frames[0]?.payload ?? '').toString()) as Json;
    const inner = value['bytes'];
    const chunk = typeof inner === 'string' ? (JSON.parse(Buffer.from(inner, 'base64').toString()) as Json) : value;
    return [String(type?.value), chunk];
  });
}

function joined(stream: CollectedReply): Json | undefined {
  const whole = bedrockStreaming.join(stream);
  return whole && (JSON.parse(Buffer.from(whole.body).toString()) as Json);
}

describe('an answer of Converse as a stream', () => {
  it('is a frame for each piece, between a start and the metadata', () => {
    const content = [
      { reasoningContent: { reasoningText: { text: 'Hm', signature: 'c2ln' } } },
      { text: '4!' },
      { toolUse: { input: { x: 1 }, name: 'look', toolUseId: 't', type: 'server_tool_use' } },
      { toolResult: { content: [{ text: '[HIDDEN]' }], status: 'success', toolUseId: 't' } },
      { citationsContent: { citations: [{ title: 'a' }, { title: 'b' }], content: [{ text: 'so' }] } },
      { reasoningContent: { redactedContent: 'b3BhcXVl' } },
    ];
    const fields = { paths: { a: 1 } };
    const stream = split(
      conversed(content, { additionalModelResponseFields: fields, trace: { guardrail: {} } }),
      converse,
    );
    const delta = (contentBlockIndex: number, said: Json) => ['contentBlockDelta', { contentBlockIndex, delta: said }];
    const start = (contentBlockIndex: number, begun: Json) => [
      'contentBlockStart',
      { contentBlockIndex, start: begun },
    ];
    const stop = (contentBlockIndex: number) => ['contentBlockStop', { contentBlockIndex }];
    expect(headerOf(stream.headers, 'content-type')).toBe('application/vnd.amazon.eventstream');
    expect(framesOf(stream)).toEqual([
      ['messageStart', { role: 'assistant' }],
      delta(0, { reasoningContent: { text: 'H' } }),
      delta(0, { reasoningContent: { text: 'm' } }),
      delta(0, { reasoningContent: { signature: 'c2ln' } }),
      stop(0),
      delta(1, { text: '4' }),
      delta(1, { text: '!' }),
      stop(1),
      start(2, { toolUse: { name: 'look', toolUseId: 't', type: 'server_tool_use' } }),
      delta(2, { toolUse: { input: '' } }),
      delta(2, { toolUse: { input: '{"x"' } }),
      delta(2, { toolUse: { input: ':1}' } }),
      stop(2),
      start(3, { toolResult: { status: 'success', toolUseId: 't' } }),
      delta(3, { toolResult: [{ text: '[HIDDEN]' }] }),
      stop(3),
      delta(4, { text: 's' }),
      delta(4, { text: 'o' }),
      delta(4, { citation: { title: 'a' } }),
      delta(4, { citation: { title: 'b' } }),
      stop(4),
      delta(5, { reasoningContent: { redactedContent: 'b3BhcXVl' } }),
      stop(5),
      ['messageStop', { additionalModelResponseFields: fields, stopReason: 'end_turn' }],
      ['metadata', { metrics: { latencyMs: 5 }, trace: { guardrail: {} }, usage }],
    ]);
  });

  it.each([
    ['an image', conversed([{ text: 'Look:' }, { image: { format: 'png', source: { bytes: 'aGk=' } } }])],
    ['an error', { message: 'no such model' }],
    ['Claude’s own message, which Converse never answers', claude([])],
  ])('is not made of %s', (_, whole) => {
    expect(bedrockStreaming.split(json(whole), converse, halves)).toBeUndefined();
  });
});

describe('an answer of a model’s own as a stream', () => {
  it('is Claude’s events in chunks, without pings, with the metrics in the last', () => {
    const whole = {
      ...json(claude([{ type: 'text', text: 'Hi' }])),
      headers: [
        ['Content-Type', 'application/json'],
        ['X-Amzn-Bedrock-Input-Token-Count', '3'],
        ['X-Amzn-Bedrock-Invocation-Latency', '1859'],
        ['X-Amzn-Bedrock-Output-Token-Count', '50'],
        ['x-amzn-RequestId', 'r'],
      ] as const,
    };
    const stream = splitOf(bedrockStreaming, whole, invoke, halves);
    expect(stream.headers).toEqual([
      ['content-type', 'application/vnd.amazon.eventstream'],
      ['x-amzn-RequestId', 'r'],
      ['X-Amzn-Bedrock-Content-Type', 'application/json'],
    ]);
    expect(framesOf(stream)).toEqual(
      [
        {
          type: 'message_start',
          message: { ...claude([]), stop_reason: null, usage: { input_tokens: 3, output_tokens: 1 } },
        },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'H' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'i' } },
        { type: 'content_block_stop', index: 0 },
        {
          type: 'message_delta',
          delta: { stop_reason: 'end_turn', stop_sequence: null },
          usage: { input_tokens: 3, output_tokens: 4 },
        },
        {
          type: 'message_stop',
          'amazon-bedrock-invocationMetrics': {
            inputTokenCount: 3,
            outputTokenCount: 50,
            invocationLatency: 1859,
            firstByteLatency: 1859,
          },
        },
      ].map((event) => ['chunk', event]),
    );
    const again = bedrockStreaming.join(collected(stream));
    expect(again?.headers).toEqual([
      ['content-type', 'application/json'],
      ['x-amzn-RequestId', 'r'],
      ['X-Amzn-Bedrock-Input-Token-Count', '3'],
      ['X-Amzn-Bedrock-Output-Token-Count', '50'],
      ['X-Amzn-Bedrock-Invocation-Latency', '1859'],
    ]);
    expect(joined(collected(stream))).toEqual(claude([{ type: 'text', text: 'Hi' }]));
  });

  it('counts as the message does where no header tells', () => {
    const [, last] = framesOf(split(claude([]), invoke)).at(-1) ?? [];
    expect(last?.['amazon-bedrock-invocationMetrics']).toEqual({
      inputTokenCount: 3,
      outputTokenCount: 4,
      invocationLatency: 0,
      firstByteLatency: 0,
    });
  });

  it('is Nova’s events in chunks', () => {
    const { metrics: _, ...nova } = conversed([{ text: 'Hi' }]);
    const stream = split(nova, invoke);
    expect(framesOf(stream).map(([type, value]) => [type, Object.keys(value)[0]])).toEqual(
      ['messageStart', 'contentBlockDelta', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata'].map(
        (name) => ['chunk', name],
      ),
    );
    expect(joined(collected(stream))).toEqual(nova);
  });

  it('is the pieces of Claude’s legacy completion', () => {
    const whole = { type: 'completion', completion: ' Hi', stop_reason: 'stop_sequence', stop: '\n\nHuman:' };
    const stream = split(whole, invoke);
    expect(framesOf(stream).map(([, { completion, stop_reason }]) => [completion, stop_reason])).toEqual([
      [' H', null],
      ['i', null],
      ['', 'stop_sequence'],
    ]);
    expect(joined(collected(stream))).toEqual(whole);
  });

  it.each([
    ['Titan', { inputTextTokenCount: 1, results: [{ outputText: 'Hi' }] }],
    ['Llama', { generation: 'Hi', stop_reason: 'stop' }],
    ['an embedding', { embedding: [1] }],
  ])('is not made of %s', (_, whole) => {
    expect(bedrockStreaming.split(json(whole), invoke, halves)).toBeUndefined();
  });

  it('is not made for a path that is no model’s', () => {
    const retrieve = post('/knowledgebases/K/retrieve', {});
    expect(bedrockStreaming.split(json(claude([])), retrieve, halves)).toBeUndefined();
  });
});

describe('a stream as an answer', () => {
  const frame = (
    type: string,
    value: unknown,
    names: Readonly<Record<string, string>> = { ':message-type': 'event' },
  ) =>
    encodeFrame({
      headers: Object.entries({ ':event-type': type, ...names }).map(([name, one]) => ({
        name,
        type: 'string',
        value: one,
      })),
      payload: Buffer.from(JSON.stringify(value)),
    });
  const stream = (...frames: readonly Uint8Array[]) =>
    reply(Buffer.concat(frames), 'application/vnd.amazon.eventstream');
  const start = frame('messageStart', { role: 'assistant', p: 'abc' });
  const delta = (said: Json) => frame('contentBlockDelta', { contentBlockIndex: 0, delta: said, p: 'abcd' });
  const stop = frame('messageStop', { stopReason: 'end_turn', p: 'a' });
  const metadata = frame('metadata', { metrics: { latencyMs: 5 }, usage, p: 'abcdef' });

  it('has no padding, and its fields in AWS’s order', () => {
    const whole = bedrockStreaming.join(stream(start, delta({ text: 'Hi' }), stop, metadata));
    expect(Buffer.from(whole?.body ?? '').toString()).toBe(JSON.stringify(conversed([{ text: 'Hi' }])));
  });

  it('keeps the signature of thoughts that are not shown', () => {
    const signed = delta({ reasoningContent: { signature: 'c2ln' } });
    expect(joined(stream(start, signed, stop, metadata))).toEqual(
      conversed([{ reasoningContent: { reasoningText: { text: '', signature: 'c2ln' } } }]),
    );
  });

  it('is cited as Converse cites', () => {
    const citation = { location: { web: { domain: 'example.com' } } };
    expect(joined(stream(start, delta({ citation }), stop, metadata))).toEqual(
      conversed([{ citationsContent: { citations: [citation] } }]),
    );
    expect(joined(stream(start, delta({ text: 'so' }), delta({ citation }), stop, metadata))).toEqual(
      conversed([{ citationsContent: { citations: [citation], content: [{ text: 'so' }] } }]),
    );
  });

  const exception = frame(
    '',
    { message: 'slow down' },
    { ':message-type': 'exception', ':exception-type': 'throttlingException' },
  );
  it.each([
    ['has no end', [start, delta({ text: 'Hi' })]],
    ['has no metadata', [start, delta({ text: 'Hi' }), stop]],
    ['holds an exception', [start, delta({ text: 'Hi' }), exception, stop, metadata]],
    ['has a piece of an unknown kind', [start, delta({ image: { source: {} } }), stop, metadata]],
    ['has a piece of a call that did not begin', [start, delta({ toolUse: { input: '{}' } }), stop, metadata]],
    ['is another vendor’s', [frame('chunk', { bytes: Buffer.from('{"outputText":"Hi"}').toString('base64') })]],
    ['is an agent’s', [frame('trace', { trace: {} }), frame('chunk', { bytes: Buffer.from('Hi').toString('base64') })]],
  ])('is not made of one that %s', (_, frames) => {
    expect(joined(stream(...frames))).toBeUndefined();
  });

  it('is not made of one with a turned bit', () => {
    const { body, ...head } = collected(split(conversed([{ text: 'Hello there' }]), converse));
    const turned = Buffer.from(body);
    turned[turned.length >> 1] = (turned[turned.length >> 1] ?? 0) ^ 1;
    expect(joined({ ...head, body: turned })).toBeUndefined();
  });
});

describe('the other form of a request', () => {
  it.each([
    ['/model/anthropic.claude-v2%3A1/converse', '/model/anthropic.claude-v2%3A1/converse-stream'],
    ['/model/m/invoke?x=1', '/model/m/invoke-with-response-stream?x=1'],
    [
      '/model/arn:aws:bedrock:us-east-1:1:inference-profile/m/converse',
      '/model/arn:aws:bedrock:us-east-1:1:inference-profile/m/converse-stream',
    ],
  ])('has another operation in its path: %s, %s', (target, other) => {
    const request = post(target, { messages: [] });
    expect(bedrockStreaming.otherForms(request)).toEqual([{ ...request, target: other }]);
    expect(bedrockStreaming.otherForms({ ...request, target: other })).toEqual([request]);
  });

  it.each(['/model/m/count-tokens', '/agents/A/agentAliases/B/sessions/s/text', '/retrieveAndGenerate'])(
    'does not exist for %s',
    (target) => {
      expect(bedrockStreaming.otherForms(post(target, {}))).toEqual([]);
    },
  );
});

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const word = fc.constantFrom('a', 'b_1', 'city');
const input = fc.dictionary(word, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text)));
const reasoningText = fc.oneof(fc.record({ text }), fc.record({ text, signature: fc.base64String({ minLength: 4 }) }));
const converseBlock: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ text }),
  fc.record({ reasoningContent: fc.record({ reasoningText }) }),
  fc.record({ reasoningContent: fc.record({ redactedContent: fc.base64String() }) }),
  fc.record({ toolUse: fc.record({ toolUseId: word, name: word, input }) }),
  fc.record({ toolResult: fc.record({ toolUseId: word, content: fc.array(fc.record({ text })), status: word }) }),
  fc.record({ citationsContent: fc.record({ citations: fc.array(fc.record({ title: text }), { minLength: 1 }) }) }),
);
const claudeBlock: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ type: fc.constant('text'), text }),
  fc.record({ type: fc.constant('thinking'), thinking: text, signature: fc.base64String() }),
  fc.record({ type: fc.constant('tool_use'), id: word, name: word, input }),
);
const answers: fc.Arbitrary<readonly [Json, SimRequest]> = fc.oneof(
  fc.array(converseBlock, { maxLength: 4 }).map((content) => [conversed(content), converse] as const),
  fc.array(claudeBlock, { maxLength: 4 }).map((content) => [claude(content), invoke] as const),
);
const cutters = fc.constantFrom<TextCutter>(
  halves,
  wordPieces,
  (all) => (all === '' ? [] : [all]),
  (all) => [...all],
);

describe('whatever an answer holds', () => {
  it('it is itself again when it was split and joined', () => {
    fc.assert(
      fc.property(answers, cutters, ([whole, request], cut) => {
        expect(joined(collected(split(whole, request, cut)))).toEqual(whole);
      }),
    );
  });

  it('its stream says the same', () => {
    fc.assert(
      fc.property(answers, cutters, ([whole, request], cut) => {
        const stream = collected(split(whole, request, cut));
        expect(bedrock.answerOf(stream)).toEqual(bedrock.answerOf(json(whole)));
      }),
    );
  });

  it('its stream cut anywhere makes no answer', () => {
    fc.assert(
      fc.property(answers, fc.nat(), ([whole, request], at) => {
        const { body, ...head } = collected(split(whole, request));
        expect(joined({ ...head, body: body.subarray(0, at % body.length) })).toBeUndefined();
      }),
    );
  });

  it('frames of any kind are joined without an exception', () => {
    const names = fc.constantFrom(
      'messageStart',
      'contentBlockStart',
      'contentBlockDelta',
      'messageStop',
      'metadata',
      'chunk',
    );
    const payload = fc.oneof(
      fc.jsonValue(),
      fc.record({ contentBlockIndex: fc.jsonValue(), delta: fc.object(), start: fc.object() }),
      fc.object().map((value) => ({ bytes: Buffer.from(JSON.stringify(value)).toString('base64') })),
    );
    const frame = fc.tuple(names, payload).map(([type, value]) =>
      encodeFrame({
        headers: [
          { name: ':event-type', type: 'string', value: type },
          { name: ':message-type', type: 'string', value: 'event' },
        ],
        payload: Buffer.from(JSON.stringify(value)),
      }),
    );
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.array(frame).map((frames) => Buffer.concat(frames)),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        expect(() => bedrockStreaming.join({ status: 200, headers: [], body })).not.toThrow();
        expect(() => bedrock.answerOf({ status: 200, headers: [], body })).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

/** As a whole it has arguments as an object: the model's own spacing between them is not kept. */
function said(given: CollectedReply): Answer | undefined {
  const answer = bedrock.answerOf(given);
  const compact = (call: ToolCall) => ({ ...call, arguments: JSON.stringify(JSON.parse(call.arguments)) });
  const choices = answer?.choices.map((choice) => ({ ...choice, toolCalls: choice.toolCalls.map(compact) }));
  return answer && { ...answer, choices: choices ?? [] };
}

const file = corpusFile();
if (file === undefined) console.warn('The corpus is not there: its Bedrock streams are not checked.');

describe.skipIf(file === undefined)('the Bedrock streams of the corpus (skipped where it is not there)', () => {
  it('join but for Titan’s, and say the same joined and split again', () => {
    const counts = { joined: 0, frames: 0 };
    const unknown: string[] = [];
    for (const [seed, line] of (file === undefined ? [] : readCorpus(file)).entries()) {
      const { taken } = exchangeOf(line, seed);
      // Agents and knowledge bases stream only.
      if (dialectOf(taken.request).dialect !== bedrock || bedrockStreaming.otherForms(taken.request).length === 0)
        continue;
      if (!bedrock.describe(taken.request).stream || taken.response.status !== 200) continue;
      const stream = { status: 200, headers: taken.response.headers, body: taken.response.bytes };
      const whole = bedrockStreaming.join(stream);
      if (whole === undefined) {
        unknown.push(bedrock.describe(taken.request).model ?? line.id);
        continue;
      }
      expect(said(whole), line.id).toEqual(said(stream));
      const again = bedrockStreaming.split(whole, taken.request, wordPieces);
      const body = Buffer.concat(again?.events ?? []);
      expect(said({ ...whole, body }), line.id).toEqual(said(stream));
      expect(joined({ ...whole, body }), line.id).toEqual(JSON.parse(Buffer.from(whole.body).toString()));
      counts.joined += 1;
      counts.frames += again?.events.length ?? 0;
    }
    console.info(
      `${counts.joined} streams joined, split into ${counts.frames} frames; not joined: ${unknown.join(', ')}`,
    );
    expect(unknown.filter((model) => !model.includes('titan'))).toEqual([]);
    expect(counts.joined).toBeGreaterThan(4);
  });
});
