/** `llmsim profile compare`: the pace of two sets of recordings, or of recordings and a profile, side by side. */

import type { Command } from 'commander';
import type { ProfileSource } from '../../app/profile-source.ts';
import { randomOf } from '../../core/random.ts';
import { compareTimings, drawnSamples } from '../../latency/compare-timings.ts';
import type { LatencyProfile } from '../../latency/profile.ts';
import type { ReplyShape } from '../../latency/reply-shape.ts';
import type { TimingSample } from '../../latency/timing-sample.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { comparisonLines, fewestDrawn, recordings, tellLeftOut, tellNoPace, usualSeed } from '../profile-lines.ts';
import type { Terminal } from '../terminal.ts';

interface CompareFlags {
  readonly model?: string;
  readonly seed: string;
  readonly json: boolean;
}

export const profileCompare: CliCommand = {
  name: 'compare',
  group: 'profile',
  build(command: Command, run) {
    return command
      .description('Compare how fast answers come: quantiles side by side, and whether chance explains the difference.')
      .argument('<A>', "a cassette, a folder of cassettes, an interaction file, or a profile's name or file")
      .argument('<B>', 'the same')
      .option('--model <name>', 'only recordings of this model; * stands for any characters')
      .option('--seed <text>', 'of the draws from a profile', usualSeed)
      .option('--json', 'print JSON', false)
      .addHelpText(
        'after',
        '\nA profile is drawn from for answers shaped like the other side’s recordings. KS is the distance of Kolmogorov and' +
          '\nSmirnov, p how often chance alone gives one as large. A folder that is called as a profile is goes by its path: ./groq.' +
          '\nExit codes: 0 compared, 1 no recording tells a pace, 2 wrong usage or a profile that cannot be used.',
      )
      .action((a: string, b: string, flags: CompareFlags) => run((terminal) => compare(a, b, flags, terminal)));
  },
};

async function compare(a: string, b: string, flags: CompareFlags, terminal: Terminal): Promise<number> {
  const { readSource } = await import('../../app/profile-source.ts');
  const sources = [await readSource(a, flags.model), await readSource(b, flags.model)] as const;
  for (const [i, source] of sources.entries()) {
    if (source.kind === 'profile') continue;
    tellLeftOut(source, terminal);
    if (source.answers.length > 0) continue;
    tellNoPace(source, i === 0 ? a : b, terminal);
    return exitCodes.failed;
  }
  const [left, right] = sources;
  const samplesA = samplesOf(left, right, flags.seed);
  const samplesB = samplesOf(right, left, flags.seed);
  const compared = compareTimings(samplesA, samplesB);
  if (flags.json) {
    const side = (name: string, samples: readonly TimingSample[]) => ({ name, answers: samples.length });
    // An absent value is null: JSON would leave the key out.
    const orNull = (_key: string, value: unknown): unknown => (value === undefined ? null : value);
    const result = { a: side(a, samplesA), b: side(b, samplesB), figures: compared };
    terminal.result(JSON.stringify(result, orNull, 2));
    return exitCodes.done;
  }
  terminal.result(`A  ${a}, ${countText(left, samplesA)}`);
  terminal.result(`B  ${b}, ${countText(right, samplesB)}`);
  terminal.result('');
  for (const line of comparisonLines(compared)) terminal.result(line);
  return exitCodes.done;
}

function countText(source: ProfileSource, samples: readonly TimingSample[]): string {
  return source.kind === 'profile'
    ? `profile, ${samples.length.toLocaleString('en')} answers drawn`
    : recordings(samples.length);
}

function samplesOf(source: ProfileSource, other: ProfileSource, seed: string): readonly TimingSample[] {
  if (source.kind === 'recordings') return source.answers.map(({ sample }) => sample);
  return drawn(source.profile, other.kind === 'recordings' ? other.answers.map(({ shape }) => shape) : [plain], seed);
}

/** What two profiles are compared by: a stream of 100 tokens, one an event. */
const plain: ReplyShape = {
  streamed: true,
  chunks: Array.from({ length: 100 }, () => ({ kind: 'said', tokens: 1 })),
  promptTokens: 0,
  hiddenReasoningTokens: 0,
};

function drawn(profile: LatencyProfile, shapes: readonly ReplyShape[], seed: string): TimingSample[] {
  return drawnSamples(profile, shapes, fewestDrawn, (i) => randomOf(seed, i, profile.id, 'profile compare'));
}
