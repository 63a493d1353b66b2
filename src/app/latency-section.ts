/** The section `latency` of a configuration: the usual pace, the pace of some models, profiles of one's own, and the load. */

import { z } from 'zod';
import { LlmsimError } from '../core/errors.ts';
import type { LatencyProfile } from '../latency/profile.ts';
import { assumed } from '../latency/profile-file.ts';
import { checkProfile } from '../latency/read-profile.ts';
import type { LatencySettings } from './configuration.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { fileOfLatency, type LatencyWord } from './latency-word.ts';
import { readLatencyWord } from './read-latency-word.ts';
import { readProfileFile } from './read-profile-file.ts';

const profileName = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

export const latencySection = z.strictObject({
  default: z
    .string()
    .min(1)
    .meta({
      description:
        'The pace of answers: recorded, instant, a profile or its file, with a factor behind it or without (recorded*2).',
    })
    .exactOptional(),
  speed: z
    .number()
    .positive()
    .meta({ description: 'The factor of all that has none of its own; 2 is twice as fast.', default: 1 })
    .exactOptional(),
  seed: z
    .union([z.string(), z.number()])
    .meta({ description: 'Equal seed and request draw equal times.', default: 'llmsim' })
    .exactOptional(),
  models: z
    .record(z.string().min(1), z.string().min(1))
    .meta({ description: 'The pace of some models, `*` for any characters; the first that fits counts.' })
    .exactOptional(),
  profiles: z
    .record(
      z.string(),
      z.union([z.string().min(1), z.record(z.string(), z.unknown())], {
        error: 'is neither the path of a profile nor a profile',
      }),
    )
    .meta({ description: 'Profiles of your own by name: the path of a file, or the profile itself.' })
    .exactOptional(),
  load: z
    .strictObject({
      concurrency: z
        .int()
        .min(1)
        .max(100_000)
        .meta({ description: 'How many answers the provider generates at once.' }),
      queue: z
        .int()
        .min(0)
        .max(1_000_000)
        .meta({ description: 'How many requests wait for one of these places; further ones get a 429.' })
        .exactOptional(),
      slowdown: z
        .number()
        .min(1)
        .max(1000)
        .meta({ description: 'How much slower each answer is when all places are taken.' })
        .exactOptional(),
    })
    .meta({ description: 'How many answers the provider generates at once, and what happens to more.' })
    .exactOptional(),
});

/** @param folder where the configuration stands: paths of profiles begin there */
export function latencyOf(
  section: z.infer<typeof latencySection>,
  file: ConfigurationFile,
  folder: string,
): LatencySettings {
  const profiles = new Map<string, LatencyProfile>();
  for (const [name, given] of Object.entries(section.profiles ?? {})) {
    const path = ['latency', 'profiles', name];
    const problem = nameProblem(name);
    if (problem !== undefined) {
      file.add(path, `"${name}" cannot be the name of a profile: ${problem}`);
      continue;
    }
    const profile =
      typeof given === 'string'
        ? withProblems(file, path, () => ({ ...readProfileFile(given, folder), id: name }))
        : inlineProfile(file, path, name, given);
    if (profile !== undefined) profiles.set(name, profile);
  }
  const word = (text: string, path: readonly string[]): LatencyWord | undefined =>
    withProblems(file, path, () => {
      const ofFile = fileOfLatency(text, profiles);
      if (ofFile === undefined) return readLatencyWord(text, profiles);
      return { kind: 'profile', profile: readProfileFile(ofFile.path, folder), speed: ofFile.speed };
    });
  const models = Object.entries(section.models ?? {}).flatMap(([model, text]) => {
    const known = word(text, ['latency', 'models', model]);
    return known === undefined ? [] : [{ model, word: known }];
  });
  return {
    default: section.default === undefined ? undefined : word(section.default, ['latency', 'default']),
    speed: section.speed,
    seed: section.seed === undefined ? undefined : String(section.seed),
    models,
    profiles,
    load:
      section.load === undefined ? undefined : { queue: assumed.queue, slowdown: assumed.slowdown, ...section.load },
  };
}

function nameProblem(name: string): string | undefined {
  if (name === 'recorded' || name === 'instant') return 'it is that of another pace';
  return profileName.test(name) ? undefined : 'use letters, digits, ".", "_" and "-"';
}

/** Each problem is told with its own line. */
function inlineProfile(
  file: ConfigurationFile,
  path: readonly string[],
  name: string,
  given: Readonly<Record<string, unknown>>,
): LatencyProfile | undefined {
  const checked = checkProfile(given, name);
  if (checked.kind === 'profile') return checked.profile;
  for (const problem of checked.problems) {
    const within = problem.path.length === 0 ? '' : `${problem.path.map(String).join('.')} `;
    file.add([...path, ...problem.path], `${path.join('.')}: ${within}${problem.message}`);
  }
  return undefined;
}

/** What is wrong in a profile's file comes on a line for each problem, below a first one. */
function withProblems<T>(file: ConfigurationFile, path: readonly string[], make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof LlmsimError)) throw error;
    const [, ...details] = error.message.split('\n');
    const problems = details.length === 0 ? [`${error.message} ${error.hint}`] : details;
    for (const problem of problems) file.add(path, `${path.join('.')}: ${problem.trim()}`);
    return undefined;
  }
}
