/** Uploads are transcribed in every format, streamed where the model can, and bad ones are refused. */

import { describe, expect, it } from 'vitest';
import { restEndpoints } from '../../../../src/dialects/openai-rest/endpoints/list.ts';
import { answered, type ContextOptions, formRequest, type TestFile } from '../../../support/endpoint-context.ts';
import { wav } from '../uploads.ts';

type Field = readonly [string, string | TestFile];

const talk: Field = ['file', wav(12)];
const whisper: Field = ['model', 'whisper-1'];
const newer: Field = ['model', 'gpt-4o-transcribe'];

function transcribe(fields: readonly Field[], options?: ContextOptions, endpoint = 'transcriptions') {
  return answered(restEndpoints, formRequest(`/v1/audio/${endpoint}`, fields), options);
}

async function body(fields: readonly Field[], endpoint?: string): Promise<unknown> {
  const answer = await transcribe(fields, {}, endpoint);
  if (answer.kind !== 'whole') throw new Error(JSON.stringify(answer));
  return answer.body;
}

interface Verbose {
  readonly text: string;
  readonly duration: number;
  readonly segments?: { id: number; start: number; end: number; text: string; tokens: number[] }[];
  readonly words?: { word: string; start: number; end: number }[];
}

describe('POST audio/transcriptions', () => {
  it('gives the text, and seconds for whisper-1 or tokens for newer models', async () => {
    expect(await body([talk, whisper])).toEqual({
      text: expect.stringMatching(/^[A-Z].+[.?]$/),
      usage: { type: 'duration', seconds: 12 },
    });
    expect(await body([talk, newer, ['prompt', 'two words']])).toMatchObject({
      usage: { type: 'tokens', input_tokens: 122, input_token_details: { text_tokens: 2, audio_tokens: 120 } },
    });
  });

  it('cuts segments and words that follow each other to the end of the sound', async () => {
    const verbose = (await body([
      talk,
      whisper,
      ['response_format', 'verbose_json'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
    ])) as Verbose;
    expect(verbose).toMatchObject({ task: 'transcribe', language: 'english', duration: 12 });
    const { segments = [], words = [] } = verbose;
    expect(segments.map(({ text }) => text).join('')).toBe(` ${verbose.text}`);
    for (const spans of [segments, words]) {
      expect(spans[0]?.start).toBe(0);
      expect(spans.at(-1)?.end).toBe(12);
      for (const [i, { start, end }] of spans.entries()) {
        expect(end).toBeGreaterThan(start);
        if (i > 0) expect(start).toBeCloseTo(spans[i - 1]?.end ?? -1, 5);
      }
    }
    expect(words.map(({ word }) => word).join(' ')).toBe(verbose.text.replace(/[.,?]/g, ''));
  });

  it('has words only where they are asked for', async () => {
    const format: Field = ['response_format', 'verbose_json'];
    expect(Object.keys((await body([talk, whisper, format])) as object)).not.toContain('words');
    const words = (await body([talk, whisper, format, ['timestamp_granularities[]', 'word']])) as object;
    expect(Object.keys(words)).not.toContain('segments');
  });

  it('writes text and subtitles', async () => {
    const { segments = [] } = (await body([talk, whisper, ['response_format', 'verbose_json']])) as Verbose;
    expect(segments.length).toBeGreaterThan(1);
    const text = (await body([talk, whisper, ['response_format', 'text']])) as string;
    expect(text.endsWith('.\n') || text.endsWith('?\n')).toBe(true);
    const srt = (await body([talk, whisper, ['response_format', 'srt']])) as string;
    expect(srt).toMatch(/^1\n00:00:00,000 --> 00:00:\d\d,\d{3}\n.+\n\n2\n/);
    const vtt = (await body([talk, whisper, ['response_format', 'vtt']])) as string;
    expect(vtt).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:\d\d\.\d{3}\n.+\n\n/);
    expect(vtt).toMatch(/ --> 00:00:12\.000\n[^\n]+\n\n$/);
  });

  it('streams deltas as recorded, and the whole text with usage at the end', async () => {
    const answer = await transcribe([talk, newer, ['stream', 'true']]);
    if (answer.kind !== 'stream') throw new Error(JSON.stringify(answer));
    expect(answer.raw).toMatch(/^data: \{"type":"transcript\.text\.delta","delta":"\w+"\}\r\n\r\ndata: /);
    expect(answer.raw).toMatch(/\r\n\r\ndata: \[DONE\]\r\n\r\n$/);
    const events = answer.events
      .slice(0, -1)
      .map(({ data }) => data as { type: string; delta?: string; text?: string });
    const done = events.at(-1);
    expect(done).toMatchObject({ type: 'transcript.text.done', usage: { type: 'tokens' } });
    expect(events.map(({ delta = '' }) => delta).join('')).toBe(done?.text);
  });

  it('does not stream whisper-1, as OpenAI does not', async () => {
    expect(await transcribe([talk, whisper, ['stream', 'true']])).toMatchObject({ kind: 'whole', status: 200 });
  });

  it('tells speakers apart where it is asked to, by their names where they are given', async () => {
    const fields: Field[] = [talk, ['model', 'gpt-4o-transcribe-diarize'], ['response_format', 'diarized_json']];
    const speakers = async (more: Field[]): Promise<unknown> => {
      const { segments } = (await body([...fields, ...more])) as { segments: { id: string; speaker: string }[] };
      return segments.slice(0, 3).map(({ id, speaker }) => [id, speaker]);
    };
    expect(await speakers([])).toEqual([
      ['seg_0', 'A'],
      ['seg_1', 'B'],
      ['seg_2', 'A'],
    ]);
    expect(await speakers([['known_speaker_names[]', 'Ada']])).toMatchObject([
      [expect.any(String), 'Ada'],
      [expect.any(String), 'B'],
      [expect.any(String), 'Ada'],
    ]);
  });

  it('adds log probabilities where they are asked for', async () => {
    const { text, logprobs } = (await body([talk, newer, ['include[]', 'logprobs']])) as {
      text: string;
      logprobs: { token: string; logprob: number; bytes: number[] }[];
    };
    expect(logprobs.map(({ token }) => token).join('')).toBe(text);
    expect(logprobs.every(({ logprob }) => logprob <= 0)).toBe(true);
    expect(Buffer.from(logprobs.flatMap(({ bytes }) => bytes)).toString()).toBe(text);
  });

  const unknownFormat =
    "Invalid file format. Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']";

  it.each([
    ['no file', [whisper], { message: "[{'type': 'missing', 'loc': ('body', 'file'), 'msg': 'Field required'}]" }],
    ['no model', [talk], { message: 'you must provide a model parameter' }],
    ['a text as file', [['file', { ...wav(1), filename: 'talk.txt' }], whisper], { message: unknownFormat }],
    [
      'a nameless file of no kind',
      [['file', { ...wav(1), filename: 'talk', contentType: 'application/octet-stream' }], whisper],
      { message: unknownFormat },
    ],
    [
      'an empty file',
      [['file', { ...wav(1), bytes: Buffer.alloc(0) }], whisper],
      { code: 'audio_too_short', param: 'file' },
    ],
    [
      'a format that the model does not have',
      [talk, newer, ['response_format', 'verbose_json']],
      {
        message:
          "response_format 'verbose_json' is not compatible with model 'gpt-4o-transcribe'. Use 'json' or 'text' instead.",
        param: 'response_format',
        code: 'unsupported_value',
      },
    ],
    [
      'a format that is none',
      [talk, whisper, ['response_format', 'xml']],
      { message: expect.stringContaining("'json'") },
    ],
    [
      'a temperature that is none',
      [talk, whisper, ['temperature', 'hot']],
      { message: expect.stringContaining('number') },
    ],
    [
      'a temperature too high',
      [talk, whisper, ['temperature', '1.5']],
      { message: expect.stringContaining("'less_than_equal', 'loc': ('body', 'temperature')") },
    ],
  ] satisfies readonly (readonly [string, readonly Field[], object])[])('refuses %s', async (_, fields, expected) => {
    const answer = await transcribe(fields);
    expect(answer).toMatchObject({ status: 400, error: { type: 'invalid_request_error', ...expected } });
  });

  it('refuses a file above the limit with 413', async () => {
    const file = { ...wav(1), bytes: Buffer.alloc(26_214_401) };
    expect(await transcribe([['file', file], whisper])).toMatchObject({ status: 413 });
  });

  it('takes a file without an ending whose content type says what it is', async () => {
    expect(await transcribe([['file', { ...wav(1), filename: 'blob' }], whisper])).toMatchObject({ status: 200 });
  });
});

describe('POST audio/translations', () => {
  it('is in every format, without usage', async () => {
    expect(await body([talk, whisper], 'translations')).toEqual({ text: expect.any(String) });
    expect(await body([talk, whisper, ['response_format', 'verbose_json']], 'translations')).toMatchObject({
      task: 'translate',
      language: 'english',
      duration: 12,
    });
    expect(await body([talk, whisper, ['response_format', 'vtt']], 'translations')).toMatch(/^WEBVTT\n\n/);
  });
});
