/** What the official SDKs make of a replayed stream out of which a secret was cut: the same, with the marker in its place. */

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { drawFrom } from '../redaction/planted-secret.ts';
import { randomCuts } from '../support/random-cuts.ts';
import { scripted, startRecorder, startReplay, textIn } from '../support/simulators.ts';
import { plantedStreams } from './planted-streams.ts';

type Ask = (baseURL: string) => Promise<string>;

const draw = drawFrom(2);
const secret = `sk-proj-${draw(48)}`;
const said = `The key is ${secret}, keep it.`;
const call = JSON.stringify({ path: '/etc', key: secret });
const marked = (text: string) => text.replaceAll(secret, '[redacted:openai-key]');

/** Three characters a delta. */
const deltas = (text: string): string[] => text.match(/.{1,3}/gs) ?? [];

async function* texts<T>(stream: AsyncIterable<T>, text: (event: T) => string | null | undefined) {
  for await (const event of stream) yield text(event) ?? '';
}

async function joined<T>(stream: AsyncIterable<T>, text: (event: T) => string | null | undefined): Promise<string> {
  let all = '';
  for await (const piece of texts(stream, text)) all += piece;
  return all;
}

const messages = [{ role: 'user' as const, content: 'What is the key?' }];
const openai = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
const anthropic = (url: string) => new Anthropic({ baseURL: url, apiKey: 'sk-ant-test', maxRetries: 0 });
const gemini = (url: string) => new GoogleGenAI({ apiKey: 'AIza-test', httpOptions: { baseUrl: url } });
const claude = { model: 'claude-of-the-test', max_tokens: 10, messages };

const asks: readonly (readonly [stream: string, text: string, ask: Ask])[] = [
  [
    'OpenAI chat, content',
    said,
    async (url) =>
      joined(
        await openai(url).chat.completions.create({ model: 'gpt-4o', messages, stream: true }),
        (event) => event.choices[0]?.delta.content,
      ),
  ],
  [
    'OpenAI chat, tool arguments, the first in the event that names the tool',
    call,
    async (url) =>
      joined(
        await openai(url).chat.completions.create({ model: 'gpt-4o', messages, stream: true }),
        ({ choices: [choice] }) => choice?.delta.tool_calls?.find(({ index }) => index === 1)?.function?.arguments,
      ),
  ],
  [
    'OpenAI Responses, text and its repetitions',
    said,
    async (url) => {
      const stream = await openai(url).responses.create({ model: 'gpt-4o', input: 'Hi', stream: true });
      const whole: string[] = [];
      const text = await joined(stream, (event) => {
        if (event.type === 'response.output_text.done') whole.push(event.text);
        return event.type === 'response.output_text.delta' ? event.delta : '';
      });
      expect(whole).toEqual([text]);
      return text;
    },
  ],
  [
    'OpenAI Responses, tool arguments',
    call,
    async (url) =>
      joined(await openai(url).responses.create({ model: 'gpt-4o', input: 'Hi', stream: true }), (event) =>
        event.type === 'response.function_call_arguments.delta' ? event.delta : '',
      ),
  ],
  [
    'Anthropic, text',
    said,
    async (url) => {
      const [, block] = (await anthropic(url).messages.stream(claude).finalMessage()).content;
      return block?.type === 'text' ? block.text : '';
    },
  ],
  [
    'Anthropic, thinking',
    said,
    async (url) => {
      const [, block] = (await anthropic(url).messages.stream(claude).finalMessage()).content;
      return block?.type === 'thinking' ? block.thinking : '';
    },
  ],
  [
    'Anthropic, tool arguments',
    call,
    async (url) => {
      const [, block] = (await anthropic(url).messages.stream(claude).finalMessage()).content;
      return block?.type === 'tool_use' ? JSON.stringify(block.input) : '';
    },
  ],
  [
    'Gemini, text (text/event-stream; charset=utf-8)',
    said,
    async (url) =>
      joined(
        await gemini(url).models.generateContentStream({ model: 'gemini-2.0-flash', contents: 'Hi' }),
        (event) => event.candidates?.[0]?.content?.parts?.[0]?.text,
      ),
  ],
];

describe('the SDK reads a replayed stream', () => {
  it.each(asks)('of %s', async (name, text, ask) => {
    const stream = plantedStreams.find((one) => one.name === name);
    if (stream === undefined) throw new Error(`no such stream: ${name}`);
    const upstream = await scripted({
      headers: [['content-type', stream.contentType]],
      body: randomCuts(Buffer.concat(stream.write(deltas(text))), 7),
    });
    const recorder = await startRecorder(`provider=${upstream.url}`);
    expect(await ask(recorder.url)).toBe(text);
    const [report] = await recorder.reported(1);
    expect(report?.saved).toMatchObject({ kind: 'saved' });
    const written = textIn(recorder.root);
    expect(written).toContain('[redacted:openai-key]');
    for (let i = 'sk-proj-'.length; i + 8 <= secret.length; i += 1)
      expect(written).not.toContain(secret.slice(i, i + 8));
    const replay = await startReplay(recorder.root);
    expect(await ask(replay.url)).toBe(marked(text));
    expect(replay.misses).toEqual([]);
  });
});
