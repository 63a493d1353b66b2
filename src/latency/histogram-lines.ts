/** A histogram as lines of text for a terminal. */

export interface HistogramSize {
  /** Characters a line may have; at least 20 are used. */
  readonly width: number;
  /** Lines, one for each range of values. */
  readonly rows: number;
  /** What stands behind the numbers; ` ms` when undefined. */
  readonly unit?: string;
}

/** Eighths of a character cell, so that bars are finer than cells. */
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/**
 * One line for each range: where it begins, a bar, and the share of the values in it. Ranges are equally wide from the smallest value to
 * the 95th percentile; a last line holds what is above. No values give no lines; values that are all equal give one.
 */
export function histogramLines(values: readonly number[], size: HistogramSize): string[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const least = sorted[0];
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) return [];
  const ranges = rangesOf(sorted, least, most, Math.max(1, Math.floor(size.rows)));
  const unit = size.unit ?? ' ms';
  const labels = ranges.map(({ from, prefix }) => `${prefix}${rounded(from, most)}${unit}`);
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const room = Math.max(20, Math.floor(size.width)) - labelWidth - ' │ 100.0 %'.length;
  const highest = Math.max(...ranges.map(({ count }) => count));
  return ranges.map(({ count }, i) => {
    const share = `${((100 * count) / sorted.length).toFixed(1)} %`;
    return `${(labels[i] ?? '').padStart(labelWidth)} │${bar((count / highest) * Math.max(1, room))} ${share}`;
  });
}

interface Range {
  readonly prefix: '' | '≥ ';
  readonly from: number;
  readonly count: number;
}

function rangesOf(sorted: readonly number[], least: number, most: number, rows: number): Range[] {
  const top = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? most;
  const last = top > least && top < most ? rows - 1 : rows;
  const step = ((last < rows ? top : most) - least) / last;
  // Equal values, or so near that no range fits between.
  if (step === 0 || last === 0) return [{ prefix: '', from: least, count: sorted.length }];
  const counts = new Array<number>(rows).fill(0);
  for (const value of sorted) {
    const row = Math.min(rows - 1, Math.floor((value - least) / step));
    counts[row] = (counts[row] ?? 0) + 1;
  }
  return counts.map((count, i) => ({ prefix: i === last ? '≥ ' : '', from: least + i * step, count }));
}

function bar(cells: number): string {
  const whole = Math.floor(cells);
  return '█'.repeat(whole) + (eighths[Math.floor((cells - whole) * 8)] ?? '');
}

/** Fewer digits for large numbers. */
function rounded(value: number, most: number): string {
  return value.toFixed(most >= 100 || most === 0 ? 0 : most >= 1 ? 1 : 3);
}
