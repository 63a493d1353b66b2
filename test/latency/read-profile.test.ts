import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LlmsimError } from '../../src/core/errors.ts';
import { mean, quantile } from '../../src/latency/distribution.ts';
import type { LatencyProfile } from '../../src/latency/profile.ts';
import { readProfile } from '../../src/latency/read-profile.ts';
import { promptFactor, ttftQuantile } from '../../src/latency/time-to-first-token.ts';

const read = (text: string) => readProfile(text, 'my.yaml');

function problemsOf(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof LlmsimError)) throw error;
    expect(error.code).toBe('configuration');
    expect(error.hint).toContain('docs/latency-profiles.md');
    const [first, ...rest] = error.message.split('\n');
    expect(first).toBe('The latency profile my.yaml cannot be used:');
    return rest.map((line) => line.trim());
  }
  throw new Error('The profile was accepted.');
}

const speeds = ({ pace }: LatencyProfile) => (pace.kind === 'speed' ? pace.tokensPerSecond : undefined);
const rounded = (value: number) => Math.round(value * 1000) / 1000;
const speedAt = (text: string, p: number) => {
  const speed = speeds(read(text));
  return speed === undefined ? undefined : rounded(quantile(speed, p));
};

describe('a profile in a file', () => {
  it('may say everything, in YAML', () => {
    const profile = read(`
about:
  provider: openai
  model: gpt-4o
  date: 2026-04-03
  source: our own gateway
  samples: 1200
  grade: {ttft: A, speed: B}
ttft: {p50: 639, p95: 1144, p99: 4517}
prompt: {doubles_at: 30000, alpha: 0.9, measured_at: 200}
thinking: {p50: 2000, p95: 9000}
speed: {p50: 81, p95: 120}
jitter: 0.3
events: two-or-three
load: {concurrency: 8, queue: 20, slowdown: 2}
`);
    expect(profile).toMatchObject({
      id: 'my.yaml',
      about: { model: 'gpt-4o', date: '2026-04-03', samples: 1200, grade: { ttft: 'A', speed: 'B' } },
      pace: { kind: 'speed', jitter: 0.3 },
      events: 'two-or-three',
      load: { concurrency: 8, queue: 20, slowdown: 2 },
    });
    expect([0.5, 0.95, 0.99].map((p) => Math.round(ttftQuantile(profile.ttft, p)))).toEqual([639, 1144, 4517]);
    expect(promptFactor(profile.ttft, 200)).toBeCloseTo(1, 9);
    expect(promptFactor(profile.ttft, 30_000) / promptFactor(profile.ttft, 0)).toBeCloseTo(2, 9);
    expect(profile.thinking && quantile(profile.thinking, 0.95)).toBeCloseTo(9000, 3);
  });

  it('may be JSON, with as little as two figures', () => {
    expect(read('{"ttft": 500, "gap": 20}')).toEqual({
      id: 'my.yaml',
      about: undefined,
      ttft: { body: { kind: 'constant', value: 500 }, spike: undefined, prompt: undefined },
      thinking: undefined,
      pace: { kind: 'gap', gap: { kind: 'constant', value: 20 } },
      events: undefined,
      load: undefined,
    });
  });

  it('may be plain means and deviations, as other simulators take them', () => {
    const profile = read(
      '{ttft_mean_ms: 600, ttft_stddev_ms: 150, tbt_mean_ms: 12, tbt_stddev_ms: 3, load: {concurrency: 4}}',
    );
    expect(profile.ttft.body).toEqual({ kind: 'normal', mean: 600, stddev: 150 });
    expect(profile.pace).toEqual({ kind: 'gap', gap: { kind: 'normal', mean: 12, stddev: 3 } });
    expect(profile.load).toEqual({ concurrency: 4, queue: 100, slowdown: 1 });
  });

  it('may give a time to first token in each of its forms', () => {
    const body = (ttft: string) => read(`ttft: ${ttft}\nspeed: 50`).ttft.body;
    expect(body('{mean: 300, stddev: 20}')).toEqual({ kind: 'normal', mean: 300, stddev: 20 });
    expect(body('{floor: 120, mu: 5.5, sigma: 0.4}')).toEqual({ kind: 'lognormal', floor: 120, mu: 5.5, sigma: 0.4 });
    expect(body('{mu: 5.5, sigma: 0.4}')).toEqual({ kind: 'lognormal', floor: 0, mu: 5.5, sigma: 0.4 });
    const floored = body('{p50: 300, p95: 500, floor: 200}');
    expect([0, 0.5, 0.95].map((p) => Math.round(quantile(floored, p)))).toEqual([200, 300, 500]);
    // Of a median alone the spread is assumed.
    const median = body('{p50: 300, floor: 200}');
    expect([0, 0.5, 0.95].map((p) => Math.round(quantile(median, p)))).toEqual([200, 300, 501]);
  });

  it('may name its spikes', () => {
    const { ttft } = read('ttft: {p50: 300, p95: 500}\nspike: {weight: 0.02, p50: 4000, p95: 8000}\nspeed: 50');
    expect(ttft.spike?.weight).toBe(0.02);
    expect(ttft.spike && quantile(ttft.spike.tail, 0.95)).toBeCloseTo(8000, 3);
    const exact = read('ttft: 300\nspike: {weight: 0.01, mu: 8, sigma: 0.3}\nspeed: 50').ttft.spike;
    expect(exact?.tail).toEqual({ kind: 'lognormal', floor: 0, mu: 8, sigma: 0.3 });
  });

  it('may give a speed in each of its forms', () => {
    expect(speedAt('ttft: 1\nspeed: 80', 0.5)).toBe(80);
    expect(speedAt('ttft: 1\nspeed: {tokens_per_second: 80, cv: 0}', 0.9)).toBe(80);
    expect(speedAt('ttft: 1\nspeed: {p50: 80, p95: 100}', 0.95)).toBe(100);
    expect(speedAt('ttft: 1\nspeed: {ms_per_token: 10}', 0.5)).toBe(100);
    // The slowest twentieth of requests has gaps of 8 ms and more.
    expect(speedAt('ttft: 1\nspeed: {ms_per_token: {p50: 5, p95: 8}}', 0.05)).toBe(125);
    expect(speedAt('ttft: 1\nspeed: {ms_per_token: {p50: 5, p95: 8}}', 0.5)).toBe(200);
    expect(speedAt('ttft: 1\nspeed: {mu: 4, sigma: 0.1}', 0.5)).toBe(rounded(Math.exp(4)));
    const spread = speeds(read('ttft: 1\nspeed: {tokens_per_second: 80, cv: 0.2}'));
    expect(spread && mean(spread)).toBeCloseTo(80 * Math.sqrt(1 + 0.2 ** 2), 6);
  });

  it('may give the effect of the prompt by the parameters themselves', () => {
    const { ttft } = read('ttft: 300\nspeed: 50\nprompt: {floor: 0.8, a: 0.001, alpha: 0.9}');
    expect(ttft.prompt).toEqual({ floor: 0.8, a: 0.001, alpha: 0.9 });
    expect(promptFactor(read('ttft: 300\nspeed: 50\nprompt: {doubles_at: 1000}').ttft, 3000)).toBeCloseTo(4, 9);
  });
});

describe('a profile that cannot be used', () => {
  it('has every problem told with its line and what is accepted', () => {
    expect(
      problemsOf(`ttft:
  p50: 500
  p95: 300
  flor: 9
speed: fast
events: huge
load: {concurrency: 0}
colour: red`),
    ).toEqual([
      'my.yaml:3: ttft.p95 must be above p50 (500)',
      'my.yaml:4: ttft.flor is not known here; accepted: p50, p95, floor',
      'my.yaml:5: speed must be a number of tokens per second, {tokens_per_second, cv}, {p50, p95}, {ms_per_token} or {mu, sigma, floor}',
      'my.yaml:6: events must be one-token, two-or-three, small-then-bursts, bimodal',
      'my.yaml:7: load.concurrency must be 1 or more',
      'my.yaml:8: colour is not known here; accepted: ttft, spike, speed, gap, jitter, about, prompt, thinking, events, load',
    ]);
  });

  it('is told about the form that was meant', () => {
    expect(problemsOf('{ttft_mean_ms: 4, tbt_mean_ms: many}')).toEqual([
      'my.yaml:1: ttft_stddev_ms is missing: a number',
      'my.yaml:1: tbt_mean_ms must be a number',
      'my.yaml:1: tbt_stddev_ms is missing: a number',
    ]);
    expect(problemsOf('ttft: {p50: 9, p95: 8, p99: 7}\nspeed: 5')).toEqual([
      'my.yaml:1: ttft.p95 must be above p50 (9)',
      'my.yaml:1: ttft.p99 must be above p95 (8)',
    ]);
    expect(problemsOf('ttft: {floor: 300, p50: 200}\nspeed: 5')).toEqual([
      'my.yaml:1: ttft.p50 must be above floor (300)',
    ]);
    expect(problemsOf('ttft: soon\nspeed: {ms_per_token: {p50: 5}}')).toEqual([
      'my.yaml:1: ttft must be a number of milliseconds, {p50, p95, p99, floor}, {mean, stddev} or {mu, sigma, floor}',
      'my.yaml:2: speed.ms_per_token.p95 is missing: a number',
    ]);
  });

  it('does not say one thing twice', () => {
    expect(problemsOf('ttft: 5\nspeed: 5\ngap: 5')).toEqual([
      'my.yaml:3: gap says again what speed says; leave one out',
    ]);
    expect(problemsOf('ttft: 5\ngap: 5\njitter: 1')).toEqual(['my.yaml:3: jitter belongs to speed, not to gap']);
    expect(problemsOf('ttft: {p50: 1, p95: 2, p99: 9}\nspike: {weight: 0.1, p50: 3}\ngap: 5')).toEqual([
      'my.yaml:2: spike says again what ttft.p99 says; leave one out',
    ]);
    expect(problemsOf('ttft: 5')).toEqual([
      'my.yaml:1: speed is missing: tokens per second; or gap, milliseconds between two events, 0 for all at once',
    ]);
  });

  it('may be no profile at all', () => {
    const all = 'settings such as ttft and speed, or ttft_mean_ms, ttft_stddev_ms, tbt_mean_ms and tbt_stddev_ms';
    for (const text of ['', '[1]', 'fast', '7'])
      expect(problemsOf(text)).toEqual([`my.yaml:1: the file must be ${all}`]);
    expect(problemsOf('ttft: [')[0]).toMatch(/^my\.yaml:1: /);
    expect(problemsOf('ttft: {p50: .inf}\nspeed: .nan')).toHaveLength(2);
    expect(
      problemsOf('a: &a [1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]')[0],
    ).toMatch(/^my\.yaml:1: /);
  });

  it('never breaks anything but itself, whatever the text', () => {
    const words = fc.constantFrom(
      'ttft',
      'speed',
      'p50',
      ':',
      '{',
      '}',
      ' ',
      '\n',
      '1',
      '-3',
      'prompt',
      'about',
      ',',
      '&a',
      '*a',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(LlmsimError);
          }
        },
      ),
    );
  });
});
