/** What there is to watch, over sockets: metrics, journal, readiness, logs, traces and request ids. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultTelemetry, type LogConfig, type TelemetryConfig } from '../../src/app/telemetry-config.ts';
import { headerOf, headersOf } from '../../src/core/headers.ts';
import { noPaint } from '../../src/telemetry/answer-log.ts';
import type { JournalEntry } from '../../src/telemetry/recent-answers.ts';
import { chatCompletion } from '../support/chat-completion.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { Gate } from '../support/pace.ts';
import { readPrometheusText, sampleValue } from '../support/prometheus-text.ts';
import { rawRequest } from '../support/raw-client.ts';
import { jsonType, streamScript } from '../support/script.ts';
import { chatRequest, scripted, startRecorder, startReplay } from '../support/simulators.ts';

const answer = JSON.stringify(chatCompletion('Hello.', { prompt: 11, completion: 7 }));
const events = [
  'data: {"model":"m-1","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n',
  'data: {"model":"m-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\n\n',
  'data: [DONE]\n\n',
];

/** A folder with one recording of `chatRequest()`. */
async function recorded(
  script: Parameters<typeof scripted>[0] = { headers: [jsonType], body: [answer] },
): Promise<string> {
  const upstream = await scripted(script);
  const recorder = await startRecorder(`openai=${upstream.url}`);
  await rawRequest(recorder.url, chatRequest());
  await recorder.reported(1);
  return recorder.root;
}

async function metricsOf(url: string) {
  const scraped = await rawRequest(`${url}/metrics`);
  expect([scraped.status, headerOf(scraped.headers, 'content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return readPrometheusText(scraped.body.toString());
}

async function journalOf(url: string, query = ''): Promise<readonly JournalEntry[]> {
  const { status, body } = await rawRequest(`${url}/__llmsim/journal${query}`);
  expect(status).toBe(200);
  return JSON.parse(body.toString()).entries;
}

const requestIdOf = ({ headers }: { readonly headers: Parameters<typeof headersOf>[0] }) =>
  headersOf(headers, 'x-request-id');

describe('the metrics of a replay', () => {
  it('tell of hits, misses, tokens, times, connections and the pace', async () => {
    const { url } = await startReplay(await recorded());
    for (let i = 0; i < 3; i += 1) await rawRequest(url, chatRequest());
    await rawRequest(url, chatRequest('another'));
    const metrics = await metricsOf(url);
    const of = { endpoint: 'chat-completions', model: 'gpt-4o-mini' };
    expect(sampleValue(metrics, 'llmsim_requests_total', { ...of, source: 'cassette', status: '200' })).toBe(3);
    expect(sampleValue(metrics, 'llmsim_requests_total', { ...of, source: 'none', status: '400' })).toBe(1);
    expect(sampleValue(metrics, 'llmsim_tokens_total', { source: 'cassette', direction: 'output' })).toBe(21);
    expect(sampleValue(metrics, 'llmsim_request_duration_seconds', { source: 'cassette' }, '_count')).toBe(3);
    expect(sampleValue(metrics, 'llmsim_cassette_hits_total', { cassette: 'default' })).toBe(3);
    expect(sampleValue(metrics, 'llmsim_cassette_misses_total', { cassette: '*' })).toBe(1);
    expect(sampleValue(metrics, 'llmsim_errors_total', { kind: 'miss' })).toBe(1);
    expect(sampleValue(metrics, 'llmsim_active_connections')).toBeGreaterThan(0);
    expect(sampleValue(metrics, 'llmsim_active_streams')).toBe(0);
    expect(sampleValue(metrics, 'llmsim_build_info', { mode: 'none' })).toBe(1);
    expect(metrics.get('llmsim_pacing_lateness_seconds')?.type).toBe('gauge');
  });

  it('tell of streams at their pace, and of clients that leave them', async () => {
    const root = await recorded(streamScript(events));
    const { url } = await startReplay(root, { latency: { kind: 'recorded', speed: 1 } });
    await rawRequest(url, chatRequest());
    const metrics = await metricsOf(url);
    expect(sampleValue(metrics, 'llmsim_time_to_first_token_seconds', { source: 'cassette' }, '_count')).toBe(1);
    expect(sampleValue(metrics, 'llmsim_paced_chunks_total')).toBe(3);
    expect(sampleValue(metrics, 'llmsim_tokens_total', { direction: 'input' })).toBe(3);
  });
});

describe('the metrics of a recorder', () => {
  it('tell what the upstream answered, its tokens too from the first look on', async () => {
    const upstream = await scripted(streamScript(events));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);
    const first = await metricsOf(recorder.url);
    expect(sampleValue(first, 'llmsim_requests_total', { source: 'upstream', status: '200' })).toBe(1);
    expect(sampleValue(first, 'llmsim_tokens_total', { source: 'upstream', direction: 'output' })).toBe(0);
    await rawRequest(recorder.url, chatRequest());
    await recorder.reported(2);
    const metrics = await metricsOf(recorder.url);
    expect(sampleValue(metrics, 'llmsim_requests_total', { source: 'upstream', status: '200' })).toBe(2);
    expect(sampleValue(metrics, 'llmsim_tokens_total', { source: 'upstream', direction: 'output' })).toBe(2);
    expect(metrics.get('llmsim_cassette_misses_total')?.samples).toEqual([]);
  });

  it('tell how an answer broke off', async () => {
    const upstream = await scripted(streamScript(events.slice(0, 1), { end: 'reset' }));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);
    expect((await journalOf(recorder.url)).map(({ end, usage }) => [end, usage])).toEqual([['reset', undefined]]);
    expect(sampleValue(await metricsOf(recorder.url), 'llmsim_errors_total', { kind: 'reset' })).toBe(1);
  });
});

describe('the journal', () => {
  it('has an entry an answer, without secrets, and filters', async () => {
    const key = 'sk-proj-Zk3v9QmX2LrT8wYb7NcP4aHd';
    const { url } = await startReplay(await recorded());
    await rawRequest(url, chatRequest('Say hello', [['Authorization', `Bearer ${key}`]]));
    await rawRequest(url, { ...chatRequest('other'), target: `/v1/chat/completions?user=${key}` });
    const entries = await journalOf(url);
    expect(entries).toMatchObject([
      {
        id: 1,
        method: 'POST',
        target: '/v1/chat/completions',
        upstream: 'openai',
        cassette: 'default',
        endpoint: 'chat-completions',
        model: 'gpt-4o-mini',
        source: 'cassette',
        status: 200,
        chunks: 1,
        bytes: answer.length,
        end: 'complete',
        usage: { input: 11, output: 7, cached: 0, reasoning: 0 },
      },
      { id: 2, source: 'none', status: 400 },
    ]);
    expect(JSON.stringify(entries)).not.toContain(key);
    const ids = async (query: string) => (await journalOf(url, query)).map(({ id }) => id);
    expect(await ids('?source=none')).toEqual([2]);
    expect(await ids('?status=2xx')).toEqual([1]);
    expect(await ids('?cassette=default')).toEqual([1]);
    expect(await ids('?limit=1')).toEqual([2]);
    expect(await ids(`?since=${encodeURIComponent(entries[0]?.time ?? '')}`)).toEqual([2]);
  });

  it('tells that a client left a stream', async () => {
    const gate = new Gate();
    onTestFinished(() => gate.open());
    const upstream = await scripted(
      streamScript(events, { pace: async (step, signal) => (step === 0 ? undefined : gate.pace(step, signal)) }),
    );
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest(), { leaveAfter: 1 });
    await recorder.reported(1);
    let entries: readonly JournalEntry[] = [];
    while (entries.length === 0) entries = await journalOf(recorder.url);
    expect(entries).toMatchObject([{ source: 'upstream', end: 'client-gone', status: 200, chunks: 1 }]);
  });
});

describe('a request', () => {
  it('keeps the id that its client gave it, on the answer and in the journal', async () => {
    const { url } = await startReplay(await recorded());
    for (let i = 0; i < 5; i += 1) {
      const given = await rawRequest(url, chatRequest('Say hello', [['X-Request-Id', `mine-${i}`]]));
      expect(requestIdOf(given)).toEqual([`mine-${i}`]);
      expect(given.body.toString()).toBe(answer);
    }
    expect((await journalOf(url)).map(({ requestId }) => requestId)).toEqual([0, 1, 2, 3, 4].map((i) => `mine-${i}`));
  });

  it('is given one for the journal where the client sends none, or none that can stand in a log; its answer stays as it is', async () => {
    const { url } = await startReplay(await recorded());
    const answers: Parameters<typeof headersOf>[0][] = [];
    for (const headers of [[], [], [], [], [['X-Request-Id', 'two words'] as const]]) {
      const given = await rawRequest(url, chatRequest('Say hello', headers));
      expect(requestIdOf(given)).toEqual([]);
      expect(given.body.toString()).toBe(answer);
      answers.push(given.headers);
    }
    expect(new Set(answers.map((headers) => JSON.stringify(headers))).size).toBe(1);
    const made = (await journalOf(url)).map(({ requestId }) => requestId);
    expect(made.every((id) => /^sim-[0-9a-f]{8}-\d+$/.test(id))).toBe(true);
    expect(new Set(made).size).toBe(5);
  });

  it('has the recorded id on its answer where there is one', async () => {
    const root = await recorded({ headers: [jsonType, ['X-Request-Id', 'req_recorded']], body: [answer] });
    const { url } = await startReplay(root);
    const given = await rawRequest(url, chatRequest('Say hello', [['X-Request-Id', 'mine']]));
    expect(requestIdOf(given)).toEqual(['req_recorded']);
    expect(await journalOf(url)).toMatchObject([{ requestId: 'mine' }]);
  });

  it('has its id in the recorder’s reports too', async () => {
    const upstream = await scripted({ headers: [jsonType], body: [answer] });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest('Say hello', [['X-Request-Id', 'mine']]));
    expect(await recorder.reported(1)).toMatchObject([{ requestId: 'mine' }]);
  });
});

describe('the probes', () => {
  it('are alive at once, and ready when all recordings were looked at', async () => {
    const { url } = await startReplay(await recorded());
    expect((await rawRequest(`${url}/health`)).status).toBe(200);
    let ready = await rawRequest(`${url}/ready`);
    while (ready.status === 503) ready = await rawRequest(`${url}/ready`);
    expect([ready.status, JSON.parse(ready.body.toString())]).toEqual([200, { status: 'ready', problems: 0 }]);
  });
});

describe('the log', () => {
  const logging = (level: LogConfig['level'], lines: string[]): TelemetryConfig => ({
    ...defaultTelemetry,
    log: { level, format: 'json', skips: new Set(), paint: noPaint, write: (line) => void lines.push(line) },
  });

  it('has a line an answer, and at level debug one a chunk before it, whatever way it was sent', async () => {
    const root = await recorded(streamScript(events));
    for (const latency of [{ kind: 'instant' }, { kind: 'recorded', speed: 1 }] as const) {
      const lines: string[] = [];
      const { url } = await startReplay(root, { latency, telemetry: logging('debug', lines) });
      for (let i = 0; i < 4; i += 1) await rawRequest(url, chatRequest());
      const told = lines.map((line) => JSON.parse(line));
      const texts = told.filter(({ event }) => event === 'chunk').map(({ text }) => text);
      expect(texts.join('')).toBe(events.join('').repeat(4));
      expect(told.filter(({ event }) => event === 'answer')).toHaveLength(4);
      expect(told.at(-1)).toMatchObject({ event: 'answer', source: 'cassette', status: 200 });
    }
  });

  it('has no chunks at level info, and nothing of answers at level warn', async () => {
    const root = await recorded();
    const [info, warn]: [string[], string[]] = [[], []];
    for (const [level, lines] of [
      ['info', info],
      ['warn', warn],
    ] as const) {
      const { url } = await startReplay(root, { telemetry: logging(level, lines) });
      await rawRequest(url, chatRequest());
    }
    expect(info.map((line) => JSON.parse(line).event)).toEqual(['answer']);
    expect(warn).toEqual([]);
  });
});

describe('traces', () => {
  it('have a span an answer that continues the trace of the client', async () => {
    const receiver = await startOtlpReceiver();
    const { url, close } = await startReplay(await recorded(), {
      telemetry: { ...defaultTelemetry, otlp: { url: `${receiver.url}/v1/traces`, headers: undefined } },
    });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await rawRequest(url, chatRequest('Say hello', [['traceparent', `00-${traceId}-b7ad6b7169203331-01`]]));
    await rawRequest(url, chatRequest('missing'));
    await close();
    const spans = await receiver.received(2);
    expect(spans).toMatchObject([
      {
        traceId,
        parentSpanId: 'b7ad6b7169203331',
        name: 'chat gpt-4o-mini',
        status: 0,
        attributes: {
          'gen_ai.provider.name': 'openai',
          'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
          'gen_ai.usage.input_tokens': 11,
          'gen_ai.usage.output_tokens': 7,
          'gen_ai.response.finish_reasons': ['stop'],
          'http.response.status_code': 200,
        },
      },
      { name: 'chat gpt-4o-mini', status: 2, attributes: { 'error.type': 'llmsim_no_recording' } },
    ]);
    expect(spans[1]?.traceId).not.toBe(traceId);
  });
});
