import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LatencySettings } from '../../src/app/configuration.ts';
import { pacingOf } from '../../src/cli/latency-options.ts';
import { builtIn } from '../support/latency-profiles.ts';
import { tempFolder } from '../support/temp-folder.ts';

const settings: LatencySettings = {
  default: { kind: 'recorded', speed: undefined },
  speed: 4,
  seed: 'mine',
  models: [{ model: 'gpt-4o*', word: { kind: 'recorded', speed: 2 } }],
  profiles: new Map(),
  load: { concurrency: 2, queue: 0, slowdown: 1 },
};

describe('the options of pace', () => {
  it('are the command’s own where nobody says anything', async () => {
    expect(await pacingOf({}, undefined, 'instant')).toMatchObject({ latency: { kind: 'instant' } });
    expect(await pacingOf({}, undefined, 'recorded')).toEqual({
      latency: { kind: 'recorded', speed: 1 },
      pacing: { seed: 'llmsim', speed: 1, models: [], profiles: new Map(), load: undefined },
    });
  });

  it('win over the configuration', async () => {
    expect(await pacingOf({}, settings, 'instant')).toMatchObject({ latency: { kind: 'recorded', speed: 4 } });
    expect(await pacingOf({ latency: 'instant' }, settings, 'recorded')).toMatchObject({
      latency: { kind: 'instant' },
    });
    expect(await pacingOf({ speed: 8 }, settings, 'recorded')).toEqual({
      latency: { kind: 'recorded', speed: 8 },
      pacing: {
        seed: 'mine',
        speed: 8,
        models: [{ model: 'gpt-4o*', latency: { kind: 'recorded', speed: 2 } }],
        profiles: settings.profiles,
        load: settings.load,
      },
    });
  });

  it('draw from the seed of invented answers where one is given', async () => {
    expect((await pacingOf({ seed: '7' }, settings, 'instant')).pacing.seed).toBe('7');
  });

  it('name a profile that is built in, with the speed of all', async () => {
    const { latency } = await pacingOf({ latency: 'gpt-4o', speed: 50 }, undefined, 'instant');
    expect(latency).toEqual({ kind: 'profile', profile: builtIn('gpt-4o'), speed: 50 });
  });

  it('name a file with a profile', async () => {
    const file = join(tempFolder(), 'mine.yaml');
    writeFileSync(file, 'ttft: 30\nspeed: 200\n');
    const { latency } = await pacingOf({ latency: file }, undefined, 'instant');
    const ours = { kind: 'profile', profile: { ttft: { body: { value: 30 } } } };
    expect(latency).toMatchObject({ ...ours, speed: 1 });
    const twice = await pacingOf({ latency: `${file}*2`, speed: 8 }, undefined, 'instant');
    expect(twice.latency).toMatchObject({ ...ours, speed: 2 });
  });

  it('name a profile of the configuration before a file, also where its name is like that of one', async () => {
    const groq = builtIn('groq');
    const profiles = new Map([['ours.yaml', groq]]);
    const { latency } = await pacingOf({ latency: 'ours.yaml' }, { ...settings, profiles }, 'instant');
    expect(latency).toEqual({ kind: 'profile', profile: groq, speed: 4 });
  });

  it('are refused where there is no such profile or file', async () => {
    await expect(pacingOf({ latency: 'gpt-40' }, undefined, 'instant')).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('Did you mean gpt-4o'),
    });
    await expect(pacingOf({ latency: './none.yaml' }, undefined, 'instant')).rejects.toMatchObject({
      code: 'usage',
      message: 'The latency profile ./none.yaml cannot be read: there is no such file.',
      hint: expect.stringContaining('`llmsim profile ls`'),
    });
    await expect(pacingOf({ latency: `${tempFolder()}/` }, undefined, 'instant')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/ cannot be read: it is a folder\.$/),
    });
  });
});
