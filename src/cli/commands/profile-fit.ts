/** `llmsim profile fit`: makes a latency profile of recorded times, and says how well it fits. */

import type { Command } from 'commander';
import { randomOf } from '../../core/random.ts';
import { compareTimings, drawnSamples } from '../../latency/compare-timings.ts';
import { fitProfile } from '../../latency/fit-profile.ts';
import type { ProfileOrigin } from '../../latency/profile.ts';
import { profileText } from '../../latency/write-profile.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { fewestDrawn, fitComments, recordings, tellLeftOut, tellNoPace, usualSeed } from '../profile-lines.ts';
import type { Terminal } from '../terminal.ts';

interface FitFlags {
  readonly model?: string;
  readonly seed: string;
}

export const profileFit: CliCommand = {
  name: 'fit',
  group: 'profile',
  build(command: Command, run) {
    return command
      .description('Fit a latency profile to the times in recordings, and print it as YAML.')
      .argument('<cassettes...>', 'cassettes, folders of cassettes or interaction files')
      .option('--model <name>', 'only recordings of this model; * stands for any characters')
      .option('--seed <text>', 'of the draws that are shown beside the recorded times', usualSeed)
      .addHelpText(
        'after',
        '\nOnly streams tell a pace. Whole answers, errors and streams that broke off are left out, and counted on stderr.' +
          '\n    llmsim profile fit cassettes > my.yaml' +
          '\nExit codes: 0 done, 1 no recording tells a pace, 2 wrong usage.',
      )
      .action((paths: string[], flags: FitFlags) => run((terminal) => fitRecordings(paths, flags, terminal)));
  },
};

async function fitRecordings(paths: readonly string[], { model, seed }: FitFlags, terminal: Terminal): Promise<number> {
  // All dialects come with it, which are no part of the start of other commands.
  const { readRecordings } = await import('../../app/profile-source.ts');
  const source = await readRecordings(paths, model);
  tellLeftOut(source, terminal);
  const { answers, models } = source;
  if (answers.length === 0) {
    tellNoPace(source, paths.join(', '), terminal);
    return exitCodes.failed;
  }
  const samples = answers.map(({ sample }) => sample);
  const about: ProfileOrigin = {
    provider: source.upstreams.join(', '),
    model: models.length === 0 ? 'unknown' : models.join(', '),
    date: source.date ?? '1970',
    source: `llmsim profile fit, ${recordings(samples.length)}`,
    samples: samples.length,
    grade: gradeOf(samples.length),
  };
  const fitted = fitProfile(samples, 'fitted', about);
  const shapes = answers.map(({ shape }) => shape);
  const drawn = drawnSamples(fitted.profile, shapes, fewestDrawn, (i) => randomOf(seed, i, 'profile fit'));
  const comments = fitComments(fitted, compareTimings(samples, drawn), source, seed);
  terminal.result(profileText(fitted.profile, comments).trimEnd());
  if (models.length > 1) {
    terminal.say(
      terminal.paint.yellow(`This mixes ${models.length} models (${models.join(', ')}); --model chooses one.`),
    );
  }
  for (const warning of fitted.warnings) terminal.say(terminal.paint.yellow(warning));
  return exitCodes.done;
}

/** From 100 on, the 99th percentile is a measurement. */
function gradeOf(samples: number): ProfileOrigin['grade'] {
  const grade = samples >= 100 ? 'A' : 'B';
  return { ttft: grade, speed: grade };
}
