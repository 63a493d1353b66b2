/** What a run of the benchmark comes to: which goals are not reached, and whether the rounds bear that out. */

/** With fewer rounds a median says little. */
const fewestRounds = 5;

/** @param rows as measurements give them; lines for below the table */
export function verdict(rows, rounds) {
  const goals = rows.filter(({ reached }) => reached !== '');
  const missed = goals.filter(({ reached }) => reached === 'NO');
  const lines = [];
  if (missed.length > 0) {
    lines.push(
      `${missed.length} of ${goals.length} goals not reached; docs/performance.md says why where that is usual:`,
    );
    for (const { what, llmsim, ratio, goal } of missed)
      lines.push(`  ${what.trim()}: ${ratio || llmsim}, goal ${goal}`);
  } else if (goals.length > 0)
    lines.push(goals.length === 1 ? 'The goal is reached.' : `All ${goals.length} goals are reached.`);
  if (rounds < fewestRounds) lines.push(`Fewer than ${fewestRounds} rounds: figures to look at, not to judge by.`);
  return lines;
}
