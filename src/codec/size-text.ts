/** Sizes as people write them: `64MiB`, `512k`, `1GB`, `1048576`. */

const units: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Bytes; units are powers of 1024, a bare number is bytes. Undefined for anything else, and for less than a byte. */
export function parseSize(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*(?:(k|m|g)(?:i?b)?|b|)$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(number) * (units[unit.toLowerCase()] ?? Number.NaN));
  return bytes > 0 ? bytes : undefined;
}
