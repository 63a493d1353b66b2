/** Secrets count by their kind: a rotated key, a dummy, or a replayed marker that comes back finds the recording. */

import { describe, expect, it } from 'vitest';
import { drawFrom } from '../redaction/planted-secret.ts';
import { chatCompletion } from '../support/chat-completion.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawRequest } from '../support/raw-connection.ts';
import { jsonScript, type Script, sseEvents } from '../support/script.ts';
import { interactionsIn, scripted, startRecorder, startReplay, textIn } from '../support/simulators.ts';

const key = (seed: number) => `sk-proj-${drawFrom(seed)(64)}`;
/** A key without a shape: known only because the client sends it. */
const plainKey = (seed: number) => drawFrom(seed)(32);

interface Message {
  readonly role: string;
  readonly content: string;
}

function ask(apiKey: string, messages: readonly Message[], more: object = {}): RawRequest {
  return {
    method: 'POST',
    target: '/v1/chat/completions',
    headers: [
      ['Content-Type', 'application/json'],
      ['Authorization', `Bearer ${apiKey}`],
    ],
    body: JSON.stringify({ model: 'gpt-4o-mini', messages, ...more }),
  };
}

const user = (content: string): Message => ({ role: 'user', content });

function answer(content: string): Script {
  return jsonScript(chatCompletion(content));
}

const contentOf = (body: Buffer): string => JSON.parse(body.toString()).choices[0].message.content;

/** Records the requests in turn, each with its own answer; gives the recorder. */
async function record(requests: readonly RawRequest[], answers: readonly Script[]) {
  let next = 0;
  const upstream = await scripted(() => answers[Math.min(next++, answers.length - 1)] ?? {});
  const recorder = await startRecorder(`openai=${upstream.url}`);
  for (const request of requests) expect((await rawRequest(recorder.url, request)).status).toBe(200);
  await recorder.reported(requests.length);
  return recorder;
}

async function statusInReplay(folder: string, request: RawRequest): Promise<number> {
  return (await rawRequest((await startReplay(folder)).url, request)).status;
}

describe('a recording is found', () => {
  it.each<[string, (apiKey: string) => RawRequest]>([
    ['the header', (apiKey) => ask(apiKey, [user('hi')])],
    ['the body too', (apiKey) => ask(apiKey, [user(`curl -H "Authorization: Bearer ${apiKey}"`)], { note: apiKey })],
    [
      'JSON inside a JSON string',
      (apiKey) => ask(apiKey, [user(JSON.stringify({ headers: { 'x-api-key': apiKey }, n: 1 }))]),
    ],
    ['the query', (apiKey) => ({ method: 'GET', target: `/v1beta/models?key=${apiKey}&pageSize=2` })],
    ['the path', (apiKey) => ({ method: 'GET', target: `/v1/keys/${apiKey}`, headers: [['x-api-key', apiKey]] })],
    [
      'a form',
      (apiKey) => ({
        method: 'POST',
        target: '/oauth/token',
        headers: [
          ['Content-Type', 'application/x-www-form-urlencoded'],
          ['x-api-key', apiKey],
        ],
        body: `grant_type=client_credentials&client_secret=${encodeURIComponent(apiKey)}&key2=${apiKey}`,
      }),
    ],
    [
      'an upload, beside another text',
      (apiKey) => ({
        method: 'POST',
        target: '/v1/files',
        headers: [
          ['Content-Type', 'multipart/form-data; boundary=b'],
          ['x-api-key', apiKey],
        ],
        body: ['purpose=batch', `file=${apiKey}`]
          .map((part) => part.split('='))
          .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
          .join('')
          .concat('--b--\r\n'),
      }),
    ],
  ])('with another key in %s, of a shape or of none', async (_where, request) => {
    for (const make of [key, plainKey]) {
      const recorder = await record([request(make(1))], [answer('hello')]);
      expect(textIn(recorder.root)).not.toContain(make(1).slice(-16));
      expect(await statusInReplay(recorder.root, request(make(1)))).toBe(200);
      expect(await statusInReplay(recorder.root, request(make(2)))).toBe(200);
    }
  });

  it('with a dummy, which eats no words of the prompt', async () => {
    const recorder = await record([ask(key(1), [user('a test of the dummy')])], [answer('hello')]);
    for (const dummy of ['test', 'dummy', 'changeme', 'sk-dummy']) {
      expect(await statusInReplay(recorder.root, ask(dummy, [user('a test of the dummy')]))).toBe(200);
    }
    expect(await statusInReplay(recorder.root, ask('test', [user('another')]))).toBe(400);
  });

  it('in an agent loop, where what was replayed comes back', async () => {
    const [first, second] = [key(11), key(12)];
    const turns = (one: string, two: string): RawRequest[] => [
      ask(key(1), [user('make two keys')]),
      ask(key(1), [user('make two keys'), { role: 'assistant', content: one }, user('use the second')]),
      // Only the second secret: in the recording it is the first of its kind.
      ask(key(1), [user(`use ${two}`)]),
    ];
    const said = `They are ${first} and ${second}`;
    const recorder = await record(turns(said, second), [answer(said), answer('done'), answer('used')]);
    const replay = await startReplay(recorder.root);
    const [one, two, three] = turns('', '');
    if (one === undefined || two === undefined || three === undefined) throw new Error('three turns');
    const replayed = contentOf((await rawRequest(replay.url, one)).body);
    expect(replayed).toBe('They are [redacted:openai-key] and [redacted:openai-key:2]');
    const marker = replayed.split(' and ')[1] ?? '';
    const [, again, last] = turns(replayed, marker);
    expect(contentOf((await rawRequest(replay.url, again)).body)).toBe('done');
    expect(contentOf((await rawRequest(replay.url, last)).body)).toBe('used');
    expect(replay.misses).toEqual([]);
  });
});

describe('markers', () => {
  it('number distinct secrets of a kind, and are equal for equal ones in request and answer, however escaped', async () => {
    const [first, second] = [key(21), key(22)];
    const events = [`{"b":"${second}","a":"${first.slice(0, 20)}`, `${first.slice(20)}"}`].map((content) =>
      JSON.stringify({ choices: [{ index: 0, delta: { content } }] }),
    );
    const recorder = await record(
      [ask(key(1), [user(`${first} ${second} ${first}`)])],
      [{ headers: [['content-type', 'text/event-stream']], body: sseEvents(...events, '[DONE]') }],
    );
    const [interaction] = await interactionsIn(recorder.root);
    const [request, response] = [interaction?.request.body, interaction?.response.bytes].map((bytes) =>
      Buffer.from(bytes ?? []).toString(),
    );
    expect(request).toContain('[redacted:openai-key] [redacted:openai-key:2] [redacted:openai-key]');
    expect(response).toContain(String.raw`{\"b\":\"[redacted:openai-key:2]\",\"a\":\"[redacted:openai-key]`);
  });

  it('that stand in the request already are not given to another secret', async () => {
    const recorder = await record([ask(key(1), [user(`[redacted:openai-key] and ${key(31)}`)])], [answer('ok')]);
    const [interaction] = await interactionsIn(recorder.root);
    expect(Buffer.from(interaction?.request.body ?? []).toString()).toContain(
      '[redacted:openai-key] and [redacted:openai-key:2]',
    );
  });
});
