/** A run's result for GitHub Actions: annotations on the run, and a step summary in Markdown. */

import type { RunResult } from '../run-result.ts';

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions; the runner reads both output streams. */
export function githubAnnotations(result: RunResult): readonly string[] {
  return [
    ...result.stories.map(({ request, story }) => command('error', `llmsim: no recording of ${request}`, story)),
    ...result.failures.map((failure) => command('error', 'llmsim', failure)),
    ...result.expired.map(({ id, since }) => command('warning', 'llmsim: old recording', `${id} is of ${since}`)),
  ];
}

export function githubSummary(result: RunResult): string {
  const faults = result.faults.reduce((sum, { times }) => sum + times, 0);
  const rows: readonly (readonly [string, string | number])[] = [
    ['answered from recordings', result.hits],
    ['misses', result.misses],
    ['recorded', result.recorded.length],
    ...(faults === 0 ? [] : [['injected faults', faults] as const]),
    ['recordings not used', result.unused.length],
    ['tokens saved', result.tokensSaved.input + result.tokensSaved.output],
    ['seconds saved', result.secondsSaved.toFixed(1)],
  ];
  return [
    `### llmsim: ${result.failures.length === 0 ? 'all requests answered' : 'failed'}`,
    '',
    '| | |',
    '|---|---:|',
    ...rows.map(([what, count]) => `| ${what} | ${count} |`),
    '',
    ...result.failures.map((failure) => `- ${failure}`),
    ...result.stories.flatMap(({ request, story }) => [
      '',
      `<details><summary>${html(request)}</summary>`,
      '',
      fenced(story),
      '</details>',
    ]),
    '',
  ].join('\n');
}

function command(level: 'error' | 'warning', title: string, message: string): string {
  const property = escaped(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} title=${property}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
