/** OpenAI's own SDK against a simulator with no recordings: embeddings, moderations, models, images, speech and transcriptions. */

import OpenAI, { toFile } from 'openai';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';
import { encodePng } from '../../src/codec/png.ts';

async function simulator(): Promise<OpenAI> {
  const running = await startSimulator({ mode: 'none', paths: [], synthesis: defaultSynthesis });
  onTestFinished(() => running.close(0));
  return new OpenAI({ apiKey: 'none', baseURL: `${running.url}/v1`, maxRetries: 0 });
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

const png = encodePng({ width: 2, height: 2, pixels: new Uint8Array(12) });
const signature = '\x89PNG\r\n\x1a\n';

function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 8)).toString('latin1');
}

describe('the OpenAI SDK', () => {
  // What loads first takes its time; the answers do not.
  beforeAll(() => import('../../src/dialects/openai-rest/endpoints/list.ts'));

  it('reads embeddings, which it asks for in base64, as it reads those in floats', async () => {
    const openai = await simulator();
    const input = ['one boat', 'two boats'];
    const { data, usage, model } = await openai.embeddings.create({ model: 'text-embedding-3-small', input });
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 1536],
      [1, 1536],
    ]);
    expect(usage.total_tokens).toBeGreaterThanOrEqual(4);
    expect(model).toBe('text-embedding-3-small');
    const floats = await openai.embeddings.create({ model, input, encoding_format: 'float' });
    expect(floats.data[0]?.embedding.map(Math.fround)).toEqual(data[0]?.embedding);
  });

  it('reads moderations', async () => {
    const openai = await simulator();
    const { results } = await openai.moderations.create({ input: ['hello', 'I will kill you'] });
    expect(results.map(({ flagged }) => flagged)).toEqual([false, true]);
    expect(results[1]?.categories).toMatchObject({ violence: true, sexual: false });
  });

  it('lists, reads and deletes models', async () => {
    const openai = await simulator();
    const listed = await all(await openai.models.list());
    expect(listed.map(({ id }) => id)).toContain('gpt-4o');
    expect(await openai.models.retrieve('gpt-4o')).toMatchObject({ id: 'gpt-4o', object: 'model' });
    await expect(openai.models.retrieve('nonesuch')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const tuned = 'ft:gpt-4o-mini-2024-07-18:acme::7p4lURel';
    expect(await openai.models.delete(tuned)).toEqual({ id: tuned, object: 'model', deleted: true });
    await expect(openai.models.retrieve(tuned)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(openai.models.delete('gpt-4o')).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError);
  });

  it('fetches the image behind the URL of a DALL-E model', async () => {
    const openai = await simulator();
    const { data = [] } = await openai.images.generate({ model: 'dall-e-3', prompt: 'a red boat' });
    const response = await fetch(data[0]?.url ?? '');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(startOf(new Uint8Array(await response.arrayBuffer()))).toBe(signature);
  });

  it('generates, edits and varies images, and streams them', async () => {
    const openai = await simulator();
    const made = await openai.images.generate({ model: 'gpt-image-1', prompt: 'a red boat', quality: 'low' });
    expect(startOf(Buffer.from(made.data?.[0]?.b64_json ?? '', 'base64'))).toBe(signature);
    const image = await toFile(png, 'square.png', { type: 'image/png' });
    const edited = await openai.images.edit({ model: 'gpt-image-1', image: [image], prompt: 'bluer' });
    expect(edited.usage?.input_tokens_details.image_tokens).toBeGreaterThan(0);
    const varied = await openai.images.createVariation({ image, n: 2, response_format: 'b64_json', size: '256x256' });
    expect(varied.data).toHaveLength(2);
    const stream = await openai.images.generate({
      model: 'gpt-image-1',
      prompt: 'a red boat',
      stream: true,
      partial_images: 2,
    });
    expect((await all(stream)).map(({ type }) => type)).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
  });

  it.each([
    ['mp3', 'audio/mpeg', '\xff\xf3'],
    ['opus', 'audio/opus', 'OggS'],
    ['aac', 'audio/aac', '\xff\xf1'],
    ['flac', 'audio/flac', 'fLaC'],
    ['wav', 'audio/wav', 'RIFF'],
    ['pcm', 'audio/pcm', ''],
  ] as const)('speaks %s', async (response_format, contentType, start) => {
    const openai = await simulator();
    const asked = { model: 'gpt-4o-mini-tts', voice: 'coral', input: 'Hello there.', response_format } as const;
    const response = await openai.audio.speech.create(asked);
    expect(response.headers.get('content-type')).toBe(contentType);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.toString('latin1').startsWith(start)).toBe(true);
    expect(bytes.length).toBeGreaterThan(100);
  });

  it('transcribes what it spoke, in each format', async () => {
    const openai = await simulator();
    const spoken = await openai.audio.speech.create({
      model: 'tts-1',
      voice: 'alloy',
      input: 'One, two, three, four, five, six, seven.',
      response_format: 'wav',
    });
    const file = await toFile(Buffer.from(await spoken.arrayBuffer()), 'counting.wav');
    const asked = { model: 'whisper-1', file };
    const { text } = await openai.audio.transcriptions.create(asked);
    expect(text.length).toBeGreaterThan(10);
    const verbose = await openai.audio.transcriptions.create({
      ...asked,
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
    });
    expect(verbose.duration).toBeGreaterThan(1);
    expect(verbose.words?.length).toBeGreaterThan(1);
    expect(await openai.audio.transcriptions.create({ ...asked, response_format: 'srt' })).toMatch(/^1\n00:00:00,000/);
    expect(await openai.audio.transcriptions.create({ ...asked, response_format: 'vtt' })).toMatch(/^WEBVTT/);
    expect(await openai.audio.transcriptions.create({ ...asked, response_format: 'text' })).toMatch(/\n$/);
    expect((await openai.audio.translations.create(asked)).text.length).toBeGreaterThan(10);
  });

  it('streams a transcription', async () => {
    const openai = await simulator();
    const file = await toFile(Buffer.alloc(100_000), 'talk.mp3');
    const stream = await openai.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file, stream: true });
    const events = await all(stream);
    const done = events.at(-1);
    expect(done).toMatchObject({ type: 'transcript.text.done', usage: { type: 'tokens' } });
    const said = events.flatMap((event) => (event.type === 'transcript.text.delta' ? [event.delta] : []));
    expect(said.length).toBeGreaterThan(3);
    expect(said.join('')).toBe(done?.type === 'transcript.text.done' ? done.text : undefined);
  });

  it('raises what the API refuses', async () => {
    const openai = await simulator();
    const refused = openai.embeddings.create({ model: 'text-embedding-ada-002', input: 'x', dimensions: 3 });
    await expect(refused).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      requestID: expect.stringMatching(/^req_[0-9a-f]{32}$/),
    });
  });
});
