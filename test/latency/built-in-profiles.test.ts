import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/random.ts';
import {
  aliasOf,
  builtInProfile,
  builtInProfileAliases,
  builtInProfileNames,
} from '../../src/latency/built-in-profiles.ts';
import { quantile } from '../../src/latency/distribution.ts';
import { drawTiming } from '../../src/latency/draw-timing.ts';
import type { LatencyProfile } from '../../src/latency/profile.ts';
import type { ProfileForm } from '../../src/latency/profile-file.ts';
import { readProfile } from '../../src/latency/read-profile.ts';
import { promptFactor } from '../../src/latency/time-to-first-token.ts';
import { builtIn } from '../support/latency-profiles.ts';

const folder = new URL('../../src/latency/profiles/', import.meta.url);
const textOf = (name: string) => readFileSync(new URL(`${name}.json`, folder), 'utf8');
const measured = builtInProfileNames().filter((name) => name !== 'instant');

/** What the sources state of the time to the first token of text, in ms (p50, p95, p99), and of the tokens a second. */
const stated: Readonly<Record<string, readonly [ttft: readonly number[], speed: number | undefined]>> = {
  'anthropic.claude-haiku-4.5.2026-04': [[541, 1591, 4117], 85],
  'anthropic.claude-opus-4.6.2026-04': [[1626, 2420, 3797], undefined],
  'anthropic.claude-sonnet-4.6.2026-04': [[941, 2939, 4787], undefined],
  'anyscale.llama-2-70b.2023-12': [[213, 362, 475], 1000 / 14.6],
  'bedrock.llama-2-70b.2023-12': [[388, 542, 687], 1000 / 46.2],
  'deepseek.deepseek-v3.2026-04': [[1479, 1926, 2492], 26],
  'fireworks.llama-2-70b.2023-12': [[517, 787, 951], 1000 / 24.4],
  'google.gemini-2.5-flash-lite.2026-04': [[311, 1142, 3080], 160],
  'google.gemini-2.5-flash.2026-04': [[477, 776, 1309], 205],
  'google.gemini-2.5-pro.2026-04': [[6065], 85],
  'google.gemini-3-flash-preview.2026-05': [[], 1000 / 7.1],
  'google.gemini-3.1-flash-lite.2026-05': [[], 1000 / 4.6],
  'groq.llama-2-70b.2023-12': [[222, 304, 350], 1000 / 5.3],
  'openai.gpt-4.1-mini.2026-04': [[661, 1087, 2169], 77],
  'openai.gpt-4.1-nano.2026-05': [[], 1000 / 14.1],
  'openai.gpt-4.1.2026-04': [[726, 1220, 1946], undefined],
  'openai.gpt-4o-mini.2026-04': [[536, 844, 4461], 1000 / 18.5],
  'openai.gpt-4o.2026-04': [[639, 1144, 4517], 81],
  'openai.gpt-5-minimal.2025-11': [[890], 80],
  'openai.gpt-5.4-mini.2026-05': [[], 1000 / 7.1],
  'openrouter.claude-3.5-haiku.2026': [[731, 1106], 58.1],
  'openrouter.gemini-2.0-flash.2026': [[556, 2313], 136.8],
  'openrouter.gpt-5.5.2026': [[1064], 85],
  'openrouter.llama-3.3-70b.2026': [[761, 2221], 48.3],
  'openrouter.mistral-small.2026': [[2735, 10852], 191.6],
  'self-hosted.70b-on-8-h100.2026': [[], undefined],
  'self-hosted.7b-on-h100.2026': [[], undefined],
  'together.llama-2-70b.2023-12': [[635, 770, 871], 1000 / 15.3],
};
const quantiles = [
  { p: 0.5, name: 'p50', within: 0.03 },
  { p: 0.95, name: 'p95', within: 0.05 },
  { p: 0.99, name: 'p99', within: 0.1 },
];
const draws = 20_000;

/** Times to the first text of 20,000 short answers. */
function firstTexts(profile: LatencyProfile): readonly number[] {
  const chunks = [{ kind: 'said', tokens: 1 }] as const;
  const shape = { streamed: true, chunks, promptTokens: 0, hiddenReasoningTokens: 0 };
  return Array.from({ length: draws }, (_, i) => drawTiming(profile, shape, randomOf('first text', i), 1).end).sort(
    (a, b) => a - b,
  );
}

describe.each(measured)('the profile %s', (name) => {
  const profile = builtIn(name);

  it('draws the quantiles that its source states', () => {
    const [ttft = [], speed] = stated[name] ?? [];
    const sorted = ttft.length === 0 ? [] : firstTexts(profile);
    for (const [i, value] of ttft.entries()) {
      const { p, within, name: which } = quantiles[i] ?? { p: 0, within: 0, name: '' };
      const drawn = sorted[Math.ceil(p * draws) - 1] ?? Number.NaN;
      expect(Math.abs(drawn / value - 1), `${which}: ${drawn} ms for ${value} ms`).toBeLessThan(within);
    }
    if (speed === undefined || profile.pace.kind !== 'speed') return;
    expect(Math.abs(quantile(profile.pace.tokensPerSecond, 0.5) / speed - 1)).toBeLessThan(0.03);
  });

  it('is as the schema of profiles wants it, and means what a user would get from its file', () => {
    expect(readProfile(textOf(name), name)).toEqual(profile);
  });

  it('says in its file who measured what, when, how often, and how far to trust it', () => {
    const { about } = JSON.parse(textOf(name)) as ProfileForm;
    expect(Object.keys(about ?? {})).toEqual(
      expect.arrayContaining(['provider', 'model', 'date', 'source', 'samples', 'grade']),
    );
    expect(about?.source.length).toBeGreaterThan(10);
    expect(name).toBe(`${about?.provider}.${about?.model}.${about?.date}`);
    // An estimate says so.
    if (about?.grade.ttft === 'C') expect(about.note).toMatch(/estimate|magnitude/);
  });
});

describe('gaps whose spread was measured', () => {
  it('have their 95th percentile as the 5th of the speed', () => {
    for (const [name, gap] of [
      ['groq.llama-2-70b.2023-12', 6.2],
      ['anyscale.llama-2-70b.2023-12', 22.7],
      ['bedrock.llama-2-70b.2023-12', 51.7],
      ['fireworks.llama-2-70b.2023-12', 27.2],
      ['together.llama-2-70b.2023-12', 19.3],
    ] as const) {
      const { pace } = builtIn(name);
      expect(pace.kind === 'speed' && 1000 / quantile(pace.tokensPerSecond, 0.05)).toBeCloseTo(gap, 6);
    }
  });
});

describe('times whose smallest was measured', () => {
  it('have it as their floor, and grow with the prompt as measured', () => {
    const tokens = [16_000, 64_000, 150_000, 250_000];
    for (const [name, floor, times, within] of [
      ['gpt-4.1-nano', 176, [359, 882, 1730, 4876], 0.3],
      ['gpt-5.4-mini', 233, [349, 779, 1376, 3353], 0.25],
      ['gemini-3-flash-preview', 492, [911, 1268, 2127, 2861], 0.15],
      ['gemini-3.1-flash-lite', 461, [733, 1181, 912, 1732], 0.4],
    ] as const) {
      const { ttft } = builtIn(name);
      expect(ttft.body).toMatchObject({ kind: 'lognormal', floor });
      for (const [i, time] of times.entries()) {
        const grown = floor * promptFactor(ttft, tokens[i] ?? 0);
        expect(Math.abs(grown / time - 1), `${name} at ${tokens[i]}: ${grown} for ${time}`).toBeLessThan(within);
      }
    }
    const haiku = builtIn('claude-haiku-4.5').ttft;
    expect(promptFactor(haiku, 64_000)).toBeCloseTo(1241 / 391, 0);
  });
});

describe('the built-in profiles', () => {
  it('are at least sixteen, one for each file, and the sources of this test are for all of them', () => {
    expect(measured.length).toBeGreaterThanOrEqual(16);
    expect(readdirSync(folder).sort()).toEqual(measured.map((name) => `${name}.json`).sort());
    expect(Object.keys(stated).sort()).toEqual([...measured].sort());
  });

  it('have short names that say what they stand for', () => {
    expect(
      ['gpt4', 'gpt35-turbo', 'claude-opus', 'claude-sonnet', 'groq', 'local-7b', 'reasoning'].map(aliasOf),
    ).toEqual([
      'openai.gpt-4o.2026-04',
      'openai.gpt-4o-mini.2026-04',
      'anthropic.claude-opus-4.6.2026-04',
      'anthropic.claude-sonnet-4.6.2026-04',
      'groq.llama-2-70b.2023-12',
      'self-hosted.7b-on-h100.2026',
      'google.gemini-2.5-pro.2026-04',
    ]);
    for (const alias of builtInProfileAliases()) {
      expect(measured).toContain(aliasOf(alias));
      expect(measured).not.toContain(alias);
      expect(builtIn(alias)).toBe(builtIn(aliasOf(alias) ?? ''));
    }
    expect(aliasOf('openai.gpt-4o.2026-04')).toBeUndefined();
    expect(builtIn('reasoning').thinking).toBeDefined();
  });

  it('are none where the name is of nothing, or of no profile at all', () => {
    for (const name of ['gpt-9', '', '../profile', 'constructor', '__proto__', 'toString']) {
      expect(builtInProfile(name)).toBeUndefined();
      expect(aliasOf(name)).toBeUndefined();
    }
  });
});

describe('docs/latency-profiles.md', () => {
  const document = readFileSync(new URL('../../docs/latency-profiles.md', import.meta.url), 'utf8');

  it('lists every profile with its figures, as the data has them', () => {
    const rows = document.split('\n').filter((line) => /^\| `[a-z-]+\.[^`]+` \|/.test(line));
    expect(rows).toEqual(measured.map(rowOf));
  });

  it('shows profiles that can be read', () => {
    const examples = [...document.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    expect(examples.length).toBeGreaterThanOrEqual(3);
    for (const example of examples) expect(readProfile(example, 'example.yaml').ttft.body).toBeDefined();
  });
});

function rowOf(name: string): string {
  const form = JSON.parse(textOf(name)) as ProfileForm;
  const { about } = form;
  const ttft = 'ttft' in form ? form.ttft : 0;
  const of = (key: string) =>
    typeof ttft === 'object' ? (Object.entries(ttft).find(([k]) => k === key)?.[1] ?? '–') : '–';
  const { pace } = builtIn(name);
  const speed = pace.kind === 'speed' ? Math.round(quantile(pace.tokensPerSecond, 0.5)) : '–';
  const aliases = builtInProfileAliases().filter((alias) => aliasOf(alias) === name);
  const pause = typeof form.thinking === 'object' && 'p50' in form.thinking ? ` + ${form.thinking.p50} thinking` : '';
  const p50 = typeof ttft === 'number' ? `${ttft}${pause}` : about?.grade.ttft === 'C' ? `≈ ${of('p50')}` : of('p50');
  const cells = [
    `\`${name}\``,
    aliases.map((alias) => `\`${alias}\``).join(' '),
    p50,
    of('p95'),
    of('p99'),
    speed,
    about?.samples ?? '–',
    `${about?.grade.ttft} / ${about?.grade.speed}`,
  ];
  return `| ${cells.join(' | ')} |`;
}
