import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gauge, HistogramFamily } from '../../src/telemetry/metric.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { metricsRenderer } from '../../src/telemetry/render-metrics.ts';
import { type ReadMetric, readPrometheusText, sampleValue } from '../support/prometheus-text.ts';
import { facts, recordOf } from './answers.ts';

async function scraped(metrics: Metrics): Promise<ReadonlyMap<string, ReadMetric>> {
  const { contentType, text } = await metricsRenderer(metrics.all)();
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  return readPrometheusText(text);
}

describe('the metrics', () => {
  it('count requests by endpoint, model, source and status', async () => {
    const metrics = new Metrics(true);
    metrics.count(recordOf());
    metrics.count(recordOf());
    metrics.count(recordOf({ status: 429 }));
    metrics.count(recordOf({ source: 'generator', facts: { ...facts, model: undefined } }));
    const read = await scraped(metrics);
    const of = { endpoint: 'chat-completions', model: 'gpt-4o-mini', source: 'cassette' };
    expect(sampleValue(read, 'llmsim_requests_total', { ...of, status: '200' })).toBe(2);
    expect(sampleValue(read, 'llmsim_requests_total', { ...of, status: '429' })).toBe(1);
    expect(sampleValue(read, 'llmsim_requests_total', { model: 'none', source: 'generator' })).toBe(1);
  });

  it('count tokens in and out', async () => {
    const metrics = new Metrics(true);
    metrics.count(recordOf());
    metrics.count(recordOf());
    metrics.count(recordOf({ facts: { ...facts, answer: undefined } }));
    const read = await scraped(metrics);
    expect(sampleValue(read, 'llmsim_tokens_total', { direction: 'input', source: 'cassette' })).toBe(22);
    expect(sampleValue(read, 'llmsim_tokens_total', { direction: 'output', source: 'cassette' })).toBe(14);
  });

  it('measure how long answers take, and of streams how long the first token takes', async () => {
    const metrics = new Metrics(true);
    metrics.count(recordOf({ duration: 40, firstChunk: 20 }));
    metrics.count(recordOf({ duration: 400, firstChunk: 200, facts: { ...facts, streamed: true } }));
    const read = await scraped(metrics);
    expect(sampleValue(read, 'llmsim_request_duration_seconds', {}, '_count')).toBe(2);
    expect(sampleValue(read, 'llmsim_request_duration_seconds', {}, '_sum')).toBeCloseTo(0.44);
    expect(sampleValue(read, 'llmsim_request_duration_seconds', { le: '0.05' }, '_bucket')).toBe(1);
    expect(sampleValue(read, 'llmsim_time_to_first_token_seconds', {}, '_count')).toBe(1);
    expect(sampleValue(read, 'llmsim_time_to_first_token_seconds', {}, '_sum')).toBeCloseTo(0.2);
  });

  it('count what went wrong, by kind', async () => {
    const metrics = new Metrics(true);
    metrics.count(recordOf({ source: 'none', status: 400 }));
    metrics.count(recordOf({ source: 'llmsim', status: 502 }));
    metrics.count(recordOf({ status: 429 }));
    metrics.count(recordOf({ status: 529 }));
    metrics.count(recordOf({ end: 'reset' }));
    metrics.count(recordOf({ end: 'client-gone' }));
    const read = await scraped(metrics);
    const kinds = read.get('llmsim_errors_total')?.samples.filter(({ value }) => value > 0);
    expect(kinds?.map(({ labels, value }) => [labels['kind'], value])).toEqual([
      ['miss', 1],
      ['refusal', 1],
      ['status_4xx', 1],
      ['status_5xx', 1],
      ['reset', 1],
      ['client-gone', 1],
    ]);
  });

  it('count faults by their name, whatever their arguments', async () => {
    const metrics = new Metrics(true);
    metrics.count(recordOf({ fault: 'reset(after=3)' }));
    metrics.count(recordOf({ fault: 'reset(after=5)' }));
    metrics.count(recordOf({ fault: 'stall' }));
    const read = await scraped(metrics);
    expect(sampleValue(read, 'llmsim_faults_total', { fault: 'reset' })).toBe(2);
    expect(sampleValue(read, 'llmsim_faults_total', { fault: 'stall' })).toBe(1);
  });

  it('count hits and misses of cassettes, and neither for answers that ask no cassette', async () => {
    const metrics = new Metrics(true);
    metrics.count(recordOf());
    metrics.count(recordOf({ source: 'none', status: 400, cassette: undefined, facts: { ...facts } }));
    metrics.count(recordOf({ source: 'generator', cassette: 'chat', facts: { ...facts } }));
    for (const source of ['rule', 'fault', 'llmsim'] as const) metrics.count(recordOf({ source, facts: { ...facts } }));
    const read = await scraped(metrics);
    expect(read.get('llmsim_cassette_hits_total')?.samples).toEqual([
      { name: 'llmsim_cassette_hits_total', labels: { cassette: 'chat' }, value: 1 },
    ]);
    expect(
      read.get('llmsim_cassette_misses_total')?.samples.map(({ labels, value }) => [labels['cassette'], value]),
    ).toEqual([
      ['*', 1],
      ['chat', 1],
    ]);
  });

  it('know no misses where nothing is looked up', async () => {
    const metrics = new Metrics(false);
    metrics.count(recordOf({ source: 'upstream' }));
    expect((await scraped(metrics)).get('llmsim_cassette_misses_total')?.samples).toEqual([]);
  });

  it('keep their number bounded, whatever models, paths and cassettes clients make up', async () => {
    const metrics = new Metrics(true);
    for (let i = 0; i < 1000; i += 1) {
      const made = { ...facts, model: `model-${i}`, endpoint: `path-${i % 300}` };
      metrics.count(recordOf({ source: 'none', status: 400, cassette: `cassette-${i}`, facts: made }));
    }
    const read = await scraped(metrics);
    const models = new Set(read.get('llmsim_requests_total')?.samples.map(({ labels }) => labels['model']));
    expect(models.size).toBe(201);
    expect(models.has('other')).toBe(true);
    expect(read.get('llmsim_cassette_misses_total')?.samples).toHaveLength(201);
    expect(sampleValue(read, 'llmsim_tokens_total', { model: 'other', direction: 'input' })).toBe(800 * 11);
  });

  it('are one text that the strict reader takes, whatever stands in a label', async () => {
    const metrics = new Metrics(true);
    const render = metricsRenderer(metrics.all);
    let requests = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), async (models) => {
        for (const model of models) metrics.count(recordOf({ facts: { ...facts, model } }));
        requests += models.length;
        const read = readPrometheusText((await render()).text);
        expect(read.get('llmsim_requests_total')?.samples.reduce((sum, { value }) => sum + value, 0)).toBe(requests);
      }),
      { numRuns: 40 },
    );
  });

  it('come with those of the process', async () => {
    const read = await scraped(new Metrics(true));
    expect(read.get('process_resident_memory_bytes')?.samples[0]?.value).toBeGreaterThan(1e6);
    expect(read.get('nodejs_eventloop_lag_seconds')?.type).toBe('gauge');
  });
});

describe('a histogram', () => {
  it('puts a value into the first bucket whose bound it does not pass', () => {
    const family = new HistogramFamily('h_seconds', 'H.', [], [1, 2]);
    for (const value of [1, 1.5, 2, 3]) family.of().observe(value);
    expect(family.samples().map(({ labels, value }) => [labels['le'], value])).toEqual([
      ['1', 1],
      ['2', 3],
      ['+Inf', 4],
      [undefined, 7.5],
      [undefined, 4],
    ]);
  });
});

describe('a gauge', () => {
  it('is looked up when somebody asks', () => {
    let now = 1;
    const metric = gauge('g', 'G.', () => now);
    now = 2;
    expect(metric.samples()).toEqual([{ name: 'g', labels: {}, value: 2 }]);
  });
});
