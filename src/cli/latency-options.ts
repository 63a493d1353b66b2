/** The options that say how fast answers come, and the pacing that they and the configuration file make. */

import type { Command } from 'commander';
import type { LatencySettings } from '../app/configuration.ts';
import { fileOfLatency, type LatencyWord, latencyOfWord } from '../app/latency-word.ts';
import { defaultPacing } from '../app/pacing-config.ts';
import type { SimulatorConfig } from '../app/simulator-config.ts';
import type { LatencyProfile } from '../latency/profile.ts';
import { factor } from './option-values.ts';

export interface LatencyFlags {
  readonly latency?: string;
  readonly speed?: number;
  /** Of invented answers, and so of their times. */
  readonly seed?: string;
}

/** @param usual what is in force where neither an option nor the configuration says anything */
export function withLatencyOptions(command: Command, usual: string): Command {
  return command
    .option(
      '--latency <pace>',
      `pace of the answers: recorded, instant, a latency profile or its file, such as gpt-4o or mine.yaml (default: ${usual})`,
    )
    .option('--speed <factor>', 'scale all times: 2 is twice as fast (default: 1)', factor);
}

/** Options win over the configuration. Throws LlmsimError for a pace that does not exist and a file that cannot be used. */
export async function pacingOf(
  flags: LatencyFlags,
  settings: LatencySettings | undefined,
  usual: 'recorded' | 'instant',
): Promise<Pick<SimulatorConfig, 'latency' | 'pacing'>> {
  const speed = flags.speed ?? settings?.speed ?? 1;
  const profiles = settings?.profiles ?? defaultPacing.profiles;
  const word = flags.latency === undefined ? settings?.default : await wordOf(flags.latency, profiles);
  return {
    latency: latencyOfWord(word ?? { kind: usual, speed: undefined }, speed),
    pacing: {
      seed: flags.seed ?? settings?.seed ?? defaultPacing.seed,
      speed,
      models: (settings?.models ?? []).map((one) => ({ model: one.model, latency: latencyOfWord(one.word, speed) })),
      profiles,
      load: settings?.load,
    },
  };
}

/** Built-in profiles and files are loaded only for who wants one. */
async function wordOf(text: string, profiles: ReadonlyMap<string, LatencyProfile>): Promise<LatencyWord> {
  if (text === 'recorded' || text === 'instant') return { kind: text, speed: undefined };
  const file = fileOfLatency(text, profiles);
  if (file !== undefined) {
    const { readProfileFile } = await import('../app/read-profile-file.ts');
    return { kind: 'profile', profile: readProfileFile(file.path), speed: file.speed };
  }
  const { readLatencyWord } = await import('../app/read-latency-word.ts');
  return readLatencyWord(text, profiles);
}
