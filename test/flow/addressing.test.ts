/** How a client chooses cassette, session and upstream, and how it stays with llmsim when an answer leads elsewhere. */

import { describe, expect, it } from 'vitest';
import { headerOf } from '../../src/core/headers.ts';
import { rawRequest } from '../support/raw-client.ts';
import { textScript } from '../support/script.ts';
import {
  chatRequest,
  recordingsIn,
  scripted,
  startRecorder,
  startReplay,
  type TestReplay,
} from '../support/simulators.ts';

/** An upstream that says its name, what it was asked for, and how often. */
async function named(name: string) {
  let count = 0;
  return scripted((request) => {
    count += 1;
    return textScript(`${name} ${count} ${request.target}`);
  });
}

async function ask(url: string, target: string, prompt = 'hi', headers: [string, string][] = []): Promise<string> {
  const answer = await rawRequest(url, { ...chatRequest(prompt, headers), target });
  return answer.status === 200 ? answer.body.toString() : `status ${answer.status}`;
}

const chat = '/v1/chat/completions';

describe('upstreams', () => {
  it('are chosen by the dialect of a bare path, or by a prefix', async () => {
    const [openai, anthropic, gemini, groq] = await Promise.all(['openai', 'anthropic', 'gemini', 'groq'].map(named));
    const recorder = await startRecorder([
      `openai=${openai?.url}`,
      `anthropic=${anthropic?.url}`,
      `gemini=${gemini?.url}`,
      `groq=${groq?.url}`,
    ]);
    expect(await ask(recorder.url, chat)).toBe(`openai 1 ${chat}`);
    expect(await ask(recorder.url, '/v1/messages')).toBe('anthropic 1 /v1/messages');
    expect(await ask(recorder.url, '/v1beta/models/g:generateContent')).toBe(
      'gemini 1 /v1beta/models/g:generateContent',
    );
    expect(await ask(recorder.url, '/groq/openai/v1/chat/completions')).toBe('groq 1 /openai/v1/chat/completions');
    expect(await ask(recorder.url, '/openai/openai/x')).toBe('openai 2 /openai/x');
    expect(await ask(recorder.url, '/nobody/knows')).toBe('status 400');
    expect(await recorder.reported(6)).toHaveLength(6);
    expect(recordingsIn(recorder.root).map((path) => path.split('.')[0])).toEqual([
      'default/anthropic',
      'default/gemini',
      'default/groq',
      'default/openai',
      'default/openai',
    ]);
  });

  it('keep their base path in front of the client’s', async () => {
    const upstream = await named('up');
    const recorder = await startRecorder(`up=${upstream.url}/api/`);
    expect(await ask(recorder.url, '/v1/x?a=1')).toBe('up 1 /api/v1/x?a=1');
    expect(await ask(recorder.url, '/up//y')).toBe('up 2 /api//y');
  });

  it('narrow a replay to their recordings; a bare path finds any', async () => {
    const [a, b] = await Promise.all(['a', 'b'].map(named));
    const recorder = await startRecorder([`a=${a?.url}`, `b=${b?.url}`]);
    await ask(recorder.url, `/b${chat}`);
    await ask(recorder.url, `/a${chat}`);
    await recorder.reported(2);
    const { url } = await startReplay(recorder.root);
    expect(await ask(url, `/b${chat}`)).toBe(`b 1 ${chat}`);
    expect(await ask(url, `/a${chat}`)).toBe(`a 1 ${chat}`);
    expect(await ask(url, chat)).toBe(`a 1 ${chat}`);
    expect(await ask(url, chat)).toBe(`b 1 ${chat}`);
    expect(await ask(url, `/c${chat}`)).toBe('status 400');
  });
});

describe('cassettes', () => {
  it('are chosen by path or header, in recording and in replay, with or without an upstream', async () => {
    const upstream = await named('up');
    const recorder = await startRecorder(`up=${upstream.url}`);
    expect(await ask(recorder.url, chat)).toBe(`up 1 ${chat}`);
    expect(await ask(recorder.url, `/@one${chat}`)).toBe(`up 2 ${chat}`);
    expect(await ask(recorder.url, `/@two/up${chat}`)).toBe(`up 3 ${chat}`);
    expect(await ask(recorder.url, chat, 'hi', [['X-LLMSIM-Cassette', 'three']])).toBe(`up 4 ${chat}`);
    expect(await ask(recorder.url, `/@four${chat}`, 'hi', [['x-llmsim-cassette', 'five']])).toBe(`up 5 ${chat}`);
    await recorder.reported(5);
    expect(recordingsIn(recorder.root).map((path) => path.split('/')[0])).toEqual([
      'default',
      'four',
      'one',
      'three',
      'two',
    ]);

    const { url } = await startReplay(recorder.root);
    expect(await ask(url, `/@two${chat}`)).toBe(`up 3 ${chat}`);
    expect(await ask(url, `/@one/up${chat}`)).toBe(`up 2 ${chat}`);
    expect(await ask(url, `/up${chat}`, 'hi', [['x-llmsim-cassette', 'three']])).toBe(`up 4 ${chat}`);
    expect(await ask(url, `/@four${chat}`, 'hi', [['x-llmsim-cassette', 'one']])).toBe(`up 5 ${chat}`);
    expect(await ask(url, chat)).toBe(`up 1 ${chat}`);
    expect(await ask(url, `/@nine${chat}`)).toBe('status 400');
    const alone = await startReplay(recorder.root, { cassette: 'two' });
    expect(await ask(alone.url, chat)).toBe(`up 3 ${chat}`);
    expect(await ask(alone.url, `/@one${chat}`)).toBe(`up 2 ${chat}`);
  });

  it.each(['../x', 'UP', '', '~s', 'a~', 'a~../b', 'a%2f'])(
    'of the name "%s" are refused, and nothing is made or read',
    async (name) => {
      const upstream = await named('up');
      const recorder = await startRecorder(`up=${upstream.url}`);
      const answer = await rawRequest(recorder.url, {
        ...chatRequest('hi', [['x-llmsim-cassette', name]]),
        target: chat,
      });
      expect({ status: answer.status, asked: upstream.requests.length }).toEqual({ status: 400, asked: 0 });
      expect(answer.body.toString()).toContain('cassette name');
    },
  );
});

describe('sessions', () => {
  it('give the same cassette sequence state of its own', async () => {
    const upstream = await named('up');
    const recorder = await startRecorder(`up=${upstream.url}`);
    for (let i = 0; i < 3; i += 1) await ask(recorder.url, `/@c${chat}`);
    await recorder.reported(3);
    const { url } = await startReplay(recorder.root);
    const first = (target: string, headers: [string, string][] = []) => ask(url, target, 'hi', headers);
    expect(await first(`/@c~w1${chat}`)).toBe(`up 1 ${chat}`);
    expect(await first(`/@c~w1${chat}`)).toBe(`up 2 ${chat}`);
    expect(await first(`/@c~w2${chat}`)).toBe(`up 1 ${chat}`);
    expect(await first(`/@c${chat}`)).toBe(`up 1 ${chat}`);
    expect(await first(chat)).toBe(`up 1 ${chat}`);
    expect(await first(chat, [['x-llmsim-cassette', 'c~w1']])).toBe(`up 3 ${chat}`);
    expect(await first(`/@c~w2/up${chat}`)).toMatch(/^up [12] /);
  });
});

describe('a URL in an answer that leads to the upstream', () => {
  async function redirecting(path: string) {
    const upstream = await scripted(() => ({
      statusLine: 'HTTP/1.1 307 Temporary Redirect',
      headers: [
        ['location', path.replace('UP', upstream.url)],
        ['x-goog-upload-url', `${upstream.url}/base/upload?id=1`],
        ['x-other', `${upstream.url}/base/keep`],
      ],
      framing: 'length' as const,
      body: [],
    }));
    return upstream;
  }

  async function locations(url: string, target: string) {
    const { status, headers } = await rawRequest(url, { ...chatRequest(), target });
    return { status, location: headerOf(headers, 'location'), upload: headerOf(headers, 'x-goog-upload-url') };
  }

  it('leads to llmsim for a client of the recorder and of the replay, and stands in the cassette as received', async () => {
    const upstream = await redirecting('UP/base/v1/next?x=1');
    const recorder = await startRecorder(`up=${upstream.url}/base`);
    const expected = (url: string, prefix: string) => ({
      status: 307,
      location: `${url}${prefix}/v1/next?x=1`,
      upload: `${url}${prefix}/upload?id=1`,
    });
    const prefixes = ['', '/up', '/@c~s', '/@c~s/up'];
    for (const prefix of prefixes) {
      expect(await locations(recorder.url, `${prefix}/v1/x`)).toEqual(expected(recorder.url, prefix));
    }
    await recorder.reported(4);
    const replay: TestReplay = await startReplay(recorder.root);
    for (const prefix of prefixes) {
      expect(await locations(replay.url, `${prefix}/v1/x`)).toEqual(expected(replay.url, prefix));
    }
    const { headers } = await rawRequest(replay.url, { ...chatRequest(), target: '/v1/x' });
    expect(headers).toContainEqual(['x-other', `${upstream.url}/base/keep`]);
  });

  it('elsewhere, or to a path, stays as it is', async () => {
    for (const path of ['https://elsewhere.example/x', '/v1/other', 'relative']) {
      const upstream = await redirecting(path);
      const recorder = await startRecorder(`up=${upstream.url}`);
      expect((await locations(recorder.url, '/v1/x')).location).toBe(path);
      await recorder.reported(1);
      expect((await locations((await startReplay(recorder.root)).url, '/v1/x')).location).toBe(path);
      expect(upstream.requests).toHaveLength(1);
    }
  });
});
