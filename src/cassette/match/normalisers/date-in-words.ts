/** Dates as people and RFC 5322 write them, in English: `Friday, 20 November 2026`, `Nov 20th, 2026`, `Fri, 20 Nov 2026 09:30:00 GMT`. */

import type { Normaliser } from '../normaliser.ts';

const day = '(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?';
const month =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?';
const weekday = '(?:(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\\.?,? (?:the )?)?';
const year = '(?:19|20|21)\\d\\d';
const time = '(?:[012]?\\d:[0-5]\\d(?::[0-6]\\d)?(?: ?[AaPp]\\.?[Mm]\\.?)?)';
const zone = '(?: (?:UTC|GMT|Z|[A-Z]{3,4})(?![a-z])| ?[+-]\\d\\d:?\\d\\d)?';
const pattern = new RegExp(
  `\\b${weekday}(?:${day}(?: of)? ${month},? ${year}|${month} ${day},? ${year}|${month} ${day} ${time}(?: [A-Z]{3,4})? ${year})(?:(?:,| at)? ${time}${zone})?(?!\\d)`,
  'g',
);

export const dateInWords: Normaliser = {
  name: 'date-in-words',
  replace: (text) => (text.length < 10 ? text : text.replace(pattern, '[date]')),
};
