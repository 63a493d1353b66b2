/** Texts and numbers that fit the name of a property, so that what is drawn can be read. */

import type { Random } from '../../core/random.ts';

type Texts = readonly [string, ...string[]];
type Range = readonly [number, number];

/** By the words of a name, the last word first: `home_city` is a city, `cityCode` a code. */
const textsByWord: ReadonlyMap<string, Texts> = table<Texts>([
  ['city town location place destination origin', ['Paris', 'Berlin', 'Lisbon', 'Oslo', 'Kyoto', 'Montréal']],
  ['country nation', ['France', 'Germany', 'Portugal', 'Norway', 'Japan', 'Canada']],
  ['region province', ['Bavaria', 'Normandy', 'Ontario', 'Tuscany']],
  ['street', ['Main Street', 'Park Road', 'Mill Lane', 'Station Square']],
  ['address', ['1 Main Street, Springfield', '22 Park Road, Riverton', '7 Mill Lane, Lakeside']],
  ['zip postcode postal', ['10115', '75001', '94103', '00184']],
  ['email mail', ['ada@example.com', 'grace@example.org', 'alan@example.net']],
  ['phone mobile telephone fax', ['+1 202 555 0100', '+44 20 7946 0958', '+1 415 555 0132']],
  ['url uri link website homepage', ['https://example.com/a', 'https://example.org/b', 'https://example.net/c']],
  ['domain host hostname', ['example.com', 'www.example.org', 'api.example.net']],
  ['firstname givenname forename', ['Ada', 'Grace', 'Alan', 'Edsger', 'Katherine']],
  ['lastname surname familyname', ['Lovelace', 'Hopper', 'Turing', 'Dijkstra', 'Johnson']],
  [
    'name author person owner customer assignee recipient sender speaker',
    ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Edsger Dijkstra', 'Katherine Johnson'],
  ],
  ['user username login handle nickname', ['ada', 'ghopper', 'alan_t', 'kjohnson']],
  ['company organization organisation employer vendor brand', ['Acme', 'Globex', 'Initech', 'Umbrella Tools']],
  ['job role profession occupation position', ['engineer', 'designer', 'teacher', 'analyst']],
  ['title subject headline heading', ['A Short Report', 'Notes on the Matter', 'What We Found', 'Plan for the Week']],
  [
    'description summary text content body explanation details message comment note reason reasoning thought overview',
    ['A short text that says what it is about.', 'This is made up, but it can be read.', 'Three points matter here.'],
  ],
  ['step instruction action task', ['Collect the facts.', 'Compare the results.', 'Write down what follows.']],
  ['query search keyword question term prompt', ['weather in Paris', 'nearest train station', 'opening hours']],
  ['answer response result output conclusion', ['It depends on the weather.', 'Yes, by a small margin.', '42']],
  ['date day birthday deadline', ['2026-03-14', '2026-07-01', '2026-11-20']],
  ['time', ['09:30', '14:00', '18:45']],
  ['timestamp at', ['2026-03-14T09:30:00Z', '2026-07-01T14:00:00Z', '2026-11-20T18:45:00Z']],
  ['timezone tz', ['Europe/Paris', 'America/New_York', 'Asia/Tokyo']],
  ['month', ['March', 'July', 'November']],
  ['weekday', ['Monday', 'Wednesday', 'Saturday']],
  ['color colour', ['red', 'green', 'blue', 'yellow']],
  ['currency', ['EUR', 'USD', 'GBP', 'JPY']],
  ['language lang locale', ['en', 'de', 'fr', 'pt']],
  ['unit units', ['celsius', 'fahrenheit']],
  ['status state', ['open', 'done', 'pending']],
  ['category type kind genre class topic', ['general', 'special', 'other']],
  ['tag label', ['draft', 'urgent', 'internal', 'review']],
  ['sentiment mood tone', ['positive', 'neutral', 'negative']],
  ['priority severity level', ['low', 'medium', 'high']],
  ['product item ingredient', ['lamp', 'notebook', 'olive oil', 'chair']],
  ['file filename path', ['notes.txt', 'report.pdf', 'data/orders.csv']],
  ['code sku number', ['A-100', 'B-205', 'C-310']],
  ['id uuid identifier key ref reference', ['a1b2c3', 'd4e5f6', 'g7h8i9', 'k1l2m3']],
  ['symbol ticker', ['ACME', 'GLBX', 'INTC']],
  ['version', ['1.0.0', '2.3.1', '0.9.4']],
  ['model', ['basic', 'plus', 'pro']],
]);
const anyTexts: Texts = ['one', 'two', 'three', 'alpha', 'beta', 'gamma', 'a few words', 'something else'];

const rangesByWord: ReadonlyMap<string, Range> = table<Range>([
  ['latitude lat', [-90, 90]],
  ['longitude lon lng', [-180, 180]],
  ['year', [1990, 2030]],
  ['month', [1, 12]],
  ['day', [1, 28]],
  ['hour', [0, 23]],
  ['minute second minutes seconds', [0, 59]],
  ['age', [18, 80]],
  ['percent percentage humidity', [0, 100]],
  ['price amount cost total subtotal budget salary revenue fee balance', [1, 500]],
  ['temperature temp', [-10, 35]],
  ['score confidence probability likelihood relevance weight ratio', [0, 1]],
  ['rating stars priority', [1, 5]],
  ['count quantity size limit number rank position index page steps', [1, 10]],
  ['width height', [100, 1920]],
  ['port', [1024, 9999]],
  ['id', [1, 10_000]],
  ['population', [1_000, 1_000_000]],
]);
const anyRange: Range = [0, 100];

/** `name`: of the property, or of the array in which the text is an item; undefined where there is none. */
export function plausibleText(random: Random, name: string | undefined): string {
  return random.pick(byName(textsByWord, name) ?? anyTexts);
}

/** A usual range for a number of that name, both ends included. */
export function plausibleRange(name: string | undefined): Range {
  return byName(rangesByWord, name) ?? anyRange;
}

/** The items of `cities` are called `city`. */
export function singular(name: string): string {
  return name.replace(/ies$/i, 'y').replace(/([^s])s$/i, '$1');
}

function byName<Entry>(entries: ReadonlyMap<string, Entry>, name: string | undefined): Entry | undefined {
  if (name === undefined || name.length > 60) return undefined;
  const whole = entries.get(name);
  if (whole !== undefined) return whole;
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  for (let i = words.length - 1; i >= 0; i -= 1) {
    const word = words[i] ?? '';
    // `first_name` before `name`.
    const found = entries.get(`${words[i - 1] ?? ''}${word}`) ?? entries.get(word) ?? entries.get(singular(word));
    if (found !== undefined) return found;
  }
  return undefined;
}

function table<Entry>(rows: readonly (readonly [string, Entry])[]): ReadonlyMap<string, Entry> {
  return new Map(rows.flatMap(([words, entry]) => words.split(' ').map((word) => [word, entry] as const)));
}
