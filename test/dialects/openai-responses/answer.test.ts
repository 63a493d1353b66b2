/** What responses say and cost, in both forms, by examples and over the streams of the corpus. */

import { describe, expect, it } from 'vitest';
import type { CollectedReply } from '../../../src/core/dialect.ts';
import { openaiResponses } from '../../../src/dialects/openai-responses/dialect.ts';
import { responsesStreaming } from '../../../src/dialects/openai-responses/streaming.ts';
import { replyEvents } from '../../../src/dialects/reply-events.ts';
import { corpusFile, exchangeOf, readCorpus } from '../../flow/corpus.ts';
import { json, post, sse } from '../samples.ts';

type Json = Record<string, unknown>;

const usage = {
  input_tokens: 9,
  input_tokens_details: { cached_tokens: 5 },
  output_tokens: 8,
  output_tokens_details: { reasoning_tokens: 4 },
  total_tokens: 17,
};

function response(output: readonly Json[], more: Json = {}): Json {
  return { id: 'resp_1', object: 'response', status: 'completed', model: 'gpt-5-2025-08-07', output, usage, ...more };
}

const reasoning = {
  type: 'reasoning',
  summary: [
    { type: 'summary_text', text: 'First this.' },
    { type: 'summary_text', text: ' Then that.' },
  ],
};
const message = {
  type: 'message',
  content: [
    { type: 'output_text', text: 'It is ' },
    { type: 'output_text', text: '4.' },
  ],
};
const call = { type: 'function_call', name: 'look', call_id: 'call_1', arguments: '{"x": 1}' };
const nothing = { text: '', reasoning: '', refusal: '', toolCalls: [] };

const said = (reply: CollectedReply) => openaiResponses.answerOf(reply)?.choices[0];

describe('the answer of a response', () => {
  it('has its texts, its reasoning, its calls, its model and what it cost', () => {
    expect(openaiResponses.answerOf(json(response([reasoning, message, call])))).toEqual({
      model: 'gpt-5-2025-08-07',
      choices: [
        {
          text: 'It is 4.',
          reasoning: 'First this. Then that.',
          refusal: '',
          toolCalls: [{ name: 'look', arguments: '{"x": 1}' }],
          finish: 'completed',
        },
      ],
      usage: { input: 9, output: 8, cached: 5, reasoning: 4 },
    });
  });

  it('has calls in their order, those of custom tools and of MCP servers among them', () => {
    const custom = { type: 'custom_tool_call', name: 'run', input: 'ls' };
    const mcp = { type: 'mcp_call', name: 'find', server_label: 's', arguments: '{}', output: 'found' };
    expect(said(json(response([call, custom, call, mcp])))?.toolCalls).toEqual([
      { name: 'look', arguments: '{"x": 1}' },
      { name: 'run', arguments: 'ls' },
      { name: 'look', arguments: '{"x": 1}' },
      { name: 'find', arguments: '{}' },
    ]);
  });

  it('leaves out what the provider did by itself', () => {
    const search = { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'q' } };
    expect(said(json(response([search, message])))).toEqual({ ...nothing, text: 'It is 4.', finish: 'completed' });
  });

  it('has a refusal apart from the text', () => {
    const refusal = { type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] };
    expect(said(json(response([refusal])))).toEqual({ ...nothing, refusal: 'No.', finish: 'completed' });
  });

  it('says why it ended: why it is incomplete, else its status, and nothing while it is made', () => {
    const finish = (more: Json) => said(json(response([], more)))?.finish;
    expect(finish({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })).toBe(
      'max_output_tokens',
    );
    expect(finish({ status: 'incomplete', incomplete_details: null })).toBe('incomplete');
    expect(finish({ status: 'failed', error: { code: 'server_error', message: 'Oh.' } })).toBe('failed');
    expect(finish({ status: 'cancelled' })).toBe('cancelled');
    expect(finish({ status: 'queued' })).toBeUndefined();
    expect(finish({ status: 'in_progress' })).toBeUndefined();
  });

  it('has no usage where the response has none', () => {
    expect(openaiResponses.answerOf(json(response([message], { usage: null })))?.usage).toBeUndefined();
  });

  it('is none of an error, of a list of items, of what was deleted', () => {
    expect(openaiResponses.answerOf(json({ error: { message: 'no such model' } }, 404))).toBeUndefined();
    expect(openaiResponses.answerOf(json({ object: 'list', data: [{ id: 'msg_1' }] }))).toBeUndefined();
    expect(openaiResponses.answerOf(json({ id: 'resp_1', object: 'response.deleted', deleted: true }))).toBeUndefined();
  });
});

describe('the answer of a stream', () => {
  const created = { type: 'response.created', response: response([], { status: 'in_progress', usage: null }) };
  const pieces = [
    created,
    { type: 'response.output_item.added', output_index: 0, item: { type: 'message', content: [] } },
    { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'It is ' },
    { type: 'response.output_text.delta', output_index: 0, content_index: 1, delta: '4.' },
    { type: 'response.output_item.added', output_index: 1, item: { ...call, arguments: '' } },
    { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"x":' },
    { type: 'response.function_call_arguments.delta', output_index: 1, delta: ' 1}' },
  ];
  const whole = openaiResponses.answerOf(json(response([message, call])));

  it('is that of its last event', () => {
    expect(
      openaiResponses.answerOf(sse(created, { type: 'response.completed', response: response([message, call]) })),
    ).toEqual(whole);
  });

  it('is that of its pieces, where the last event has no output', () => {
    expect(openaiResponses.answerOf(sse(...pieces, { type: 'response.completed', response: response([]) }))).toEqual(
      whole,
    );
  });

  it('is as much as came, where the stream was cut: then it has no end and no cost', () => {
    const cut = openaiResponses.answerOf(sse(...pieces.slice(0, -1)));
    expect(cut).toEqual({
      model: 'gpt-5-2025-08-07',
      choices: [{ ...nothing, text: 'It is 4.', toolCalls: [{ name: 'look', arguments: '{"x":' }], finish: undefined }],
      usage: undefined,
    });
  });

  it('is that of the last response, where there are several', () => {
    const other = response([call], { model: 'gpt-4o' });
    const completed = [other, response([message])].map((one) => ({ type: 'response.completed', response: one }));
    expect(openaiResponses.answerOf(sse(...completed))).toEqual(openaiResponses.answerOf(json(response([message]))));
  });
});

const file = corpusFile();
if (file === undefined) {
  console.warn('The corpus is not there (../shared/corpus, LLMSIM_CORPUS): its responses are not joined and split.');
}

/** Who sends the events that OpenAI sends. Others leave out the deltas of a call, have names of their own, or mix two items. */
const likeOpenAi = new Set(['openai', 'openai-chatgpt', 'azure', 'copilot', 'xai', 'deepseek']);

describe.skipIf(file === undefined)('the streams of the corpus (skipped where it is not there)', () => {
  const streams = (file === undefined ? [] : readCorpus(file)).map(exchangeOf).flatMap(({ line, taken }) => {
    const { status, headers, bytes } = taken.response;
    const ours = openaiResponses.claims(taken.request) !== undefined && status === 200;
    const types = replyEvents(bytes).map(({ value }) => String(value['type']));
    return ours && types.includes('response.created') ? [{ line, types, reply: { status, headers, body: bytes } }] : [];
  });
  const successful = streams.filter(({ types }) => types.filter((type) => type === 'response.completed').length === 1);

  it('join where they succeed, and say the same joined, and split again', () => {
    for (const { line, types, reply } of streams) {
      const whole = responsesStreaming.join(reply);
      const ended = types.filter((type) => type === 'response.completed').length;
      expect(`${line.id} ${whole !== undefined}`).toBe(`${line.id} ${ended === 1 && !types.includes('error')}`);
      if (whole === undefined) continue;
      const answer = openaiResponses.answerOf(reply);
      expect(openaiResponses.answerOf(whole)).toEqual(answer);
      expect(openaiResponses.answerOf(splitAgain(whole))).toEqual(answer);
    }
    console.info(`${successful.length} of ${streams.length} streams of responses joined and split again`);
    expect(successful.length).toBeGreaterThan(25);
  });

  it('have the same sequence of events split again, but for pictures that were shown half drawn', () => {
    const different: string[] = [];
    for (const { line, types, reply } of successful) {
      const whole = responsesStreaming.join(reply);
      const again = whole === undefined ? [] : replyEvents(splitAgain(whole).body).map(({ value }) => value['type']);
      if (sequence(again) !== sequence(types)) different.push(line.provider);
    }
    console.info(
      `${successful.length - different.length} of ${successful.length} have the same sequence of events, not so: ` +
        different.join(', '),
    );
    expect(different.filter((provider) => likeOpenAi.has(provider))).toEqual([]);
  });
});

function splitAgain(whole: CollectedReply): CollectedReply {
  const stream = responsesStreaming.split(whole, post('/v1/responses', { stream: true }), (text) => [...text]);
  return { status: 200, headers: [], body: Buffer.concat(stream?.events ?? []) };
}

/** The types in order; what comes several times in a row is told once. */
function sequence(types: readonly unknown[]): string {
  // Whether a picture was shown while it was drawn is not known of it afterwards; Azure then has no `completed`.
  const told = types.filter((type) => !/undefined|image_generation_call\.(partial_image|completed)/.test(String(type)));
  return told.filter((type, i) => type !== told[i - 1]).join(' ');
}
