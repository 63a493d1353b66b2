/** Texts and numbers that fit the name of a field, so that what is drawn can be read. */

import type { Random } from '../../core/random.ts';

type Words = readonly [string, ...string[]];

const byName: readonly (readonly [RegExp, Words])[] = [
  [/city|town|location|destination|origin/, ['Paris', 'Berlin', 'Lisbon', 'Oslo', 'Kyoto']],
  [/country|nation/, ['France', 'Germany', 'Portugal', 'Norway', 'Japan']],
  [/street|address/, ['1 Main Street', '22 Park Road', '7 Mill Lane']],
  [/zip|postal/, ['10115', '75001', '94103']],
  [/e?mail/, ['ada@example.com', 'grace@example.com', 'alan@example.com']],
  [/phone|mobile/, ['+1 555 0100', '+44 20 7946 0958']],
  [/url|uri|link|website|homepage/, ['https://example.com/a', 'https://example.org/b']],
  [/(?:first|given).?name/, ['Ada', 'Grace', 'Alan', 'Edsger']],
  [/(?:last|family|sur).?name/, ['Lovelace', 'Hopper', 'Turing', 'Dijkstra']],
  [/name|author|person|user/, ['Ada Lovelace', 'Grace Hopper', 'Alan Turing']],
  [/title|subject|headline/, ['A Short Report', 'Notes on the Matter', 'What We Found']],
  [
    /description|summary|text|content|body|explanation|reason|comment|note/,
    ['A short text that says what it is about.', 'Made up, but readable.'],
  ],
  [/date|day/, ['2026-03-14', '2026-07-01', '2026-11-20']],
  [/time/, ['09:30', '14:00', '18:45']],
  [/colou?r/, ['red', 'green', 'blue', 'yellow']],
  [/currency/, ['EUR', 'USD', 'GBP']],
  [/lang(?:uage)?|locale/, ['en', 'de', 'fr']],
  [/unit/, ['celsius', 'fahrenheit']],
  [/status|state/, ['open', 'done', 'pending']],
  [/query|search|keyword|question|term/, ['weather in Paris', 'nearest train station', 'opening hours']],
  [/answer|response|result|output/, ['yes', 'no', 'it depends']],
  [/category|type|kind|genre|tag/, ['general', 'special', 'other']],
  [/file|path/, ['notes.txt', 'report.pdf', 'data.csv']],
  [/code|sku/, ['A-100', 'B-205', 'C-310']],
  [/\bid$|_id$|Id$|^id/, ['a1b2c3', 'd4e5f6', 'g7h8i9']],
];
const anyText: Words = ['one', 'two', 'three', 'alpha', 'beta', 'a few words'];

export function plausibleText(name: string | undefined, random: Random): string {
  const words =
    name === undefined ? undefined : byName.find(([pattern]) => pattern.test(name) || pattern.test(name.toLowerCase()));
  return random.pick(words?.[1] ?? anyText);
}

/** A usual range for a number of that name, both ends included. */
export function plausibleRange(name: string | undefined): readonly [number, number] {
  const lower = name?.toLowerCase() ?? '';
  if (/latitude|\blat\b/.test(lower)) return [-90, 90];
  if (/longitude|\bl(?:on|ng)\b/.test(lower)) return [-180, 180];
  if (/year/.test(lower)) return [1990, 2030];
  if (/age/.test(lower)) return [18, 80];
  if (/percent/.test(lower)) return [0, 100];
  if (/price|amount|cost|total/.test(lower)) return [1, 500];
  if (/temperature/.test(lower)) return [-10, 35];
  if (/score|confidence|probability|rating/.test(lower)) return [0, 1];
  return [0, 10];
}
