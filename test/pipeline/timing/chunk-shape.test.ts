import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordPieces } from '../../../src/codec/text-pieces.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { builtIn, dialectOf } from '../../../src/dialects/list.ts';
import type { ReplyShape } from '../../../src/latency/reply-shape.ts';
import { replyShapeOf } from '../../../src/pipeline/timing/chunk-shape.ts';
import { wholeAnswers } from '../../contract/whole-answers.ts';
import { post } from '../../dialects/samples.ts';

const chat = post('/v1/chat/completions', { model: 'gpt-4o', messages: [], stream: true });

function shapeOf(
  chunks: readonly (string | Uint8Array)[],
  request: SimRequest = chat,
  contentType = 'text/event-stream',
  status = 200,
): ReplyShape {
  const buffers = chunks.map((chunk) => Buffer.from(chunk as Uint8Array));
  const ends: number[] = [];
  for (const { byteLength } of buffers) ends.push((ends.at(-1) ?? 0) + byteLength);
  const headers: HeaderList = [['content-type', contentType]];
  return replyShapeOf({ status, headers, bytes: Buffer.concat(buffers), ends }, dialectOf(request).dialect, request);
}

function delta(content: string, more: object = {}): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content, ...more } }] })}\n\n`;
}

function usage(input: number, output: number, more: object = {}): string {
  return `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: input, completion_tokens: output, ...more } })}\n\n`;
}

const kinds = ({ chunks }: ReplyShape) => chunks.map(({ kind }) => kind).join(' ');
const tokens = ({ chunks }: ReplyShape) => chunks.map((chunk) => chunk.tokens);
const total = (shape: ReplyShape) => tokens(shape).reduce((sum, one) => sum + one, 0);

describe('the shape of a stream', () => {
  it('tells what is said from what is thought and what only frames', () => {
    const shape = shapeOf([
      delta('', { role: 'assistant' }),
      delta('', { reasoning_content: 'Hm' }),
      delta('Hello'),
      ': ping\n\n',
      delta(' there'),
      'data: [DONE]\n\n',
    ]);
    expect(kinds(shape)).toBe('frame thought said frame said frame');
    expect(tokens(shape)).toEqual([0, 1, 1, 0, 2, 0]);
    expect(shape.streamed).toBe(true);
  });

  it('takes a short text for one token and a long one for a token in four characters', () => {
    expect(tokens(shapeOf([delta('a'), delta('x'.repeat(80))]))).toEqual([1, 20]);
  });

  it('takes each event for one token where the provider counted as many, whatever the words’ lengths', () => {
    const words = Array.from({ length: 30 }, (_, i) => delta('x'.repeat(1 + ((i * 7) % 11))));
    expect(new Set(tokens(shapeOf([...words, usage(9, 31)])).slice(0, 30))).toEqual(new Set([31 / 30]));
    expect(new Set(tokens(shapeOf([...words, usage(9, 60)])).slice(0, 30)).size).toBeGreaterThan(1);
  });

  it('takes each event for one token where nobody counted and they are as short as tokens', () => {
    const short = Array.from({ length: 30 }, (_, i) => delta('x'.repeat(1 + (i % 7))));
    const long = Array.from({ length: 30 }, (_, i) => delta('x'.repeat(4 + 9 * (i % 7))));
    expect(new Set(tokens(shapeOf(short)))).toEqual(new Set([1]));
    expect(new Set(tokens(shapeOf(long))).size).toBeGreaterThan(1);
  });

  it('gives a chunk all events that end in it', () => {
    const text = delta('one') + delta('two') + delta('three');
    const whole = Buffer.from(text);
    const inTheSecond = delta('one').length + 9;
    expect(tokens(shapeOf([whole.subarray(0, inTheSecond), whole.subarray(inTheSecond)]))).toEqual([1, 2]);
  });

  it('counts an event where its text is complete, though its blank line comes later', () => {
    expect(tokens(shapeOf([delta('one').slice(0, -1), `\n${delta('two')}`]))).toEqual([1, 1]);
  });

  it('loses no token however the bytes are cut', () => {
    const events = ['Hé', 'llo ', '二', '😀', ' and more'].map((text) => delta(text)).join('');
    const body = Buffer.from(events);
    const whole = total(shapeOf([body]));
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: body.byteLength }), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((one, other) => one - other), body.byteLength];
        const pieces = at.slice(1).map((end, i) => body.subarray(at[i], end));
        expect(total(shapeOf(pieces))).toBe(whole);
      }),
    );
  });

  it('has as many tokens as the provider counted', () => {
    const shape = shapeOf([delta('Hello'), delta(' you, how are you?'), usage(9, 12)]);
    expect(total(shape)).toBeCloseTo(12);
    expect(shape.promptTokens).toBe(9);
  });

  it('leaves its estimate where the count cannot be one of what was said', () => {
    const start = { type: 'message_start', message: { usage: { input_tokens: 5, output_tokens: 1 } } };
    const said = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x'.repeat(400) } };
    const messages = post('/v1/messages', { model: 'claude', messages: [], stream: true });
    const events = [start, said].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    expect(tokens(shapeOf(events, messages))).toEqual([0, 100]);
  });

  it('counts only what did not come from the provider’s cache', () => {
    const cached = usage(1000, 1, { prompt_tokens_details: { cached_tokens: 900 } });
    expect(shapeOf([delta('Hi'), cached]).promptTokens).toBe(100);
  });

  it('tells reasoning that is billed and not shown', () => {
    const shape = shapeOf([delta('Hello'), usage(9, 301, { completion_tokens_details: { reasoning_tokens: 300 } })]);
    expect(shape.hiddenReasoningTokens).toBe(300);
    expect(total(shape)).toBeCloseTo(1);
  });

  it('makes what is shown of the reasoning as long as all of it', () => {
    const more = { completion_tokens_details: { reasoning_tokens: 300 } };
    const shape = shapeOf([delta('', { reasoning_content: 'A summary of it.' }), delta('Hello'), usage(9, 301, more)]);
    expect(kinds(shape)).toBe('thought said frame');
    expect(tokens(shape).map(Math.round)).toEqual([300, 1, 0]);
    expect(shape.hiddenReasoningTokens).toBe(0);
  });

  it('does not count twice what the events behind the deltas repeat', () => {
    const said = 'A long text that is said once. '.repeat(4);
    const item = { type: 'message', content: [{ type: 'output_text', text: said }] };
    const events = [
      { type: 'response.created', response: { object: 'response', status: 'in_progress', output: [] } },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: said },
      { type: 'response.output_text.done', text: said },
      { type: 'response.output_item.done', item },
      { type: 'response.completed', response: { object: 'response', status: 'completed', output: [item] } },
    ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    const shape = shapeOf(events, post('/v1/responses', { model: 'gpt-4o', input: 'Hi', stream: true }));
    expect(kinds(shape)).toBe('frame said frame frame frame');
  });

  it('is read in Gemini’s array, where a chunk begins with the comma behind the one before it', () => {
    const value = (text: string) => JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] });
    const request = post('/v1beta/models/gemini-2.5-pro:streamGenerateContent', { contents: [] });
    const shape = shapeOf([`[${value('Hello')}`, `,\r\n${value(' there')}`, '\n]'], request, 'application/json');
    expect(kinds(shape)).toBe('said said frame');
    expect(shape.streamed).toBe(true);
  });

  it('is read in Ollama’s lines', () => {
    const line = (content: string, done: boolean) => `${JSON.stringify({ message: { content }, done })}\n`;
    const request = post('/api/chat', { model: 'llama3', messages: [] });
    const shape = shapeOf([line('Hello', false), line(' there', false), line('', true)], request, 'application/json');
    expect(kinds(shape)).toBe('said said frame');
    expect(shape.streamed).toBe(true);
  });

  it('counts sound in its events by its bytes', () => {
    const audio = Buffer.alloc(30_000).toString('base64');
    const event = `data: ${JSON.stringify({ choices: [{ delta: { audio: { id: 'a', data: audio } } }] })}\n\n`;
    expect(tokens(shapeOf([event, event]))).toEqual([30, 30]);
  });

  it('counts no signature as something said', () => {
    const signature = { type: 'signature_delta', signature: 'A'.repeat(4000) };
    const event = `data: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: signature })}\n\n`;
    const thought = { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } };
    const messages = post('/v1/messages', { model: 'claude', messages: [], stream: true });
    expect(kinds(shapeOf([`data: ${JSON.stringify(thought)}\n\n`, event], messages))).toBe('thought frame');
  });

  it('takes each chunk for one token where nobody can read them', () => {
    const request = post('/render', { stream: true });
    expect(tokens(shapeOf(['data: {"x":1}\n\n', 'data: {"x":2}\n\n'], request))).toEqual([1, 1]);
  });

  it('finds text under the usual names in an unknown protocol', () => {
    const request = post('/my/model', { stream: true });
    const events = ['data: {"token":{"text":"Hello"}}\n\n', 'data: {"done":true}\n\n'];
    expect(kinds(shapeOf(events, request))).toBe('said frame');
  });
});

describe('the shape of a whole answer', () => {
  const whole = { choices: [{ index: 0, message: { content: 'Hello there' } }] };
  const asked = post('/v1/chat/completions', { model: 'gpt-4o', messages: [] });

  it('has its tokens in its last chunk, however many it came in', () => {
    const text = JSON.stringify(whole);
    const shape = shapeOf([text.slice(0, 9), text.slice(9)], asked, 'application/json');
    expect(shape).toMatchObject({ streamed: false, hiddenReasoningTokens: 0 });
    expect(tokens(shape)).toEqual([0, 3]);
  });

  it('holds no tokens if it is an error', () => {
    const shape = shapeOf([JSON.stringify({ error: { message: 'Slow down.' } })], asked, 'application/json', 429);
    expect(shape).toMatchObject({ streamed: false, chunks: [{ kind: 'frame', tokens: 0 }] });
  });

  it('may be sound, which is made as it goes out', () => {
    const speech = post('/v1/audio/speech', { model: 'tts-1', input: 'Hello' });
    const sound = Buffer.alloc(4000, 0xff);
    const shape = shapeOf([sound, sound], speech, 'audio/mpeg');
    expect(shape.streamed).toBe(true);
    expect(tokens(shape)).toEqual([4, 4]);
    expect(shapeOf([sound], speech, 'audio/mpeg').streamed).toBe(false);
  });

  it('may be a file, in which nothing is said', () => {
    const bytes = Buffer.alloc(4000, 0xff);
    const file: SimRequest = { method: 'GET', target: '/v1/files/f/content', headers: [], body: new Uint8Array(0) };
    expect(shapeOf([bytes, bytes], file, 'application/octet-stream')).toMatchObject({
      streamed: false,
      chunks: [{ kind: 'frame' }, { kind: 'frame' }],
    });
  });
});

describe('the tokens of a prompt that nobody counted', () => {
  const promptTokens = (body: unknown, target = '/v1/chat/completions') =>
    shapeOf([delta('Hi')], post(target, body)).promptTokens;

  it('are estimated from all of its text', () => {
    const messages = [
      { role: 'system', content: 'word '.repeat(400) },
      { role: 'user', content: 'word '.repeat(400) },
    ];
    expect(promptTokens({ messages })).toBeGreaterThan(950);
    expect(promptTokens({ messages })).toBeLessThan(1100);
  });

  it('are not those of a picture’s base64', () => {
    const url = `data:image/png;base64,${Buffer.alloc(90_000, 7).toString('base64')}`;
    const content = [{ type: 'image_url', image_url: { url } }];
    expect(promptTokens({ messages: [{ role: 'user', content }] })).toBeLessThan(60);
  });

  it('count text without spaces, such as Chinese', () => {
    expect(promptTokens({ messages: [{ role: 'user', content: '二'.repeat(1000) }] })).toBeGreaterThan(240);
  });
});

describe.each(builtIn.filter(({ id }) => wholeAnswers[id] !== undefined))('of $id', (dialect) => {
  const samples = wholeAnswers[dialect.id] ?? [];

  it.each(samples)('a stream has the tokens of the whole answer ($what)', ({ whole, request }) => {
    const body = Buffer.from(JSON.stringify(whole));
    const headers: HeaderList = [['content-type', 'application/json']];
    const split = dialect.streaming?.split({ status: 200, headers, body }, request, wordPieces);
    if (split === undefined) throw new Error('it cannot be split');
    const ends: number[] = [];
    for (const { byteLength } of split.events) ends.push((ends.at(-1) ?? 0) + byteLength);
    const stream = { status: 200, headers: split.headers, bytes: Buffer.concat(split.events), ends };
    const shape = replyShapeOf(stream, dialect, request);
    const ofWhole = replyShapeOf({ status: 200, headers, bytes: body, ends: [body.length] }, dialect, request);
    expect(shape.chunks).toHaveLength(split.events.length);
    expect(shape.streamed).toBe(true);
    expect(ofWhole.streamed).toBe(false);
    expect(total(shape)).toBeGreaterThan(0);
    // Each piece is at least one token, and names are said apart from arguments.
    expect(total(shape)).toBeGreaterThanOrEqual(total(ofWhole) * 0.6);
    expect(total(shape)).toBeLessThanOrEqual(total(ofWhole) * 3 + 12);
  });
});

describe('any reply', () => {
  it('has a shape with one entry a chunk', () => {
    const bodies = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.json().map((text) => Buffer.from(`data: ${text}\n\n`)),
      ),
      { maxLength: 6 },
    );
    const types = fc.constantFrom('text/event-stream', 'application/json', 'audio/mpeg', '');
    fc.assert(
      fc.property(fc.constantFrom(...builtIn), bodies, types, (dialect, chunks, type) => {
        const ends: number[] = [];
        for (const { byteLength } of chunks) ends.push((ends.at(-1) ?? 0) + byteLength);
        const reply = { status: 200, headers: [['content-type', type]] as const, bytes: Buffer.concat(chunks), ends };
        const shape = replyShapeOf(reply, dialect, chat);
        expect(shape.chunks).toHaveLength(chunks.length);
        for (const chunk of shape.chunks) expect(chunk.tokens > 0).toBe(chunk.kind !== 'frame');
        expect(Number.isFinite(shape.promptTokens + shape.hiddenReasoningTokens)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
