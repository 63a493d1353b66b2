/** What Bedrock's replies say and cost, streamed or not. */

import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../src/codec/aws-event-stream.ts';
import { bedrock } from '../../../src/dialects/bedrock/dialect.ts';
import { json, reply } from '../samples.ts';

const { answerOf } = bedrock;

function frame(names: Readonly<Record<string, string>>, payload: unknown): Uint8Array {
  return encodeFrame({
    headers: Object.entries(names).map(([name, value]) => ({ name, type: 'string', value })),
    payload: Buffer.from(JSON.stringify(payload)),
  });
}
const event = (type: string, payload: object) =>
  frame(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    { ...payload, p: 'abc' },
  );
const chunk = (value: object) => event('chunk', { bytes: Buffer.from(JSON.stringify(value)).toString('base64') });
const stream = (...frames: readonly Uint8Array[]) => reply(Buffer.concat(frames), 'application/vnd.amazon.eventstream');
const delta = (contentBlockIndex: number, said: object) =>
  event('contentBlockDelta', { contentBlockIndex, delta: said });

const usage = { inputTokens: 4, outputTokens: 5, totalTokens: 15, cacheReadInputTokens: 1, cacheWriteInputTokens: 5 };
const citation = { location: { web: { url: 'https://example.com' } } };

describe('the answer of Converse', () => {
  const said = {
    model: undefined,
    choices: [
      {
        text: 'It is 4, they say.',
        reasoning: 'Hm.',
        refusal: '',
        toolCalls: [{ name: 'look', arguments: '{"x":1}' }],
        finish: 'tool_use',
      },
    ],
    usage: { input: 10, output: 5, cached: 1, reasoning: 0 },
  };

  it('has its texts, its reasoning, its calls and what it cost: what the cache gave and took is part of the input', () => {
    const content = [
      { reasoningContent: { reasoningText: { text: 'Hm.', signature: 's' } } },
      { text: 'It is 4' },
      { citationsContent: { citations: [citation], content: [{ text: ', they say.' }] } },
      { toolUse: { toolUseId: 't', name: 'look', input: { x: 1 } } },
    ];
    const whole = { metrics: {}, output: { message: { content, role: 'assistant' } }, stopReason: 'tool_use', usage };
    expect(answerOf(json(whole))).toEqual(said);
  });

  it('is the same when it is streamed', () => {
    expect(
      answerOf(
        stream(
          event('messageStart', { role: 'assistant' }),
          delta(0, { reasoningContent: { text: 'Hm.' } }),
          delta(0, { reasoningContent: { signature: 's' } }),
          event('contentBlockStop', { contentBlockIndex: 0 }),
          delta(1, { text: 'It is' }),
          delta(1, { text: ' 4' }),
          delta(2, { text: ', they say.' }),
          delta(2, { citation }),
          event('contentBlockStart', { contentBlockIndex: 3, start: { toolUse: { toolUseId: 't', name: 'look' } } }),
          delta(3, { toolUse: { input: '' } }),
          delta(3, { toolUse: { input: '{"x":' } }),
          delta(3, { toolUse: { input: '1}' } }),
          event('messageStop', { stopReason: 'tool_use' }),
          event('metadata', { metrics: { latencyMs: 1 }, usage }),
        ),
      ),
    ).toEqual(said);
  });

  it('has neither a finish nor a cost where the stream was cut', () => {
    const cut = answerOf(stream(event('messageStart', { role: 'assistant' }), delta(0, { text: 'It' })));
    expect(cut?.choices[0]).toEqual({ text: 'It', reasoning: '', refusal: '', toolCalls: [], finish: undefined });
    expect(cut?.usage).toBeUndefined();
  });
});

describe('the answer of Claude’s own messages', () => {
  it('is the same as Anthropic’s, streamed in chunks or not', () => {
    const head = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-3-haiku' };
    const counts = { input_tokens: 3, cache_read_input_tokens: 2, output_tokens: 4 };
    const said = {
      model: 'claude-3-haiku',
      choices: [{ text: 'Hi', reasoning: '', refusal: '', toolCalls: [], finish: 'end_turn' }],
      usage: { input: 5, output: 4, cached: 2, reasoning: 0 },
    };
    const content = [{ type: 'text', text: 'Hi' }];
    expect(answerOf(json({ ...head, content, stop_reason: 'end_turn', usage: counts }))).toEqual(said);
    const chunks = [
      { type: 'message_start', message: { ...head, content: [], usage: { ...counts, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } },
      { type: 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 4 } },
    ];
    expect(answerOf(stream(...chunks.map(chunk)))).toEqual(said);
  });
});

describe('the answer of another vendor’s model', () => {
  const said = (finish: string | undefined, input?: number, output?: number) => ({
    model: undefined,
    choices: [{ text: 'Hi you', reasoning: '', refusal: '', toolCalls: [], finish }],
    usage: input === undefined ? undefined : { input, output, cached: 0, reasoning: 0 },
  });

  it.each([
    [
      'Titan',
      { inputTextTokenCount: 3, results: [{ outputText: 'Hi you', tokenCount: 2, completionReason: 'FINISH' }] },
      said('FINISH', 3, 2),
    ],
    [
      'Llama',
      { generation: 'Hi you', prompt_token_count: 3, generation_token_count: 2, stop_reason: 'stop' },
      said('stop', 3, 2),
    ],
    ['Mistral', { outputs: [{ text: 'Hi you', stop_reason: 'length' }] }, said('length')],
    ['Cohere', { generations: [{ text: 'Hi you', finish_reason: 'COMPLETE' }] }, said('COMPLETE')],
    [
      'OpenAI',
      {
        choices: [{ index: 0, message: { content: 'Hi you' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3, completion_tokens: 2 },
      },
      said('stop', 3, 2),
    ],
    ['a knowledge base', { output: { text: 'Hi you' }, citations: [] }, said(undefined)],
  ])('is read from the JSON of %s', (_, whole, expected) => {
    expect(answerOf(json(whole))).toEqual(expected);
  });

  it('is put together from chunks, counted by the metrics at the end', () => {
    const metrics = { inputTokenCount: 3, outputTokenCount: 2, invocationLatency: 9, firstByteLatency: 5 };
    const llama = stream(
      chunk({ generation: 'Hi', prompt_token_count: 3, generation_token_count: 1, stop_reason: null }),
      chunk({ generation: ' you', prompt_token_count: null, generation_token_count: 2, stop_reason: 'stop' }),
      chunk({ generation: '', 'amazon-bedrock-invocationMetrics': metrics }),
    );
    expect(answerOf(llama)).toEqual(said('stop', 3, 2));
  });

  it('is an agent’s, without its trace', () => {
    const agent = stream(
      event('trace', { trace: { orchestrationTrace: {} } }),
      event('chunk', { bytes: Buffer.from('Hi you').toString('base64') }),
    );
    expect(answerOf(agent)).toEqual(said(undefined));
  });
});

describe('no answer has', () => {
  it.each([
    ['an error', json({ message: 'no such model' }, 404)],
    ['an embedding', json({ embedding: [1, 2] })],
    ['a list of passages', json({ retrievalResults: [{ content: { text: 'a' } }] })],
    ['a guardrail', json({ action: 'NONE', outputs: [{ text: 'a' }], assessments: [] })],
    ['a count of tokens', json({ inputTokens: 4 })],
    [
      'an exception alone',
      stream(frame({ ':message-type': 'exception', ':exception-type': 'throttlingException' }, {})),
    ],
    ['nothing', reply('', 'application/json')],
  ])('%s', (_, given) => {
    expect(answerOf(given)).toBeUndefined();
  });
});
