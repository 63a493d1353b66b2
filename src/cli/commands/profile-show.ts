/** `llmsim profile show`: one latency profile in numbers and pictures. */

import type { Command } from 'commander';
import { type Random, randomOf } from '../../core/random.ts';
import { type Distribution, draw, quantile } from '../../latency/distribution.ts';
import { histogramLines } from '../../latency/histogram-lines.ts';
import type { LatencyProfile } from '../../latency/profile.ts';
import { drawTtft, promptFactor, ttftQuantile } from '../../latency/time-to-first-token.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { threeDigits, usualSeed } from '../profile-lines.ts';
import { tableLines } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { timeText } from '../timeline.ts';

export const profileShow: CliCommand = {
  name: 'show',
  group: 'profile',
  build(command: Command, run) {
    return command
      .description('Show a latency profile: where it comes from, its figures, and a histogram of draws.')
      .argument('<name>', 'a profile that comes with llmsim, or a file')
      .option('--seed <text>', 'of the draws in the histogram', usualSeed)
      .action((name: string, flags: { seed: string }) => run((terminal) => show(name, flags.seed, terminal)));
  },
};

const draws = 20_000;
const shares = [0.05, 0.5, 0.95, 0.99] as const;

async function show(name: string, seed: string, terminal: Terminal): Promise<number> {
  const { readNamedProfile } = await import('../../app/profile-source.ts');
  const { paintResult: paint } = terminal;
  const profile = await readNamedProfile(name);
  terminal.result(paint.bold(profile.id === name ? name : `${name}  →  ${profile.id}`));
  for (const line of aboutLines(profile)) terminal.result(line);
  terminal.result('');
  const rows = figuresOf(profile).map(({ what, unit, quantile: at }) => [
    what,
    ...shares.map((share) => unit(at(share))),
  ]);
  const head = ['', ...shares.map((share) => `p${100 * share}`)];
  for (const line of tableLines([head, ...rows], [1, 2, 3, 4])) terminal.result(line);
  for (const line of restLines(profile)) terminal.result(line);
  for (const { what, unit, draw: drawn } of figuresOf(profile)) {
    const random = randomOf(seed, profile.id, what, 'profile show');
    const values = Array.from({ length: draws }, () => drawn(random));
    if (values.every((value) => value === values[0])) continue;
    terminal.result('');
    terminal.result(paint.bold(`${what}, ${draws.toLocaleString('en')} draws`));
    const size = { width: Math.min(terminal.width, 100), rows: 12 };
    const lines = histogramLines(values, unit === timeText ? size : { ...size, unit: ' tok/s' });
    for (const line of lines) terminal.result(`  ${line}`);
  }
  return exitCodes.done;
}

interface Figure {
  readonly what: string;
  readonly unit: (value: number) => string;
  quantile(share: number): number;
  draw(random: Random): number;
}

function figuresOf({ ttft, thinking, pace }: LatencyProfile): readonly Figure[] {
  const of = (what: string, unit: Figure['unit'], distribution: Distribution): Figure => ({
    what,
    unit,
    quantile: (share) => quantile(distribution, share),
    draw: (random) => draw(distribution, random),
  });
  // At the prompt length that was measured.
  const measured = { ...ttft, prompt: undefined };
  const first: Figure = {
    what: 'time to first token',
    unit: timeText,
    quantile: (share) => ttftQuantile(measured, share),
    draw: (random) => drawTtft(measured, 0, random),
  };
  const paced =
    pace.kind === 'gap'
      ? of('gap between events', timeText, pace.gap)
      : of('speed', (value) => `${threeDigits(value)} tok/s`, pace.tokensPerSecond);
  return thinking === undefined ? [first, paced] : [first, of('thinking pause', timeText, thinking), paced];
}

function aboutLines({ about }: LatencyProfile): string[] {
  if (about === undefined) return [];
  const { provider, model, date, source, samples, grade, note } = about;
  return tableLines([
    ['model', `${model} at ${provider}, ${date}`],
    ['source', source],
    ['samples', samples === undefined ? 'the source does not say' : samples.toLocaleString('en')],
    ['grade', `time to first token ${grade.ttft}, speed ${grade.speed}`],
    ...(note === undefined ? [] : [['note', note]]),
  ]);
}

/** What has no quantiles. */
function restLines({ ttft, pace, load, events }: LatencyProfile): string[] {
  const lines: string[] = [];
  if (ttft.spike !== undefined) {
    lines.push(`${threeDigits(100 * ttft.spike.weight)} % of the times to first token are slow spikes.`);
  }
  if (ttft.prompt !== undefined) {
    const factors = [1000, 10_000, 100_000].map(
      (n) => `${threeDigits(promptFactor(ttft, n))} times with ${n.toLocaleString('en')}`,
    );
    lines.push(`With prompt tokens that no cache knew, the time to first token is ${factors.join(', ')}.`);
  }
  if (pace.kind === 'speed' && pace.jitter > 0) {
    lines.push(`Gaps within an answer differ by a log-normal factor with deviation ${threeDigits(pace.jitter)}.`);
  }
  if (events !== undefined) lines.push(`Events of an invented answer: ${events}.`);
  if (load !== undefined) {
    lines.push(
      `${load.concurrency} requests run at once, ${load.queue} wait, others are refused; full slots are ${threeDigits(load.slowdown)} times as slow.`,
    );
  }
  return lines.length === 0 ? [] : ['', ...lines];
}
