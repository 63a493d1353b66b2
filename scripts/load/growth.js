/** Tells from samples of a process whether it grows after its warm-up. */

/** What a process may gain between the first and the last third after the warm-up: caches fill slowly. */
const mostShare = 0.15;
const mostBytes = 32 * 1024 * 1024;
/** Connections that are being closed while others open. */
const spareSockets = 60;
/** Threads that start with the first requests have some of their own: about four each, eight on Node 24. */
const spareFiles = 16;
/** Fewer samples, one a second, say nothing of memory: it grows until code is compiled and caches are full, in a sound server for more than a minute. */
const leastSamples = 120;

/**
 * Figures as `{ what, text }` and what is wrong, in sentences.
 *
 * @param samples `{ rss, heap, sockets, files }` at equal intervals; the first fifth is the warm-up
 * @param around the samples before the load and after it, and how many clients there were
 */
export function growthOf(samples, { idle, after, clients }) {
  const steady = samples.slice(Math.floor(samples.length / 5));
  const third = Math.max(1, Math.floor(steady.length / 3));
  const early = steady.slice(0, third);
  const late = steady.slice(-third);
  const problems = [];
  const figures = [];
  for (const what of ['rss', 'heap']) {
    // A heap goes up and down as a saw does: its low points tell what stays.
    const [from, to] = [early, late].map((all) => quantile(all, what, what === 'heap' ? 0.1 : 0.5));
    const most = Math.max(...samples.map((sample) => sample[what]));
    figures.push({
      what,
      text: `${mib(idle[what])} before, ${mib(from)} → ${mib(to)} under load, ${mib(most)} at most, ${mib(after[what])} after`,
    });
    if (samples.length < leastSamples) continue;
    if (to - from > Math.max(mostBytes, from * mostShare))
      problems.push(`${what} grew from ${mib(from)} to ${mib(to)}`);
  }
  for (const [what, spare, expected, left] of [
    ['sockets', spareSockets, clients, 4],
    ['files', spareFiles, 0, spareFiles],
  ]) {
    const most = Math.max(...samples.map((sample) => sample[what]));
    figures.push({ what, text: `${idle[what]} before, ${most} at most, ${after[what]} after` });
    if (most > idle[what] + expected + spare) problems.push(`${most} ${what} were open for ${clients} clients`);
    if (after[what] > idle[what] + left) problems.push(`${after[what]} ${what} stay open, ${idle[what]} before`);
  }
  return { figures, problems };
}

function quantile(samples, what, q) {
  const sorted = samples.map((sample) => sample[what]).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

function mib(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}
