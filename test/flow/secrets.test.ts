/** Credentials reach the upstream and never a file, a report or an explanation. */

import { describe, expect, it } from 'vitest';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { rawRequest } from '../support/raw-client.ts';
import { chatRequest, interactionsIn, scripted, startRecorder, startReplay, textIn } from '../support/simulators.ts';

const credentials: [string, string][] = [
  ['Authorization', 'Bearer sk-secret-1'],
  ['X-Api-Key', 'sk-ant-secret-2'],
  ['api-key', 'secret-3'],
  ['x-goog-api-key', 'AIza-secret-4'],
  ['Cookie', 'session=secret-5'],
  ['OpenAI-Organization', 'org-secret-6'],
  ['OpenAI-Project', 'proj-secret-7'],
  ['X-Custom-Token', 'secret-8'],
];

const target = '/v1/chat/completions?key=secret-9&alt=sse&access_token=secret-10&sig=secret-11';

const answer = {
  headers: [
    ['Content-Type', 'application/json'],
    ['set-cookie', '__cf_bm=secret-12; path=/'],
    ['openai-organization', 'secret-13'],
    ['location', 'https://files.example/x?sig=secret-14&a=1'],
  ],
  body: ['{"ok":true}'],
} as const;

describe('credentials', () => {
  it('reach the upstream as sent, and neither the cassette nor a report nor a miss', async () => {
    const upstream = await scripted(answer);
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const request = { ...chatRequest('hi', credentials), target };
    const recorded = await rawRequest(recorder.url, request);
    expect(recorded.headers).toContainEqual(['set-cookie', '__cf_bm=secret-12; path=/']);
    const [seen] = upstream.requests;
    for (const header of credentials) expect(seen?.headers).toContainEqual(header);
    expect(seen?.target).toBe(target);
    const reports = await recorder.reported(1);
    expect(JSON.stringify(reports)).not.toContain('secret');
    const text = textIn(recorder.root);
    expect(text).toContain('[redacted:cookie]');
    expect(text).not.toContain('secret');

    const replay = await startReplay(recorder.root);
    const replayed = await rawRequest(replay.url, request);
    expect(replayed.status).toBe(200);
    expect(JSON.stringify(replayed.headers)).not.toContain('secret');
    const missed = await rawRequest(replay.url, { ...request, target: `${target}&other=1` });
    expect(missed.status).toBe(400);
    expect(missed.body.toString() + replay.misses.join()).not.toContain('secret');
  });

  it('may be other ones in replay', async () => {
    const upstream = await scripted(answer);
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, { ...chatRequest('hi', credentials), target });
    await recorder.reported(1);
    const replay = await startReplay(recorder.root);
    const bare = await rawRequest(replay.url, { ...chatRequest('hi'), target: '/v1/chat/completions?alt=sse' });
    expect(bare.status).toBe(200);
    const rotated = {
      ...chatRequest('hi', [['Authorization', 'Bearer new']]),
      target: target.replaceAll('secret', 'new'),
    };
    expect((await rawRequest(replay.url, rotated)).status).toBe(200);
  });

  it('of the client give way to the key that the user names', async () => {
    const upstream = await scripted(answer);
    const recorder = await startRecorder(`openai=${upstream.url}`, {
      upstreams: [{ ...parseUpstream(`openai=${upstream.url}`, {}), apiKey: 'sk-real-secret' }],
    });
    await rawRequest(recorder.url, chatRequest('hi', [['Authorization', 'Bearer dummy']]));
    expect(upstream.requests[0]?.headers.filter(([name]) => /^authorization$/i.test(name))).toEqual([
      ['authorization', 'Bearer sk-real-secret'],
    ]);
    await recorder.reported(1);
    expect(textIn(recorder.root)).not.toContain('secret');
  });

  it('in a URL that an upstream is given by go as basic authorization, and not into the cassette', async () => {
    const upstream = await scripted(answer);
    const recorder = await startRecorder(`openai=${upstream.url.replace('http://', 'http://user:secret@')}`);
    await rawRequest(recorder.url, chatRequest());
    expect(upstream.requests[0]?.headers).toContainEqual([
      'authorization',
      `Basic ${Buffer.from('user:secret').toString('base64')}`,
    ]);
    await recorder.reported(1);
    expect(textIn(recorder.root)).not.toContain('secret');
  });
});

describe('headers', () => {
  it('go upstream in order, with duplicates and spelling; those of one hop and llmsim’s own stay', async () => {
    const upstream = await scripted(answer);
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(
      recorder.url,
      chatRequest('hi', [
        ['X-Trace', 'b'],
        ['Accept-Encoding', 'gzip, br'],
        ['x-trace', 'a'],
        ['X-Latin1', 'caf\u00e9'],
        ['TE', 'trailers'],
        ['Connection', 'keep-alive, x-hop'],
        ['X-Hop', '1'],
        ['Proxy-Authorization', 'Basic abc'],
        ['x-llmsim-cassette', 'mine'],
        ['X-LLMSIM-Other', '1'],
        ['User-Agent', 'test/1'],
      ]),
    );
    const [seen] = upstream.requests;
    const own = new Set(['content-length', 'connection']);
    expect(seen?.headers.filter(([name]) => !own.has(name.toLowerCase()))).toEqual([
      ['host', `127.0.0.1:${upstream.port}`],
      ['Content-Type', 'application/json'],
      ['X-Trace', 'b'],
      ['Accept-Encoding', 'identity'],
      ['x-trace', 'a'],
      ['X-Latin1', 'caf\u00e9'],
      ['User-Agent', 'test/1'],
    ]);
    await recorder.reported(1);
    const [interaction] = await interactionsIn(recorder.root);
    expect(interaction?.request.headers).toEqual([
      ['Content-Type', 'application/json'],
      ['Proxy-Authorization', '[redacted:authorization]'],
      ['User-Agent', 'test/1'],
    ]);
  });
});
