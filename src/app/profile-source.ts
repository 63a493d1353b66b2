/** What `llmsim profile` works on: the answers in cassettes of which the pace is known, or a profile by its name or its file. */

import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Entry, openLibrary } from '../cassette/cassette-library.ts';
import { parseFileName } from '../cassette/file-name.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Interaction } from '../core/interaction.ts';
import { dialectOf } from '../dialects/list.ts';
import { builtInProfile, builtInProfileAliases, builtInProfileNames } from '../latency/built-in-profiles.ts';
import type { LatencyProfile } from '../latency/profile.ts';
import { type TimedAnswer, timedAnswerOf, type Untimed } from '../pipeline/timing/timing-sample.ts';
import { fitsWildcard } from '../rules/wildcard.ts';
import { nearestName } from '../upstream/nearest-name.ts';

export type LeftOut = Untimed | 'of another model' | 'defective';

export interface TimedRecordings {
  readonly kind: 'recordings';
  readonly answers: readonly TimedAnswer[];
  /** How many recordings tell nothing of the pace, by why. */
  readonly leftOut: ReadonlyMap<LeftOut, number>;
  /** What is wrong with defective recordings. */
  readonly problems: readonly string[];
  /** Of the answers, in the order of the alphabet. */
  readonly upstreams: readonly string[];
  readonly models: readonly string[];
  /** The day of the youngest answer; undefined where there is none. */
  readonly date: string | undefined;
}

export type ProfileSource = TimedRecordings | { readonly kind: 'profile'; readonly profile: LatencyProfile };

/**
 * The answers in cassettes, folders of cassettes and interaction files; `model` is one model, with `*` for any characters. Throws
 * `LlmsimError` for a path that is not there; what is wrong inside is told in the result.
 */
export async function readRecordings(paths: readonly string[], model: string | undefined): Promise<TimedRecordings> {
  const library = await openLibrary(paths);
  const answers: TimedAnswer[] = [];
  const leftOut = new Map<LeftOut, number>();
  const problems = library.problems.map(({ message }) => message);
  const upstreams = new Set<string>();
  const models = new Set<string>();
  let youngest = '';
  const leave = (why: LeftOut): void => void leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
  for (const entry of library.cassettes.flatMap((cassette) => [...cassette.entries()])) {
    const interaction = await loaded(entry, problems);
    if (interaction === undefined) {
      leave('defective');
      continue;
    }
    const { dialect } = dialectOf(interaction.request);
    const named = dialect.describe(interaction.request).model;
    if (model !== undefined && !fitsWildcard(named ?? '', model)) {
      leave('of another model');
      continue;
    }
    const answer = timedAnswerOf(interaction, dialect);
    if (typeof answer === 'string') {
      leave(answer);
      continue;
    }
    answers.push(answer);
    upstreams.add(interaction.upstream.name);
    if (named !== undefined) models.add(named);
    if (interaction.recordedAt > youngest) youngest = interaction.recordedAt;
  }
  const date = youngest === '' ? undefined : youngest.slice(0, 10);
  return {
    kind: 'recordings',
    answers,
    leftOut,
    problems,
    upstreams: [...upstreams].sort(),
    models: [...models].sort(),
    date,
  };
}

/** A profile by its name or its file; throws `LlmsimError` that says what else there is. */
export async function readNamedProfile(name: string): Promise<LatencyProfile> {
  const profile = builtInProfile(name);
  if (profile !== undefined) return profile;
  const found = statSync(name, { throwIfNoEntry: false });
  if (found?.isFile() === true) {
    // Brings YAML and the schema along.
    const { readProfileFile } = await import('./read-profile-file.ts');
    return readProfileFile(name);
  }
  const names = [...builtInProfileAliases(), ...builtInProfileNames()];
  const near = nearestName(name, names);
  const guess = near === undefined ? '' : `Did you mean ${near}? `;
  throw new LlmsimError(
    'usage',
    `There is no latency profile ${name}, and ${found?.isDirectory() === true ? 'what stands there is a folder' : 'no such file or folder'}.`,
    `${guess}\`llmsim profile ls\` lists the profiles that come with llmsim.`,
  );
}

/** Cassettes where the name is that of a folder or of an interaction file, else a profile; a built-in profile hides a folder of its name. */
export async function readSource(name: string, model: string | undefined): Promise<ProfileSource> {
  if (builtInProfile(name) === undefined) {
    const found = statSync(name, { throwIfNoEntry: false });
    if (found?.isDirectory() === true || parseFileName(basename(name)) !== undefined) {
      return readRecordings([name], model);
    }
  }
  return { kind: 'profile', profile: await readNamedProfile(name) };
}

async function loaded(entry: Entry, problems: string[]): Promise<Interaction | undefined> {
  try {
    return await entry.load();
  } catch (error) {
    if (!(error instanceof LlmsimError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
