/** Durations as people write them: `500ms`, `30s`, `1.5m`, `1h`. */

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Longer ones are mistakes: a hundred years. */
const longest = 100 * 365 * 24 * 3_600_000;

/** Milliseconds; a bare number is seconds. Undefined for anything else, and above a hundred years. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const scale = units[unit];
  if (number === undefined || scale === undefined) return undefined;
  const ms = Number(number) * scale;
  return ms <= longest ? ms : undefined;
}
