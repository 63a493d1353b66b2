/** What `llmsim run` tells at the end: what happened, in a few aligned lines. */

import type { ChalkInstance } from 'chalk';
import type { RunResult } from '../telemetry/run-result.ts';

/** Ids that are named before the rest is only counted. */
const named = 3;

export function runSummary(result: RunResult, paint: ChalkInstance): string {
  const { hits, recorded, unused, expired, tokensSaved, secondsSaved, failures, refusals, lost } = result;
  const tokens = tokensSaved.input + tokensSaved.output;
  const saved = [
    ...(tokens === 0
      ? []
      : [`${tokens.toLocaleString('en')} tokens (${tokensSaved.output.toLocaleString('en')} of them generated)`]),
    ...(secondsSaved < 0.05 ? [] : [`${secondsSaved.toFixed(1)} s`]),
  ];
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['hits', String(hits), true],
    ['misses', result.misses === 0 ? '0' : paint.red(String(result.misses)), true],
    ['by rules', String(result.ruled), result.ruled > 0],
    ['synthesised', String(result.synthesised), result.synthesised > 0],
    ['recorded', String(recorded.length), recorded.length > 0 || result.mode !== 'none'],
    ['not saved', paint.red(String(lost.length)), lost.length > 0],
    ['faults', faultText(result.faults), result.faults.length > 0],
    ['refused', paint.red(String(refusals)), refusals > 0],
    ['unused', `${unused.length}${list(unused)}`, unused.length > 0],
    ['too old', paint.yellow(`${expired.length}${list(expired.map(({ id }) => id))}`), expired.length > 0],
    ['saved', saved.join(', '), saved.length > 0],
  ];
  const told = rows.filter(([, , shown]) => shown);
  const width = Math.max(...told.map(([what]) => what.length));
  return [
    `${paint.bold('llmsim')} mode ${result.mode}, ${result.seconds.toFixed(1)} s`,
    ...told.map(([what, value]) => `  ${what.padEnd(width)}  ${value}`),
    ...failures.map((failure) => paint.red(failure)),
  ].join('\n');
}

/** `5: 503 (3), reset(after=1) (2)` */
function faultText(faults: RunResult['faults']): string {
  const all = faults.reduce((sum, { times }) => sum + times, 0);
  return `${all}${list(faults.map(({ fault, times }) => (times === all ? fault : `${fault} (${times})`)))}`;
}

function list(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const rest = ids.length - named;
  return `: ${ids.slice(0, named).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
