/** Seconds or milliseconds since 1970 between 2001 and 2100, as JSON numbers and in texts. */

import type { Normaliser } from '../normaliser.ts';

const pattern = /(?<![\w.-])(?:[123]\d{12}|[123]\d{9}(?:\.\d{1,9})?)(?![\w-]|\.\d)/g;
const first = 1_000_000_000;
const last = 4_102_444_800;
const placeholder = '[unix-time]';

export const unixTime: Normaliser = {
  name: 'unix-time',
  replace: (text) =>
    text.length < 10 ? text : text.replace(pattern, (digits) => (isTime(Number(digits)) ? placeholder : digits)),
  replaceNumber: (value) => (isTime(value) ? placeholder : undefined),
};

function isTime(value: number): boolean {
  const seconds = value > last ? value / 1000 : value;
  return seconds >= first && seconds <= last && (value <= last || Number.isInteger(value));
}
