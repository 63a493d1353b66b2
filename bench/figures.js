/** Times, medians, spreads and the table that the benchmark prints. */

/** The middle of `values`, the mean of the two middle ones for an even count. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median with the lowest and the highest value: `0.74 (0.71–0.76)`. */
export function spread(values, digits = 2) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** A difference, as `spread` with its sign: `+0.46 (0.31–0.52)`. */
export function difference(values, digits) {
  return `${median(values) < 0 ? '' : '+'}${spread(values, digits)}`;
}

/** `rows` of strings as aligned columns under `head`. */
export function table(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Milliseconds by a clock that all processes of the machine share. */
export function machineTime() {
  return Number(process.hrtime.bigint()) / 1e6;
}
