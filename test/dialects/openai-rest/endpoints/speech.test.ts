/** Speech is a file of the right kind and length, or events that hold it. */

import { describe, expect, it } from 'vitest';
import { soundSeconds } from '../../../../src/codec/sound-length.ts';
import { restEndpoints } from '../../../../src/dialects/openai-rest/endpoints/list.ts';
import { answered, jsonRequest } from '../../../support/endpoint-context.ts';

const asked = { model: 'gpt-4o-mini-tts', input: 'Hello there, how are you today?', voice: 'alloy' };

function say(body: object) {
  return answered(restEndpoints, jsonRequest('POST', '/v1/audio/speech', { ...asked, ...body }));
}

async function file(body: object): Promise<Buffer> {
  const answer = await say(body);
  if (answer.kind !== 'whole') throw new Error(JSON.stringify(answer));
  return Buffer.from(answer.body as Uint8Array);
}

describe('POST audio/speech', () => {
  it.each([
    [undefined, 'audio/mpeg', 'fff3'],
    ['mp3', 'audio/mpeg', 'fff3'],
    ['opus', 'audio/opus', '4f676753'],
    ['aac', 'audio/aac', 'fff1'],
    ['flac', 'audio/flac', '664c6143'],
    ['wav', 'audio/wav', '52494646'],
    ['pcm', 'audio/pcm', '0000'],
  ])('with format %s is %s', async (response_format, contentType, start) => {
    const answer = await say(response_format === undefined ? {} : { response_format });
    expect(answer).toMatchObject({ kind: 'whole', status: 200 });
    if (answer.kind !== 'whole') return;
    expect(answer.headers).toContainEqual(['content-type', contentType]);
    expect(Buffer.from(answer.body as Uint8Array).toString('hex')).toMatch(new RegExp(`^${start}`));
  });

  it('carries sound in WAV, which PCM is without its header, and lasts as long in MP3', async () => {
    const wav = await file({ response_format: 'wav' });
    const pcm = await file({ response_format: 'pcm' });
    expect(pcm.some((byte) => byte !== 0)).toBe(true);
    expect(wav).toHaveLength(pcm.length + 44);
    // 96 bytes for 24 ms; equal requests but for the format may be said differently.
    const mp3 = await file({});
    expect((mp3.length / 96) * 0.024).toBeCloseTo(soundSeconds(wav), 1);
  });

  it('takes longer for more words and for a slower voice', async () => {
    const short = await file({ response_format: 'pcm', input: 'Hi.' });
    const long = await file({ response_format: 'pcm', input: 'Hi. '.repeat(20) });
    expect(long.length).toBeGreaterThan(short.length * 10);
    const slow = await file({ response_format: 'pcm', input: 'Hi.', speed: 0.5 });
    expect(slow.length / short.length).toBeCloseTo(2, 1);
  });

  it('streams the file in events, and counts it', async () => {
    const answer = await say({ response_format: 'wav', stream_format: 'sse' });
    if (answer.kind !== 'stream') throw new Error(JSON.stringify(answer));
    const events = answer.events.map(({ data }) => data as { type: string; audio?: string; usage?: object });
    const last = events.at(-1);
    expect(last).toMatchObject({ type: 'speech.audio.done', usage: { input_tokens: 6 } });
    expect(new Set(events.slice(0, -1).map(({ type }) => type))).toEqual(new Set(['speech.audio.delta']));
    const joined = Buffer.from(events.map(({ audio = '' }) => audio).join(''), 'base64');
    expect(joined.subarray(0, 4).toString()).toBe('RIFF');
    expect(joined.readUInt32LE(4) + 8).toBe(joined.length);
  });

  it.each([
    [
      'a voice that is none',
      { voice: 'hal' },
      /^\[\{'type': 'enum', 'loc': \('body', 'voice'\), 'msg': "Input should be 'alloy', .* or 'cedar'", 'ctx': \{'expected': "/,
    ],
    [
      'a voice that only newer models have',
      { model: 'tts-1', voice: 'marin' },
      /Input should be 'alloy'.*or 'shimmer'/,
    ],
    [
      'a long text',
      { input: 'x'.repeat(4097) },
      "[{'type': 'string_too_long', 'loc': ('body', 'input'), 'msg': 'String should have at most 4096 characters', 'ctx': {'max_length': 4096}}]",
    ],
    ['no text', { input: '' }, /'string_too_short'.*'String should have at least 1 character'/],
    ['no input', { input: null }, "[{'type': 'missing', 'loc': ('body', 'input'), 'msg': 'Field required'}]"],
    [
      'two mistakes',
      { input: null, speed: 9 },
      "[{'type': 'less_than_equal', 'loc': ('body', 'speed'), 'msg': 'Input should be less than or equal to 4', 'ctx': {'le': 4}}, {'type': 'missing', 'loc': ('body', 'input'), 'msg': 'Field required'}]",
    ],
    ['a format that is none', { response_format: 'ogg' }, /'response_format'\), 'msg': "Input should be 'mp3', /],
    ['a stream of an older model', { model: 'tts-1', stream_format: 'sse' }, /^stream_format 'sse' is not compatible/],
  ])('refuses %s', async (_, body, message) => {
    const answer = await say(body);
    expect(answer).toMatchObject({ kind: 'error', status: 400, error: { type: 'invalid_request_error' } });
    if (answer.kind === 'error') expect(answer.error.message).toMatch(message);
  });

  it("leaves other servers' models their own voices, and takes one's own", async () => {
    expect(await say({ model: 'kokoro-82m', voice: 'af_bella' })).toMatchObject({ status: 200 });
    expect(await say({ voice: { id: 'voice_1234' } })).toMatchObject({ status: 200 });
  });
});
