/** Who may ask llmsim's own pages, and which pages of the web may use it, over sockets. */

import { describe, expect, it } from 'vitest';
import { defaultTelemetry } from '../../src/app/telemetry-config.ts';
import { headerOf, headersOf } from '../../src/core/headers.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawResponse } from '../support/raw-response.ts';
import { jsonType } from '../support/script.ts';
import { chatRequest, scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

const page = 'http://localhost:3000';
const ownPages = [
  '/metrics',
  '/__llmsim/metrics',
  '/__llmsim/journal',
  '/__llmsim/misses',
  '/__llmsim/timing',
  '/__llmsim',
];

function messageOf({ body }: RawResponse): string {
  return JSON.parse(body.toString()).error.message;
}

describe('llmsim’s own pages', () => {
  it.each(ownPages)('refuse a page that was pointed here (DNS rebinding): %s', async (path) => {
    const { url } = await startReplay(tempFolder());
    const refused = await rawRequest(`${url}${path}`, { headers: [['Host', 'evil.example']] });
    expect(refused.status).toBe(403);
    expect(messageOf(refused)).toContain('--allowed-hosts');
  });

  it('refuse to be changed by a page of the web', async () => {
    const { url } = await startReplay(tempFolder());
    const headers = [['Origin', 'https://evil.example']] as const;
    const refused = await rawRequest(`${url}/__llmsim/reset`, { method: 'POST', headers, body: 'x' });
    expect(refused.status).toBe(403);
    expect(messageOf(refused)).toContain('--cors');
  });

  it.each(['/health', '/ready', '/__llmsim/health', '/__llmsim/ready'])('leave %s open, for probes', async (path) => {
    const { url } = await startReplay(tempFolder());
    const probed = await rawRequest(`${url}${path}`, {
      headers: [
        ['Host', 'pod.example'],
        ['X-Forwarded-For', '10.0.0.7'],
      ],
    });
    expect([200, 503]).toContain(probed.status);
  });

  it('ask who comes by a proxy for the token', async () => {
    const { url } = await startReplay(tempFolder(), {
      guard: { token: 'team-secret', allowedHosts: [], cors: [] },
    });
    const headers = [['X-Forwarded-For', '10.0.0.7']] as const;
    expect((await rawRequest(`${url}/metrics`, { headers })).status).toBe(403);
    const bearer = [...headers, ['Authorization', 'Bearer team-secret']] as const;
    expect((await rawRequest(`${url}/metrics`, { headers: bearer })).status).toBe(200);
    const own = [...headers, ['X-Llmsim-Token', 'team-secret']] as const;
    expect((await rawRequest(`${url}/__llmsim/journal`, { headers: own })).status).toBe(200);
  });

  it('open the metrics alone where that is wished', async () => {
    const { url } = await startReplay(tempFolder(), { telemetry: { ...defaultTelemetry, metrics: 'open' } });
    const headers = [['X-Forwarded-For', '10.0.0.7']] as const;
    expect((await rawRequest(`${url}/metrics`, { headers })).status).toBe(200);
    expect((await rawRequest(`${url}/__llmsim/journal`, { headers })).status).toBe(403);
  });
});

describe('a recorder that spends a key of its own', () => {
  const spending = async (cors: readonly string[] = []) => {
    const upstream = await scripted({ headers: [jsonType], body: ['{}'] });
    const recorder = await startRecorder(`openai=${upstream.url}`, {
      upstreams: [{ ...parseUpstream(`openai=${upstream.url}`, {}), apiKey: 'sk-own' }],
      guard: { token: undefined, allowedHosts: [], cors },
    });
    return { upstream, url: recorder.url };
  };

  it.each([
    ['a page of the web', [['Origin', 'https://evil.example']]],
    ['a page of this machine', [['Origin', 'http://localhost:4000']]],
    ['an image', [['Sec-Fetch-Site', 'cross-site']]],
    ['a page that was pointed here', [['Host', 'evil.example']]],
  ] as const)('refuses %s, and asks no upstream', async (_who, headers) => {
    const { upstream, url } = await spending([page]);
    const refused = await rawRequest(url, chatRequest('Say hello', headers));
    expect(refused.status).toBe(403);
    expect(messageOf(refused)).toContain('--key-from-env');
    expect(upstream.requests).toHaveLength(0);
  });

  it('answers programs and chosen pages', async () => {
    const { upstream, url } = await spending([page]);
    expect((await rawRequest(url, chatRequest('one'))).status).toBe(200);
    expect((await rawRequest(url, chatRequest('two', [['Origin', page]]))).status).toBe(200);
    expect(upstream.requests.map(({ headers }) => headerOf(headers, 'authorization'))).toEqual([
      'Bearer sk-own',
      'Bearer sk-own',
    ]);
  });
});

describe('a page of a chosen origin', () => {
  const recorded = async () => {
    const upstream = await scripted({
      headers: [jsonType, ['Access-Control-Allow-Origin', 'https://recorded.example'], ['X-Request-Id', 'req_1']],
      body: ['{"a":1}'],
    });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);
    return recorder.root;
  };
  const guard = { token: undefined, allowedHosts: [], cors: [page] };

  it('may ask before it sends, and read every header of the answer', async () => {
    const { url } = await startReplay(await recorded(), { guard });
    const asked = await rawRequest(`${url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: [
        ['Origin', page],
        ['Access-Control-Request-Method', 'POST'],
        ['Access-Control-Request-Headers', 'authorization,content-type'],
      ],
    });
    expect([asked.status, headerOf(asked.headers, 'access-control-allow-headers')]).toEqual([
      204,
      'authorization,content-type',
    ]);
    for (let i = 0; i < 4; i += 1) {
      const sent = await rawRequest(url, chatRequest('Say hello', [['Origin', page]]));
      expect(headersOf(sent.headers, 'access-control-allow-origin')).toEqual([page]);
      expect(headersOf(sent.headers, 'x-request-id')).toEqual(['req_1']);
      expect([headerOf(sent.headers, 'vary'), sent.body.toString()]).toEqual(['Origin', '{"a":1}']);
    }
  });

  it('reads errors too', async () => {
    const { url } = await startReplay(await recorded(), { guard });
    const missed = await rawRequest(url, chatRequest('other', [['Origin', page]]));
    expect([missed.status, headerOf(missed.headers, 'access-control-allow-origin')]).toEqual([400, page]);
  });

  it('changes nothing for others', async () => {
    const { url } = await startReplay(await recorded(), { guard });
    const before = await rawRequest(url, chatRequest());
    const other = await rawRequest(url, chatRequest('Say hello', [['Origin', 'https://other.example']]));
    for (const sent of [before, other]) {
      expect(headersOf(sent.headers, 'access-control-allow-origin')).toEqual(['https://recorded.example']);
    }
  });
});

it('without --cors, the question of a browser is a request like any other', async () => {
  const { url } = await startReplay(tempFolder());
  const asked = await rawRequest(`${url}/v1/chat/completions`, {
    method: 'OPTIONS',
    headers: [
      ['Origin', page],
      ['Access-Control-Request-Method', 'POST'],
    ],
  });
  expect([asked.status, headerOf(asked.headers, 'access-control-allow-origin')]).toEqual([400, undefined]);
});
