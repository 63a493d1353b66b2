/** The section `latency` of a configuration, and how it and options become the pace of answers. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LatencySettings } from '../../src/app/configuration.ts';
import { builtInProfile } from '../../src/latency/built-in-profiles.ts';
import { configurationOf, problemsOf } from '../support/checked-configurations.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

function settingsOf(text: string, folder?: string): LatencySettings {
  const { latency } = configurationOf(text, folder);
  if (latency === undefined) throw new Error('there is no section latency');
  return latency;
}

describe('the section latency', () => {
  it('is undefined where it is not there', () => {
    expect(configurationOf('synthesis: { seed: 7 }').latency).toBeUndefined();
  });

  it('says the usual pace, that of models, the seed, the speed and the load', () => {
    const settings = settingsOf(`latency:
  default: claude-haiku*2
  speed: 4
  seed: 7
  models:
    gpt-4o*: instant
    "*": recorded*0.5
  load: { concurrency: 8, queue: 16, slowdown: 2 }
`);
    expect(settings).toEqual({
      default: { kind: 'profile', profile: builtInProfile('claude-haiku'), speed: 2 },
      speed: 4,
      seed: '7',
      models: [
        { model: 'gpt-4o*', word: { kind: 'instant', speed: undefined } },
        { model: '*', word: { kind: 'recorded', speed: 0.5 } },
      ],
      profiles: new Map(),
      load: { concurrency: 8, queue: 16, slowdown: 2 },
    });
  });

  it.each(['docs/latency.md', 'docs/configuration.md'])('is as %s shows it', (page) => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(PROJECT_ROOT, page), 'utf8')) ?? [];
    const settings = settingsOf(yaml);
    expect(settings.default).toMatchObject({ kind: 'profile', profile: builtInProfile('gpt-4o') });
    expect(settings.models.length).toBeGreaterThan(1);
    expect([...settings.profiles.keys()]).toEqual(['ours']);
    expect(settings.load).toEqual({ concurrency: 8, queue: 32, slowdown: 2 });
  });

  it('has a queue and no slow-down where it only says how many run at once', () => {
    const { load } = settingsOf('latency: { load: { concurrency: 4 } }');
    expect(load?.concurrency).toBe(4);
    expect(load?.queue).toBeGreaterThanOrEqual(0);
    expect(load?.slowdown).toBeGreaterThanOrEqual(1);
  });

  it('takes profiles from itself and from files beside it, and names them anywhere', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'ours.yaml'), 'ttft: 30\nspeed: 200\n');
    const settings = settingsOf(
      `latency:
  default: ours
  models: { small: quick }
  profiles:
    ours: ours.yaml
    quick: { ttft_mean_ms: 10, ttft_stddev_ms: 1, tbt_mean_ms: 2, tbt_stddev_ms: 1 }
    gpt-4o: { ttft: 5, speed: 1000 }
`,
      folder,
    );
    expect([...settings.profiles.keys()]).toEqual(['ours', 'quick', 'gpt-4o']);
    expect(settings.default).toMatchObject({ profile: { id: 'ours', ttft: { body: { value: 30 } } } });
    expect(settings.models[0]?.word).toMatchObject({ profile: { id: 'quick', pace: { kind: 'gap' } } });
    expect(settings.profiles.get('gpt-4o')?.ttft.body).toEqual({ kind: 'constant', value: 5 });
  });

  it('takes the file of a profile as a pace, as --latency does, with a factor too', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'ours.yaml'), 'ttft: 30\nspeed: 200\n');
    const settings = settingsOf('latency: { default: ours.yaml, models: { small: "./ours.yaml*2" } }', folder);
    const ours = { kind: 'profile', profile: { ttft: { body: { value: 30 } } } };
    expect(settings.default).toMatchObject({ ...ours, speed: undefined });
    expect(settings.models[0]?.word).toMatchObject({ ...ours, speed: 2 });
    expect(problemsOf('latency: { default: "ours.yaml*0" }', folder)[0]).toMatch(/A factor is above 0/);
    expect(problemsOf('latency: { default: theirs.yaml }', folder)).toEqual([
      expect.stringMatching(/^1: latency\.default: .*theirs\.yaml cannot be read: there is no such file\. /),
    ]);
  });

  it.each([
    ['latency: { default: gpt-40 }', /^1: latency\.default: There is no latency "gpt-40"\. Did you mean gpt-4o/],
    ['latency:\n  models:\n    a: quick', /^3: latency\.models\.a: There is no latency "quick"/],
    ['latency: { default: "recorded*0" }', /^1: latency\.default: .*A factor is above 0/],
    ['latency: { speed: 0 }', /^1: latency\.speed: /],
    ['latency: { load: { concurrency: 0 } }', /^1: latency\.load\.concurrency: /],
    ['latency: { load: { concurency: 1 } }', /latency\.load\.concurrency/],
    [
      'latency:\n  profiles:\n    instant: { ttft: 1, speed: 1 }',
      /^3: "instant" cannot be the name of a profile: it is that of another pace/,
    ],
    [
      'latency:\n  profiles:\n    "a b": { ttft: 1, speed: 1 }',
      /^3: "a b" cannot be the name of a profile: use letters/,
    ],
    ['latency:\n  profiles:\n    mine: { ttft: -1, speed: 1 }', /^3: latency\.profiles\.mine: ttft /],
    [
      'latency:\n  profiles:\n    mine: not-there.yaml',
      /^3: latency\.profiles\.mine: .*not-there\.yaml cannot be read/,
    ],
    ['latency:\n  profiles:\n    mine: 5', /^3: latency\.profiles\.mine: is neither/],
    ['latency: { pace: instant }', /^1: "latency\.pace" is not a setting of llmsim/],
  ])('refuses %j', (text, message) => {
    expect(problemsOf(text)[0]).toMatch(message);
  });

  it('names each problem of a profile that stands in it, with its own line', () => {
    const text =
      'latency:\n  profiles:\n    mine:\n      ttft: { p50: 600, p95: 100 }\n      speed: .inf\n      sped: 1\n';
    const problems = problemsOf(text);
    expect(problems).toHaveLength(3);
    expect(problems).toContainEqual('4: latency.profiles.mine: ttft.p95 must be above p50 (600)');
    expect(problems).toContainEqual(
      expect.stringMatching(/^5: latency\.profiles\.mine: speed must be a number of tokens/),
    );
    expect(problems).toContainEqual(expect.stringMatching(/^6: latency\.profiles\.mine: sped is not known here/));
  });

  it('names each problem of a profile in a file, with that file’s line', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'ours.yaml'), 'ttft: -1\nspeed: fast\n');
    const problems = problemsOf('latency:\n  profiles:\n    ours: ours.yaml', folder);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^3: latency\.profiles\.ours: ours\.yaml:1: ttft /);
    expect(problems[1]).toMatch(/^3: latency\.profiles\.ours: ours\.yaml:2: speed /);
  });
});
