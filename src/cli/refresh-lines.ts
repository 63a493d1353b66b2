/** What a refresh found, as lines for people and as JSON. */

import type { ChalkInstance } from 'chalk';
import type { Refreshed, RefreshOutcome } from '../app/refresh.ts';
import type { DriftFinding } from '../cassette/compare/drift.ts';
import { changeText } from './difference-lines.ts';

type Kind = RefreshOutcome['kind'];

/** Drift first, each recording with its findings; then, under a heading each, what was not refreshed and why. */
export function* refreshLines(refreshed: readonly Refreshed[], paint: ChalkInstance): Generator<string> {
  for (const { interaction, outcome } of refreshed) {
    if (outcome.kind !== 'drifted') continue;
    yield paint.bold(interaction);
    for (const finding of outcome.findings) yield* findingLines(finding, paint);
  }
  for (const [kind, heading] of headings) {
    const listed = refreshed.filter(({ outcome }) => outcome.kind === kind);
    if (listed.length === 0) continue;
    yield paint.bold(heading);
    for (const { interaction, outcome } of listed) {
      const why = reasonOf(outcome);
      yield `  ${interaction}${why === '' ? '' : `  ${why}`}`;
    }
  }
}

const headings: readonly (readonly [Kind, string])[] = [
  ['failed', 'Not refreshed, left as they are'],
  ['redacted', 'Not sent, because something in the request was redacted'],
  ['gone', 'Answered 404, because they refer to something that the upstream has no more'],
  ['unrepeatable', 'Not sent, because an upstream does not repeat its failures'],
  ['elsewhere', 'Not sent, because they came from another upstream'],
];

function reasonOf(outcome: RefreshOutcome): string {
  switch (outcome.kind) {
    case 'redacted':
      return outcome.places.join(', ');
    case 'failed':
    case 'unrepeatable':
      return outcome.why;
    case 'elsewhere':
      return outcome.upstream;
    default:
      return '';
  }
}

function* findingLines(finding: DriftFinding, paint: ChalkInstance): Generator<string> {
  const { severity, about, path, what, before, after } = finding;
  const colour = { error: paint.red, info: paint.cyan, note: paint.yellow }[severity];
  const place = about === 'field' || about === 'event' ? path : [about, path].filter((part) => part !== '').join(' ');
  const told = what === 'changed' ? changeText(before, after, paint) : what;
  const [first = '', ...rest] = told.split('\n');
  yield `  ${colour(severity.padEnd(5))}  ${place}  ${first}`;
  for (const line of rest) yield `         ${line}`;
}

/** `120 recordings: 110 unchanged, 4 drifted (1 with errors), 6 not sent.` */
export function refreshSummary(refreshed: readonly Refreshed[], check: boolean): string {
  const count = (kind: Kind): number => refreshed.filter(({ outcome }) => outcome.kind === kind).length;
  const drifted = count('drifted');
  const withErrors = refreshed.filter(({ outcome }) => hasErrors(outcome)).length;
  const notSent = count('redacted') + count('unrepeatable') + count('elsewhere');
  const parts = [
    `${count('unchanged')} unchanged`,
    ...(drifted === 0
      ? []
      : [`${drifted} ${check ? 'drifted' : 'recorded anew'}${withErrors === 0 ? '' : ` (${withErrors} with errors)`}`]),
    ...(count('failed') === 0 ? [] : [`${count('failed')} NOT REFRESHED`]),
    ...(count('gone') === 0 ? [] : [`${count('gone')} gone upstream`]),
    ...(notSent === 0 ? [] : [`${notSent} not sent`]),
  ];
  return `${refreshed.length} ${refreshed.length === 1 ? 'recording' : 'recordings'}: ${parts.join(', ')}.`;
}

export function hasErrors(outcome: RefreshOutcome): boolean {
  return outcome.kind === 'drifted' && outcome.findings.some(({ severity }) => severity === 'error');
}

/** `{ check, recordings: [{ interaction, file, outcome, … }] }`; what is absent is null. */
export function refreshJson(refreshed: readonly Refreshed[], check: boolean): string {
  const recordings = refreshed.map(({ interaction, file, outcome: { kind, ...details } }) => ({
    interaction,
    file,
    outcome: kind,
    ...details,
  }));
  return JSON.stringify({ check, recordings }, (_key, value: unknown) => (value === undefined ? null : value), 2);
}
