/** What the commands of `llmsim profile` say in common: figures with their units, quantiles, tests, and which recordings were left out. */

import type { LeftOut, TimedRecordings } from '../app/profile-source.ts';
import type { ComparedFigure, FigureName, Quantiles } from '../latency/compare-timings.ts';
import type { FittedProfile } from '../latency/fit-profile.ts';
import type { KsResult } from '../latency/ks.ts';
import { tableLines } from './table.ts';
import type { Terminal } from './terminal.ts';
import { timeText } from './timeline.ts';

/** The figures of a profile are drawn from this unless told otherwise. */
export const usualSeed = 'llmsim';

/** A comparison of fewer draws than these would be coarser than it must be. */
export const fewestDrawn = 2000;

export function figureText(figure: FigureName, value: number): string {
  if (figure === 'speed') return `${threeDigits(value)} tok/s`;
  // Gaps are short, and what differs between two providers is less than a millisecond.
  return figure === 'gap' && value < 99.95 ? `${value.toFixed(1)} ms` : timeText(value);
}

/** `0.0123`, `1.23`, `12.3`, `123`, `1234`. */
export function threeDigits(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

export function ksText({ statistic, pValue }: KsResult): string {
  return `${statistic.toFixed(3)}, p ${pValue < 0.001 ? '< 0.001' : pValue.toFixed(pValue < 0.1 ? 3 : 2)}`;
}

const reasons: Readonly<Record<LeftOut, string>> = {
  'not streamed': 'not streamed',
  'fewer than two chunks with tokens': 'with too few chunks',
  'an error': 'with an error',
  'broke off': 'broken off',
  'of another model': 'of other models',
  defective: 'defective',
};

/** Tells on stderr what of the recordings could not be used. */
export function tellLeftOut({ leftOut, problems }: TimedRecordings, terminal: Terminal): void {
  const count = [...leftOut.values()].reduce((sum, one) => sum + one, 0);
  const parts = [...leftOut].map(([why, n]) => `${n} ${reasons[why]}`);
  if (count > 0) terminal.say(`${recordings(count)} left out: ${parts.join(', ')}.`);
  for (const problem of problems) terminal.say(terminal.paint.yellow(problem));
}

/** Why nothing can be said of the pace of `recordings` that lie in `place`, and what to do about it. */
export function tellNoPace({ leftOut, problems }: TimedRecordings, place: string, terminal: Terminal): void {
  const none = leftOut.size === 0 && problems.length === 0;
  const happened = none
    ? `There is no recording in ${place}.`
    : `No recording in ${place} tells how fast an answer came.`;
  terminal.say(terminal.paint.red(happened));
  const hint = leftOut.has('of another model')
    ? '`llmsim cassette ls` says of which models the recordings are.'
    : '`llmsim record` makes some; what tells a pace are streams with two chunks of text at least.';
  terminal.say(`  ${hint}`);
}

export function recordings(count: number): string {
  return counted(count, 'recording');
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

const shares = ['p50', 'p95', 'p99'] as const;

/** How good a fit is, and its quantiles beside the recorded ones: what stands above the profile in its file. */
export function fitComments(
  { goodness, samples }: FittedProfile,
  compared: readonly ComparedFigure[],
  source: TimedRecordings,
  seed: string,
): string[] {
  const of = [...source.upstreams, ...source.models].join(', ');
  const tests = goodness.map(({ figure, measurements, ks }) => [
    `  ${figure}`,
    ks.statistic.toFixed(3),
    `p ${ks.pValue.toFixed(2)}`,
    counted(measurements, 'measurement'),
  ]);
  const quantiles = compared.map(({ figure, a, b }) => [
    `  ${figure}`,
    ...quantileTexts(figure, a),
    ...quantileTexts(figure, b),
  ]);
  return [
    `Fitted by llmsim to ${recordings(samples)}${of === '' ? '' : ` of ${of}`}.`,
    '',
    'Goodness of fit: the distance of Kolmogorov and Smirnov, 0 is best. The p-values are on the high side, because',
    'the profile was fitted to these measurements.',
    ...tableLines(tests, [1, 3]),
    '',
    `Recorded, and drawn from the profile with the seed ${JSON.stringify(seed)}:`,
    ...tableLines([['  ', ...shares, ...shares.map((share) => `drawn ${share}`)], ...quantiles], [1, 2, 3, 4, 5, 6]),
  ];
}

function quantileTexts(figure: FigureName, quantiles: Quantiles | undefined): string[] {
  return shares.map((share) => (quantiles === undefined ? '–' : figureText(figure, quantiles[share])));
}

/** Two sides' quantiles side by side, and below each figure what the test says. */
export function comparisonLines(compared: readonly ComparedFigure[]): string[] {
  const rows = compared.flatMap(({ figure, a, b }) =>
    shares.map((share, i) => [
      i === 0 ? figure : '',
      share,
      a === undefined ? '–' : figureText(figure, a[share]),
      b === undefined ? '–' : figureText(figure, b[share]),
      a === undefined || b === undefined ? '' : changeText(a[share], b[share]),
    ]),
  );
  const [head = '', ...lines] = tableLines([['', '', 'A', 'B', 'B to A'], ...rows], [2, 3, 4]);
  const tests = compared.map(({ ks }) =>
    ks === undefined ? 'only one side has it' : `KS ${ksText(ks)}: ${verdict(ks)}`,
  );
  const indent = ' '.repeat(Math.max(...compared.map(({ figure }) => figure.length)) + 2);
  return [
    head,
    ...tests.flatMap((test, i) => [...lines.slice(i * shares.length, (i + 1) * shares.length), `${indent}${test}`]),
  ];
}

function changeText(before: number, after: number): string {
  if (before === 0) return after === 0 ? '0 %' : '–';
  const percent = (100 * (after / before - 1)).toFixed(1);
  return percent === '-0.0' ? '+0.0 %' : `${percent.startsWith('-') ? '' : '+'}${percent} %`;
}

function verdict({ pValue }: KsResult): string {
  return pValue < 0.01 ? 'they differ (at 1 %)' : 'no difference found (at 1 %)';
}
