import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInProfile, builtInProfileNames } from '../../src/latency/built-in-profiles.ts';
import type { LatencyProfile } from '../../src/latency/profile.ts';
import { readProfile } from '../../src/latency/read-profile.ts';
import { profileText } from '../../src/latency/write-profile.ts';

const number = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true }).map((value) => Number(value.toPrecision(6)));
const lognormal = fc.record({
  kind: fc.constant('lognormal' as const),
  floor: number(0, 1e4).map(Math.abs),
  mu: number(-5, 12).map((mu) => (mu === 0 ? 0 : mu)),
  sigma: number(1e-4, 4),
});
const constant = fc.record({ kind: fc.constant('constant' as const), value: number(0, 1e5).map(Math.abs) });

const fitted: fc.Arbitrary<LatencyProfile> = fc.record({
  id: fc.constant('mine'),
  about: fc.option(
    fc.record({
      provider: fc.string({ unit: 'binary', minLength: 1 }),
      model: fc.string({ unit: 'binary', minLength: 1 }),
      date: fc.constantFrom('2026', '2026-11', '2026-11-02'),
      source: fc.constant('llmsim profile fit, 3 recordings'),
      samples: fc.option(fc.nat(), { nil: undefined }),
      grade: fc.record({ ttft: fc.constantFrom('A', 'B', 'C'), speed: fc.constantFrom('A', 'B', 'C') }),
    }),
    { nil: undefined },
  ),
  ttft: fc.record({
    body: fc.oneof(lognormal, constant),
    spike: fc.option(fc.record({ weight: number(1e-4, 0.5), tail: lognormal }), { nil: undefined }),
    prompt: fc.option(fc.record({ floor: number(0, 1).map(Math.abs), a: number(1e-9, 10), alpha: number(0.05, 1.5) }), {
      nil: undefined,
    }),
  }),
  thinking: fc.option(fc.oneof(lognormal, constant), { nil: undefined }),
  pace: fc.oneof(
    fc.record({
      kind: fc.constant('speed' as const),
      tokensPerSecond: lognormal,
      jitter: number(0, 2).map(Math.abs),
    }),
    fc.record({ kind: fc.constant('gap' as const), gap: fc.oneof(lognormal, constant) }),
  ),
  events: fc.constantFrom(undefined, 'one-token', 'bimodal'),
  load: fc.constantFrom(undefined, { concurrency: 4, queue: 8, slowdown: 1.5 }),
});

describe('a written profile', () => {
  it('reads back as the same profile, whatever the recordings are called', () => {
    fc.assert(
      fc.property(fitted, fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), (profile, comments) => {
        expect(readProfile(profileText(profile, comments), 'mine')).toEqual(profile);
      }),
    );
  });

  it('has its comments above it, one a line', () => {
    const [name = ''] = builtInProfileNames();
    const profile = builtInProfile(name);
    if (profile === undefined) throw new Error('no profile');
    const text = profileText(profile, ['Fitted to 3 recordings of a model', '', 'with\na: line end']);
    expect(text.split('\n').slice(0, 4)).toEqual([
      '# Fitted to 3 recordings of a model',
      '#',
      '# with a: line end',
      'about:',
    ]);
    expect(text.endsWith('\n')).toBe(true);
  });

  it.each(builtInProfileNames())('holds %s', (name) => {
    const profile = builtInProfile(name);
    if (profile === undefined) throw new Error('no profile');
    expect(readProfile(profileText(profile, []), profile.id)).toEqual(profile);
  });
});
