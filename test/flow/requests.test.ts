/** Any request reaches the upstream as it was sent, and is found again in the cassette. */

import { describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-client.ts';
import type { RawRequest } from '../support/raw-connection.ts';
import { chatRequest, scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { expectFaithful, recordAndReplay } from './record-and-replay.ts';

describe('a request', () => {
  const multipart = (boundary: string): RawRequest => ({
    method: 'POST',
    target: '/v1/audio/transcriptions',
    headers: [['Content-Type', `multipart/form-data; boundary=${boundary}`]],
    body: Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n`),
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n`),
      Buffer.from([0, 1, 2, 255, 13, 10, 254]),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  });

  it('in multipart form reaches the upstream as sent, and is found again under another boundary', async () => {
    const flow = await recordAndReplay(
      { headers: [['Content-Type', 'application/json']], body: ['{"text":"hi"}'] },
      multipart('one'),
    );
    expect(flow.upstream.requests[0]?.body.equals(Buffer.from(multipart('one').body as Uint8Array))).toBe(true);
    expectFaithful(flow);
    const replay = await startReplay((await recordOnly(multipart('first'))).root);
    expect((await rawRequest(replay.url, multipart('second'))).status).toBe(200);
  });

  it.each<[string, RawRequest]>([
    [
      'with a binary body',
      { method: 'PUT', target: '/upload/v1beta/files?upload_id=1', body: Uint8Array.of(0, 255, 10, 13, 128) },
    ],
    [
      'in chunks',
      {
        method: 'POST',
        target: '/v1/embeddings',
        headers: [['Content-Type', 'application/json']],
        body: ['{"input":', '"x"}'],
      },
    ],
    ['with invalid JSON on a known path', { ...chatRequest(), body: '{"model": oops' }],
    ['with an empty body', { method: 'POST', target: '/v1/threads', body: '' }],
    ['without a body', { method: 'DELETE', target: '/v1/files/file-1' }],
    ['with a method that nobody knows', { method: 'PATCH', target: '/v1/x', body: '{}' }],
    ['with an odd path', { method: 'GET', target: '//openai/deployments/a%3Ab:generate/%2e%2e/x?b=%20&a=+&a' }],
  ])('%s reaches the upstream unchanged, and is answered again', async (_name, request) => {
    const flow = await recordAndReplay(
      { headers: [['Content-Type', 'application/json']], body: ['{"ok":true}'] },
      request,
    );
    const [seen] = flow.upstream.requests;
    expect(seen?.method).toBe(request.method);
    expect(seen?.target).toBe(request.target);
    const sent = Array.isArray(request.body) ? request.body.join('') : (request.body ?? '');
    expect(seen?.body.equals(Buffer.from(sent as string))).toBe(true);
    expectFaithful(flow);
  });

  it('is the same request in another spelling of its JSON and another order of its query', async () => {
    const ask = (target: string, body: string): RawRequest => ({
      method: 'POST',
      target,
      headers: [['Content-Type', 'application/json']],
      body,
    });
    const { root } = await recordOnly(ask('/v1/x?b=2&key=SECRET&a=1', '{"model":"m","temperature":1.0,"list":[1,2]}'));
    const { url } = await startReplay(root);
    const status = async (target: string, body: string) => (await rawRequest(url, ask(target, body))).status;
    expect(await status('/v1/x?a=1&b=2', '{ "temperature" : 1, "list":[1, 2],\n "model":"m"}')).toBe(200);
    expect(await status('/v1/x?a=1&b=2', '{"model":"m","temperature":1.0,"list":[2,1]}')).toBe(400);
    expect(await status('/v1/x?a=1', '{"model":"m","temperature":1.0,"list":[1,2]}')).toBe(400);
  });

  async function recordOnly(request: RawRequest) {
    const upstream = await scripted({ headers: [['Content-Type', 'application/json']], body: ['{}'] });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, request);
    await recorder.reported(1);
    return recorder;
  }
});
