import { describe, expect, it } from 'vitest';
import { isOrigin, otlpOf } from '../../src/app/telemetry-config.ts';

describe('where spans go', () => {
  it.each([
    ['nowhere, where nothing says so', undefined, {}, undefined],
    ['what is configured', { endpoint: 'http://a:4318' }, {}, 'http://a:4318/v1/traces'],
    ['what is configured with its path', { endpoint: 'http://a:4318/v1/traces/' }, {}, 'http://a:4318/v1/traces'],
    [
      'what is configured before the environment',
      { endpoint: 'http://a' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b' },
      'http://a/v1/traces',
    ],
    [
      'the environment’s endpoint',
      undefined,
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b:4318/' },
      'http://b:4318/v1/traces',
    ],
    [
      'the environment’s endpoint of traces, as it is',
      undefined,
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/x', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b' },
      'http://c/x',
    ],
    ['nowhere, for an empty variable', undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, undefined],
    ['nowhere, where traces are switched off', { endpoint: 'http://a' }, { OTEL_SDK_DISABLED: 'true' }, undefined],
    ['nowhere, without an exporter', { endpoint: 'http://a' }, { OTEL_TRACES_EXPORTER: 'none' }, undefined],
  ] as const)('is %s', (_what, settings, env, url) => {
    expect(otlpOf(settings, env)?.url).toBe(url);
  });

  it('has the headers of the configuration', () => {
    expect(otlpOf({ endpoint: 'http://a', headers: { 'x-team': 'b' } }, {})?.headers).toEqual({ 'x-team': 'b' });
    expect(otlpOf({ endpoint: 'http://a' }, {})?.headers).toBeUndefined();
  });
});

describe('an origin', () => {
  it.each(['*', 'http://localhost:3000', 'https://app.example', 'http://[::1]:3000', 'chrome-extension://abcdef'])(
    'is what a browser sends: %s',
    (text) => expect(isOrigin(text)).toBe(true),
  );

  it.each([
    '',
    'localhost:3000',
    'http://localhost:3000/',
    'https://app.example/page',
    'HTTPS://App.example',
    'http://a:80',
    '**',
  ])('is nothing else: %j', (text) => expect(isOrigin(text)).toBe(false));
});
