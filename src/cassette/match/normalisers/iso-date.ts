/** Dates of ISO 8601 and RFC 3339, with a time or without: `2026-11-20`, `2026-11-20T09:30:00.5+01:00`, `2026-11-20 09:30`. */

import type { Normaliser } from '../normaliser.ts';

const pattern =
  /(?<!\d)(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:([Tt ])(?:[01]\d|2[0-3]):[0-5]\d(?::[0-6]\d(?:[.,]\d{1,9})?)?(?: ?(?:[Zz]|UTC|GMT)|[+-]\d\d:?\d\d)?)?(?!\d)/g;

export const isoDate: Normaliser = {
  name: 'iso-date',
  replace: (text) =>
    text.length < 10 ? text : text.replace(pattern, (_, time) => (time === undefined ? '[date]' : '[date-time]')),
};
