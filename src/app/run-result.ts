/** Puts together what a run came to, when it is over: from the journal, the cassettes, and what the user calls a failure. */

import type { CassetteLibrary, Entry, OpenCassette } from '../cassette/cassette-library.ts';
import { dialectOf } from '../dialects/list.ts';
import type { Latency } from '../latency/retime.ts';
import type { Journal } from '../telemetry/journal.ts';
import type { ExpiredRecording, RunMiss, RunResult } from '../telemetry/run-result.ts';

export const failureKinds = ['unused', 'expired'] as const;
export type FailureKind = (typeof failureKinds)[number];

export interface RunFacts {
  readonly command: string;
  readonly mode: string;
  readonly commandCode: number;
  readonly seconds: number;
  readonly journal: Journal;
  readonly stories: readonly RunMiss[];
  readonly library: CassetteLibrary;
  /** The cassette in play; undefined for all. */
  readonly cassette: string | undefined;
  readonly latency: Latency;
  readonly now: Date;
  /** Milliseconds; undefined where recordings may be of any age. */
  readonly maxAge: number | undefined;
  readonly failOn: readonly FailureKind[];
}

export async function runResult(facts: RunFacts): Promise<RunResult> {
  const { journal, stories, failOn } = facts;
  const played = [...journal.played].map(([id, times]) => ({ id, times }));
  const inPlay = cassettesInPlay(facts).flatMap((cassette) => [...cassette.entries()]);
  const unused = inPlay.filter(({ id }) => !journal.played.has(id)).map(({ id }) => id);
  const expired = facts.maxAge === undefined ? [] : await expiredOf(inPlay, facts.now, facts.maxAge);
  const failures = [
    ...(journal.misses === 0 ? [] : [`${count(journal.misses, 'request')} found no recording.`]),
    ...journal.lost.map((why) => `An answer was not saved: ${why}`),
    ...(failOn.includes('unused') && unused.length > 0 ? [`${count(unused.length, 'recording')} not used.`] : []),
    ...(failOn.includes('expired') && expired.length > 0 ? [`${count(expired.length, 'recording')} too old.`] : []),
  ];
  return {
    command: facts.command,
    mode: facts.mode,
    commandCode: facts.commandCode,
    hits: journal.hits,
    misses: journal.misses,
    stories,
    synthesised: journal.synthesised,
    ruled: journal.ruled,
    faults: [...journal.faults].map(([fault, times]) => ({ fault, times })),
    refusals: journal.refusals,
    recorded: journal.recorded,
    lost: journal.lost,
    played,
    unused,
    expired,
    ...(await savings(facts)),
    seconds: facts.seconds,
    failures,
  };
}

/** All cassettes, or the one that the run named; those that clients chose by themselves count too. */
export function cassettesInPlay({
  library,
  cassette,
  journal,
}: Pick<RunFacts, 'library' | 'cassette' | 'journal'>): readonly OpenCassette[] {
  const used = new Set([...journal.played.keys()].map((id) => id.slice(0, id.indexOf('/'))));
  return library.cassettes.filter(({ name }) => cassette === undefined || name === cassette || used.has(name));
}

async function expiredOf(entries: readonly Entry[], now: Date, maxAge: number): Promise<readonly ExpiredRecording[]> {
  const expired: ExpiredRecording[] = [];
  for (const entry of entries) {
    const interaction = await entry.load().catch(() => undefined);
    if (interaction === undefined) continue;
    const { recordedAt, refreshedAt } = interaction;
    const since = refreshedAt !== undefined && refreshedAt > recordedAt ? refreshedAt : recordedAt;
    if (now.getTime() - Date.parse(since) > maxAge) expired.push({ id: entry.id, since });
  }
  return expired;
}

/** What the providers would have counted and taken, of all that was replayed. */
async function savings({
  journal,
  library,
  latency,
}: RunFacts): Promise<Pick<RunResult, 'tokensSaved' | 'secondsSaved'>> {
  let [input, output, seconds] = [0, 0, 0];
  // A profile takes its own time, whatever was recorded.
  const share = latency.kind === 'instant' ? 1 : latency.kind === 'profile' ? 0 : 1 - 1 / latency.speed;
  for (const [id, times] of journal.played) {
    const interaction = await library
      .entry(id)
      ?.load()
      .catch(() => undefined);
    if (interaction === undefined) continue;
    const { request, response } = interaction;
    const { status, headers, bytes: body } = response;
    const usage = dialectOf(request).dialect.answerOf({ status, headers, body })?.usage;
    input += times * (usage?.input ?? 0);
    output += times * (usage?.output ?? 0);
    seconds += (times * share * response.timing.end) / 1000;
  }
  return { tokensSaved: { input, output }, secondsSaved: Math.max(0, seconds) };
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
