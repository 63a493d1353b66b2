/** Readers of option values: each gives a value or an error that names what is accepted. */

import { InvalidArgumentError } from 'commander';
import { parseSize } from '../codec/size-text.ts';

export function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return value;
}

export function factor(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('A factor is a number above 0, such as 2 or 0.5.');
  return value;
}

const timeUnits: Readonly<Record<string, number>> = { '': 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds from `90`, `90s`, `500ms`, `10m` or `1h`; a bare number is seconds. */
export function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text) ?? [];
  const scale = timeUnits[unit ?? ' '];
  if (number === undefined || scale === undefined || Number(number) <= 0) {
    throw new InvalidArgumentError('A duration is a number above 0 with ms, s, m or h, such as 90s or 10m.');
  }
  return Number(number) * scale;
}

const ageUnits: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds from `12h`, `90d` or `6w`. */
export function age(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([hdw])$/.exec(text) ?? [];
  const scale = ageUnits[unit];
  if (number === undefined || scale === undefined || Number(number) <= 0) {
    throw new InvalidArgumentError('An age is a number above 0 with h, d or w, such as 90d.');
  }
  return Number(number) * scale;
}

/** Bytes from `64MiB`, `512k`, `1GB` or `1048576`; units are powers of 1024. */
export function size(text: string): number {
  const bytes = parseSize(text);
  if (bytes === undefined) {
    throw new InvalidArgumentError(
      'A size is a number above 0 with KiB, MiB or GiB, such as 64MiB; a bare number is bytes.',
    );
  }
  return bytes;
}

/** For repeatable options. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
