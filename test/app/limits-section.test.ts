import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LimitPolicy } from '../../src/access/limits/limit-set.ts';
import { presetFamilies } from '../../src/access/limits/presets/list.ts';
import { ConfigurationFile } from '../../src/app/configuration-file.ts';
import { limitsOf, limitsSection } from '../../src/app/limits-section.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';

function read(yaml: string): { readonly policy: LimitPolicy | undefined; readonly problems: readonly string[] } {
  const file = new ConfigurationFile(yaml);
  const values = file.read(z.strictObject({ limits: limitsSection }));
  const policy = values === undefined ? undefined : limitsOf(values.limits, file);
  return { policy, problems: file.problems.map(({ line, what }) => `${line}: ${what}`) };
}

const minute = 60_000;

describe('the section limits', () => {
  it('sets limits for all, for each client and for each model', () => {
    const { policy, problems } = read(
      'limits:\n  organisation: { rpm: 9 }\n  key: { tpd: 5, concurrency: 2 }\n  models:\n    gpt-4o: { itpm: 3, otpm: 4 }\n',
    );
    expect(problems).toEqual([]);
    expect(policy?.organisation).toEqual({
      windows: [{ counts: 'requests', limit: 9, per: minute }],
      concurrency: undefined,
    });
    expect(policy?.client.all).toEqual({ windows: [{ counts: 'tokens', limit: 5, per: 86_400_000 }], concurrency: 2 });
    expect(policy?.client.models).toEqual([
      {
        patterns: ['gpt-4o'],
        shared: false,
        limits: {
          windows: [
            { counts: 'input-tokens', limit: 3, per: minute },
            { counts: 'output-tokens', limit: 4, per: minute },
          ],
          concurrency: undefined,
        },
      },
    ]);
  });

  it('takes limits for any time', () => {
    const { policy } = read('limits:\n  key: { windows: [{ requests: 3, tokens: 90, per: 1.5m }] }\n');
    expect(policy?.client.all?.windows).toEqual([
      { counts: 'requests', limit: 3, per: 90_000 },
      { counts: 'tokens', limit: 90, per: 90_000 },
    ]);
  });

  it('puts the models that are named before those of the preset', () => {
    const { policy } = read('limits:\n  preset: anthropic-tier-1\n  models: { "claude-opus-4*": { rpm: 1 } }\n');
    expect(policy?.client.models.map(({ patterns }) => patterns[0])).toEqual([
      'claude-opus-4*',
      'claude-opus-4*',
      'claude-sonnet-4*',
      'claude-haiku-4*',
    ]);
  });

  it('names all problems with their lines', () => {
    const { problems } = read(
      'limits:\n  preset: openai-teir-1\n  key:\n    windows:\n      - { per: 10s }\n      - { requests: 1, per: soon }\n  tiers:\n    gold: { preset: silver }\n',
    );
    expect(problems).toHaveLength(4);
    expect(problems[0]).toMatch(/^5: says no number: write requests, tokens, input_tokens or output_tokens$/);
    expect(problems[1]).toMatch(/^6: "soon" is no duration/);
    expect(problems[2]).toMatch(
      /^2: there is no preset "openai-teir-1"\. Did you mean "openai-tier-1"\? There are: openai-tier-1, /,
    );
    expect(problems[3]).toMatch(/^8: there is no preset "silver"/);
  });

  it('refuses what is no number of anything', () => {
    expect(read('limits: { key: { rpm: 0 } }').problems).toHaveLength(1);
    expect(read('limits: { key: { rpm: 1.5 } }').problems).toHaveLength(1);
    expect(read('limits: { key: { speed: 3 } }').problems).toEqual([
      '1: "limits.key.speed" is not a setting of llmsim',
    ]);
  });
});

describe('the page on limits', () => {
  const page = readFileSync(join(PROJECT_ROOT, 'docs/limits.md'), 'utf8');

  it('shows a section that is accepted', () => {
    const { policy, problems } = read(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    expect(problems).toEqual([]);
    expect([...(policy?.tiers.keys() ?? [])]).toEqual(['ci', 'partner']);
  });

  it('names every preset with its date', () => {
    for (const { date, presets } of presetFamilies) {
      expect(page).toContain(`| \`${presets[0]?.id}\` … \`${presets.at(-1)?.id}\` | ${date} |`);
    }
  });
});
