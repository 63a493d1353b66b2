/** `llmsim profile ls`: the latency profiles that come with llmsim, one line a name. */

import type { Command } from 'commander';
import {
  aliasOf,
  builtInProfile,
  builtInProfileAliases,
  builtInProfileNames,
} from '../../latency/built-in-profiles.ts';
import { quantile } from '../../latency/distribution.ts';
import type { LatencyProfile } from '../../latency/profile.ts';
import { ttftQuantile } from '../../latency/time-to-first-token.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { threeDigits } from '../profile-lines.ts';
import { tableLines } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { timeText } from '../timeline.ts';

export const profileLs: CliCommand = {
  name: 'ls',
  group: 'profile',
  build(command: Command, run) {
    return command
      .description('List the latency profiles that come with llmsim: names, what each was measured on, figures, grade.')
      .option('--json', 'print JSON', false)
      .addHelpText(
        'after',
        '\nGrades of the time to first token and of the speed: A many measurements and their percentiles, B a median or few' +
          '\nmeasurements, C one source that does not say how it measured. `llmsim profile show NAME` says more of one.',
      )
      .action(({ json }: { json: boolean }) => run((terminal) => list(json, terminal)));
  },
};

interface Row {
  readonly name: string;
  /** What the name is an alias of. */
  readonly of: string | undefined;
  readonly profile: LatencyProfile;
  readonly ttft: readonly number[];
  readonly thinking: number | undefined;
  readonly speed: number;
}

async function list(json: boolean, terminal: Terminal): Promise<number> {
  const rows = [...builtInProfileAliases(), ...builtInProfileNames()].flatMap((name): Row[] => {
    const profile = builtInProfile(name);
    if (profile === undefined) return [];
    const { ttft, thinking, pace } = profile;
    return [
      {
        name,
        of: aliasOf(name),
        profile,
        ttft: [0.5, 0.95, 0.99].map((share) => ttftQuantile(ttft, share)),
        thinking: thinking && quantile(thinking, 0.5),
        speed: pace.kind === 'speed' ? quantile(pace.tokensPerSecond, 0.5) : 1000 / quantile(pace.gap, 0.5),
      },
    ];
  });
  if (json) terminal.result(JSON.stringify(rows.map(asJson), undefined, 2));
  // What has a short name is named in the line of that.
  else
    tell(
      rows.filter(({ name }) => !rows.some(({ of }) => of === name)),
      terminal,
    );
  return exitCodes.done;
}

function tell(rows: readonly Row[], terminal: Terminal): void {
  const head = ['NAME', 'TTFT p50', 'p95', 'p99', 'thinking', 'tok/s', 'grade', 'date', 'model', 'alias of'];
  const cells = rows.map(({ name, of, profile: { about }, ttft, thinking, speed }) => [
    name,
    ...ttft.map(timeText),
    thinking === undefined ? '' : timeText(thinking),
    Number.isFinite(speed) ? threeDigits(speed) : '',
    about === undefined ? '' : `${about.grade.ttft}/${about.grade.speed}`,
    about?.date ?? '',
    about?.model ?? '',
    of ?? '',
  ]);
  const [first = '', ...others] = tableLines([head, ...cells], [1, 2, 3, 4, 5]);
  terminal.result(terminal.paintResult.bold(first));
  for (const line of others) terminal.result(line);
}

function asJson({ name, of, profile: { about }, ttft: [p50, p95, p99], thinking, speed }: Row): unknown {
  return {
    name,
    aliasOf: of ?? null,
    about: about ?? null,
    ttftMs: { p50, p95, p99 },
    thinkingMs: thinking ?? null,
    tokensPerSecond: Number.isFinite(speed) ? speed : null,
  };
}
