import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../src/codec/aws-event-stream.ts';
import { bedrock } from '../../../src/dialects/bedrock/dialect.ts';
import { json, post, reply } from '../samples.ts';

const frame = (names: Readonly<Record<string, string>>, payload: unknown) =>
  encodeFrame({
    headers: Object.entries(names).map(([name, value]) => ({ name, type: 'string', value })),
    payload: Buffer.from(JSON.stringify(payload)),
  });
const event = (type: string, payload: unknown) =>
  frame({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, payload);
const chunk = (text: string) => event('chunk', { bytes: Buffer.from(text).toString('base64'), p: 'abc' });
const stream = (...frames: readonly Uint8Array[]) => reply(Buffer.concat(frames), 'application/vnd.amazon.eventstream');

describe('a Bedrock request is described by', () => {
  it('the model of its path, percent-decoded, and its operation', () => {
    const body = { messages: [{ role: 'user', content: [{ text: 'hi' }] }] };
    expect(bedrock.describe(post('/model/anthropic.claude-v1%3A0/converse-stream', body))).toEqual({
      model: 'anthropic.claude-v1:0',
      prompt: 'hi',
      stream: true,
    });
    const arn = '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/converse';
    expect(bedrock.describe(post(arn, body))).toEqual({
      model: 'arn:aws:bedrock:us-east-1:1:inference-profile/x',
      prompt: 'hi',
      stream: false,
    });
  });

  it.each([
    ['Claude', { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }],
    ['Titan', { inputText: 'hi' }],
    ['Llama', { prompt: 'hi' }],
    ['Cohere', { message: 'hi' }],
    ['Cohere Embed', { texts: ['hi'] }],
    ['Titan Image', { textToImageParams: { text: 'hi' } }],
    ['Stability', { text_prompts: [{ text: 'hi', weight: 1 }] }],
  ])('the prompt in the JSON of %s', (_, body) => {
    expect(bedrock.describe(post('/model/m/invoke', body))).toEqual({ model: 'm', prompt: 'hi', stream: false });
  });

  it('the input of agents, knowledge bases and guardrails', () => {
    expect(bedrock.describe(post('/agents/A/agentAliases/B/sessions/s/text', { inputText: 'hi' }))).toEqual({
      model: undefined,
      prompt: 'hi',
      stream: true,
    });
    const configuration = { retrieveAndGenerateConfiguration: { knowledgeBaseConfiguration: { modelArn: 'm' } } };
    expect(bedrock.describe(post('/retrieveAndGenerateStream', { input: { text: 'hi' }, ...configuration }))).toEqual({
      model: 'm',
      prompt: 'hi',
      stream: true,
    });
    expect(bedrock.describe(post('/knowledgebases/K/retrieve', { retrievalQuery: { text: 'hi' } })).prompt).toBe('hi');
    expect(bedrock.describe(post('/guardrail/g/version/1/apply', { content: [{ text: { text: 'hi' } }] })).prompt).toBe(
      'hi',
    );
  });
});

describe('the text of converse', () => {
  const said = '[reasoning]\nHm.\n[/reasoning]\n\nIt is 4.\n\nlook({"x":1})';

  it('has the blocks of the message', () => {
    const content = [
      { reasoningContent: { reasoningText: { text: 'Hm.', signature: 's' } } },
      { text: 'It is 4.' },
      { toolUse: { toolUseId: 't', name: 'look', input: { x: 1 } } },
    ];
    expect(bedrock.textOf(json({ output: { message: { role: 'assistant', content } }, stopReason: 'tool_use' }))).toBe(
      said,
    );
  });

  it('is the same when it is streamed', () => {
    const delta = (contentBlockIndex: number, value: object) =>
      event('contentBlockDelta', { contentBlockIndex, delta: value, p: 'ab' });
    const whole = [
      event('messageStart', { role: 'assistant' }),
      delta(0, { reasoningContent: { text: 'Hm.' } }),
      delta(1, { text: 'It is' }),
      delta(1, { text: ' 4.' }),
      event('contentBlockStart', { contentBlockIndex: 2, start: { toolUse: { toolUseId: 't', name: 'look' } } }),
      delta(2, { toolUse: { input: '{"x":' } }),
      delta(2, { toolUse: { input: '1}' } }),
      event('messageStop', { stopReason: 'tool_use' }),
    ];
    expect(bedrock.textOf(stream(...whole))).toBe(said);
    const bytes = Buffer.concat(whole.slice(0, 4));
    expect(bedrock.textOf(reply(bytes.subarray(0, -3), 'application/vnd.amazon.eventstream'))).toBe(
      '[reasoning]\nHm.\n[/reasoning]\n\nIt is',
    );
  });

  it('shows an exception in the stream', () => {
    const exception = frame(
      { ':message-type': 'exception', ':exception-type': 'throttlingException' },
      { message: 'slow down' },
    );
    expect(bedrock.textOf(stream(event('contentBlockDelta', { delta: { text: 'It' } }), exception))).toBe(
      'It\n\n[error: throttlingException: slow down]',
    );
  });
});

describe('the text of invoke', () => {
  it.each([
    ['Claude', { type: 'message', content: [{ type: 'text', text: 'Hi' }] }],
    ['Titan', { results: [{ outputText: 'Hi' }] }],
    ['Llama', { generation: 'Hi' }],
    ['Mistral', { outputs: [{ text: 'Hi' }] }],
    ['OpenAI and DeepSeek', { choices: [{ index: 0, message: { content: 'Hi' } }] }],
    ['Cohere', { generations: [{ text: 'Hi' }] }],
    ['Cohere Command R', { text: 'Hi' }],
    ['Nova', { output: { message: { content: [{ text: 'Hi' }] } } }],
  ])('is read from the JSON of %s', (_, body) => {
    expect(bedrock.textOf(json(body))).toBe('Hi');
  });

  it.each([
    ['Claude', { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } }],
    ['Titan', { outputText: 'Hi', index: 0 }],
    ['Llama', { generation: 'Hi' }],
    ['Nova', { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Hi' } } }],
  ])('is unwrapped from the stream of %s', (_, value) => {
    expect(bedrock.textOf(stream(chunk(JSON.stringify(value)), chunk(JSON.stringify(value))))).toBe('HiHi');
  });

  it('counts vectors and images', () => {
    expect(bedrock.textOf(json({ embedding: [1, 2, 3], inputTextTokenCount: 2 }))).toBe('1 vector of 3');
    expect(bedrock.textOf(json({ images: ['aGk=', 'aGk='] }))).toBe('2 images');
  });
});

describe('the text of agents and knowledge bases', () => {
  it('is plain text in chunks, without the trace', () => {
    expect(bedrock.textOf(stream(event('trace', { trace: {} }), chunk('Hello '), chunk('there.')))).toBe(
      'Hello there.',
    );
  });

  it('is the output of retrieveAndGenerate, streamed too, and the passages of retrieve', () => {
    expect(bedrock.textOf(json({ output: { text: 'Hi' }, citations: [] }))).toBe('Hi');
    expect(bedrock.textOf(stream(event('output', { text: 'H' }), event('output', { text: 'i' })))).toBe('Hi');
    expect(bedrock.textOf(json({ retrievalResults: [{ content: { text: 'a' } }, { content: { text: 'b' } }] }))).toBe(
      'a\n\nb',
    );
  });

  it('is the message of an error', () => {
    expect(bedrock.textOf(json({ message: 'no such model' }, 404))).toBe('no such model');
  });
});
